"""The stock files of SIRENE, filtered to a perimeter: 40 million rows in the memory of a few.

The establishments are read first, then the legal units of those that are kept. Names of persons
are columns that are never read. Without the file of legal units nothing says whether a unit is a
person: no establishment is then named.

References
----------
INSEE, "Description des fichiers stocks de la base Sirene" (dessin des fichiers).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from terreau.core.errors import BadInput
from terreau.core.progress import Progress, quiet
from terreau.core.siren import is_siret
from terreau.datasets.registers.blocks import Block
from terreau.datasets.registers.choosing import BANDS, Chosen
from terreau.datasets.registers.establishment import (
    Establishment,
    may_be_named,
    name_of,
    told,
)
from terreau.datasets.registers.kept import Selection, read_kept

ESTABLISHMENT_COLUMNS = (
    "siret", "statutDiffusionEtablissement", "trancheEffectifsEtablissement",
    "dateDernierTraitementEtablissement", "etablissementSiege", "codeCommuneEtablissement",
    "dateDebut", "etatAdministratifEtablissement", "enseigne1Etablissement",
    "denominationUsuelleEtablissement", "activitePrincipaleEtablissement",
    "nomenclatureActivitePrincipaleEtablissement",
)  # fmt: skip
UNIT_COLUMNS = (
    "siren", "statutDiffusionUniteLegale", "unitePurgeeUniteLegale", "denominationUniteLegale",
    "denominationUsuelle1UniteLegale", "sigleUniteLegale", "categorieJuridiqueUniteLegale",
)  # fmt: skip
_CURRENT = "NAFRev2"
# More than any region has in industry; a whole country is no perimeter of a directory.
_MOST = 1_000_000
_MOST_TOLD = 20
# The register says that it is closed, and not since when.
UNKNOWN_DAY = "1900-01-01"


@dataclass
class StockRead:
    """What a reading found.

    Parameters
    ----------
    establishments : list[Establishment]
        Those kept, in the order of the file.
    edition : str
        The latest day on which one of them was treated ("2026-11-01"); "" where none says.
    rejected : list[tuple[int, str]]
        Line and number of the first ones whose number is no SIRET.
    rejected_count, duplicates : int
        How many of these, and how many numbers came twice: the first is kept.
    """

    establishments: list[Establishment] = field(default_factory=list)
    edition: str = ""
    rejected: list[tuple[int, str]] = field(default_factory=list)
    rejected_count: int = 0
    duplicates: int = 0


def read_stock(
    establishments: Path,
    units: Path | None,
    chosen: Chosen,
    *,
    folder: Path,
    progress: Progress = quiet,
) -> StockRead:
    """Read the establishments that are chosen, from where a former reading stopped.

    Parameters
    ----------
    establishments : Path
        StockEtablissement_utf8: Parquet, CSV, or a zip of one CSV.
    units : Path or None
        StockUniteLegale_utf8, which has the names; without it nobody is named.
    chosen : Chosen
        Which are kept.
    folder : Path
        Where what is kept stays between two tries.
    progress : Progress
        Told "establishments" then "units", with bytes.

    Raises
    ------
    BadTable
        A file is not the one expected, is damaged or cut short, or a line is wrong.
    BadInput
        More than a million establishments are chosen.
    """
    selection = Selection(
        establishments,
        ESTABLISHMENT_COLUMNS,
        chosen.digest,
        lambda block: _kept(block, chosen),
        "establishments",
    )
    rows = _together(read_kept(folder / "establishments", selection, progress))
    if rows is None:
        return StockRead()
    named = _units(units, rows, folder, progress) if units else {}
    return _read(rows, named)


def _kept(block: Block, chosen: Chosen) -> pa.Table:
    """Return the rows chosen of a block, each with its line in the file."""
    table = block.table
    wanted = _among(table, "codeCommuneEtablissement", chosen.communes)
    is_active = pc.equal(table.column("etatAdministratifEtablissement"), "A")
    wanted = pc.and_(wanted, pc.fill_null(is_active, False))
    if chosen.naf:
        wanted = pc.and_(wanted, _among(table, "activitePrincipaleEtablissement", chosen.naf))
    if chosen.bands:
        wanted = pc.and_(wanted, _among(table, "trancheEffectifsEtablissement", chosen.bands))
    if chosen.known:
        wanted = pc.or_(wanted, _among(table, "siret", chosen.known))
    lines = pa.array(range(block.before.rows + 2, block.after.rows + 2), pa.int64())
    return table.append_column("line", lines).filter(wanted).combine_chunks()


def _among(table: pa.Table, name: str, values: frozenset[str] | tuple[str, ...]) -> pa.Array:
    return pc.is_in(table.column(name), value_set=pa.array(sorted(values), pa.string()))


def _together(parts: Iterator[pa.Table]) -> pa.Table | None:
    found, count = [], 0
    for part in parts:
        count += part.num_rows
        if count > _MOST:
            raise BadInput(
                "These are too many establishments for one reading",
                value=f"more than {_MOST}",
                remedy="Choose a smaller territory, some activities (--naf) or a headcount",
            )
        found.append(part)
    return pa.concat_tables(found) if found else None


def _units(
    file: Path, rows: pa.Table, folder: Path, progress: Progress
) -> dict[str, Mapping[str, str | None]]:
    """Return what the legal units of some establishments say, by SIREN."""
    sirens = pc.unique(pc.utf8_slice_codeunits(rows.column("siret"), 0, 9))
    choice = hashlib.sha256("".join(sorted(sirens.drop_null().to_pylist())).encode())
    selection = Selection(
        file,
        UNIT_COLUMNS,
        choice.hexdigest(),
        lambda block: block.table.filter(pc.is_in(block.table.column("siren"), value_set=sirens)),
        "units",
    )
    parts = read_kept(folder / "units", selection, progress)
    return {row["siren"]: row for part in parts for row in part.to_pylist()}


def _read(rows: pa.Table, units: Mapping[str, Mapping[str, str | None]]) -> StockRead:
    read, seen = StockRead(), set()
    for batch in rows.to_batches(max_chunksize=50_000):
        for row in batch.to_pylist():
            siret = row["siret"] or ""
            if not is_siret(siret):
                read.rejected_count += 1
                if len(read.rejected) < _MOST_TOLD:
                    read.rejected.append((row["line"], siret))
                continue
            if siret in seen:
                read.duplicates += 1
                continue
            seen.add(siret)
            read.edition = max(read.edition, (row["dateDernierTraitementEtablissement"] or "")[:10])
            read.establishments.append(_establishment(row, units.get(siret[:9])))
    return read


def _establishment(
    row: Mapping[str, str | None], unit: Mapping[str, str | None] | None
) -> Establishment:
    status = row["statutDiffusionEtablissement"]
    category = told(unit["categorieJuridiqueUniteLegale"]) if unit else ""
    is_purged = unit is not None and (unit["unitePurgeeUniteLegale"] or "").lower() == "true"
    statuses = (status, unit["statutDiffusionUniteLegale"]) if unit else (status,)
    is_masked = is_purged or not may_be_named(statuses, category)
    is_current = row["nomenclatureActivitePrincipaleEtablissement"] == _CURRENT
    band = told(row["trancheEffectifsEtablissement"])
    closed = row["dateDebut"] or (row["dateDernierTraitementEtablissement"] or "")[:10]
    return Establishment(
        siret=row["siret"] or "",
        name=_name(row, unit) if unit and not is_masked else "",
        category=category,
        naf=told(row["activitePrincipaleEtablissement"]) if is_current else "",
        commune=told(row["codeCommuneEtablissement"]),
        headcount=band if band in BANDS else "",
        is_head=(row["etablissementSiege"] or "").lower() == "true",
        is_masked=is_masked,
        closed_on=(closed or UNKNOWN_DAY) if row["etatAdministratifEtablissement"] == "F" else "",
    )


def _name(row: Mapping[str, str | None], unit: Mapping[str, str | None]) -> str:
    whole = {
        "denomination": told(unit["denominationUniteLegale"]),
        "usual": told(unit["denominationUsuelle1UniteLegale"]),
        "acronym": told(unit["sigleUniteLegale"]),
    }
    sign = told(row["denominationUsuelleEtablissement"]) or told(row["enseigne1Etablissement"])
    return name_of(whole, sign)
