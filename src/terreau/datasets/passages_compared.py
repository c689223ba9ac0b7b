"""Two histories of commune codes compared: where they differ, and why, difference by difference."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from terreau.datasets import reference


class Why(StrEnum):
    """Why the reference and another table differ on a code."""

    ARRONDISSEMENT = "arrondissement"
    OVERSEAS = "overseas"
    BEFORE_THE_FIRST_VINTAGE = "before the first vintage"
    SINCE = "since"
    SPLIT = "split"
    UNKNOWN_HERE = "unknown here"
    OTHERWISE = "otherwise"


_SENTENCES: Mapping[Why, str] = {
    Why.ARRONDISSEMENT: "{old} is a part of the city {here}, which the other table does not divide",
    Why.OVERSEAS: "{old} is in an overseas collectivity, which the other table leaves out",
    Why.BEFORE_THE_FIRST_VINTAGE: (
        "{old} became {here} in {since}, before {first}: the other table does not go back to it"
    ),
    Why.SINCE: "{old} became {here} in {since}, which the other table does not know",
    Why.SPLIT: "{here} left {old} in {since}, which the other table does not say",
    Why.UNKNOWN_HERE: "{old} leads to {other}; the reference does not know it",
    Why.OTHERWISE: "{old} leads to {here} here and to {other} there",
}


@dataclass(frozen=True)
class Difference:
    """A passage that one of two histories lacks, or leads elsewhere (None: no code), and why."""

    old: str
    here: str | None
    other: str | None
    why: Why
    sentence: str


def compare_passages(other: Iterable[tuple[str, str]]) -> list[Difference]:
    """Compare what the reference says of commune codes with another history.

    Parameters
    ----------
    other : Iterable of (str, str)
        Commune code of any time, and a commune of today that holds land of it; a code in force is
        its own passage.

    Returns
    -------
    list of Difference
        By code; every one has its explanation, `Why.OTHERWISE` where none is known.
    """
    rows = reference.load("passages").to_pylist()
    told = {(row["old_code"], row["new_code"]): row for row in rows}
    here = {*reference.current_codes().items(), *told}
    there = {*other}
    elsewhere: dict[str, str] = {}
    for old, new in sorted(there - here):
        elsewhere[old] = f"{elsewhere[old]}, {new}" if old in elsewhere else new
    known_there, known_here = {old for old, _ in there}, {old for old, _ in here}
    found = []
    for old, new in sorted(here - there):
        row = told.get((old, new), {})
        why = _why(row, new, old in known_there)
        found.append(_difference(old, new, elsewhere.pop(old, None), why, row))
    for old, new in elsewhere.items():
        why = Why.OTHERWISE if old in known_here else Why.UNKNOWN_HERE
        found.append(_difference(old, reference.current_code(old), new, why, {}))
    return sorted(found, key=lambda one: (one.old, one.here or ""))


def _why(row: Mapping[str, Any], new: str, is_known_there: bool) -> Why:
    kind = row.get("kind")
    if kind == "split":
        return Why.SPLIT
    if is_known_there:
        return Why.OTHERWISE
    if kind == "arrondissement":
        return Why.ARRONDISSEMENT
    if not reference.is_france(_departement(new)):
        return Why.OVERSEAS
    if not row:
        return Why.OTHERWISE
    since = row["since_vintage"]
    is_old = since is None or since < reference.vintages("commune")[0]
    return Why.BEFORE_THE_FIRST_VINTAGE if is_old else Why.SINCE


def _difference(
    old: str, here: str | None, other: str | None, why: Why, row: Mapping[str, Any]
) -> Difference:
    sentence = _SENTENCES[why].format(
        old=old,
        here=here,
        other=other,
        since=row.get("since_vintage") or "an unknown year",
        first=reference.vintages("commune")[0],
    )
    return Difference(old, here, other, why, sentence)


def _departement(commune: str) -> str:
    return commune[:3] if commune.startswith(("97", "98")) else commune[:2]
