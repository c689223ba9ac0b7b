"""Stock files that are wrong, damaged or cut short: one sentence, with the line."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadInput, BadTable
from terreau.core.siren import is_siren, is_siret
from terreau.datasets.registers import Chosen, StockRead, activities, read_stock

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
