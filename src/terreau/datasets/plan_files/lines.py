"""What each line below the headings is: an action, the rest of one, an axis, a total, a note."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

from terreau.core.text import fold
from terreau.datasets.plan_files.fields import AMOUNTS, Field
from terreau.datasets.plan_files.headings import Headings
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.uses import Uses

_AXIS = re.compile(
    r"axes?\b|(?:pilier|priorite|chantier|orientation|volet|ambition)s?(?: strategiques?)?"
    r" (?:n )?(?:[0-9]+|[ivx]+|[a-e])\b"
)
_THEME = re.compile(r"(?:sous axe|theme|thematique|objectif|domaine)s?\b")
_TOTAL = re.compile(r"(?:sous )?tota(?:l|ux)\b|cumul\b|ensemble$|montant total\b|somme\b")
_NOTE = re.compile(r"(?:sources?|nb|n b|notes?|legende|mise? a jour|maj|remarques?)\b")
_LABELS = frozenset({Field.AXIS, Field.THEME, Field.CODE, Field.TITLE, Field.NOTHING})


class LineKind(StrEnum):
    """What a line is."""

    BLANK = "blank"
    ACTION = "action"
    REST = "rest"  # of the action above
    AXIS = "axis"
    THEME = "theme"
    TOTAL = "total"
    NOTE = "note"
    HEADINGS = "headings"  # again, as at the top of a printed page
    UNTITLED = "untitled"


@dataclass(frozen=True)
class Table:
    """A sheet, its headings, and what its columns are read as."""

    sheet: Sheet
    headings: Headings
    uses: Uses

    @cached_property
    def names(self) -> frozenset[tuple[int, str]]:
        """The words of the headings, each with its column."""
        columns = self.headings.columns
        return frozenset((h.column, " ".join(h.parts[-1:]).casefold()) for h in columns)

    @cached_property
    def title_column(self) -> int:
        """The column of the titles."""
        return next(column for column, use in self.uses.items() if use.field is Field.TITLE)

    def field(self, column: int) -> Field:
        """Return what a column holds."""
        use = self.uses.get(column)
        return use.field if use else Field.NOTHING

    def first_of(self, row: int, column: int) -> int:
        """Return the row where the value of a cell stands: its own, or that of a merged cell."""
        return self.sheet.origins.get((row, column), (row, column))[0]


def kind_of_line(table: Table, row: int, *, is_within: bool) -> LineKind:
    """Return what a line is.

    Parameters
    ----------
    table : Table
        Where it stands.
    row : int
        The line, from 0.
    is_within : bool
        Whether an action stands above it, under the same axis.
    """
    sheet, title = table.sheet, table.title_column
    own = sheet.own_cells(row)
    if table.first_of(row, title) < row and sheet.text(row, title):
        return LineKind.REST
    if not own:
        return LineKind.BLANK
    if _is_headings(table, own):
        return LineKind.HEADINGS
    if kind := _kind_of_label(table, row, own):
        return kind
    if title in own:
        return LineKind.AXIS if _is_numbered_axis(table, row, own) else LineKind.ACTION
    is_coded = any(table.field(column) is Field.CODE for column in own)
    return LineKind.REST if is_within and not is_coded else LineKind.UNTITLED


def _kind_of_label(table: Table, row: int, own: dict[int, str]) -> LineKind | None:
    """Return what a line is that holds a label alone, or a label and amounts; None otherwise."""
    labels = {c: t for c, t in own.items() if table.field(c) not in AMOUNTS}
    if not labels or any(table.field(column) not in _LABELS for column in labels):
        return None
    column, text = next(iter(labels.items()))
    folded = fold(text)
    has_amounts = len(labels) < len(own)
    if _TOTAL.match(folded) and (has_amounts or len(labels) == 1):
        return LineKind.TOTAL
    if len(labels) > 1:
        return None
    if not has_amounts and (_NOTE.match(folded) or text.startswith("*")):
        return LineKind.NOTE
    if _AXIS.match(folded) or _stands_apart(table, row, column, is_alone=not has_amounts):
        is_part = _THEME.match(folded) and not folded.startswith("axe")
        return LineKind.THEME if is_part else LineKind.AXIS
    return None


def _is_numbered_axis(table: Table, row: int, own: dict[int, str]) -> bool:
    """Whether a line has a code, a title and sums alone, and the next a code within: 1, 1.1."""
    code = next((c for c in own if table.field(c) is Field.CODE), None)
    others = [
        c for c in own if c not in (code, table.title_column) and table.field(c) not in AMOUNTS
    ]
    if code is None or others or row + 1 >= len(table.sheet.rows):
        return False
    return table.sheet.text(row + 1, code).startswith(f"{own[code].rstrip('.')}.")


def _stands_apart(table: Table, row: int, column: int, *, is_alone: bool) -> bool:
    """Whether a label is no title: a band over many columns, or alone beside the titles."""
    if _right_end(table.sheet, row, column) - column >= max(2, len(table.uses) // 2):
        return True
    is_beside = column != table.title_column and table.field(column) is not Field.CODE
    return is_alone and is_beside and len(table.sheet.text(row, column)) > 3


def _right_end(sheet: Sheet, row: int, column: int) -> int:
    """Return the last column that the merged cell of a place reaches."""
    end = column
    while sheet.origins.get((row, end + 1)) == (row, column):
        end += 1
    return end


def _is_headings(table: Table, own: dict[int, str]) -> bool:
    """Whether most of a line repeats the headings."""
    again = sum((column, text.casefold()) in table.names for column, text in own.items())
    return again >= 2 and again > len(own) / 2
