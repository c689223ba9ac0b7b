"""Where the names of the columns stand: below titles, on one line or several, grouped or not."""

from __future__ import annotations

import datetime as dt
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

from terreau.core.text import fold
from terreau.datasets.plan_files.fields import Field, field_of, financer_in, signs_of, stage_of
from terreau.datasets.plan_files.reading import PlanFile, Sheet
from terreau.datasets.plan_files.remarks import BadPlanFile, Remark

MOST_DEPTH = 3
_LOOKED_AT = 40  # rows in which the headings are looked for
_LONGEST = 90  # letters of a heading
_LEAST = 1.5  # columns that must be recognised, a half for a doubtful one
_TITLED = 0.6  # a column of titles, and no other known, is a plan
_DEEPER = 0.3  # what one more line of headings must add, to be one


@dataclass(frozen=True)
class Heading:
    """The words above a column.

    Parameters
    ----------
    column : int
        From 0.
    parts : tuple of str
        From the widest group down to the column's own, each once.
    """

    column: int
    parts: tuple[str, ...]

    @property
    def letter(self) -> str:
        """The column as a spreadsheet names it."""
        letters, number = "", self.column + 1
        while number:
            number, rest = divmod(number - 1, 26)
            letters = chr(65 + rest) + letters
        return letters

    def __str__(self) -> str:
        """Return it as it is shown."""
        return " › ".join(self.parts) or self.letter


@dataclass(frozen=True)
class Headings:
    """The headings of a sheet.

    Parameters
    ----------
    row : int
        First of their rows, from 0.
    depth : int
        How many rows they are on.
    columns : tuple of Heading
        One a column, those without words included.
    above : str
        What is written above them.
    """

    row: int
    depth: int
    columns: tuple[Heading, ...]
    above: str = ""

    @property
    def body(self) -> int:
        """The first row below them."""
        return self.row + self.depth

    def fingerprint(self) -> str:
        """Return what tells these headings from others: the same words, whatever their case."""
        words = "\n".join("\t".join(map(fold, heading.parts)) for heading in self.columns)
        return hashlib.sha256(words.rstrip().encode()).hexdigest()


def find_headings(sheet: Sheet) -> Headings | None:
    """Return the headings of a sheet: where most columns are recognised; None where too few are.

    Examples
    --------
    >>> rows = [["Plan 2024", ""], ["", ""], ["Action", "Pilote"], ["Créer une école", "CCI"]]
    >>> found = find_headings(Sheet("", True, rows, [1, 2, 3, 4]))
    >>> found.row, [str(heading) for heading in found.columns]
    (2, ['Action', 'Pilote'])
    """
    best, best_score = None, _LEAST
    for row in range(min(len(sheet.rows), _LOOKED_AT)):
        for depth in range(1, MOST_DEPTH + 1):
            if row + depth > len(sheet.rows) or (depth > 1 and _is_data(sheet, row + depth - 1)):
                break
            found = read_headings(sheet, row, depth)
            if _is_form(sheet, found):
                continue
            score = _score(sheet, found)
            if score > best_score:
                best, best_score = found, score
    return best


def read_headings(sheet: Sheet, row: int, depth: int = 1) -> Headings:
    """Return the headings that stand on given rows, as a person may say.

    Raises
    ------
    BadPlanFile
        If the sheet has no such rows.
    """
    if not (0 <= row < len(sheet.rows) and 1 <= depth <= MOST_DEPTH) or row + depth > len(
        sheet.rows
    ):
        raise BadPlanFile(Remark("headings_none"))
    shown = [
        [sheet.text(line, column) for column in range(sheet.width)]
        for line in range(row, row + depth)
    ]
    for place, texts in enumerate(shown[:-1]):
        _spread(sheet, row + place, texts, shown[place + 1])
    columns = tuple(
        Heading(column, _parts(texts[column] for texts in shown)) for column in range(sheet.width)
    )
    above = " ".join(text for line in range(row) for text in sheet.own_cells(line).values())
    return Headings(row, depth, columns, above)


def _spread(sheet: Sheet, row: int, groups: list[str], below: list[str]) -> None:
    """Spread a group that is not merged over the columns on its right that have a name below."""
    for column in range(1, len(groups)):
        is_divided = bool(below[column - 1]) and (row + 1, column - 1) not in sheet.origins
        if not groups[column] and below[column] and is_divided:
            groups[column] = groups[column - 1]


def likeliest_sheet(file: PlanFile) -> Sheet:
    """Return the sheet that looks most like a plan: headings known, many rows, not hidden."""

    def likeness(sheet: Sheet) -> tuple[bool, float]:
        found = find_headings(sheet)
        if found is None:
            return sheet.is_visible, 0.0
        rows = min(len(sheet.rows) - found.body, 50)
        return sheet.is_visible, _score(sheet, found) * (1 + rows / 50) if rows else 0.0

    return max(file.sheets, key=likeness)


def _parts(texts: Iterable[str]) -> tuple[str, ...]:
    found: list[str] = []
    for text in texts:
        line = " ".join(text.split())[:_LONGEST]
        if line and (not found or found[-1] != line):
            found.append(line)
    return tuple(found)


def _score(sheet: Sheet, found: Headings) -> float:
    """Return how many columns are recognised; a field that comes back counts little."""
    seen: set[tuple[Field | None, str]] = set()
    score = 0.0
    last = found.body - 1
    for heading in found.columns:
        origin = sheet.origins.get((last, heading.column))
        if not heading.parts or (origin and origin[1] != heading.column):
            continue  # the right end of a group that no line below divides
        field, weight = _recognised(heading)
        if field is Field.TITLE and weight == 1.0:
            weight += _TITLED
        key = (field, heading.parts[-1] if field in _AGAIN else "")
        score += weight if key not in seen else 0.1
        seen.add(key)
    return score - _DEEPER * (found.depth - 1)


_AGAIN = frozenset({Field.COST, Field.FINANCING, Field.COMMENT, Field.PARTNER, Field.INDICATOR})


def _recognised(heading: Heading) -> tuple[Field | None, float]:
    leaf = signs_of(heading.parts[-1])
    field, is_exact = field_of(leaf.bare)
    groups = [field_of(signs_of(part).bare)[0] for part in heading.parts[:-1]]
    group = next((known for known in reversed(groups) if known), None)
    if field is None and group in (Field.COST, Field.FINANCING, Field.FINANCER):
        is_exact = not leaf.bare or bool(financer_in(leaf.bare) or stage_of(leaf.bare))
        return group, 1.0 if is_exact else 0.4
    if field is None and group is None and financer_in(leaf.bare):
        return Field.FINANCING, 0.5
    if field is None:
        return group, 0.4 if group else 0.0
    if len(heading.parts[-1]) > _LONGEST // 2:
        return field, 0.3
    return field, 1.0 if is_exact else 0.6


def _is_form(sheet: Sheet, found: Headings) -> bool:
    """Whether names of fields go down a column, as on a sheet of one action, not across a row."""
    for heading in found.columns:
        if not heading.parts or field_of(signs_of(heading.parts[-1]).bare)[0] is None:
            continue
        texts = [sheet.text(row, heading.column) for row in range(found.body, len(sheet.rows))[:20]]
        held = [text for text in texts if text]
        named = sum(field_of(signs_of(text).bare)[1] for text in held)
        if named >= 2 and named > len(held) / 2:
            return True
    return False


def _is_data(sheet: Sheet, row: int) -> bool:
    """Whether a row holds what no heading does: a day, a number that is no year, a long text."""
    for cell in sheet.rows[row]:
        if isinstance(cell, dt.date | dt.time | dt.timedelta | bool):
            return True
        if isinstance(cell, int | float) and not 1990 <= cell <= 2100:
            return True
        if isinstance(cell, str) and (len(cell) > _LONGEST or re.search(r"[0-9] ?k?€", cell)):
            return True
    return False
