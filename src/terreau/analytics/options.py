"""An option that is not known is refused, never replaced by a default."""

from __future__ import annotations

from collections.abc import Iterable

from terreau.core.errors import BadInput


def refuse_unknown(name: str, value: object, known: Iterable[str]) -> None:
    """Refuse a value that is none of those an option takes.

    Parameters
    ----------
    name : str
        What the option is, as an error calls it.
    value : object
        What was asked.
    known : Iterable[str]
        What can be.

    Raises
    ------
    BadInput
        If the value is not known; it lists those that are.
    """
    names = list(known)
    if value not in names:
        *first, last = map(repr, names)
        raise BadInput(f"Unknown {name}", value=value, remedy=f"Use {', '.join(first)} or {last}")
