"""A country of a few communes, packed like the packages of the registry, with all their traps."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest

from terreau.datasets.reference.building.packages import AdministrativePackage, integrity_of
from terreau.datasets.reference.building.vintage import Vintage, read_vintage

CollectionOfRows = list[dict[str, Any]]


def commune(code: str, name: str, population: int | None, **more: Any) -> dict[str, Any]:
    """Return a commune in force, as the package writes one."""
    return {
        "code": code,
        "nom": name,
        "type": "commune-actuelle",
        "departement": code[:2],
        "region": "44",
        "population": population,
        "codesPostaux": [code[:2] + "000"],
        **more,
    }


def part(code: str, name: str, of: str, kind: str = "commune-deleguee") -> dict[str, Any]:
    """Return a delegated or associated commune."""
    return {"code": code, "nom": name, "type": kind, "chefLieu": of}


def epci(code: str, name: str, *members: str, kind: str = "CC") -> dict[str, Any]:
    """Return an EPCI or an EPT with its communes."""
    return {
        "code": code,
        "nom": name,
        "type": kind,
        "membres": [{"code": m, "siren": f"21{m}000"[:9], "nom": m} for m in members],
    }


ISLAND_2019 = {
    "code": "97502",
    "nom": "Saint-Pierre",
    "type": "commune-actuelle",
    "collectiviteOutremer": {"code": "975", "nom": "Saint-Pierre-et-Miquelon"},
    "population": 5000,
}
ISLAND = commune("97502", "Saint-Pierre", 5100, departement="975", region="975")
MAYOTTE = commune("97601", "Acoua", 4000, departement="976", region="06")
TOWN = commune("75056", "Paris", 2000)
DISTRICT = {
    "code": "75101",
    "nom": "Paris 1er Arrondissement",
    "type": "arrondissement-municipal",
    "commune": "75056",
}
DEPARTEMENTS = [
    {"code": "08", "nom": "Ardennes"},
    {"code": "75", "nom": "Paris"},
    {"code": "976", "nom": "Mayotte"},
]
REGIONS = [{"code": "44", "nom": "Grand Est"}, {"code": "06", "nom": "Mayotte"}]

# 2019: Bel (08002) was merged into Ayr (08001) that very day, so its population is not in Ayr's.
# 2021: Dun (08004) is back, out of Cos (08003); Eau (08005) is merged into Fay (08006).
# 2022: Fay takes a code that nobody had (08007); the EPCI is divided and takes another name.
PACKAGES: dict[int, dict[str, CollectionOfRows]] = {
    2019: {
        "communes": [
            commune("08001", "Ayr", 100),
            part("08002", "Bel", "08001"),
            commune("08003", "Cos", 300),
            part("08003", "Cos", "08003"),
            part("08004", "Dun", "08003", "commune-associee"),
            commune("08005", "Eau", 50),
            commune("08006", "Fay", 60),
            TOWN,
            DISTRICT,
            ISLAND_2019,
            MAYOTTE | {"population": None},
        ],
        "epci": [epci("200000001", "CC Nord Ardennes", "08001", "08003", "08005", "08006")],
        "historique-communes": [
            {
                "code": "08001",
                "nom": "Ayr",
                "type": "COM",
                "dateDebut": "2019-01-01",
                "raisonDebut": "commune nouvelle",
            },
            {
                "code": "08003",
                "nom": "Cos",
                "type": "COM",
                "dateDebut": "2018-06-01",
                "raisonDebut": "changement de nom",
            },
            {
                "code": "08005",
                "nom": "Eau",
                "type": "COMD",
                "pole": "COM-08003@1972-01-01",
                "raisonFin": "dé-fusion",
                "dateFin": "2011-07-01",
            },
            {
                "code": "08006",
                "nom": "Fay",
                "type": "COMA",
                "pole": "COM-08003@1972-01-01",
                "raisonFin": "dé-fusion",
                "dateFin": "1980-01-01",
            },
        ],
    },
    2020: {
        "communes": [commune("08001", "Ayr", 100)],
        "epci": [epci("200000001", "CC Nord Ardennes", "08001", "08003", "08004")],
    },
    2021: {
        "communes": [
            commune("08001", "Ayr", 205),
            part("08002", "Bel", "08001"),
            commune("08003", "Cos", 210),
            commune("08004", "Dun", 90),
            commune("08006", "Fay", 115, anciensCodes=["08005"]),
            TOWN,
            DISTRICT,
            ISLAND_2019,
            MAYOTTE,
        ],
        "epci": [epci("200000001", "CC Nord-Ardennes", "08001", "08003", "08004", "08006")],
    },
    2022: {
        "communes": [
            commune("08001", "Ayr", 205),
            part("08002", "Bel", "08001"),
            commune("08003", "Cos-le-Haut", 210),
            commune("08004", "Dun", 90),
            commune("08007", "Fay", 115, anciensCodes=["08005", "08006"]),
            TOWN,
            DISTRICT,
            ISLAND,
            MAYOTTE,
        ],
        "epci": [
            epci("200000001", "CC Grand Nord", "08001", "08003"),
            epci("200000002", "CC Sud", "08004", "08007"),
        ],
        "ept": [epci("200050001", "Petit Paris", "75056", kind="EPT")],
    },
}
REFERENCE_YEARS = {2019: 2016, 2020: 2016, 2021: 2019, 2022: 2019}


def packed(year: int, folder: Path) -> tuple[AdministrativePackage, Path]:
    """Write the package of a year, and return it with its pin."""
    path = folder / f"division-{year}.tgz"
    listed = DEPARTEMENTS + ([{"code": "975", "nom": "Saint-Pierre-et-Miquelon"}] * (year >= 2022))
    documents = {"departements": listed, "regions": REGIONS} | PACKAGES[year]
    with tarfile.open(path, "w:gz") as archive:
        for name, rows in documents.items():
            content = json.dumps(rows).encode()
            member = tarfile.TarInfo(f"package/data/{name}.json")
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    pin = AdministrativePackage(
        registry="npm",
        name="division",
        version=f"{year}.0.0",
        file_name=path.name,
        integrity=integrity_of(path),
        vintage=year,
        has_communes=year != 2020,
        population_page=f"https://www.insee.fr/{REFERENCE_YEARS[year]}",
        population_year=REFERENCE_YEARS[year],
    )
    return pin, path


@pytest.fixture
def small_country(tmp_path: Path) -> list[Vintage]:
    """Return four vintages of a country of nine communes."""
    return [read_vintage(*packed(year, tmp_path)) for year in sorted(PACKAGES)]
