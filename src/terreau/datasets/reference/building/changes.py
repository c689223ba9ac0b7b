"""What became of each commune code, vintage after vintage, and how its people were shared out.

`passages` leads to the latest vintage; here each step is told by itself, so that figures can be
brought from any vintage to any other. The names that perimeters have borne are here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from typing import NamedTuple

import pyarrow as pa

from terreau.core.text import fold
from terreau.datasets.reference.building.passages import Passage, find_passages
from terreau.datasets.reference.building.vintage import Vintage
from terreau.datasets.reference.schemas import CHANGES, NAMES

_MAYOTTE = "976"


@dataclass(frozen=True)
class Change:
    """A code of one vintage and a code of the next that holds its land, or a part of it.

    Parameters
    ----------
    old_code, new_code : str
        They are the same for the commune that others joined, or that a part left.
    since_vintage : int or None
        First vintage in which the new code stands for it; None where no source dates it.
    kind : str
        What happened: merged, recoded, split or arrondissement.
    certain : bool
        Whether all the land of the old code is in the new one.
    forward, backward : float or None
        Share of the old code's people who are in the new one, and of the new one's people who
        were in the old one; 1 where nothing is divided, None where no population tells.
    """

    old_code: str
    new_code: str
    since_vintage: int | None
    kind: str
    certain: bool
    forward: float | None
    backward: float | None


def find_changes(vintages: Sequence[Vintage]) -> list[Change]:
    """Return the changes of commune codes, those before the first vintage straight to it.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years; those without communes are left out.

    Returns
    -------
    list[Change]
        By old code, year and new code. A code that stays and shares no land has none.
    """
    complete = [vintage for vintage in vintages if vintage.communes]
    found = [change for before, after in pairwise(complete) for change in _between(before, after)]
    found += _before(complete, found)
    return sorted(found, key=lambda c: (c.old_code, c.since_vintage or 0, c.kind, c.new_code))


def changes_table(changes: Sequence[Change]) -> pa.Table:
    """Return the changes, schema `CHANGES`."""
    return pa.Table.from_pylist([vars(change) for change in changes], schema=CHANGES)


def names_table(vintages: Sequence[Vintage]) -> pa.Table:
    """Return the names of the perimeters that changed theirs, or their legal form.

    Parameters
    ----------
    vintages : Sequence[Vintage]
        In the order of the years.

    Returns
    -------
    pa.Table
        Schema `NAMES`, by kind, code and first vintage: a row per run of vintages. Names that
        differ by accents, case or punctuation only are one, as last written.
    """
    states: dict[tuple[str, str], list[_State]] = {}
    for vintage in vintages:
        for code, commune in vintage.communes.items():
            states.setdefault(("commune", code), []).append(
                _State(vintage.year, commune.name, None)
            )
        for group in vintage.groups:
            states.setdefault((group.kind, group.code), []).append(
                _State(vintage.year, group.name, group.subtype)
            )
    rows = []
    for (kind, code), known in sorted(states.items()):
        runs = [list(run) for _, run in groupby(known, key=lambda s: (fold(s.name), s.subtype))]
        rows += [
            {
                "kind": kind,
                "code": code,
                "name": run[-1].name,
                "subtype": run[-1].subtype,
                "first_vintage": run[0].year,
                "last_vintage": run[-1].year,
            }
            for run in runs
            if len(runs) > 1
        ]
    return pa.Table.from_pylist(rows, schema=NAMES)


class _State(NamedTuple):
    year: int
    name: str
    subtype: str | None


def _before(complete: Sequence[Vintage], later: Sequence[Change]) -> Iterator[Change]:
    """Yield what became of the codes that the first vintage no longer has as they were.

    What a later package contradicts is doubtful from the start. A code that only a later package
    names is where its commune was in the first vintage.
    """
    first = complete[0]
    doubtful = {p.old_code for p in find_passages(complete) if not p.certain}
    passages = find_passages([first])
    known = {p.old_code for p in passages} | first.communes.keys() | {c.new_code for c in later}
    for passage in find_passages(complete):
        if passage.old_code not in known:
            former = [c.old_code for c in later if c.new_code == passage.new_code]
            passages.append(
                replace(
                    passage,
                    new_code=passage.new_code if passage.new_code in first.communes else former[0],
                    certain=len(former) <= 1,
                )
            )
    doubtful |= {p.old_code for p in passages if not p.certain}
    now = {p.old_code: p.new_code for p in passages if p.kind != "split"}
    people = _people(first)
    for passage in passages:
        if passage.kind != "split":
            yield Change(
                passage.old_code,
                passage.new_code,
                passage.since_vintage,
                "recoded" if _is_new_code(passage) else passage.kind,
                certain=passage.old_code not in doubtful,
                forward=1.0,
                backward=None,
            )
    splits = [p for p in passages if p.kind == "split"]
    for (old, since), parts in groupby(splits, key=lambda p: (p.old_code, p.since_vintage)):
        codes = [now.get(old, old), *(part.new_code for part in parts)]
        for code, share in _shares(codes, people).items():
            yield Change(old, code, since, "split", certain=False, forward=share, backward=None)


def _is_new_code(passage: Passage) -> bool:
    """Whether a commune only took the code of another department, as in 1968 and in Mayotte."""
    old, new = passage.old_code, passage.new_code
    return old[:2] != new[:2] and (old[2:] == new[2:] or (old[:3], new[:3]) == ("985", _MAYOTTE))


def _between(before: Vintage, after: Vintage) -> Iterator[Change]:
    """Yield the changes from one vintage to the next."""
    pairs = dict.fromkeys(_pairs(before, after))
    new_codes, old_codes = _grouped(pairs), _grouped((new, old) for old, new in pairs)
    people_then, people_now = _people(before), _people(after)
    forward = {old: _shares(found, people_now) for old, found in new_codes.items()}
    backward = {new: _shares(found, people_then) for new, found in old_codes.items()}
    for old, new in pairs:
        if new_codes[old] == [new] and old_codes[new] == [old] and old == new:
            continue
        if len(new_codes[old]) > 1:
            kind = "split"
        else:
            kind = "merged" if len(old_codes[new]) > 1 else "recoded"
        yield Change(
            old,
            new,
            after.year,
            kind,
            certain=len(new_codes[old]) == 1,
            forward=forward[old][new],
            backward=backward[new][old],
        )


def _pairs(before: Vintage, after: Vintage) -> Iterator[tuple[str, str]]:
    """Yield (old code, new code) for every land that goes from one to the other."""
    joined = {**_former(after), **after.attached}
    for old in before.communes:
        yield old, old if old in after.communes else joined[old]
    left = {**_former(before), **before.attached}
    for new in after.communes.keys() - before.communes.keys():
        gone = [code for code in after.communes[new].former_codes if code in before.communes]
        if not gone:
            yield left[new], new


def _former(vintage: Vintage) -> dict[str, str]:
    return {old: c.code for c in vintage.communes.values() for old in c.former_codes}


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for key, value in pairs:
        grouped.setdefault(key, []).append(value)
    return {key: sorted(values) for key, values in grouped.items()}


def _people(vintage: Vintage) -> dict[str, int]:
    """Return the populations that are those of the communes of this very vintage."""
    return {
        code: commune.population
        for code, commune in vintage.communes.items()
        if commune.population
        and code not in vintage.merged_since_population
        and commune.departement != _MAYOTTE
    }


def _shares(codes: Sequence[str], people: Mapping[str, int]) -> dict[str, float | None]:
    """Return the share of each code in their population; None where one is not known."""
    if len(codes) == 1:
        return {codes[0]: 1.0}
    known = [people.get(code) for code in codes]
    total = sum(count or 0 for count in known)
    return {
        code: None if None in known else (count or 0) / total
        for code, count in zip(codes, known, strict=True)
    }
