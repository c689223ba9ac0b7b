"""One package of the administrative division, read into plain values.

The traps of the package are dealt with here: four types of communes in one
list, overseas collectivities that have no department before 2022, and a
vintage (2020) whose communes are those of the year before.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terreau.datasets.reference.building.packages import AdministrativePackage, read_json

_ISLANDS_OF_THE_STATE = ("975", "977", "978", "984", "986", "987", "988", "989")
_OVERSEAS = ("971", "972", "973", "974", "976")
# INSEE's own yearly table of passages begins here; older separations touch no figure of ours.
_FIRST_SEPARATION = 2003


@dataclass(frozen=True)
class Commune:
    """A commune as it is in one vintage; an overseas collectivity is in no region."""

    code: str
    name: str
    departement: str
    region: str | None
    zone: str
    siren: str | None
    population: int | None
    postal_codes: tuple[str, ...]
    former_codes: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """A perimeter made of communes, as it is in one vintage."""

    kind: str
    code: str
    name: str
    subtype: str
    members: frozenset[str]


@dataclass(frozen=True)
class Separation:
    """A commune that left the one it was merged in; in the geography of ``year`` both stand."""

    year: int
    parent: str
    code: str


@dataclass(frozen=True)
class Vintage:
    """What one package holds.

    Parameters
    ----------
    package : AdministrativePackage
        The pinned package.
    communes : Mapping[str, Commune]
        Communes in force by code; empty where the package has none of its own vintage.
    attached : Mapping[str, str]
        Code of a delegated or associated commune → the commune it is part of.
    arrondissements : Mapping[str, str]
        Municipal arrondissement → commune (Paris, Lyon, Marseille).
    names : Mapping[str, str]
        Names of the delegated, associated and former communes and of the arrondissements.
    groups : tuple[Group, ...]
        EPCI, EPT, departments and regions.
    merged_since_population : frozenset[str]
        Communes made by a merger after the populations were published: their
        population is still that of one of their parts.
    separations : tuple[Separation, ...]
        Those since 2003 and before this vintage, where the package tells the history.
    ended : Mapping[str, int]
        Code → first year in whose geography it is no longer a commune, likewise.
    """

    package: AdministrativePackage
    communes: Mapping[str, Commune]
    attached: Mapping[str, str]
    arrondissements: Mapping[str, str]
    names: Mapping[str, str]
    groups: tuple[Group, ...]
    merged_since_population: frozenset[str]
    separations: tuple[Separation, ...]
    ended: Mapping[str, int]

    @property
    def year(self) -> int:
        """Return the year of the geography."""
        return self.package.vintage


def read_vintage(package: AdministrativePackage, path: Path) -> Vintage:
    """Read one package.

    Parameters
    ----------
    package : AdministrativePackage
        The pinned package.
    path : Path
        Its file, verified.

    Returns
    -------
    Vintage
        What it holds; sets and mappings follow the order of the file.
    """
    epci = _sirens(read_json(path, "data/epci.json"))
    groups = _intercommunal("epci", epci) + _intercommunal(
        "ept", read_json(path, "data/ept.json") or []
    )
    if not package.has_communes:
        return Vintage(package, {}, {}, {}, {}, groups, frozenset(), (), {})
    rows: list[dict[str, Any]] = read_json(path, "data/communes.json")
    member_siren = {m["code"]: m["siren"] for group in epci for m in group["membres"]}
    of_type = _by_type(rows)
    communes = {
        row["code"]: _commune(row, member_siren) for row in of_type.get("commune-actuelle", [])
    }
    parts = of_type.get("commune-deleguee", []) + of_type.get("commune-associee", [])
    town_parts = of_type.get("arrondissement-municipal", [])
    history = read_json(path, "data/historique-communes.json") or []
    groups += _departements(read_json(path, "data/departements.json"), rows, communes)
    groups += _regions(read_json(path, "data/regions.json"), communes)
    return Vintage(
        package=package,
        communes=communes,
        attached={r["code"]: r["chefLieu"] for r in parts if r["code"] not in communes},
        arrondissements={r["code"]: r["commune"] for r in town_parts},
        names={r["code"]: r["nom"] for r in [*history, *parts, *town_parts]},
        groups=groups,
        merged_since_population=_merged_after(history, package.population_year + 2),
        separations=_separations(history),
        ended=_ended(history),
    )


def _by_type(rows: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    of_type: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        of_type.setdefault(row["type"], []).append(row)
    return of_type


def _commune(row: Mapping[str, Any], member_siren: Mapping[str, str]) -> Commune:
    code = row["code"]
    departement = _departement_of(code)
    zone = _zone_of(departement)
    return Commune(
        code=code,
        name=row["nom"],
        departement=departement,
        # The later packages repeat the code of a collectivity as its region; it has none.
        region=None if zone == "com" else row["region"],
        zone=zone,
        siren=row.get("siren") or member_siren.get(code),
        population=row.get("population"),
        postal_codes=tuple(row.get("codesPostaux", ())),
        former_codes=tuple(row.get("anciensCodes", ())),
    )


def _departement_of(commune: str) -> str:
    return commune[:3] if commune[:2] in ("97", "98") else commune[:2]


def _zone_of(departement: str) -> str:
    if departement in _ISLANDS_OF_THE_STATE:
        return "com"
    return "drom" if departement in _OVERSEAS else "metro"


def _sirens(groups: list[dict[str, Any]]) -> list[dict[str, Any]]:
    wrong = [g["code"] for g in groups if not (len(g["code"]) == 9 and g["code"].isdigit())]
    if wrong:
        raise ValueError(f"codes of EPCI that are not SIREN: {wrong[:5]}")
    return groups


def _intercommunal(kind: str, rows: Iterable[Mapping[str, Any]]) -> tuple[Group, ...]:
    return tuple(
        Group(kind, r["code"], r["nom"], r["type"], frozenset(m["code"] for m in r["membres"]))
        for r in rows
    )


def _departements(
    rows: Iterable[Mapping[str, Any]],
    commune_rows: Iterable[Mapping[str, Any]],
    communes: Mapping[str, Commune],
) -> tuple[Group, ...]:
    # Before 2022 the collectivities are named by their communes only.
    collectivities = (row.get("collectiviteOutremer") for row in commune_rows)
    names = {c["code"]: c["nom"] for c in collectivities if c}
    names |= {row["code"]: row["nom"] for row in rows}
    members: dict[str, set[str]] = {}
    for commune in communes.values():
        members.setdefault(commune.departement, set()).add(commune.code)
    return tuple(
        Group("departement", code, names[code], _zone_of(code), frozenset(members[code]))
        for code in sorted(members)
    )


def _regions(
    rows: Iterable[Mapping[str, Any]], communes: Mapping[str, Commune]
) -> tuple[Group, ...]:
    names = {row["code"]: row["nom"] for row in rows}
    members: dict[str, set[str]] = {}
    zones: dict[str, str] = {}
    for commune in communes.values():
        if commune.region is not None:
            members.setdefault(commune.region, set()).add(commune.code)
            zones[commune.region] = commune.zone
    return tuple(
        Group("region", code, names[code], zones[code], frozenset(members[code]))
        for code in sorted(members)
    )


def _merged_after(history: Iterable[Mapping[str, Any]], year: int) -> frozenset[str]:
    # Populations of reference year Y are published at the end of Y + 2 in the communes of the
    # 1st of January of that year: what merged later is not in them.
    return frozenset(
        row["code"]
        for row in history
        if row["type"] == "COM"
        and row.get("dateDebut", "") > f"{year}-01-01"
        and row.get("raisonDebut") != "changement de nom"
    )


def _separations(history: Iterable[Mapping[str, Any]]) -> tuple[Separation, ...]:
    found = []
    for row in history:
        if row.get("raisonFin") not in ("dé-fusion", "rétablissement") or "pole" not in row:
            continue
        parent = row["pole"].removeprefix("COM-").partition("@")[0]
        year = _geography_of(row["dateFin"])
        if parent != row["code"] and year >= _FIRST_SEPARATION:
            found.append(Separation(year, parent, row["code"]))
    return tuple(found)


def _ended(history: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    # The name of a commune changes and its code stays: its state ends, not the commune.
    ended: dict[str, int] = {}
    for row in history:
        if row["type"] == "COM" and row.get("raisonFin") not in (None, "changement de nom"):
            year = _geography_of(row["dateFin"])
            ended[row["code"]] = max(year, ended.get(row["code"], year))
    return ended


def _geography_of(day: str) -> int:
    """Return the first year whose geography, that of the 1st of January, follows a day."""
    return int(day[:4]) + (not day.endswith("-01-01"))
