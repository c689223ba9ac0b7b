"""From packages to tables: the traps, one by one, on a country small enough to check by hand."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from terreau.core.errors import BadInput, TerreauError
from terreau.datasets.reference.building import bundle, packages
from terreau.datasets.reference.building.administrative import (
    communes_table,
    members_table,
    perimeters_table,
)
from terreau.datasets.reference.building.bundle import administrative_tables, write_table
from terreau.datasets.reference.building.passages import find_passages
from terreau.datasets.reference.building.populations import populations_table
from terreau.datasets.reference.building.vintage import Vintage


def rows_of(table: pa.Table, *columns: str) -> list[tuple[Any, ...]]:
    return list(zip(*(table.column(c).to_pylist() for c in columns), strict=True))


def test_only_communes_in_force_are_communes(small_country: list[Vintage]) -> None:
    spans = rows_of(communes_table(small_country), "code", "first_vintage", "last_vintage")
    assert spans == [
        ("08001", 2019, 2022),
        ("08003", 2019, 2022),
        ("08004", 2021, 2022),
        ("08005", 2019, 2019),
        ("08006", 2019, 2021),
        ("08007", 2022, 2022),
        ("75056", 2019, 2022),
        ("97502", 2019, 2022),
        ("97601", 2019, 2022),
    ]


def test_a_commune_has_its_latest_name_and_a_collectivity_no_region(
    small_country: list[Vintage],
) -> None:
    found = {row["code"]: row for row in communes_table(small_country).to_pylist()}
    assert found["08003"]["name"] == "Cos-le-Haut"
    assert found["08003"]["siren"] == "210800300"
    island = found["97502"]
    assert (island["departement"], island["region"], island["zone"]) == ("975", None, "com")
    assert (found["97601"]["departement"], found["97601"]["zone"]) == ("976", "drom")


def test_collectivities_have_a_name_before_the_packages_list_them(
    small_country: list[Vintage],
) -> None:
    found = rows_of(perimeters_table(small_country[:1]), "kind", "code", "name", "subtype")
    assert ("departement", "975", "Saint-Pierre-et-Miquelon", "com") in found
    assert not [code for kind, code, *_ in found if kind == "region" and code == "975"]


def test_former_names_leave_out_mere_spelling(small_country: list[Vintage]) -> None:
    named = {row["code"]: row for row in perimeters_table(small_country).to_pylist()}
    assert named["200000001"]["name"] == "CC Grand Nord"
    assert named["200000001"]["former_names"] == ["CC Nord-Ardennes"]


def test_members_are_maximal_runs_of_the_vintages_of_their_kind(
    small_country: list[Vintage],
) -> None:
    columns = ("kind", "code", "commune", "first_vintage", "last_vintage")
    found = set(rows_of(members_table(small_country), *columns))
    assert ("epci", "200000001", "08003", 2019, 2022) in found
    assert ("epci", "200000001", "08004", 2020, 2021) in found
    # In 2020 the EPCI are known and the departments are not: only the first has a gap.
    assert ("epci", "200000001", "08006", 2019, 2019) in found
    assert ("epci", "200000001", "08006", 2021, 2021) in found
    assert ("departement", "08", "08006", 2019, 2021) in found
    assert ("ept", "200050001", "75056", 2022, 2022) in found


def test_passages_follow_mergers_new_codes_separations_and_arrondissements(
    small_country: list[Vintage],
) -> None:
    found = {
        (p.old_code, p.new_code): (p.kind, p.certain, p.since_vintage)
        for p in find_passages(small_country)
    }
    assert found == {
        ("08002", "08001"): ("merged", True, None),
        ("08005", "08007"): ("merged", True, 2021),
        # A code that nobody had, for the same commune: nothing was separated.
        ("08006", "08007"): ("merged", True, 2022),
        ("08003", "08004"): ("split", False, 2021),
        # 2011-07-01 is first in the geography of 2012; the separation of 1980 is too old to matter.
        ("08003", "08007"): ("split", False, 2012),
        ("75101", "75056"): ("arrondissement", True, None),
    }


def test_a_package_that_contradicts_itself_makes_the_passage_uncertain(
    small_country: list[Vintage],
) -> None:
    latest = small_country[-1]
    cos = latest.communes["08003"]
    doubtful = Vintage(
        **{
            **vars(latest),
            "communes": {
                **latest.communes,
                "08003": type(cos)(**{**vars(cos), "former_codes": ("08002",)}),
            },
        }
    )
    found = {p.old_code: p for p in find_passages([*small_country[:-1], doubtful])}
    assert found["08002"].new_code == "08001"
    assert not found["08002"].certain


def test_a_commune_that_appears_from_nowhere_stops_the_build(small_country: list[Vintage]) -> None:
    first = small_country[0]
    forgotten = Vintage(**{**vars(first), "attached": {"08002": "08001"}})
    with pytest.raises(ValueError, match="08004 appears in 2021 from nowhere"):
        find_passages([forgotten, *small_country[1:]])


def test_populations_keep_reference_years_apart_and_never_guess(
    small_country: list[Vintage],
) -> None:
    table = populations_table(small_country, find_passages(small_country))
    found = {
        (year, code): (inhabitants, certain)
        for code, year, inhabitants, certain in rows_of(
            table, "commune", "reference_year", "population", "certain"
        )
    }
    assert found == {
        # Ayr 2016 is absent: the package gives the population of one of its halves. Cos counts Dun.
        (2016, "08003"): (300, False),
        # Eau and Fay, which are one commune today.
        (2016, "08007"): (110, True),
        (2016, "75056"): (2000, True),
        (2016, "97502"): (5000, True),
        # Mayotte is of 2017 in every package.
        (2017, "97601"): (4000, True),
        (2019, "08001"): (205, True),
        (2019, "08003"): (210, True),
        (2019, "08004"): (90, True),
        # 2022 carries the same reference year: only the first package is read.
        (2019, "08007"): (115, True),
        (2019, "75056"): (2000, True),
        (2019, "97502"): (5000, True),
    }


def test_the_same_vintages_give_the_same_bytes(
    small_country: list[Vintage], tmp_path: Path
) -> None:
    contents = []
    for attempt in ("first", "second"):
        tables, _ = administrative_tables(small_country)
        folder = tmp_path / attempt
        folder.mkdir()
        for name, table in tables.items():
            write_table(table, folder / name)
        contents.append({path.name: path.read_bytes() for path in folder.iterdir()})
    assert contents[0] == contents[1]
    assert len(contents[0]) == 8


@pytest.mark.slow
def test_the_real_packages_give_the_bundle_again(tmp_path: Path) -> None:
    folder = os.environ.get("TERREAU_REFERENCE_PACKAGES")
    if not folder:
        pytest.skip("TERREAU_REFERENCE_PACKAGES does not say where the packages are")
    bundle.build(Path(folder), tmp_path)
    for path in bundle.BUNDLE.iterdir():
        assert (tmp_path / path.name).read_bytes() == path.read_bytes(), path.name


def test_a_package_with_another_digest_is_refused(tmp_path: Path) -> None:
    (tmp_path / packages.NOMENCLATURE.file_name).write_bytes(b"something else")
    with pytest.raises(BadInput, match=r"pynsee-.* is not the file that was pinned") as refusal:
        packages.gather(tmp_path, [packages.NOMENCLATURE], fetch=False)
    assert "The bundle was not touched" in refusal.value.sentence()


def test_an_absent_package_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"decoupage-administratif-0\.7\.0\.tgz"):
        bundle.build(tmp_path, tmp_path / "out")


@pytest.mark.parametrize("package", [packages.DIVISIONS[0], packages.NOMENCLATURE])
def test_what_the_registry_client_says_is_repeated(
    package: packages.Package, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = tmp_path / "client"
    failing.write_text("#!/bin/sh\necho 'the registry is away' >&2\nexit 1\n")
    failing.chmod(0o755)
    (tmp_path / "npm").symlink_to(failing)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr(packages, "_PIP_DOWNLOAD", (str(failing),))
    with pytest.raises(TerreauError, match="the registry is away"):
        packages.gather(tmp_path / "fetched", [package], fetch=True)
