"""INSEE: harmonised censuses 1968–2022, employed people aged 25 to 54 by commune and sector.

The file counts people **where they live**, not jobs where they are: its title says so, and it has
no column at the place of work. It is therefore of another measure than jobs, and a type of basin
made from it says so. Men and women are added up.

Seen in programs that read it (editions 2011, 2017 and 2022): a zip of one workbook; a sheet a
census (COM_1968 … COM_2022) beside those of departments (DEP_…); titles above two lines of names,
labels then codes; DR and CR, department and commune in today's geography, to be joined; four
sectors by two sexes, ``nes4x1s1rpop1982``. Never seen: the workbook of 2022 itself, how it names
its columns of numbers (what is looked for is nes4, the sector, the sex and the year, whatever
stands between), nor the year of its geography: any vintage of commune codes is accepted.

Services are one sector here, which no level of the nomenclature has: they are written GU, and OQ
stays without row. What the table serves, the share of industry, is the same either way.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.core.said import Said
from terreau.datasets.description import parse_description
from terreau.datasets.reading import RawBatch, TableSource
from terreau.datasets.sources.checks import ALL_COMMUNES, covers_the_communes
from terreau.datasets.sources.model import OPEN_LICENCE, Described, Edition, Proof, Source
from terreau.datasets.sources.packed import opened_member
from terreau.datasets.sources.sheets import Sheet, read_sheet

CENSUSES = (1968, 1975, 1982, 1990, 1999, 2006, 2011, 2016, 2022)
# Number of the sector in the file → code of A5.
SECTORS = {"1": "AZ", "2": "BE", "3": "FZ", "4": "GU"}
_PAGE = "https://www.insee.fr/fr/statistiques/1893185"
_NAME = "pop-act2554-empl-sa-sexe-cd-6822"
_LARGEST = 400 << 20
_CODES = ("DR", "CR")
_COUNT = re.compile(r"nes4\D*([1-4])\D+([12])\D*(\d{4})", re.IGNORECASE)
_HEADER = ("commune", "label", "sector", "year", "people")
_DESCRIPTION = f"""
[dataset]
id = "recensement-25-54"
title = "Actifs occupés de 25 à 54 ans aux recensements, par commune et secteur"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "1968–2022"
address = "{_PAGE}"
measure = "employed_25_54"
note = "Comptés au lieu de résidence. Le tertiaire entier est écrit GU, OQ compris."
[columns]
territory = "commune"
territory_label = "label"
sector = "sector"
period = "year"
value = "people"
[territory]
kind = "commune"
[sector]
nomenclature = "A5"
[absent]
cell = "zero"
[coverage]
nation = true
"""


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the employed people of each commune, sector and census, both sexes together."""
    del edition
    description = parse_description(_DESCRIPTION, file="recensement-25-54")
    yield Described(description, _opener(file))


def _opener(file: Path) -> Callable[[], TableSource]:
    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        with TemporaryDirectory() as folder:
            book = file
            if file.suffix.lower() == ".zip":
                book = Path(folder) / f"{_NAME}.xlsx"
                with opened_member(file, ".xlsx", largest=_LARGEST) as stream:
                    book.write_bytes(stream.read())
            for year in CENSUSES:
                sheet = read_sheet(book, f"COM_{year}", _CODES, named=file.name)
                for cells, lines in _cells(sheet, year, file.name):
                    yield RawBatch({name: cells[name] for name in columns}, lines)

    return lambda: TableSource(file.name, _HEADER, None, read)


def _cells(
    sheet: Sheet, year: int, file: str
) -> Iterator[tuple[dict[str, pa.Array], NDArray[np.int64]]]:
    """Yield the rows of a census, sector by sector."""
    table = sheet.table
    by_sector: dict[str, list[str]] = {}
    for name in table.column_names:
        found = _COUNT.fullmatch(name)
        if found and int(found[3]) == year:
            by_sector.setdefault(SECTORS[found[1]], []).append(name)
    if any(len(by_sector.get(sector, ())) != 2 for sector in SECTORS.values()):
        raise BadTable(
            Place(file, sheet.header_line),
            f"The sheet COM_{year} has not one column a sector and sex",
            why=f"Found {sum(map(len, by_sector.values()))} of 8; its columns are "
            + ", ".join(table.column_names),
            remedy=f"Take {_NAME}.zip from {_PAGE}",
        )
    commune = pc.binary_join_element_wise(
        pc.utf8_lpad(table["DR"], 2, "0"), pc.utf8_lpad(table["CR"], 3, "0"), ""
    )
    label = table["LIBELLE"] if "LIBELLE" in table.column_names else commune
    for sector, names in by_sector.items():
        rows = table.num_rows
        cells = {
            "commune": _whole(commune),
            "label": _whole(label),
            "sector": pa.array([sector] * rows, pa.string()),
            "year": pa.array(np.full(rows, year, dtype=np.int32)),
            "people": _summed([table[name] for name in names]),
        }
        yield cells, sheet.lines


def _summed(columns: list[pa.ChunkedArray]) -> pa.Array:
    """Add men and women; a cell that is no number stays as it is written, so that it is refused."""
    men, women = (column.to_pylist() for column in columns)
    return pa.array([_sum(*pair) for pair in zip(men, women, strict=True)], pa.string())


def _sum(men: str | None, women: str | None) -> str | None:
    total = 0.0
    for text in (men, women):
        try:
            total += float(text or 0)
        except ValueError:
            return text
    return None if men is None and women is None else repr(total)


def _whole(column: pa.ChunkedArray) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


SOURCE = Source(
    id="recensement-25-54",
    title="Recensements harmonisés : actifs occupés de 25 à 54 ans par secteur",
    publisher="Insee",
    licence=OPEN_LICENCE,
    page=_PAGE,
    editions=(
        Edition(
            "1968-2022",
            f"{_NAME}.zip",
            f"https://www.insee.fr/fr/statistiques/fichier/2837787/{_NAME}.zip",
            largest=_LARGEST,
        ),
    ),
    file_format=Said(
        "zip of a workbook: a sheet a census, one row a commune, a column a sector and sex",
        "classeur compressé : une feuille par recensement, une ligne par commune, une colonne par "
        "secteur et sexe",
    ),
    absent=Said(
        "zero: an empty cell counts nobody. Since 2006 figures come from sample surveys: small "
        "ones are estimates",
        "Zéro : une case vide ne compte personne. Depuis 2006, les chiffres viennent d’enquêtes "
        "par sondage : les petits sont des estimations.",
    ),
    proof=Proof.DESCRIPTION,
    parse=parse,
    checks=(covers_the_communes,),
    datasets=("recensement-25-54",),
    checked=(ALL_COMMUNES,),
    note="Actifs occupés au lieu de résidence ; dit le type des bassins de vie, et rien d’autre.",
)
