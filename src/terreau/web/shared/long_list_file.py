"""A list of any length as a file: written to the disk row by row, so that memory does not grow.

It is whole before the first byte is sent: what fails on the way is an error, never a cut file.
"""

from __future__ import annotations

import csv
import io
import json
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import IO, Any

from django.http import FileResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.reporting.spreadsheet import cell
from terreau.web.shared.download import CSV, file_answer
from terreau.web.shared.list_file import XLSX, Cell

JSON = "application/json"
# Under so many bytes a file is sent in one piece.
_IN_ONE_PIECE = 1 << 20
Rows = Iterable[Sequence[Cell]]


def long_list_answer(
    headings: Sequence[str], rows: Rows, *, name: str, suffix: str
) -> HttpResponseBase:
    """Answer with a list as a CSV or a workbook.

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
    writers = {"csv": (write_csv, CSV), "xlsx": (_write_xlsx, XLSX)}
    if suffix not in writers:
        raise NotHere(
            _("Cette liste se télécharge en CSV, en XLSX ou en JSON"),
            value=suffix,
            remedy=_("Choisissez l’un."),
        )
    write, content_type = writers[suffix]
    return _answer(lambda file: write(file, headings, rows), content_type, f"{name}.{suffix}")


def long_json_answer(
    rows: Iterable[Mapping[str, Any]], *, name: str, head: Mapping[str, Any], key: str
) -> HttpResponseBase:
    """Answer with rows as JSON: what ``head`` says of them, then the rows under ``key``."""

    def write(file: IO[bytes]) -> None:
        text = io.TextIOWrapper(file, encoding="utf-8", write_through=True)
        begin = json.dumps(head, ensure_ascii=False)[:-1]
        text.write(f"{begin}{', ' if head else ''}{json.dumps(key)}: [")
        for place, row in enumerate(rows):
            text.write(",\n" if place else "\n")
            text.write(json.dumps(row, ensure_ascii=False, default=str))
        text.write("\n]}\n")
        text.detach()

    return _answer(write, JSON, f"{name}.json")


def write_csv(file: IO[bytes], headings: Sequence[str], rows: Rows) -> None:
    """Write rows as a CSV that a spreadsheet opens with its accents, and runs nothing of."""
    text = io.TextIOWrapper(file, encoding="utf-8", newline="", write_through=True)
    text.write("\ufeff")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([cell(heading) for heading in headings])
    for row in rows:
        writer.writerow([cell(value) for value in row])
    text.detach()


def _write_xlsx(file: IO[bytes], headings: Sequence[str], rows: Rows) -> None:
    import xlsxwriter

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, len(headings), 18)
        sheet.write_row(0, 0, headings, book.add_format({"bold": True}))
        for line, row in enumerate(rows, start=1):
            sheet.write_row(line, 0, row)


def _answer(write: Callable[[IO[bytes]], None], content_type: str, name: str) -> HttpResponseBase:
    file = tempfile.TemporaryFile()  # noqa: SIM115  (closed here, or with the answer that sends it)
    try:
        write(file)
        size = file.seek(0, io.SEEK_END)
        file.seek(0)
        if size > _IN_ONE_PIECE:
            return FileResponse(file, as_attachment=True, filename=name, content_type=content_type)
        content = file.read()
    except BaseException:
        file.close()
        raise
    file.close()
    return file_answer(content, content_type, name)
