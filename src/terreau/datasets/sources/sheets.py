"""Sheets of a publisher's workbook: titles stand above the names of columns, notes below the rows.

The line of the names is the first that holds all those looked for, wherever it stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Format
from terreau.datasets.reading.source import listed, text_column
from terreau.datasets.reading.workbook import cell_text, sheet_rows

_REMEDY = "Take the file as its publisher gives it"


@dataclass(frozen=True)
class Sheet:
    """A sheet below its names: ``table`` (n,) texts, null = empty; ``lines`` (n,) from 1."""

    table: pa.Table
    lines: NDArray[np.int64]
    header_line: int


def read_sheet(file: Path, sheet: str, required: Sequence[str], *, named: str = "") -> Sheet:
    """Read a sheet.

    Parameters
    ----------
    file : Path
        The workbook.
    sheet : str
        Name of the sheet.
    required : Sequence[str]
        Columns that tell the line of the names.
    named : str
        Name of the file in messages, where it was unpacked.

    Raises
    ------
    BadTable
        If there is no such sheet, or no line of names.
    """
    try:
        rows = sheet_rows(file, Format(sheet=sheet))
    except BadTable as error:
        error.what = error.what.replace(file.name, named or file.name, 1)
        error.remedy = _REMEDY
        error.args = (error.sentence(),)
        raise
    texts = [[(cell_text(cell, ".") or "").strip() for cell in row] for row in rows]
    wanted = set(required)
    header = next((place for place, row in enumerate(texts) if wanted <= set(row)), None)
    if header is None:
        raise BadTable(
            Place(named or file.name),
            f"No line of the sheet {sheet!r} holds the names of its columns",
            why=f"Looked for: {listed(required)}",
            remedy=_REMEDY,
        )
    below = [(line, row) for line, row in enumerate(texts[header + 1 :], header + 2) if any(row)]
    names = {name: place for place, name in enumerate(texts[header]) if name}
    columns = {name: text_column([row[place] for _, row in below]) for name, place in names.items()}
    return Sheet(
        pa.table(columns), np.asarray([line for line, _ in below], dtype=np.int64), header + 1
    )
