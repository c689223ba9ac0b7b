"""From an old commune code to a commune of the latest vintage.

Three sources, in this order, the latest vintage first: the commune a delegated
or associated commune is part of, the former codes a commune lists, and the
arrondissements of Paris, Lyon and Marseille. A chain is followed to its end.
Separations are read in the comparison of successive vintages and, before the
first one, in the history of communes that its package tells.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import pyarrow as pa

from terreau.datasets.reference.building.vintage import Vintage
from terreau.datasets.reference.schemas import PASSAGES


@dataclass(frozen=True)
class Passage:
    """An old code and the commune of the latest vintage that holds its land now."""

    old_code: str
    new_code: str
    kind: str
    certain: bool
    since_vintage: int | None


def find_passages(vintages: Sequence[Vintage]) -> list[Passage]:
    """Return the passages to the latest vintage.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years; those without communes are left out.

    Returns
    -------
    list[Passage]
        By old and new code. ``merged``: the old code is no longer in force (a
        merger or a new code). ``arrondissement``: a part of a town. ``split``:
        a commune of the latest vintage was made from a part of another;
        figures under the old code before that date cover both, so it is not
        certain. A merger is not certain where the latest package
        contradicts itself.

    Raises
    ------
    ValueError
        If a code leads nowhere: the packages contradict each other.
    """
    complete = [vintage for vintage in vintages if vintage.communes]
    latest = complete[-1].communes
    ended = _last_years(complete)
    towns = {code: town for vintage in complete for code, town in vintage.arrondissements.items()}
    steps = _steps(complete)
    doubtful = _contradictions(complete[-1])
    merged = [
        Passage(
            old_code=code,
            new_code=_end_of_chain(code, steps, latest),
            kind="arrondissement" if code in towns else "merged",
            certain=code not in doubtful,
            # What contradicts itself has no date: it is doubtful in every geography.
            since_vintage=None if code in doubtful else ended.get(code),
        )
        for code in sorted(steps)
        if code not in latest
    ]
    earlier = [
        Passage(separation.parent, new_code, "split", False, separation.year)
        for separation in complete[0].separations
        if (new_code := _end_of_chain(separation.code, steps, latest))
        != _end_of_chain(separation.parent, steps, latest)
    ]
    return sorted([*merged, *earlier, *_splits(complete)], key=lambda p: (p.old_code, p.new_code))


def passages_table(passages: Sequence[Passage], vintages: Sequence[Vintage]) -> pa.Table:
    """Return the passages with the last known name of the old code, schema `PASSAGES`."""
    names: dict[str, str] = {}
    for vintage in vintages:
        names.update(vintage.names)
        names.update((code, commune.name) for code, commune in vintage.communes.items())
    rows = [
        {
            "old_code": p.old_code,
            "new_code": p.new_code,
            "kind": p.kind,
            "certain": p.certain,
            "weight": None,
            "since_vintage": p.since_vintage,
            "old_name": names.get(p.old_code),
        }
        for p in passages
    ]
    return pa.Table.from_pylist(rows, schema=PASSAGES)


def _steps(vintages: Sequence[Vintage]) -> dict[str, str]:
    steps: dict[str, str] = {}
    for vintage in reversed(vintages):
        for source in (vintage.attached, _former(vintage), vintage.arrondissements):
            for old, new in source.items():
                if old not in vintage.communes:
                    steps.setdefault(old, new)
    return steps


def _former(vintage: Vintage) -> dict[str, str]:
    return {old: c.code for c in vintage.communes.values() for old in c.former_codes}


def _end_of_chain(code: str, steps: Mapping[str, str], latest: Mapping[str, object]) -> str:
    seen = [code]
    while seen[-1] not in latest:
        following = steps.get(seen[-1])
        if following is None or following in seen:
            raise ValueError(f"commune code {code} leads to no commune in force: {seen}")
        seen.append(following)
    return seen[-1]


def _last_years(vintages: Sequence[Vintage]) -> dict[str, int]:
    """Return the first geography in which each code that ended is no longer a commune."""
    ended = dict(vintages[0].ended)
    for before, after in pairwise(vintages):
        ended |= dict.fromkeys(before.communes.keys() - after.communes.keys(), after.year)
    return ended


def _splits(vintages: Sequence[Vintage]) -> list[Passage]:
    latest = vintages[-1].communes
    found = []
    for before, after in pairwise(vintages):
        gone = before.communes.keys() - after.communes.keys()
        parents = {**_former(before), **before.attached}
        for code in sorted(after.communes.keys() - before.communes.keys()):
            if gone & {*after.communes[code].former_codes}:
                continue  # A new code for the same commune: a merger like the others.
            if code not in parents:
                raise ValueError(f"commune {code} appears in {after.year} from nowhere")
            if code in latest and parents[code] in latest:
                found.append(Passage(parents[code], code, "split", False, after.year))
    return found


def _contradictions(vintage: Vintage) -> set[str]:
    former = _former(vintage)
    return {old for old, new in vintage.attached.items() if former.get(old, new) != new}
