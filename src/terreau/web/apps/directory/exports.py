"""The list of organisations as files: the same rows as the page, the same cells left out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from terreau.web.apps.directory.selectors.history import field_labels
from terreau.web.apps.directory.selectors.organisations import Shown
from terreau.web.shared.spreadsheet import harmless

_COLUMNS = ("name", "kind", "siren", "siret", "naf", "email", "phone", "website", "description")


def as_csv(rows: Iterable[Shown]) -> str:
    """Return the rows as CSV, for a spreadsheet too."""
    written = io.StringIO()
    writer = csv.writer(written)
    writer.writerow(_headings())
    writer.writerows([harmless(cell) for cell in _cells(row)] for row in rows)
    return "\ufeff" + written.getvalue()


def as_xlsx(rows: Iterable[Shown]) -> bytes:
    """Return the rows as a workbook; nothing in it is a formula or a link."""
    import xlsxwriter

    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(written, options) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, _headings(), book.add_format({"bold": True}))
        for line, row in enumerate(rows, start=1):
            for column, cell in enumerate(_cells(row)):
                sheet.write_string(line, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, 0, 40)
        sheet.set_column(1, 10, 18)
    return written.getvalue()


def _headings() -> list[str]:
    labels = field_labels()
    return [*(labels[name] for name in _COLUMNS), labels["seat"], "Code"]


def _cells(row: Shown) -> list[str]:
    cells = [row.kind_label if n == "kind" else str(row.seen.get(n, "")) for n in _COLUMNS]
    return [*cells, row.seat.name if row.seat else "", row.seat.code if row.seat else ""]
