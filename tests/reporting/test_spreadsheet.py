"""Nothing that people name is run by a spreadsheet, whichever way it cuts a file."""

from __future__ import annotations

import ast
import csv
import io
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import terreau
from terreau.reporting.spreadsheet import csv_text, harmless

FORMULA = re.compile(r"\s*[=+@＝＋－＠-]")
NUMBER = re.compile(r"[+-]?\d[\d\s.,]*(e[+-]?\d+)?\s?%?")
HOSTILE = (
    "=HYPERLINK('x')", "+1+1", "-1+cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1",
    " =1+1", "Vire;=1+1", "Vire; =1+1", "a\n=1", "＝1＋1", "a;\t@x", ";=1", "--1", "=",
)  # fmt: skip


def cells(text: str, cut: str = ",") -> list[str]:
    """Return the cells that a program finds which cuts at a mark."""
    lines = io.StringIO(text.removeprefix("\ufeff"), newline="")
    return [cell for row in csv.reader(lines, delimiter=cut) for cell in row]


def runs(cell: str) -> bool:
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell.strip())


@pytest.mark.parametrize("words", HOSTILE)
def test_a_hostile_name(words: str) -> None:
    text = csv_text(["name", "value"], [{"name": words, "value": -1.5}])
    *_, name, value = cells(text)
    assert not runs(name)
    assert not [cell for cell in cells(text, ";") if runs(cell)]
    assert value == "-1.5"
    assert name.replace("'", "") == words.replace("'", ""), "nothing else is changed"


@given(st.lists(st.text(alphabet="=+-@;\t\r\n \"'a1,％＝", max_size=12), min_size=1, max_size=3))
def test_any_words(words: list[str]) -> None:
    names = [str(n) for n in range(len(words))]
    text = csv_text(names, [dict(zip(names, words, strict=True))])
    assert not [cell for cell in cells(text) if runs(cell)]
    assert not [cell for cell in cells(text, ";") if runs(cell)]


@pytest.mark.parametrize(
    "words", ["", "Vire", "-3,2\u202f%", "+12", "-1e-05", "Saint-Lô ; Vire", "a-b"]
)
def test_what_is_no_formula_is_left(words: str) -> None:
    assert harmless(words) == words


def test_every_csv_is_written_there_or_by_the_one_output_of_commands() -> None:
    package = Path(terreau.__file__).parent
    writing = {
        path.relative_to(package).as_posix()
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and node.attr in {"writer", "DictWriter"}
    }
    # What people pasted is given the form of the file they could have sent, and read at once.
    assert writing == {
        "reporting/spreadsheet.py",
        "cli/output.py",
        "web/apps/knowhow/pasted.py",
        "web/shared/long_list_file.py",  # lists too long to be held, by the same cells
    }
