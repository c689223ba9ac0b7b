"""Stock files: what is kept, who is named, what a kill loses, what is wrong in a file."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stock_files import (
    ACME,
    ACME_HEAD,
    ACME_SECOND,
    FORMATS,
    HERE,
    SIRETS,
    SOLE_HEAD,
    Files,
    establishment,
    read,
    unit,
)

from terreau.datasets.registers import Chosen, activities, kept, read_stock
from terreau.datasets.registers.establishment import may_be_named


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("backwards", [False, True])
def test_the_active_establishments_of_a_perimeter_are_kept(
    files: Files, suffix: str, backwards: bool
) -> None:
    stock = files.write(
        suffix,
        [
            establishment(ACME_HEAD, enseigne1Etablissement="ACME FORGE"),
            establishment(ACME_SECOND, codeCommuneEtablissement="XX002"),
            establishment(SOLE_HEAD, etatAdministratifEtablissement="F"),
        ],
        backwards=backwards,
    )
    units = files.units(suffix, [unit(ACME)])
    found = read_stock(stock, units, HERE, folder=files.folder / "work")
    (only,) = found.establishments
    assert (only.siret, only.name, only.naf) == (ACME_HEAD, "ACME (ACME FORGE)", "25.11Z")
    assert (only.category, only.headcount, only.is_head) == ("5710", "11", True)
    assert found.edition == "2026-10-31"


def test_activities_and_headcount_narrow(files: Files) -> None:
    rows = [
        establishment(ACME_HEAD, activitePrincipaleEtablissement="62.01Z"),
        establishment(ACME_SECOND, trancheEffectifsEtablissement="01"),
    ]
    industry = replace(HERE, naf=activities(["C"]))
    assert [e.siret for e in read(files, rows, industry).establishments] == [ACME_SECOND]
    large = replace(HERE, least="11")
    assert [e.siret for e in read(files, rows, large).establishments] == [ACME_HEAD]


def test_what_is_known_is_kept_once_closed_or_gone(files: Files) -> None:
    rows = [
        establishment(ACME_HEAD, etatAdministratifEtablissement="F", dateDebut="2026-03-31"),
        establishment(ACME_SECOND, codeCommuneEtablissement="XX009"),
    ]
    found = read(files, rows, replace(HERE, known=frozenset({ACME_HEAD, ACME_SECOND})))
    assert [e.closed_on for e in found.establishments] == ["2026-03-31", ""]
    assert found.establishments[1].commune == "XX009"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, {"categorieJuridiqueUniteLegale": "1000"}),
        ({"statutDiffusionEtablissement": "P"}, {}),
        ({"statutDiffusionEtablissement": "N"}, {}),
        ({"statutDiffusionEtablissement": ""}, {}),
        ({}, {"statutDiffusionUniteLegale": "P"}),
        ({}, {"unitePurgeeUniteLegale": "true"}),
    ],
)
def test_persons_and_those_who_asked_are_masked(
    files: Files, row: dict[str, str], said: dict[str, str]
) -> None:
    named = {"denominationUniteLegale": "JEANNE DUPONT COUTURE"}
    cells = {"enseigne1Etablissement": "CHEZ JEANNE"} | row
    found = read(files, [establishment(ACME_HEAD, **cells)], HERE, **named | said)
    (only,) = found.establishments
    assert only.is_masked
    assert not only.name
    assert "JEANNE" not in repr(only)


def test_without_the_units_nobody_is_named(files: Files) -> None:
    stock = files.write("csv", [establishment(ACME_HEAD, enseigne1Etablissement="CHEZ JEANNE")])
    (only,) = read_stock(stock, None, HERE, folder=files.folder / "work").establishments
    assert (only.name, only.category) == ("", "")


def test_a_former_activity_is_no_activity(files: Files) -> None:
    cells = {"nomenclatureActivitePrincipaleEtablissement": "NAP"}
    (only,) = read(files, [establishment(ACME_HEAD, **cells)]).establishments
    assert only.naf == ""


def test_wrong_and_repeated_numbers_are_counted(files: Files) -> None:
    rows = [establishment(n) for n in (ACME_HEAD, "73282932000075", ACME_HEAD)]
    found = read(files, rows)
    assert [e.siret for e in found.establishments] == [ACME_HEAD]
    assert (found.rejected, found.rejected_count) == ([(3, "73282932000075")], 1)
    assert found.duplicates == 1


class Killed(BaseException):
    """The reading is killed."""


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("at", [1, 3, 6])
def test_a_kill_loses_little_and_changes_nothing(
    files: Files, suffix: str, at: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stock = files.write(suffix, [establishment(n) for n in SIRETS])
    units = files.units(suffix, [unit(n[:9], denominationUniteLegale=n) for n in SIRETS])
    monkeypatch.setattr("terreau.datasets.registers.blocks._BLOCK", 1500)
    monkeypatch.setattr("terreau.datasets.registers.kept._BETWEEN", 10)
    whole = read_stock(stock, units, HERE, folder=files.folder / "whole")
    assert len(whole.establishments) == len(SIRETS)
    told: list[int] = []

    def killing(stage: str, done: int, total: int | None) -> None:
        told.append(done)
        if len(told) == at:
            raise Killed

    folder = files.folder / "killed"
    with pytest.raises(Killed):
        read_stock(stock, units, HERE, folder=folder, progress=killing)
    before = len(list((folder / "establishments").glob("part-*")))
    resumed: list[int] = []
    again = read_stock(
        stock, units, HERE, folder=folder, progress=lambda _s, done, _t: resumed.append(done)
    )
    assert again == whole
    if before:
        assert resumed[0] > told[0]
    unread: list[int] = []
    twice = read_stock(
        stock, units, HERE, folder=folder, progress=lambda _s, done, _t: unread.append(done)
    )
    assert (twice, unread) == (whole, [])


def test_a_damaged_part_or_another_file_begins_again(files: Files) -> None:
    rows = [establishment(ACME_HEAD)]
    first = read(files, rows)
    part = next((files.folder / "work" / "establishments").glob("part-*"))
    part.write_bytes(part.read_bytes()[:-3])
    assert read(files, rows) == first
    other = [establishment(ACME_HEAD, activitePrincipaleEtablissement="10.71C")]
    assert read(files, other).establishments[0].naf == "10.71C"


def test_real_rows_of_the_stock_are_read(shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "sirene"
    found = read_stock(
        folder / "etalab_sample_etablissements_OK.csv",
        folder / "etalab_sample_unites_legales_OK.csv",
        Chosen(frozenset(), known=frozenset({"00588003400011"})),
        folder=tmp_path / "work",
    )
    (only,) = found.establishments
    assert (only.closed_on, only.name, only.naf) == ("1984-12-25", "", "")


@given(st.sampled_from(["O", "P", "N", None]), st.sampled_from(["1000", "1100", "5710", ""]))
def test_only_consent_names(status: str | None, category: str) -> None:
    named = may_be_named((status, "O"), category)
    assert named == (status == "O" and not category.startswith("1"))


def test_the_digest_tells_files_apart(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.write_bytes(b"a" * 200_000)
    two.write_bytes(b"a" * 199_999 + b"b")
    assert kept.digest_of(one) != kept.digest_of(two)
