"""Delimited text that nobody described: its encoding and its separator are found out."""

from __future__ import annotations

import codecs
import csv
import io
from typing import Any

from terreau.core.errors import BadTable, Place

SEPARATORS = ";,\t"
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decoded(content: bytes) -> str:
    """Return a text whatever it was saved as: UTF-8, the "Unicode text" of Excel, or Windows.

    Examples
    --------
    >>> decoded("é".encode()), decoded("é".encode("cp1252")), decoded("é".encode("utf-16"))
    ('é', 'é', 'é')
    """
    try:
        return content.decode("utf-16" if content.startswith(_WIDE) else "utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def cut_rows(text: str, separator: str) -> list[tuple[int, list[Any]]]:
    """Return the rows of a text, each with the line where it starts.

    A quote that is not closed would swallow the rows below: it is refused, with its line.

    Raises
    ------
    BadTable
        If a quote is not closed, or does not hold the whole cell.
    """
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    found: list[tuple[int, list[Any]]] = []
    line = 1
    try:
        for row in reader:
            if any(_holds_rows(cell, separator, least=len(row)) for cell in row):
                raise _unclosed(line)
            found.append((line, row))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _unclosed(line) from error
    return found


def _holds_rows(cell: str, separator: str, *, least: int) -> bool:
    """Whether a cell goes on over other rows: some of its lines are cut in cells themselves."""
    _first, *others = cell.splitlines() or [""]
    return any(other.count(separator) + 1 >= max(2, least) for other in others)


def _unclosed(line: int) -> BadTable:
    return BadTable(
        Place("", line),
        "A quote is not closed, or does not hold the whole cell",
        remedy="Close it or take it away; the lines below it would be lost",
    )
