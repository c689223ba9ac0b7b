"""Plans as territories keep them: spreadsheets with titles, merged cells, texts for numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import xlsxwriter

Cell = str | int | float | date | None
_ODS = """<?xml version="1.0" encoding="UTF-8"?>
<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"
 xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"
 xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"
 xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">
<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>
</office:document-content>"""
_MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
)


def workbook(**sheets: Callable[[Any, Any], object]) -> bytes:
    """Return an .xlsx, each sheet written by a function of it and of the book."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content) as book:
        for name, write in sheets.items():
            write(book.add_worksheet(name), book)
    return content.getvalue()


def write_rows(sheet: Any, book: Any, rows: Sequence[Sequence[Cell]], *, first: int = 0) -> None:
    """Write rows, days as days."""
    as_day = book.add_format({"num_format": "dd/mm/yyyy"})
    for line, row in enumerate(rows, start=first):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(line, column, cell, as_day)
            elif cell is not None:
                sheet.write(line, column, cell)


def plain(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return an .xlsx of one sheet."""
    return workbook(Plan=lambda sheet, book: write_rows(sheet, book, rows))


def messy_plan() -> bytes:
    """Return the plan of Val d’Oriane: headings on two lines, merged axes, every slip there is.

    Its lines: 1 and 2 titles, 4 and 5 the headings, 6 to 14 the actions (9 and 14 go on with the
    one above, 12 says 10 again), 15 a total, 17 a note. Two sheets beside it hold no plan.
    """
    return workbook(
        Mode_emploi=lambda sheet, _book: sheet.write(0, 0, "Remplir une ligne par action"),
        Plan=_write_messy,
        Listes=lambda sheet, book: write_rows(sheet, book, [["Statut"], ["En cours"], ["Terminé"]]),
    )


def _write_messy(sheet: Any, book: Any) -> None:
    sheet.merge_range("A1:L1", "Territoire d’industrie Val d’Oriane – plan d’action 2023-2027")
    sheet.write("A2", "Mise à jour : comité du 12/03/2026")
    for place, name in _MERGED.items():
        sheet.merge_range(place, name)
    for column, name in enumerate(("Début", "Fin", None, 2025, 2026, "État", "Région"), start=5):
        if name is not None:
            sheet.write(4, column, name)
    write_rows(sheet, book, _ACTIONS, first=5)
    sheet.write("A17", "Source : fiches actions")


_MERGED = {
    "A4:A5": "Axe", "B4:B5": "N°", "C4:C5": "Intitulé de l’action", "D4:D5": "Pilote",
    "E4:E5": "Partenaires", "F4:G4": "Calendrier", "H4:H5": "État d’avancement",
    "I4:J4": "Budget (k€ HT)", "K4:L4": "Financements",
    "A6:A9": "AXE 1 – Attirer", "A10:A14": "AXE 2 – Recruter et former",
}  # fmt: skip
_SCHOOL: list[Cell] = [
    None, 2.1, "École de production", "UIMM\nCCI", "Chambre de commerce et d’industrie, lycées",
    "sept. 2025", "S1 2027", "terminé", "licorne", "10",
]  # fmt: skip
_ACTIONS: list[list[Cell]] = [
    [None, 1.1, "Créer un lieu totem", "CARENE", "CCI / Région - CMA", "T3 2024",
     date(2026, 12, 31), "En cours", 120, "45,5", "50 k€", "30 000 €"],
    [None, 1.2, "Vendre une marque\nindustrielle", "à définir", "Entreprises", "2025", "fin 2026",
     "À lancer", "12 à 15", None, None, "NC"],
    [None, 1.3, "Réhabiliter la friche Chanteclair", "Ville de Vire et Condé", "État", "01/09/24",
     "31/02/2026", "80 %", "env. 80", 20, "-"],
    [None, None, None, None, "Agence de l’eau"],
    _SCHOOL,
    [None, 2.2, "Logement des apprentis", "Mme Durand", None, None, None, "licorne", "1,2 M€"],
    _SCHOOL,
    [None, 2.3, "Navettes domicile-travail", "Région", None, "2025-2027", None, "abandonné", 5, 5],
    [None, None, None, "Région", "Entreprises"],
    ["TOTAL", None, None, None, None, None, None, None, 1405, 80.5],
]  # fmt: skip


def csv_plan(text: str, *, encoding: str = "cp1252") -> bytes:
    """Return a CSV as French spreadsheets save it."""
    return text.replace("\n", "\r\n").encode(encoding)


def ods(rows: Sequence[Sequence[str]], *, name: str = "Plan") -> bytes:
    """Return an .ods; each cell is a text, or the XML of a cell as `ods_cell` makes it."""
    written = "".join(
        f"<table:table-row>{''.join(c if c.startswith('<') else ods_cell(c) for c in row)}"
        "</table:table-row>"
        for row in rows
    )
    table = f"<table:table table:name={quoteattr(name)}>{written}</table:table>"
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", _MANIFEST)
        archive.writestr("content.xml", _ODS.format(tables=table))
    return content.getvalue()


def ods_cell(shown: str = "", *, kind: str = "string", value: str = "", down: int = 1,
             right: int = 1) -> str:  # fmt: skip
    """Return a cell: what it shows, its kind and value, how many rows and columns it covers."""
    if not (shown or value):
        return "<table:table-cell/>"
    held = f' office:{"date-value" if kind == "date" else "value"}="{value}"' if value else ""
    spans = f' table:number-rows-spanned="{down}" table:number-columns-spanned="{right}"'
    return (
        f'<table:table-cell office:value-type="{kind}"{held}{spans if down * right > 1 else ""}>'
        f"<text:p>{escape(shown)}</text:p></table:table-cell>"
    )


def ods_covered(count: int = 1) -> str:
    """Return cells that a merged one covers."""
    return "<table:covered-table-cell/>" * count
