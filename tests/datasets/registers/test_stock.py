"""Stock files: what is kept, who is named, what a kill loses, what is wrong in a file."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.errors import BadInput, BadTable
from terreau.core.siren import is_siren, is_siret
from terreau.datasets.registers import Chosen, StockRead, activities, kept, read_stock
from terreau.datasets.registers.establishment import may_be_named

ACME = "732829320"
ACME_HEAD, ACME_SECOND = "73282932000074", "73282932000017"
SOLE_HEAD = "00000001800014"


def establishment(siret: str, **cells: str) -> dict[str, str]:
    return {
        "siret": siret,
        "statutDiffusionEtablissement": "O",
        "trancheEffectifsEtablissement": "11",
        "dateDernierTraitementEtablissement": "2026-10-31T08:00:00",
        "etablissementSiege": "true",
        "codeCommuneEtablissement": "XX001",
        "dateDebut": "2019-01-01",
        "etatAdministratifEtablissement": "A",
        "enseigne1Etablissement": "",
        "denominationUsuelleEtablissement": "",
        "activitePrincipaleEtablissement": "25.11Z",
        "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        "nomUniteLegale": "PERSONNE",
    } | cells


def unit(siren: str, **cells: str) -> dict[str, str]:
    return {
        "nomUniteLegale": "DUPONT",
        "prenom1UniteLegale": "JEANNE",
        "siren": siren,
        "statutDiffusionUniteLegale": "O",
        "unitePurgeeUniteLegale": "",
        "denominationUniteLegale": "ACME",
        "denominationUsuelle1UniteLegale": "",
        "sigleUniteLegale": "",
        "categorieJuridiqueUniteLegale": "5710",
    } | cells


class Files:
    """Writes stock files in one format or another."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(
        self,
        suffix: str,
        rows: Iterable[Mapping[str, str]],
        *,
        name: str = "StockEtablissement_utf8",
        encoding: str = "utf-8",
        backwards: bool = False,
    ) -> Path:
        found = list(rows)
        columns = list(found[0])
        columns = columns[::-1] if backwards else columns
        path = self.folder / f"{name}.{suffix}"
        if suffix == "parquet":
            table = pa.table(
                {column: pa.array([row[column] or None for row in found]) for column in columns}
            )
            pq.write_table(table, path, row_group_size=3)
            return path
        plain = path.with_suffix(".csv")
        with plain.open("w", encoding=encoding, newline="") as file:
            writer = csv.DictWriter(file, columns)
            writer.writeheader()
            writer.writerows(found)
        if suffix == "zip":
            with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(plain, plain.name)
            plain.unlink()
        return path

    def units(self, suffix: str, rows: Iterable[Mapping[str, str]]) -> Path:
        return self.write(suffix, rows, name="StockUniteLegale_utf8")


@pytest.fixture
def files(tmp_path: Path) -> Files:
    (tmp_path / "stock").mkdir()
    return Files(tmp_path / "stock")


HERE = Chosen(frozenset({"XX001"}))
FORMATS = ("parquet", "csv", "zip")


def sirets(count: int) -> list[str]:
    """Return numbers whose keys hold."""
    sirens = [n for n in (f"{i:09}" for i in range(500_000, 500_000 + 10 * count)) if is_siren(n)]
    return [
        next(n for n in (f"{siren}0001{key}" for key in range(10)) if is_siret(n))
        for siren in sirens
    ]


SIRETS = sirets(60)


def read(files: Files, rows: list[dict[str, str]], chosen: Chosen = HERE, **said: str) -> StockRead:
    units = files.units("csv", [unit(ACME, **said)])
    stock = files.write("csv", rows)
    return read_stock(stock, units, chosen, folder=files.folder / "work")


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


def test_a_wrong_file_says_which_columns_are_missing(files: Files) -> None:
    stock = files.write("csv", [unit(ACME)])
    with pytest.raises(BadTable, match=r"Columns are missing.*siret"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


def test_a_line_cut_short_is_said(files: Files) -> None:
    stock = files.write("csv", [establishment(ACME_HEAD), establishment(ACME_SECOND)])
    stock.write_bytes(stock.read_bytes()[:-40])
    with pytest.raises(BadTable, match="line 3"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


def test_another_encoding_is_said_with_its_line(files: Files) -> None:
    rows = [establishment(ACME_HEAD), establishment(ACME_SECOND, enseigne1Etablissement="FORGÉ")]
    stock = files.write("csv", rows, encoding="latin-1")
    with pytest.raises(BadTable, match=r"line 3.*UTF-8"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


@pytest.mark.parametrize("suffix", ["parquet", "zip"])
@pytest.mark.parametrize("kept_bytes", [0.05, 0.5, 0.97])
def test_a_truncated_file_is_one_sentence(files: Files, suffix: str, kept_bytes: float) -> None:
    stock = files.write(suffix, [establishment(n) for n in SIRETS])
    whole = stock.read_bytes()
    stock.write_bytes(whole[: int(len(whole) * kept_bytes)])
    with pytest.raises(BadTable, match="damaged or cut short"):
        read_stock(stock, None, HERE, folder=files.folder / "work")


def test_too_many_are_refused(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terreau.datasets.registers.stock._MOST", 1)
    with pytest.raises(BadInput, match="too many establishments"):
        read(files, [establishment(ACME_HEAD), establishment(ACME_SECOND)])


def test_unknown_choices_are_refused() -> None:
    with pytest.raises(BadInput, match="No activity"):
        activities(["99.99Z"])
    with pytest.raises(BadInput, match="band of headcount"):
        Chosen(frozenset(), least="99")


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
