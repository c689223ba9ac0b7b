"""The real reference: counts that INSEE publishes, traps of the packages, independent tables."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadInput
from terreau.datasets import reference
from terreau.datasets.reference.schemas import TABLES

OVERSEAS = {"971", "972", "973", "974", "976"}


def communes_of(kind: str, year: int) -> Counter[str]:
    """Return how many communes each perimeter of a kind has in a vintage."""
    members = reference.load("members")
    held = members.filter(
        (pc.field("kind") == kind)
        & (pc.field("first_vintage") <= year)
        & (pc.field("last_vintage") >= year)
    )
    return Counter(held.column("code").to_pylist())


@pytest.mark.parametrize("name", list(TABLES))
def test_each_table_has_its_schema_and_no_row_twice(name: str) -> None:
    table = reference.load(name)
    assert table.schema.equals(TABLES[name])
    keys = {
        "communes": ["code"],
        "perimeters": ["kind", "code"],
        "members": ["kind", "code", "commune", "first_vintage"],
        "passages": ["old_code", "new_code"],
        "populations": ["commune", "reference_year"],
        "naf": ["a732"],
        "naf_labels": ["level", "code"],
    }.get(name, table.column_names)
    assert table.group_by(keys).aggregate([]).num_rows == table.num_rows


def test_an_unknown_table_or_kind_is_refused() -> None:
    with pytest.raises(BadInput, match="comunes"):
        reference.load("comunes")
    with pytest.raises(BadInput, match="canton"):
        reference.known_codes("canton")
    with pytest.raises(BadInput, match="canton"):
        reference.vintages("canton")
    with pytest.raises(BadInput, match="canton"):
        reference.versions("canton", "0801")


# 34 875 communes on the 1st of January 2026 and the seven years before: INSEE, Code officiel
# géographique (France with its five overseas departments, without the collectivities).
@pytest.mark.parametrize(
    ("year", "expected"),
    [
        (2019, 34970),
        (2021, 34965),
        (2022, 34955),
        (2023, 34945),
        (2024, 34935),
        (2025, 34875),
        (2026, 34875),
    ],
)
def test_france_has_the_communes_that_insee_counts(year: int, expected: int) -> None:
    of_departements = communes_of("departement", year)
    in_france = {code: n for code, n in of_departements.items() if reference.is_france(code)}
    assert len(in_france) == 101
    assert in_france.keys() >= OVERSEAS
    assert sum(in_france.values()) == expected
    of_regions = communes_of("region", year)
    assert len(of_regions) == 18
    assert sum(of_regions.values()) == expected


# DGCL, number of EPCI with own taxation on the 1st of January.
@pytest.mark.parametrize(
    ("year", "expected"),
    [(2019, 1259), (2020, 1255), (2021, 1254), (2022, 1255), (2023, 1255), (2026, 1255)],
)
def test_epci_are_those_of_dgcl(year: int, expected: int) -> None:
    of_epci = communes_of("epci", year)
    assert len(of_epci) == expected
    held = {
        commune
        for code in of_epci
        for version in reference.versions("epci", code)
        if version.valid_from <= year <= version.valid_to
        for commune in version.communes
    }
    assert len(held) == sum(of_epci.values()), "a commune is in two EPCI"


def test_kinds_have_the_vintages_that_the_packages_hold() -> None:
    assert reference.vintages() == tuple(range(2019, 2027))
    for kind in ("commune", "departement", "region"):
        assert 2020 not in reference.vintages(kind)
    assert reference.vintages("ept") == (2023, 2024, 2025, 2026)
    assert len(reference.known_codes("ept")) == 11


def test_versions_change_when_members_do_and_only_then() -> None:
    for code in ("200066918", "200057867"):
        kind = "ept" if code == "200057867" else "epci"
        found = reference.versions(kind, code)
        assert len(found) > 1
        for before, after in pairwise(found):
            assert before.communes != after.communes
            assert before.valid_to < after.valid_from
    # Saint-Denis and Pierrefitte-sur-Seine are one commune since 2025.
    assert [len(v.communes) for v in reference.versions("ept", "200057867")] == [9, 8]
    assert reference.versions("epci", "000000000") == ()


def test_every_member_is_a_commune_or_the_known_exception() -> None:
    members = set(reference.load("members").column("commune").to_pylist())
    assert members == reference.known_codes("commune")


def test_old_codes_lead_to_communes_in_force() -> None:
    latest = {
        row["code"] for row in reference.load("communes").to_pylist() if row["last_vintage"] == 2026
    }
    assert set(reference.current_codes().values()) == latest
    assert reference.known_codes("commune") <= reference.current_codes().keys()
    for code, expected in {
        "13201": "13055",  # an arrondissement of Marseille
        "93059": "93066",  # Pierrefitte-sur-Seine, in Saint-Denis since 2025
        "27058": "27676",  # Les Trois Lacs changed its code twice
        "14712": "14712",  # Troarn, from which Sannerville separated
        "14666": "14666",
    }.items():
        assert reference.current_code(code) == expected
    assert reference.current_code("99999") is None


def test_uncertainty_ends_with_the_geography_of_the_separation() -> None:
    assert "76108" in reference.uncertain_codes(2013)
    assert "76108" not in reference.uncertain_codes(2014)
    assert reference.uncertain_codes(2026) == {"55273", "60455"}


def test_passages_agree_with_an_independent_table(shared: Path) -> None:
    """No pair of it is missing; what it has not are mergers before 2003, islands and districts."""
    path = shared / "data" / "geography" / "commune_old_to_2026.parquet"
    theirs = {
        (row["code_insee"], row["code_insee_2026"]) for row in pq.read_table(path).to_pylist()
    }
    passages = reference.load("passages").to_pylist()
    splits = {(p["old_code"], p["new_code"]) for p in passages if p["kind"] == "split"}
    ours = set(reference.current_codes().items()) | splits
    assert theirs - ours == set()
    kinds = {p["old_code"]: p["kind"] for p in passages if p["kind"] != "split"}
    zones = dict(
        zip(
            *(reference.load("communes").column(c).to_pylist() for c in ("code", "zone")),
            strict=True,
        )
    )
    extra = Counter(kinds.get(old) or zones[old] for old, _ in ours - theirs)
    assert extra == {"merged": 2418, "com": 94, "arrondissement": 45}
    dated = {p["old_code"]: p["since_vintage"] or 0 for p in passages}
    since_2003 = {old for old, year in dated.items() if year > 2003} - {o for o, _ in theirs}
    # Gernicourt changed department the day it merged: a code that was never in force.
    assert since_2003 == {"51664"}


def test_populations_equal_the_totals_of_dgcl(shared: Path) -> None:
    """The list of EPCI carries its own totals, of reference year 2022 in the vintage 2026."""
    facts = json.loads((shared / "facts" / "territories.json").read_text(encoding="utf-8"))
    of_2022 = {
        row["commune"]: row["population"]
        for row in reference.load("populations").to_pylist()
        if row["reference_year"] == 2022
    }
    compared = 0
    for entry in facts["epci_index"]:
        if entry["siren"] not in reference.known_codes("epci"):
            continue
        communes = reference.versions("epci", entry["siren"])[-1].communes
        total = sum(of_2022[commune] for commune in communes)
        assert total == entry["population_municipale_2026_file"], entry["siren"]
        compared += 1
    assert compared > 30


# INSEE, populations légales: France without Mayotte, with Saint-Pierre-et-Miquelon,
# Saint-Barthélemy and Saint-Martin; the packages' own communes add up to them.
@pytest.mark.parametrize(
    ("year", "communes", "inhabitants"),
    [
        (2016, 34615, 65_649_541),
        (2017, 17, 256_518),
        (2019, 34855, 67_037_155),
        (2020, 34855, 67_210_337),
        (2022, 34858, 67_809_167),
        (2023, 34862, 68_141_890),
    ],
)
def test_populations_by_reference_year(year: int, communes: int, inhabitants: int) -> None:
    table = reference.load("populations").filter(pc.field("reference_year") == year)
    assert table.num_rows == communes
    assert pc.sum(table.column("population")).as_py() == inhabitants
    mayotte = [c for c in table.column("commune").to_pylist() if c.startswith("976")]
    assert bool(mayotte) == (year == 2017)


def test_population_years_say_where_they_come_from() -> None:
    years = {entry["reference_year"]: entry for entry in reference.population_years()["years"]}
    assert sorted(years) == [2016, 2017, 2019, 2020, 2022, 2023]
    assert [p["vintage"] for p in years[2020]["packages"]] == [2022, 2023]
    assert years[2020]["read_from"] == "2.3.1"
    assert years[2016]["communes_left_out"] == 239
    assert reference.population_years()["missing_vintages"] == [2020]


def test_a_separated_commune_makes_the_older_population_of_the_other_uncertain() -> None:
    rows = {
        (row["commune"], row["reference_year"]): row
        for row in reference.load("populations").to_pylist()
    }
    assert not rows["85084", 2022 - 2]["certain"]
    assert ("85165", 2020) not in rows
    assert rows["85084", 2022]["certain"]
    assert ("85165", 2022) in rows


def test_postal_codes_lead_to_communes_in_force() -> None:
    pairs = set(
        zip(
            *(
                reference.load("postal_codes").column(c).to_pylist()
                for c in ("postal_code", "commune")
            ),
            strict=True,
        )
    )
    assert {("44600", "44184"), ("75013", "75056"), ("13001", "13055")} <= pairs
    assert all(reference.current_code(commune) == commune for _, commune in pairs)
    assert all(len(postal) == 5 and postal.isdigit() for postal, _ in pairs)
