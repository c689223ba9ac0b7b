"""The acts a key may be allowed: each app declares its own, under the name its permissions ask."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from django.utils.functional import Promise

_ACTS: dict[str, Promise] = {}


def declare_act(name: str, label: Promise) -> None:
    """Add an act that a key may be allowed; called once by each app when it is ready.

    Parameters
    ----------
    name : str
        What `Scope.allows_act` is asked, as "directory:read".
    label : Promise
        What it lets a program do, as a person reads it.
    """
    _ACTS[name] = label


def acts() -> Mapping[str, Promise]:
    """Return every act that is declared, and what it lets a program do."""
    return MappingProxyType(_ACTS)
