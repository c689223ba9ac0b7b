"""Versions of a perimeter: what follows from who belongs to it, vintage by vintage."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise


@dataclass(frozen=True)
class Interval:
    """A commune belongs to a perimeter from one vintage to another, both included."""

    commune: str
    first_vintage: int
    last_vintage: int


@dataclass(frozen=True)
class Version:
    """The members of a perimeter over a run of vintages during which they do not change.

    Parameters
    ----------
    number : int
        From 1, in the order of time.
    valid_from, valid_to : int
        First and last vintage, both included.
    communes : frozenset[str]
        Commune codes of those vintages.
    joined, left : frozenset[str]
        What changed since the version before; empty for the first.
    """

    number: int
    valid_from: int
    valid_to: int
    communes: frozenset[str]
    joined: frozenset[str] = frozenset()
    left: frozenset[str] = frozenset()


def versions(intervals: Iterable[Interval], vintages: Iterable[int]) -> list[Version]:
    """Cut a perimeter's life where its members change.

    Parameters
    ----------
    intervals : Iterable[Interval]
        The runs of membership of one perimeter.
    vintages : Iterable[int]
        The years for which members are known: a year that the source does not
        have belongs to no version of its own.

    Returns
    -------
    list[Version]
        In the order of time; empty without members. A vintage in which the
        perimeter has no member ends a version and starts none.

    Examples
    --------
    There is no vintage 2020: a merger seen in 2021 makes two versions, not three.

    >>> runs = [Interval("A", 2019, 2026), Interval("B", 2019, 2019)]
    >>> found = versions(runs, [2019, 2021, 2022])
    >>> [(v.valid_from, v.valid_to, sorted(v.communes)) for v in found]
    [(2019, 2019, ['A', 'B']), (2021, 2022, ['A'])]
    """
    rows, years = list(intervals), sorted(vintages)
    found: list[Version] = []
    before: frozenset[str] = frozenset()
    cuts = _cuts(rows, years)
    for index, cut in enumerate(cuts):
        members = frozenset(r.commune for r in rows if r.first_vintage <= cut <= r.last_vintage)
        following = cuts[index + 1] if index + 1 < len(cuts) else None
        if members:
            found.append(
                Version(
                    number=len(found) + 1,
                    valid_from=cut,
                    valid_to=max(y for y in years if following is None or y < following),
                    communes=members,
                    joined=members - before if before else frozenset(),
                    left=before - members,
                )
            )
        before = members
    return found


def _cuts(rows: list[Interval], years: list[int]) -> list[int]:
    """Return the vintages in which somebody has joined or left since the one before."""
    starts = {row.first_vintage for row in rows}
    ends = {row.last_vintage for row in rows}
    changed = [
        year
        for previous, year in pairwise(years)
        if any(previous < start <= year for start in starts)
        or any(previous <= end < year for end in ends)
    ]
    return [*years[:1], *changed]
