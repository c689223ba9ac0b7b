"""What the cells of a column hold, as far as its first ones tell."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.datasets.plan_files.amounts import read_amount
from terreau.datasets.plan_files.blanks import clean, is_unknown
from terreau.datasets.plan_files.days import read_day
from terreau.datasets.plan_files.enums import State
from terreau.datasets.plan_files.fields import AMOUNTS, DAYS, Field
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.states import read_state

_LOOKED_AT = 100


@dataclass(frozen=True)
class Profile:
    """What the first cells of a column hold.

    Parameters
    ----------
    count : int
        Cells looked at: neither empty, nor said unknown.
    amounts, days, states : float
        Shares of them that are read as such.
    length : float
        Mean number of letters.
    distinct : int
        Different texts.
    """

    count: int
    amounts: float
    days: float
    states: float
    length: float
    distinct: int

    def fits(self, field: Field) -> bool:
        """Whether the cells are what a field takes; True where there are too few to tell."""
        if self.count < 3:
            return True
        if field in AMOUNTS:
            return self.amounts >= 0.4
        if field in DAYS:
            return self.days >= 0.4
        return self.states >= 0.3 if field is Field.STATE else True


def profile_of(sheet: Sheet, column: int, first_row: int) -> Profile:
    """Look at the first cells of a column, merged ones once.

    Examples
    --------
    >>> sheet = Sheet("", True, [["Coût"], ["12 k€"], ["à définir"], [3000.0]], [1, 2, 3, 4])
    >>> profile = profile_of(sheet, 0, 1)
    >>> profile.count, profile.amounts, profile.fits(Field.COST)
    (2, 1.0, True)
    """
    cells = []
    for row in range(first_row, len(sheet.rows)):
        if (row, column) not in sheet.origins:
            text = sheet.text(row, column)
            if text and not is_unknown(text):
                cells.append((sheet.cell(row, column), text))
        if len(cells) == _LOOKED_AT:
            break
    count = max(len(cells), 1)
    return Profile(
        len(cells),
        sum(_is_amount(cell) for cell, _ in cells) / count,
        sum(read_day(cell).span is not None for cell, _ in cells) / count,
        sum(read_state(cell).state is not State.UNKNOWN for cell, _ in cells) / count,
        sum(len(text) for _, text in cells) / count,
        len({clean(text).casefold() for _, text in cells}),
    )


def _is_amount(cell: object) -> bool:
    """Whether a cell is an amount, or doubtfully one."""
    read = read_amount(cell)
    return read.cents is not None or any(r.code == "amount_range" for r in read.remarks)
