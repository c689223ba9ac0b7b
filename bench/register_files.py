"""Stock files of the official columns, made up by a fixed seed, as large as one likes."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

# As INSEE describes its stock files, in its order.
_ESTABLISHMENT = (
    "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,"
    "trancheEffectifsEtablissement,anneeEffectifsEtablissement,"
    "activitePrincipaleRegistreMetiersEtablissement,dateDernierTraitementEtablissement,"
    "etablissementSiege,nombrePeriodesEtablissement,complementAdresseEtablissement,"
    "numeroVoieEtablissement,indiceRepetitionEtablissement,dernierNumeroVoieEtablissement,"
    "indiceRepetitionDernierNumeroVoieEtablissement,typeVoieEtablissement,libelleVoieEtablissement,"
    "codePostalEtablissement,libelleCommuneEtablissement,libelleCommuneEtrangerEtablissement,"
    "distributionSpecialeEtablissement,codeCommuneEtablissement,codeCedexEtablissement,"
    "libelleCedexEtablissement,codePaysEtrangerEtablissement,libellePaysEtrangerEtablissement,"
    "identifiantAdresseEtablissement,coordonneeLambertAbscisseEtablissement,"
    "coordonneeLambertOrdonneeEtablissement,complementAdresse2Etablissement,"
    "numeroVoie2Etablissement,indiceRepetition2Etablissement,typeVoie2Etablissement,"
    "libelleVoie2Etablissement,codePostal2Etablissement,libelleCommune2Etablissement,"
    "libelleCommuneEtranger2Etablissement,distributionSpeciale2Etablissement,"
    "codeCommune2Etablissement,codeCedex2Etablissement,libelleCedex2Etablissement,"
    "codePaysEtranger2Etablissement,libellePaysEtranger2Etablissement,dateDebut,"
    "etatAdministratifEtablissement,enseigne1Etablissement,enseigne2Etablissement,"
    "enseigne3Etablissement,denominationUsuelleEtablissement,activitePrincipaleEtablissement,"
    "nomenclatureActivitePrincipaleEtablissement,caractereEmployeurEtablissement"
)
_UNIT = (
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,"
    "sigleUniteLegale,sexeUniteLegale,prenom1UniteLegale,prenom2UniteLegale,prenom3UniteLegale,"
    "prenom4UniteLegale,prenomUsuelUniteLegale,pseudonymeUniteLegale,"
    "identifiantAssociationUniteLegale,trancheEffectifsUniteLegale,anneeEffectifsUniteLegale,"
    "dateDernierTraitementUniteLegale,nombrePeriodesUniteLegale,categorieEntreprise,"
    "anneeCategorieEntreprise,dateDebut,etatAdministratifUniteLegale,nomUniteLegale,"
    "nomUsageUniteLegale,denominationUniteLegale,denominationUsuelle1UniteLegale,"
    "denominationUsuelle2UniteLegale,denominationUsuelle3UniteLegale,categorieJuridiqueUniteLegale,"
    "activitePrincipaleUniteLegale,nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,"
    "economieSocialeSolidaireUniteLegale,societeMissionUniteLegale,caractereEmployeurUniteLegale"
)
ESTABLISHMENT, UNIT = _ESTABLISHMENT.split(","), _UNIT.split(",")
_COMMUNES = np.array([f"{10_000 + rank:05}" for rank in range(35_000)])
COMMUNES_OF_TERRITORY = frozenset(_COMMUNES[:80].tolist())
_ACTIVITIES = np.array(["25.11Z", "10.71C", "31.01Z", "62.01Z", "68.20B", "47.11D", "86.21Z"])
_BLOCK = 250_000


def write(folder: Path, rows: int) -> None:
    """Write both files as Parquet, CSV and zipped CSV, unless they are there."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, header, draw, count in (
        ("StockEtablissement_utf8", ESTABLISHMENT, _establishments, rows),
        ("StockUniteLegale_utf8", UNIT, _units, rows // 3 + 1),
    ):
        parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
        mark = folder / f"{name}.{count}.made"
        if mark.exists():
            continue
        schema = pa.schema([(column, pa.string()) for column in header])
        with (
            pq.ParquetWriter(parquet, schema, compression="zstd") as packed,
            pa_csv.CSVWriter(
                csv, schema, write_options=pa_csv.WriteOptions(quoting_style="needed")
            ) as plain,
        ):
            for start in range(0, count, _BLOCK):
                table = _whole(draw(np.arange(start, min(start + _BLOCK, count))), schema)
                packed.write_table(table)
                plain.write_table(table)
        with zipfile.ZipFile(
            folder / f"{name}.zip", "w", zipfile.ZIP_DEFLATED, compresslevel=1
        ) as z:
            z.write(csv, csv.name)
        mark.touch()


def _whole(columns: dict[str, pa.Array], schema: pa.Schema) -> pa.Table:
    length = len(next(iter(columns.values())))
    empty = pa.nulls(length, pa.string())
    return pa.table({name: columns.get(name, empty) for name in schema.names}, schema=schema)


def siret_of(rank: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return SIREN and NIC whose keys hold, three establishments a legal unit."""
    siren = _keyed(rank // 3 + 20_000_000, 9)
    nic = _keyed(siren * 10_000 + rank % 3 + 1, 14) % 100_000
    return siren, nic


def _keyed(stems: np.ndarray, width: int) -> np.ndarray:
    """Return numbers with the key that makes their Luhn sum end in zero."""
    total = np.zeros(len(stems), np.int64)
    rest = stems.astype(np.int64)
    for rank in range(width - 1):
        rest, digit = np.divmod(rest, 10)
        doubled = digit * (2 - rank % 2)
        total += doubled // 10 + doubled % 10
    return stems.astype(np.int64) * 10 + (-total) % 10


def _text(numbers: np.ndarray, width: int) -> pa.Array:
    return pa.array(np.char.zfill(numbers.astype(f"U{width}"), width))


def _establishments(rank: np.ndarray) -> dict[str, pa.Array]:
    rng = np.random.default_rng(int(rank[0]))
    siren, nic = siret_of(rank)
    commune = _COMMUNES[rng.integers(0, len(_COMMUNES), len(rank))]
    return {
        "siren": _text(siren, 9),
        "nic": _text(nic, 5),
        "siret": _text(siren * 100_000 + nic, 14),
        "statutDiffusionEtablissement": pa.array(rng.choice(["O", "P"], len(rank), p=[0.9, 0.1])),
        "dateCreationEtablissement": pa.array(np.full(len(rank), "2011-04-01")),
        "trancheEffectifsEtablissement": pa.array(rng.choice(["NN", "01", "11", "21"], len(rank))),
        "dateDernierTraitementEtablissement": pa.array(np.full(len(rank), "2026-10-31T08:00:00")),
        "etablissementSiege": pa.array(np.where(rank % 3 == 0, "true", "false")),
        "nombrePeriodesEtablissement": pa.array(np.full(len(rank), "3")),
        "numeroVoieEtablissement": pa.array((rank % 90 + 1).astype("U3")),
        "typeVoieEtablissement": pa.array(np.full(len(rank), "RUE")),
        "libelleVoieEtablissement": pa.array(np.full(len(rank), "DES FORGES DE TERRANIE")),
        "codePostalEtablissement": pa.array(commune),
        "libelleCommuneEtablissement": pa.array(np.full(len(rank), "VILLE-FICTIVE-SUR-BRUME")),
        "codeCommuneEtablissement": pa.array(commune),
        "dateDebut": pa.array(np.full(len(rank), "2019-01-01")),
        "etatAdministratifEtablissement": pa.array(rng.choice(["A", "F"], len(rank), p=[0.4, 0.6])),
        "activitePrincipaleEtablissement": pa.array(_ACTIVITIES[rng.integers(0, 7, len(rank))]),
        "nomenclatureActivitePrincipaleEtablissement": pa.array(np.full(len(rank), "NAFRev2")),
        "caractereEmployeurEtablissement": pa.array(np.full(len(rank), "N")),
    }


def _units(rank: np.ndarray) -> dict[str, pa.Array]:
    rng = np.random.default_rng(int(rank[0]) + 1)
    is_person = rng.random(len(rank)) < 0.4
    siren = siret_of(rank * 3)[0]
    names = np.char.add("ATELIERS IMAGINAIRES ", rank.astype("U9"))
    return {
        "siren": _text(siren, 9),
        "statutDiffusionUniteLegale": pa.array(np.full(len(rank), "O")),
        "nomUniteLegale": pa.array(np.where(is_person, "FICTIF", None)),
        "prenom1UniteLegale": pa.array(np.where(is_person, "JEANNE", None)),
        "denominationUniteLegale": pa.array(np.where(is_person, None, names)),
        "categorieJuridiqueUniteLegale": pa.array(np.where(is_person, "1000", "5710")),
        "etatAdministratifUniteLegale": pa.array(np.full(len(rank), "A")),
        "activitePrincipaleUniteLegale": pa.array(np.full(len(rank), "25.11Z")),
        "nicSiegeUniteLegale": pa.array(np.full(len(rank), "00012")),
    }
