"""From what tables list to the communes of each perimeter, vintage by vintage. No database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terreau.datasets import reference, scan
from terreau.datasets.catalogue import read_table
from terreau.datasets.codes import country_table
from terreau.datasets.dataset import Dataset
from terreau.web.apps.territories.enums import Country
from terreau.web.apps.territories.enums import PerimeterKind as Kind

# (commune, first vintage, last vintage), both included.
Run = tuple[str, int, int]


@dataclass(frozen=True)
class ListedPerimeter:
    """A perimeter as a table lists it: its declared parts and the communes they hold."""

    kind: str
    code: str
    name: str
    parts: list[tuple[str, str, str]]
    memberships: list[Run]


def vintages(country: str, kind: str, first: int, last: int) -> list[int]:
    """Return the years between two for which the members of a kind are known."""
    if country != Country.FRANCE:
        return list(range(first, last + 1))
    # What is made of intercommunalities follows theirs; the rest follows communes, without 2020.
    of_epci = (Kind.EPCI, Kind.EPT, Kind.TERRITOIRE_INDUSTRIE, Kind.CUSTOM)
    known = reference.vintages("epci" if kind in of_epci else "commune")
    return [year for year in known if first <= year <= last]


class Places:
    """In which department and region perimeters stand."""

    def __init__(
        self, communes: Sequence[dict[str, Any]], perimeters: Sequence[dict[str, Any]]
    ) -> None:
        self._of_commune = {row["code"]: (row["departement"], row["region"]) for row in communes}
        self._names = {
            row["code"]: row["name"] for row in perimeters if row["kind"] == "departement"
        }

    def name_of_departement(self, code: str) -> str:
        """Return the name of a department, or its code where none is known."""
        return str(self._names.get(code, code))

    def of(self, runs: Iterable[Run]) -> tuple[str, str]:
        """Return the department and the region that hold most of the communes."""
        counted = Counter(
            self._of_commune[commune] for commune, _, _ in runs if commune in self._of_commune
        )
        if not counted:
            return "", ""
        (departement, region), _ = min(counted.items(), key=lambda pair: (-pair[1], pair[0][0]))
        return departement or "", region or ""


def memberships_by_perimeter(country: str, home: Path | None) -> dict[tuple[str, str], list[Run]]:
    """Return (kind, code) → the runs of its communes."""
    found: dict[tuple[str, str], list[Run]] = {}
    # The example country also says which communes its zones and TI hold; for France, tables do.
    tables = ("members",) if country == Country.FRANCE else ("members", "perimeter_members")
    names = ("kind", "code", "commune", "first_vintage", "last_vintage")
    for table in tables:
        members = country_table(country, table, home)
        columns = [members[name].to_pylist() for name in names]
        for kind, code, commune, first, last in zip(*columns, strict=True):
            found.setdefault((kind, code), []).append((commune, first, last))
    return found


def parts_inside(
    runs: Iterable[Run], candidates: Mapping[tuple[str, str], Sequence[Run]]
) -> list[tuple[str, str]]:
    """Return the keys of the perimeters all of whose communes are among ``runs``."""
    inside = {commune for commune, _, _ in runs}
    return sorted(
        key for key, held in candidates.items() if {commune for commune, _, _ in held} <= inside
    )


def union(groups: Iterable[Iterable[Run]]) -> list[Run]:
    """Put the communes of several parts together; runs that touch or overlap become one.

    Examples
    --------
    >>> union([[("44184", 2019, 2021)], [("44184", 2022, 2026), ("44132", 2019, 2026)]])
    [('44132', 2019, 2026), ('44184', 2019, 2026)]
    """
    merged: list[Run] = []
    for commune, first, last in sorted(run for group in groups for run in group):
        if merged and merged[-1][0] == commune and first <= merged[-1][2] + 1:
            merged[-1] = (commune, merged[-1][1], max(last, merged[-1][2]))
        else:
            merged.append((commune, first, last))
    return merged


def listed_perimeters(table: Dataset, home: Path) -> list[ListedPerimeter]:
    """Read a stored table of perimeters and find the communes of each."""
    runs = memberships_by_perimeter(table.country, home)
    communes = country_table(table.country, "communes", home)
    names = ("code", "first_vintage", "last_vintage")
    lives = {
        code: (code, first, last)
        for code, first, last in zip(*(communes[n].to_pylist() for n in names), strict=True)
    }
    # One part, however many runs of years it belongs.
    parts: dict[tuple[str, str, str], dict[tuple[str, str], str]] = {}
    held: dict[tuple[str, str, str], list[list[Run]]] = {}
    for row in read_table(table).to_pylist():
        key = (row["kind"], row["code"], row["name"])
        member = (row["member_kind"], row["member"])
        parts.setdefault(key, {}).setdefault(member, row["member_label"] or "")
        life = [lives[row["member"]]] if row["member"] in lives else []
        found = life if row["member_kind"] == "commune" else runs.get(member, [])
        # A list says nothing of the vintages before its own.
        since = row["valid_from"] or table.geography
        told = _clipped(found, since, row["valid_to"]) or _clipped(found, None, row["valid_to"])
        held.setdefault(key, []).append(told)
    return [
        ListedPerimeter(
            *key,
            # A list of communes is its members; only larger parts are worth naming as parts.
            parts=[
                (kind, code, label)
                for (kind, code), label in listed.items()
                if kind != "commune" or len(listed) <= 40
            ],
            memberships=union(held[key]),
        )
        for key, listed in parts.items()
    ]


def territories_of(dataset: Dataset) -> list[str]:
    """Return the codes of the territories that a table of figures names."""
    return sorted(scan.territories(dataset))


def _clipped(runs: Iterable[Run], valid_from: int | None, valid_to: int | None) -> list[Run]:
    clipped = (
        (commune, max(first, valid_from or first), min(last, valid_to or last))
        for commune, first, last in runs
    )
    return [run for run in clipped if run[1] <= run[2]]
