"""Ties from the columns of a table: each row checked, planned and lived set apart."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from terreau.analytics.network.ties import Actor, LivedTies, PlannedTies
from terreau.core.errors import BadInput

Column = Sequence[object]
_YES, _NO = {"1", "yes", "true", "oui", "vrai"}, {"", "0", "no", "false", "non", "faux"}


def read_ties(
    actor: Column,
    thing: Column,
    day: Column,
    *,
    kind: Column | None = None,
    group: Column | None = None,
    outside: Column | None = None,
) -> tuple[PlannedTies, LivedTies]:
    """Read ties from columns of equal length.

    Parameters
    ----------
    actor, thing : Sequence[object]
        Who, in what; not empty.
    day : Sequence[object]
        A date, or text written 2026-03-31.
    kind : Sequence[object], optional
        "planned" or "lived"; empty, or no such column = lived.
    group : Sequence[object], optional
        The group of the actor; one for all of its rows, empty = not said in this row.
    outside : Sequence[object], optional
        Whether the actor is outside: yes or no, 1 or 0, oui or non; empty = no.

    Returns
    -------
    tuple[PlannedTies, LivedTies]
        Apart; a row that is there twice counts once.

    Raises
    ------
    BadInput
        A row without actor, thing or day, a day or a word that cannot be read, an actor of two
        groups or both inside and outside; rows are counted from 1, the header not included.

    References
    ----------
    Ties of two natures: docs/explanation/social-capital.md; two-mode data as in S. P. Borgatti,
    M. G. Everett (1997), "Network analysis of 2-mode data", Social Networks 19, 243–269.

    Examples
    --------
    >>> planned, lived = read_ties(["a", "b"], ["t", "t"], ["2026-01-31"] * 2)
    >>> len(planned.actors), len(lived.actors)
    (0, 2)
    """
    rows: dict[str, list[tuple[str, str, date]]] = {"planned": [], "lived": []}
    actors: dict[str, Actor] = {}
    nothing: Column = [""] * len(actor)
    columns = zip(
        *(actor, thing, day, kind or nothing, group or nothing, outside or nothing), strict=True
    )
    for number, (who, what, when, nature, of, out) in enumerate(columns, start=1):
        key = _named(who, "actor", number)
        actors[key] = _same(
            actors.get(key), Actor(key, _text(of), _is_outside(out, number)), number
        )
        word = _text(nature).lower() or "lived"
        if word not in rows:
            raise _refused(number, "kind", nature, "Write planned or lived")
        rows[word].append((key, _named(what, "thing", number), _day(when, number)))
    return PlannedTies.of(rows["planned"], actors), LivedTies.of(rows["lived"], actors)


def _text(value: object) -> str:
    return "" if value is None else str(value).strip()


def _named(value: object, column: str, row: int) -> str:
    if not (text := _text(value)):
        raise _refused(row, column, value, "Fill the cell, or remove the row")
    return text


def _day(value: object, row: int) -> date:
    if isinstance(value, date):
        return date(value.year, value.month, value.day)
    try:
        return date.fromisoformat(_text(value)[:10])
    except ValueError:
        raise _refused(row, "day", value, "Write days as 2026-03-31") from None


def _is_outside(value: object, row: int) -> bool:
    word = _text(value).lower()
    if word not in _YES | _NO:
        raise _refused(row, "outside", value, "Write yes or no")
    return word in _YES


def _same(before: Actor | None, now: Actor, row: int) -> Actor:
    """Return what is known of an actor; a row without a group says nothing of it."""
    if before is None:
        return now
    if before.group and now.group and before.group != now.group:
        raise _refused(row, "group", now.group, f"{now.key} was of {before.group} before: choose")
    if before.is_outside != now.is_outside:
        raise _refused(row, "outside", now.key, "Say the same in each of its rows")
    return before if before.group else now


def _refused(row: int, column: str, value: object, remedy: str) -> BadInput:
    return BadInput(
        f"Row {row} has a {column} that cannot be read",
        value="" if value is None else value,
        why="Rows are counted from 1, the header not included",
        remedy=remedy,
    )
