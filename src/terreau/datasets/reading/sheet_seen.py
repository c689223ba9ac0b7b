"""What is seen of a sheet before it is read, and how far it may reach."""

from __future__ import annotations

from dataclasses import dataclass, field

from terreau.core.errors import BadTable, Place

# A sheet of Excel in full height with sixteen columns: some 700 MB once read.
MOST_CELLS = 16 << 20


class SheetTooLarge(BadTable):
    """A sheet that would fill the memory."""


@dataclass
class Survey:
    """What was seen of a sheet.

    Parameters
    ----------
    file : str
        Name shown in messages.
    height, width : int
        Rows and columns up to the farthest cell that holds something.
    unresolved : dict
        (row, column), from 0 → what stands in place of a result: ``#N/A``, or the formula.
    merged : list of (top, left, bottom, right)
        Cells merged into one, from 0, ends included; they may reach beyond what holds something.
    units : dict
        (row, column) → "k€", "M€" or "%", where the format of a number alone says it.
    most_cells, most_text : int
        How far it may reach, and how many letters its cells may hold in all; 0: not looked at.
    text : int
        Letters of the texts seen so far; a text that many cells share counts in each.
    """

    file: str
    height: int = 0
    width: int = 0
    unresolved: dict[tuple[int, int], str] = field(default_factory=dict)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    units: dict[tuple[int, int], str] = field(default_factory=dict)
    most_cells: int = MOST_CELLS
    most_text: int = 0
    text: int = 0

    def fresh(self) -> Survey:
        """Return one of which nothing was seen, within the same bounds."""
        return Survey(self.file, most_cells=self.most_cells, most_text=self.most_text)

    def note(self, row: int, column: int, unresolved: str | None) -> None:
        """Count a cell that is not empty, with what stands in place of its result if it has none.

        Raises
        ------
        SheetTooLarge
            If the sheet reaches so far that reading it would fill the memory.
        """
        if row >= self.height or column >= self.width:
            self._reach(row, column)
        if unresolved is not None:
            self.unresolved[row, column] = unresolved

    def weigh(self, letters: int) -> None:
        """Count letters of texts.

        Raises
        ------
        SheetTooLarge
            If a few bytes of a file would be more text than the memory holds.
        """
        self.text += letters
        if self.text > self.most_text > 0:
            raise SheetTooLarge(
                Place(self.file),
                "The sheet holds too much text",
                why=f"Its cells hold more than {self.most_text} letters",
                remedy="Keep the columns of the table only, or save it as CSV",
            )

    def _reach(self, row: int, column: int) -> None:
        self.height, self.width = max(self.height, row + 1), max(self.width, column + 1)
        if self.height * self.width > self.most_cells:
            raise SheetTooLarge(
                Place(self.file),
                "The sheet reaches too far",
                value=f"{_letters(column)}{row + 1}",
                why=f"{self.height} rows × {self.width} columns are more than {self.most_cells} "
                "cells; one forgotten cell, far from the table, is enough",
                remedy="Delete the rows and columns beyond the table, or save it as CSV",
            )


def _letters(column: int) -> str:
    """Return the letters of a column counted from 0.

    Examples
    --------
    >>> [_letters(column) for column in (0, 25, 26, 299)]
    ['A', 'Z', 'AA', 'KN']
    """
    letters, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
