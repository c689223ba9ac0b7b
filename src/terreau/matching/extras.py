"""Libraries that only some uses need, loaded when they are used."""

from __future__ import annotations

import importlib
from types import ModuleType

from terreau.core.errors import TerreauError


def needed(module: str, *, what: str, extra: str) -> ModuleType:
    """Return a library of one of our extras.

    Raises
    ------
    TerreauError
        If it is not installed; says which extra to install.
    """
    try:
        return importlib.import_module(module)
    except ModuleNotFoundError as error:
        raise TerreauError(
            f"{what} needs {module}, which is not installed",
            remedy=f"Install it: pip install 'terreau[{extra}]'",
        ) from error
