"""A file of values as a spreadsheet takes it: what every CSV of ours holds."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence

# What begins a formula: as OWASP lists it, and as it is typed where letters are wide.
_BEGINS = "=+\\-@\t\r\n＝＋－＠"
# A French spreadsheet cuts at semicolons, then at every line: what follows begins a cell, quoted or
# not.
_AFTER_CUT = re.compile(rf'([;\r\n][\s"]*)(?=[{_BEGINS}])')
_FORMULA = re.compile(rf"\s*[{_BEGINS}]")
_NUMBER = re.compile(r"[+-]?\d[\d\s.,]*(e[+-]?\d+)?\s?%?")


def csv_text(columns: Sequence[str], rows: Iterable[Mapping[str, object]]) -> str:
    """Return rows as CSV: comma-separated, with the mark by which spreadsheets read accents.

    Parameters
    ----------
    columns : Sequence[str]
        Their names, in order.
    rows : Iterable[Mapping[str, object]]
        By name; a column that a row lacks is empty. Numbers are written in full precision, words so
        that no spreadsheet runs them.
    """
    out = io.StringIO()
    out.write("\ufeff")
    writer = csv.DictWriter(out, columns, lineterminator="\r\n", restval="")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: cell(value) for name, value in row.items()})
    return out.getvalue()


def harmless(words: str) -> str:
    """Quote what a spreadsheet would run as a formula; a number with its sign is none.

    Examples
    --------
    >>> harmless("=SUM(A1)"), harmless("-3,2 %"), harmless("Vire;=1+1")
    ("'=SUM(A1)", '-3,2 %', "Vire;'=1+1")
    """
    if _NUMBER.fullmatch(words):
        return words
    inside = _AFTER_CUT.sub(r"\1'", words)
    return f"'{inside}" if _FORMULA.match(words) else inside


def cell(value: object) -> object:
    """Return a value as a CSV holds it: words that nothing runs, numbers as they are.

    Examples
    --------
    >>> cell("-Autres"), cell(-3.2), cell(None) is None
    ("'-Autres", -3.2, True)
    """
    return harmless(value) if isinstance(value, str) else value
