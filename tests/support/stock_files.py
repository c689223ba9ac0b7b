"""Small stock files of the official columns, in each of their formats."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from terreau.core.siren import is_siren, is_siret
from terreau.datasets.registers import Chosen, StockRead, read_stock

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
