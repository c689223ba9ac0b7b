"""A report as sheets: what it says, a sheet a table or a chart, where its figures come from."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TYPE_CHECKING

from terreau.core.number import Number
from terreau.reporting.document import (
    Cell,
    Chart,
    Document,
    KeyFigures,
    Paragraph,
    Section,
    Table,
    figure_of,
    strong_parts,
)
from terreau.reporting.ooxml import writable
from terreau.reporting.table_grid import figure_columns
from terreau.reporting.workbook.book import Book, Exact
from terreau.reporting.workbook.charts import add_chart

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

# As the CSV of a profile names them: a person finds the same columns in each file.
_CARRIED = (
    "figure", "label", "period", "value", "lower", "upper", "unit", "display", "source",
    "dataset", "vintage", "licence", "obligation", "geography", "absent", "coverage",
    "formula", "command", "is_example",
)  # fmt: skip
_EXACT = {"value", "lower", "upper"}
_WORDS, _NUMBERS = 46, 16  # width of a column, in characters
_SUMMARY = (_WORDS, 20, 60)
_WIDEST = {"label": 34, "source": 40, "coverage": 40, "formula": 30, "command": 60}


def workbook_of(document: Document) -> bytes:
    """Write a report as a workbook.

    Parameters
    ----------
    document : Document
        The report.

    Returns
    -------
    bytes
        A .xlsx: numbers in full precision that show what the report writes, live formulas where
        one figure is worked out from others, native charts, a sheet that tells where each figure
        comes from (see `terreau.reporting.carried`).
    """
    import xlsxwriter

    out = io.BytesIO()
    file = xlsxwriter.Workbook(out, {"in_memory": True})
    file.set_properties({
        "title": writable(document.title),
        "subject": writable(document.subtitle),
        "comments": writable(document.address),
        "author": writable(document.words.made_with),
    })  # fmt: skip
    book = Book(file, document)
    summary = book.add_sheet(document.words.summary)
    drawn = [
        (section, book.add_sheet(section.title))
        for section in document.sections
        if any(isinstance(block, Table | Chart) for block in section.blocks)
    ]
    _write_summary(book, summary, {section.title: sheet for section, sheet in drawn})
    # Formulas may look at a figure of any sheet: all are placed before any is written.
    for section, sheet in drawn:
        _place_tables(book, sheet, section)
    for section, sheet in drawn:
        _write_section(book, sheet, section)
    _write_carried(book)
    _write_state(book)
    file.close()
    return out.getvalue()


def _write_summary(book: Book, sheet: Worksheet, sheets: dict[str, Worksheet]) -> None:
    """Write the title, the lead, the figures in large; a heading leads to its sheet."""
    told = book.document
    for column, width in enumerate(_SUMMARY):
        sheet.set_column(column, column, width)
    told_first = (
        (told.mark, "caution"),
        (told.title, "headline"),
        (told.subtitle, "quiet"),
        (told.lead, "text"),
        (told.scope, "quiet"),
    )
    for row, (text, look) in enumerate(told_first):
        if text:
            _write_across(book, sheet, row, text, look)
    row = 6
    for section in told.sections:
        blocks = [b for b in section.blocks if isinstance(b, KeyFigures | Paragraph)]
        if section.title in sheets:
            book.link(sheet, row, section.title, sheets[section.title])
        elif blocks:
            book.say(sheet, row, 0, section.title, "caption")
        else:
            continue
        row += 1
        for block in blocks:
            row = _write_words(book, sheet, block, row)
        row += 1
    book.say(sheet, row, 0, f"{told.words.made_with}, {told.made_on}", "quiet")


def _write_words(book: Book, sheet: Worksheet, block: KeyFigures | Paragraph, row: int) -> int:
    """Write a paragraph or figures in large; return the row after them."""
    if isinstance(block, Paragraph):
        _write_across(book, sheet, row, block.text, "caution" if block.is_caution else "text")
        return row + 1
    for shown in block.figures:
        book.say(sheet, row, 0, shown.label, "strong")
        book.place(sheet, row, 1, shown.figure)
        book.write(sheet, (row, 1), shown.figure, "large")
        book.say(sheet, row, 2, shown.note, "note")
        texts = zip((shown.label, "", shown.note), _SUMMARY, strict=True)
        book.set_height(sheet, row, texts, line=18)
        row += 1
    return row


def _write_across(book: Book, sheet: Worksheet, row: int, text: str, look: str) -> None:
    """Write words over the three columns of the summary."""
    sheet.merge_range(row, 0, row, 2, "", book.look(look))
    book.say(sheet, row, 0, "".join(part for part, _strong in strong_parts(text)), look)
    is_large = look == "headline"
    width = sum(_SUMMARY) / (1.9 if is_large else 1)
    book.set_height(sheet, row, [(text, width)], line=26 if is_large else 15)


def _tables(section: Section) -> Iterator[tuple[int, Table]]:
    """Yield the row where each table of a section starts, its headings, and the table."""
    row = 2
    for block in section.blocks:
        if isinstance(block, Table):
            yield row, block
            row += len(block.rows) + 5


def _place_tables(book: Book, sheet: Worksheet, section: Section) -> None:
    for top, table in _tables(section):
        for row, cells in enumerate(table.rows, start=top + 1):
            for column, cell in enumerate(cells):
                figure = figure_of(cell)
                if figure is not None:
                    book.place(sheet, row, column, figure)


def _write_section(book: Book, sheet: Worksheet, section: Section) -> None:
    """Write a section: its tables one under the other, then its charts and their numbers."""
    book.say(sheet, 0, 0, section.title, "title")
    sheet.set_row(0, 26)
    sheet.set_column(0, 0, _WORDS)
    sheet.set_column(1, 30, _NUMBERS)
    held, row = list(_tables(section)), 2
    for top, table in held:
        row = _write_table(book, sheet, table, top) + 2
    if len(held) == 1:
        top, table = held[0]
        sheet.freeze_panes(top + 1, 1)
        sheet.repeat_rows(top)
        last = top + sum(not _is_total(cells) for cells in table.rows)
        sheet.autofilter(top, 0, max(last, top + 1), len(table.headings) - 1)
    for block in section.blocks:
        if isinstance(block, Chart):
            row = add_chart(book, sheet, block, row)


def _write_table(book: Book, sheet: Worksheet, table: Table, top: int) -> int:
    """Write a table; return the row after it and its note."""
    book.say(sheet, top - 1, 0, table.title, "caption")
    headings = zip(table.headings, figure_columns(table), strict=True)
    for column, (heading, is_figure) in enumerate(headings):
        book.say(sheet, top, column, heading, "figures" if is_figure else "heading")
    book.set_height(sheet, top, _in_columns(table.headings))
    for row, cells in enumerate(table.rows, start=top + 1):
        for column, cell in enumerate(cells):
            book.write(sheet, (row, column), cell)
        book.set_height(sheet, row, _in_columns(cells))
    under = top + 1 + len(table.rows)
    if table.note:
        sheet.merge_range(under, 0, under, max(len(table.headings) - 1, 1), "", book.look("quiet"))
        book.say(sheet, under, 0, table.note, "quiet")
        wide = _WORDS + _NUMBERS * max(len(table.headings) - 1, 1)
        book.set_height(sheet, under, [(table.note, wide)])
    return under + 1


def _in_columns(cells: tuple[Cell, ...]) -> list[tuple[str, float]]:
    """Return the words of a row, each with the width of its column."""
    return [
        (cell, _NUMBERS if column else _WORDS)
        for column, cell in enumerate(cells)
        if isinstance(cell, str)
    ]


def _is_total(cells: tuple[Cell, ...]) -> bool:
    """Return whether a row is at the foot of a table: its first figure is a sum."""
    figures = [cell for cell in cells if figure_of(cell) is not None]
    return bool(figures) and not isinstance(figures[0], Number)


def _write_carried(book: Book) -> None:
    """Write where every figure comes from and the command that prints it again."""
    sheet = book.add_sheet(book.document.words.sources)
    for column, name in enumerate(_CARRIED):
        book.say(sheet, 0, column, name, "heading")
        sheet.set_column(column, column, _WIDEST.get(name, 16))
    figures = book.document.figures()
    for row, figure in enumerate(figures, start=1):
        about = {"figure": figure.key, **vars(figure), **figure.provenance.as_dict()}
        for column, name in enumerate(_CARRIED):
            told = about[name]
            if name not in _EXACT:
                words = str(told).lower() if isinstance(told, bool) else str(told)
                sheet.write_string(row, column, writable(words))
            elif told is not None:
                sheet.write_number(row, column, Exact(told))
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, max(len(figures), 1), len(_CARRIED) - 1)


def _write_state(book: Book) -> None:
    """Write the state of the data and the pages to go back to."""
    told = book.document
    sheet = book.add_sheet(told.words.state)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 110)
    rows = (
        *(
            [
                (told.words.state, told.state.digest),
                ("", told.state.sentence),
                ("", told.state.address),
            ]
            if told.state
            else []
        ),
        (told.words.address, told.address),
        (told.words.made_with, told.made_on),
        *((f"{note.number}. {note.title}", note.provenance.source) for note in told.notes),
    )
    for row, (name, text) in enumerate(rows):
        book.say(sheet, row, 0, name, "strong")
        book.say(sheet, row, 1, text)
