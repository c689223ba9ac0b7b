"""What a file of ours carries: its figures, how they are written, the command of each.

Whoever is handed a report can produce its figures again: a PDF carries them attached, a
presentation and a document in a custom part, a workbook on a sheet, CSV and JSON are made of them.
"""

from __future__ import annotations

import csv
import io
import json
import math
import shlex
import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terreau.core.errors import BadInput
from terreau.core.number import Number
from terreau.reporting.custom_xml import figures_in
from terreau.reporting.document import Document
from terreau.reporting.ooxml import DAMAGED_ZIP, is_swollen, writable

ATTACHED = "figures.json"  # in a PDF
_MAKERS = {"ppt/presentation.xml", "word/document.xml"}
_BOOK = "xl/workbook.xml"
_ASKED = {"value", "display", "command"}
# What reading what anybody may have written raises.
UNREADABLE = (
    *DAMAGED_ZIP, ArithmeticError, AttributeError, LookupError, SyntaxError, TypeError, ValueError,
)  # fmt: skip


@dataclass(frozen=True)
class CarriedFigure:
    """A figure as a file carries it.

    Parameters
    ----------
    key, label : str
        Its name, and what it is.
    display : str
        As the file writes it.
    value : float or None
        In full precision; None where it is not known.
    command : str
        What prints it again.
    """

    key: str
    label: str
    display: str
    value: float | None
    command: str


def figures_json(document: Document) -> bytes:
    """Return the figures of a report, as its files carry them."""
    told = {
        "state": document.state.digest if document.state else "",
        "address": document.address,
        "figures": [_as_dict(figure) for figure in document.figures()],
    }
    return writable(json.dumps(told, ensure_ascii=False, allow_nan=False)).encode("utf-8")


def carried_by(given: Path | bytes) -> list[CarriedFigure]:
    """Return the figures that a file carries.

    Parameters
    ----------
    given : Path or bytes
        A PDF, PPTX, DOCX or XLSX report, or a profile or an indicator as CSV or JSON.

    Returns
    -------
    list of CarriedFigure
        In the order of the file; at least one.

    Raises
    ------
    BadInput
        If the file is damaged, of another kind, or carries none.
    """
    data = given if isinstance(given, bytes) else given.read_bytes()
    try:
        found = _read(data)
    except UNREADABLE as error:
        raise _unreadable() from error
    if not found:
        raise BadInput(
            "This file carries no figures",
            why="Another program wrote it again and dropped them, or it is not one of Terreau",
            remedy="Take the file as it was downloaded",
        )
    return found


def _read(data: bytes) -> list[CarriedFigure]:
    if data.startswith(b"%PDF"):
        return _of_json(_attached(data))
    if data.startswith(b"PK"):
        return _of_package(data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return _of_json(data.removeprefix(b"\xef\xbb\xbf"))
    return _of_csv(data)


def _of_package(data: bytes) -> list[CarriedFigure]:
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except zipfile.BadZipFile as error:
        raise _unreadable() from error
    with packed:
        names = set(packed.namelist())
        if is_swollen(packed):
            raise _unreadable()
        if names & _MAKERS:
            return _of_json(figures_in(packed))
    return _of_workbook(data) if _BOOK in names else []


def _of_json(data: bytes | None) -> list[CarriedFigure]:
    if data is None:
        return []
    told = json.loads(data)
    if not isinstance(told, dict):
        return []
    listed = told.get("figures")
    if isinstance(listed, list):
        return [_of_entry(entry) for entry in listed]
    return _of_values(told) if isinstance(told.get("values"), list) else []


def _of_values(told: Mapping[str, Any]) -> list[CarriedFigure]:
    """Read the values of an indicator: one command prints them all."""
    return [
        CarriedFigure(
            f"{told['indicator']['id']}.{row['code']}",
            str(row["name"]),
            str(row["display"]),
            None if row["value"] is None else float(row["value"]),
            f"{told['command']} --show {shlex.quote(str(row['code']))}",
        )
        for row in told["values"]
    ]


def _of_entry(entry: Mapping[str, Any]) -> CarriedFigure:
    if not isinstance(entry, Mapping):
        raise _unreadable()
    value, about = entry.get("value"), entry.get("provenance")
    return CarriedFigure(
        str(entry["key"]),
        str(entry.get("label", "")),
        str(entry["display"]),
        None if value is None else float(value),
        str(about.get("command", "") if isinstance(about, Mapping) else ""),
    )


def _attached(data: bytes) -> bytes | None:
    """Return the figures attached to a PDF."""
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        held = pypdf.PdfReader(io.BytesIO(data)).attachments
        return held[ATTACHED][0] if ATTACHED in held else None
    except PyPdfError as error:
        raise _unreadable() from error


def _of_workbook(data: bytes) -> list[CarriedFigure]:
    """Read the sheet of a workbook whose first row names what a figure needs."""
    for rows in sheets_of(data):
        head, *others = rows or [[]]
        if is_of_sources(head):
            return _of_rows(dict(zip(map(str, head), row, strict=False)) for row in others)
    return []


def sheets_of(data: bytes) -> list[list[list[Any]]]:
    """Return the rows of each sheet of a workbook.

    Raises
    ------
    BadInput
        If it cannot be read.
    """
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [book.get_sheet_by_name(name).to_python() for name in book.sheet_names]
    except python_calamine.CalamineError as error:
        raise _unreadable() from error


def is_of_sources(head: Iterable[Any]) -> bool:
    """Whether the first row of a sheet is that of the sheet of sources."""
    return set(head) >= _ASKED


def _of_csv(data: bytes) -> list[CarriedFigure]:
    """Read CSV, also as a French spreadsheet saves it again: semicolons, comma for the decimals."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("cp1252")
    head = text.partition("\n")[0]
    rows = csv.DictReader(io.StringIO(text), delimiter=";" if ";" in head else ",")
    if not set(rows.fieldnames or ()) >= _ASKED:
        return []
    try:
        return _of_rows(rows)
    except csv.Error as error:
        raise _unreadable() from error


def _of_rows(rows: Iterable[Mapping[str, Any]]) -> list[CarriedFigure]:
    return [
        CarriedFigure(
            key,
            _unquoted(str(row.get("label") or row.get("territory") or "")),
            str(row["display"] or ""),
            _number(row["value"]),
            _unquoted(str(row["command"] or "")),
        )
        for row in rows
        if (key := _key_of(row))
    ]


def _key_of(row: Mapping[str, Any]) -> str:
    """Return the name of a figure; in a table of an indicator, the territory is part of it."""
    if row.get("indicator") and row.get("code"):
        return f"{row['indicator']}.{row['code']}"
    return str(row.get("figure") or row.get("key") or "")


def _number(written: Any) -> float | None:
    if written is None or written == "":
        return None
    return float(str(written).replace(",", "."))


def _unquoted(words: str) -> str:
    """Take off the quote that kept words from being run as a formula."""
    is_quoted = words.startswith("'") and words[1:2] in {"=", "+", "-", "@", "\t", "\r", "\n"}
    return words[1:] if is_quoted else words


def _as_dict(figure: Number) -> dict[str, Any]:
    value = figure.value
    return {
        "key": figure.key,
        "label": figure.label,
        "period": figure.period,
        "value": None if value is None or not math.isfinite(value) else value,
        "unit": figure.unit,
        "display": figure.display,
        "provenance": figure.provenance.as_dict(),
    }


def _unreadable() -> BadInput:
    return BadInput(
        "This file cannot be read",
        why="It is damaged, protected by a password or of another kind",
        remedy="Give a report of Terreau: PDF, PPTX, DOCX, XLSX, CSV or JSON",
    )
