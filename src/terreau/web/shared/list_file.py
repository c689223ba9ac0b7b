"""A list of the product as a file to keep: CSV or workbook, the same cells in both."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.reporting.spreadsheet import csv_text
from terreau.web.shared.download import CSV, file_answer

Cell = str | int | float | None
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def list_answer(
    headings: Sequence[str], rows: Iterable[Sequence[Cell]], *, name: str, suffix: str
) -> HttpResponse:
    """Answer with a list as a file.

    Parameters
    ----------
    headings : Sequence[str]
        One a column.
    rows : Iterable[Sequence[Cell]]
        One cell a column; None is empty.
    name : str
        Of the file, without its suffix.
    suffix : str
        "csv" or "xlsx".

    Raises
    ------
    NotHere
        If there is no such format.
    """
    if suffix == "csv":
        return file_answer(as_csv(headings, rows), CSV, f"{name}.csv")
    if suffix == "xlsx":
        return file_answer(as_xlsx(headings, rows), XLSX, f"{name}.xlsx")
    raise NotHere(
        _("Une liste se télécharge en CSV ou en XLSX"), value=suffix, remedy=_("Choisissez l’un.")
    )


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> str:
    """Return a list as CSV that a spreadsheet opens with its accents, and runs nothing of."""
    return csv_text(headings, (dict(zip(headings, row, strict=True)) for row in rows))


def as_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Return a list as a workbook; nothing in it is a formula or a link."""
    import xlsxwriter

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, row)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, len(headings), 18)
    return written.getvalue()
