"""Passages between any two vintages: what the commune codes of one are in the other.

Each step from a vintage to the next is in the bundle (``changes``); here they follow one another,
forwards or back. A code that is not in the answer stays itself.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

import pyarrow as pa

from terreau.core.errors import BadInput
from terreau.datasets.reference import load, vintages

PASSAGES_BETWEEN = pa.schema(
    [
        pa.field("old", pa.string(), nullable=False),
        pa.field("new", pa.string(), nullable=False),
        pa.field("weight", pa.float64()),
        pa.field("since", pa.int16()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("certain", pa.bool_(), nullable=False),
    ]
)


class _Part(NamedTuple):
    """A part of a code's land on its way: where it is, how much, what last happened to it."""

    code: str
    weight: float
    since: int | None
    kind: str
    certain: bool


class _Change(NamedTuple):
    """A row of ``changes`` read forwards, or backwards; no weight where no population tells."""

    old: str
    new: str
    since: int | None
    kind: str
    certain: bool
    weight: float | None


_Shares = dict[str, list[_Part]]


@cache
def passages(from_vintage: int | None, to_vintage: int) -> pa.Table:
    """Return the passages from the communes of one vintage to those of another.

    Parameters
    ----------
    from_vintage : int or None
        Geography of the codes: a vintage of communes, any year before the first one, or None for
        codes of every time before the first one.
    to_vintage : int
        A vintage of communes (2019, 2021 … 2026).

    Returns
    -------
    pa.Table
        old, new, weight, since, kind, certain, by old and new code: what
        `terreau.analytics.harmonise` reads. ``weight`` is the part of the old code's jobs that
        goes to the new one, null where all do; ``since`` the first vintage of the last change on
        the way; ``kind`` what it was: merged, recoded, split or arrondissement (a merger read
        backwards is a split). ``certain`` is false where the land of the old code is in several
        new ones, or where the source contradicts itself.

    Raises
    ------
    BadInput
        If the reference has no such vintage of communes.

    Notes
    -----
    Weights are shares of population: a separation is shared out as the people were in the first
    vintage after it, a merger read backwards as they were in the last before. That is an estimate
    of jobs, hence not certain. A part that comes back to a single code is certain again.

    Examples
    --------
    >>> [row for row in passages(2019, 2021).to_pylist() if row["old"] == "27676"][0]["new"]
    '27058'
    >>> [(r["new"], round(r["weight"], 2)) for r in passages(2019, 2026).to_pylist()
    ...  if r["old"] == "14712"]
    [('14666', 0.36), ('14712', 0.64)]
    """
    known = vintages("commune")
    start = known[0] if from_vintage is None or from_vintage < known[0] else from_vintage
    for year in (start, to_vintage):
        if year not in known:
            raise BadInput(
                "The reference has no communes of that vintage",
                value=year,
                why="The source does not give them"
                if known[0] < year < known[-1]
                else "They are not in this version of the reference",
                remedy=f"Choose among {', '.join(map(str, known))}",
            )
    shares: _Shares = {}
    _follow(shares, _to_first(from_vintage, known[0]))
    if start < to_vintage:
        for year in known[known.index(start) + 1 : known.index(to_vintage) + 1]:
            _follow(shares, _forwards(year))
    else:
        for year in reversed(known[known.index(to_vintage) + 1 : known.index(start) + 1]):
            _follow(shares, _backwards(year))
    return _table(shares)


def _follow(shares: _Shares, changes: Iterable[_Change]) -> None:
    """Take every part of every code one step further."""
    following: dict[str, list[_Change]] = {}
    for change in changes:
        following.setdefault(change.old, []).append(change)
    for old in following.keys() - shares.keys():
        shares[old] = [_Part(old, 1.0, None, "", certain=True)]
    for old, parts in shares.items():
        shares[old] = _joined(
            taken for part in parts for taken in _taken(part, following.get(part.code, []))
        )


def _taken(part: _Part, changes: list[_Change]) -> list[_Part]:
    """Return where a part of a land goes."""
    if not changes:
        return [part]
    if any(change.weight is None for change in changes):
        # Nothing tells how to share it out: it stays in one piece, and that is not certain.
        main = next((c for c in changes if c.new == part.code), changes[0])
        return [_Part(main.new, part.weight, main.since, main.kind, certain=False)]
    if len(changes) == 1 and changes[0].new == part.code:
        return [part]  # Others joined it.
    return [
        _Part(c.new, part.weight * (c.weight or 0.0), c.since, c.kind, part.certain and c.certain)
        for c in changes
    ]


def _joined(parts: Iterable[_Part]) -> list[_Part]:
    """Add up the parts that have come to the same code: what was divided may be whole again."""
    by_code: dict[str, list[_Part]] = {}
    for part in parts:
        by_code.setdefault(part.code, []).append(part)
    return [
        found[-1]._replace(
            weight=math.fsum(part.weight for part in found),
            certain=all(part.certain for part in found),
        )
        for found in by_code.values()
    ]


def _to_first(from_vintage: int | None, first: int) -> Iterator[_Change]:
    """Yield what became of codes before the first vintage; of a later one, districts only."""
    rows = [row for row in load("changes").to_pylist() if (row["since_vintage"] or 0) <= first]
    since = from_vintage or 0
    divided: dict[str, int] = {}
    for row in rows:
        if row["kind"] == "split" and row["since_vintage"] > since:
            year = divided.get(row["old_code"], row["since_vintage"])
            divided[row["old_code"]] = min(year, row["since_vintage"])
    for row in rows:
        if since >= first and row["kind"] != "arrondissement":
            continue
        if row["kind"] == "split":
            is_followed = divided.get(row["old_code"]) == row["since_vintage"]
        else:
            is_followed = row["old_code"] not in divided
        if is_followed:
            yield _read(row)


def _forwards(year: int) -> Iterator[_Change]:
    """Yield the changes that the vintage of a year brought."""
    for row in load("changes").to_pylist():
        if row["since_vintage"] == year:
            yield _read(row)


def _read(row: Mapping[str, Any]) -> _Change:
    # Division is told by the weights; "not certain" without one is the source's contradiction.
    is_sound = row["certain"] or row["kind"] == "split"
    return _Change(
        row["old_code"],
        row["new_code"],
        row["since_vintage"],
        row["kind"],
        is_sound,
        row["forward"],
    )


def _backwards(year: int) -> Iterator[_Change]:
    """Yield the same changes undone: what had joined separates, what had separated joins."""
    undone = {"merged": "split", "split": "merged"}
    for row in load("changes").to_pylist():
        if row["since_vintage"] == year:
            yield _Change(
                row["new_code"],
                row["old_code"],
                year,
                undone.get(row["kind"], row["kind"]),
                certain=True,
                weight=row["backward"],
            )


def _table(shares: _Shares) -> pa.Table:
    rows = [
        {
            "old": old,
            "new": part.code,
            "weight": part.weight if len(parts) > 1 else None,
            "since": part.since,
            "kind": part.kind,
            "certain": part.certain and len(parts) == 1,
        }
        for old, parts in sorted(shares.items())
        for part in sorted(parts)
        if len(parts) > 1 or part.code != old or not part.certain
    ]
    return pa.Table.from_pylist(rows, schema=PASSAGES_BETWEEN)
