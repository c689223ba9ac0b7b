"""INSEE: localised unemployment rates by employment zone, quarter by quarter since 2003.

A workbook. Seen in programs that read it: the sheet txcho_ze, one row a zone (ZE2020, LIBZE2020,
REG, LIBREG) and one column a quarter ("2003-T1"…), names of columns below some titles. Never seen:
the workbook itself, and whether codes are texts (a number gets back its zeros).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from terreau.core.errors import BadTable, Place
from terreau.core.said import Said
from terreau.datasets.description import parse_description
from terreau.datasets.reading import TableSource
from terreau.datasets.sources.arrow_table import open_arrow
from terreau.datasets.sources.checks import at_least
from terreau.datasets.sources.model import OPEN_LICENCE, Described, Edition, Proof, Source
from terreau.datasets.sources.sheets import read_sheet

_PAGE = "https://www.insee.fr/fr/statistiques/1893230"
_FILE = "chomage-zone-t1-2003-t4-2025.xlsx"
_SHEET = "txcho_ze"
_LARGEST = 20 << 20
_WIDTH = 4  # of the code of a zone
_QUARTER = re.compile(r"\d{4}-T[1-4]")
# Some three hundred zones, and a quarter at least.
_LEAST = 250
_NOTE = (
    "Taux de chômage localisé, corrigé des variations saisonnières, en moyenne trimestrielle. "
    "Sans la Guyane ni Mayotte."
)
_DESCRIPTION = """
[dataset]
id = "chomage-zones"
title = "Taux de chômage localisés par zone d'emploi"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "{vintage}"
address = "{page}"
content = "series"
measure = "unemployment_rate"
note = "{note}"
[columns]
territory = "ZE2020"
territory_label = "LIBZE2020"
period = "quarter"
value = "rate"
[territory]
kind = "zone_emploi"
[absent]
cell = "missing"
"""


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the rate of each zone and quarter."""
    text = _DESCRIPTION.format(vintage=edition.label, page=_PAGE, note=_NOTE)
    yield Described(parse_description(text, file="chomage-zones"), lambda: _open(file))


def _open(file: Path) -> TableSource:
    sheet = read_sheet(file, _SHEET, ["ZE2020", "LIBZE2020"])
    table = sheet.table
    quarters = [name for name in table.column_names if _QUARTER.fullmatch(name)]
    if not quarters:
        raise BadTable(
            Place(file.name, sheet.header_line),
            "No column is a quarter (2003-T1)",
            remedy=f"Take the file from {_PAGE}",
        )
    # A note below the rows has no name of zone beside it.
    named = pc.and_(pc.is_valid(table["ZE2020"]), pc.is_valid(table["LIBZE2020"]))
    is_zone = np.asarray(named.to_pylist(), dtype=np.bool_)
    zones, lines = table.filter(pa.array(is_zone)), sheet.lines[is_zone]
    count = zones.num_rows
    long = pa.table(
        {
            "ZE2020": _repeated(pc.utf8_lpad(zones["ZE2020"], _WIDTH, "0"), len(quarters)),
            "LIBZE2020": _repeated(zones["LIBZE2020"], len(quarters)),
            "quarter": pa.array(np.repeat(quarters, count).tolist(), pa.string()),
            "rate": pa.chunked_array([c for q in quarters for c in zones[q].chunks], pa.string()),
        }
    )
    return open_arrow(file.name, long, np.tile(lines, len(quarters)), header_line=sheet.header_line)


def _repeated(column: pa.ChunkedArray, times: int) -> pa.ChunkedArray:
    return pa.chunked_array(column.chunks * times, column.type)


SOURCE = Source(
    id="chomage-zones",
    title="Taux de chômage localisés par zone d'emploi",
    publisher="Insee",
    licence=OPEN_LICENCE,
    page=_PAGE,
    editions=(
        Edition(
            "2025-T4",
            _FILE,
            f"https://www.insee.fr/fr/statistiques/fichier/1893230/{_FILE}",
            largest=_LARGEST,
        ),
    ),
    file_format=Said(
        "workbook (sheet txcho_ze): one row a zone, one column a quarter",
        "classeur (feuille txcho_ze) : une ligne par zone, une colonne par trimestre",
    ),
    absent=Said(
        "missing: the rate of this zone and quarter is not given",
        "Le taux de cette zone et de ce trimestre n’est pas donné.",
    ),
    proof=Proof.DESCRIPTION,
    parse=parse,
    checks=(at_least(_LEAST),),
    datasets=("chomage-zones",),
    checked=(
        Said(
            "Some three hundred zones are expected: a table of far fewer is refused.",
            "Environ trois cents zones sont attendues : un tableau qui en a bien moins est refusé.",
        ),
    ),
    note=_NOTE,
)
