"""Plans as territories keep them: spreadsheets with titles, merged cells, texts for numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
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
                sheet.write_datetime(
                    line, column, datetime(cell.year, cell.month, cell.day), as_day
                )  # noqa: DTZ001
            elif cell is not None:
                sheet.write(line, column, cell)


def plain(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Return an .xlsx of one sheet."""
    return workbook(Plan=lambda sheet, book: write_rows(sheet, book, rows))


def messy_plan() -> bytes:
    """Return the plan of Val d’Oriane: two lines of headings, merged axes, and every slip there is.

    Lines: 1 a title, 2 "en k€", 4 and 5 the headings, 6 to 14 actions, 15 a total, 17 a note.
    """

    def write(sheet: Any, book: Any) -> None:
        sheet.merge_range("A1:L1", "Territoire d’industrie Val d’Oriane – plan d’action 2023-2027")
        sheet.write("A2", "Mise à jour : comité du 12/03/2026")
        for columns, name in (
            ("A", "Axe"),
            ("B", "N°"),
            ("C", "Intitulé de l’action"),
            ("D", "Pilote"),
            ("E", "Partenaires"),
            ("H", "État d’avancement"),
        ):
            sheet.merge_range(f"{columns}4:{columns}5", name)
        sheet.merge_range("F4:G4", "Calendrier")
        sheet.merge_range("I4:J4", "Budget (k€ HT)")
        sheet.merge_range("K4:L4", "Financements")
        write_rows(sheet, book, [["Début", "Fin", None, 2025, 2026, "État", "Région"]], first=4)
        for column, name in enumerate(("Début", "Fin"), start=5):
            sheet.write(4, column, name)
        for column, name in enumerate((2025, 2026, "État", "Région"), start=8):
            sheet.write(4, column, name)
        for column in range(5):
            sheet.write_blank(4, column, None)
        _write_body(sheet, book)

    def _write_body(sheet: Any, book: Any) -> None:
        sheet.merge_range("A6:A9", "AXE 1 – Attirer")
        sheet.merge_range("A10:A14", "AXE 2 – Recruter et former")
        rows: list[list[Cell]] = [
            [1.1, "Créer un lieu totem", "CARENE", "CCI / Région - CMA", "T3 2024", date(2026, 12, 31),
             "En cours", 120, "45,5", "50 k€", "30 000 €"],
            [1.2, "Vendre une marque\nindustrielle", "à définir", "Entreprises", "2025", "fin 2026",
             "À lancer", "12 à 15", None, None, "NC"],
            [1.3, "Réhabiliter la friche Chanteclair", "Ville de Vire et Condé", "État", "01/09/24",
             "31/02/2026", "80 %", "env. 80", 20, "-", None],
            [None, None, None, "Agence de l’eau", None, None, None, None, None, None, None],
            [2.1, "École de production", "UIMM\nCCI", "Chambre de commerce et d’industrie, lycées",
             "sept. 2025", "S1 2027", "terminé", "licorne", "10", None, None],
            [2.2, "Logement des apprentis", "Mme Durand", None, None, None, "licorne", "1,2 M€",
             None, None, None],
            [2.1, "École de production", "UIMM\nCCI", "Chambre de commerce et d’industrie, lycées",
             "sept. 2025", "S1 2027", "terminé", "licorne", "10", None, None],
            [2.3, "Navettes domicile-travail", "Région", None, "2025-2027", None, "abandonné", 5,
             5, None, None],
            [None, None, "Région", "Entreprises", None, None, None, None, None, None, None],
        ]  # fmt: skip
        for line, row in enumerate(rows, start=5):
            for column, cell in enumerate(row, start=1):
                if isinstance(cell, date):
                    write_rows(sheet, book, [[None] * column + [cell]], first=line)
                elif cell is not None:
                    sheet.write(line, column, cell)
        write_rows(sheet, book, [["TOTAL", None, None, None, None, None, None, None, 1405, 80.5]],
                   first=14)  # fmt: skip
        sheet.write("A17", "Source : fiches actions")

    return workbook(
        Mode_emploi=lambda sheet, _book: sheet.write(0, 0, "Remplir une ligne par action"),
        Plan=write,
        Listes=lambda sheet, book: write_rows(sheet, book, [["Statut"], ["En cours"], ["Terminé"]]),
    )


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
