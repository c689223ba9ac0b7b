"""What a line of a spreadsheet asks of a plan: values that fit, and what does not, said."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Any

from terreau.core.text import fold
from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.proposals import ProposedSheet
from terreau.datasets.plan_files.reading import Sheet
from terreau.web.apps.plans.enums import Part, SheetState, TaxBasis
from terreau.web.apps.plans.rules.codes import LONGEST_CODE
from terreau.web.apps.plans.rules.imported_money import (
    FIRST_YEAR,
    LAST_YEAR,
    Unfit,
    costs_of,
    funds_of,
    tax_basis_of,
)
from terreau.web.apps.plans.rules.lines import CostWritten, FundsWritten

# What a text of the file is called here, and its longest.
TEXTS: Mapping[Field, tuple[str, int]] = MappingProxyType(
    {
        Field.PROBLEM: ("problem", 4000),
        Field.OBJECTIVE: ("objectives", 4000),
        Field.DESCRIPTION: ("description", 8000),
        Field.AUDIENCE: ("target_group", 300),
        Field.PLACE: ("place_name", 120),
        Field.INDICATOR: ("indicators", 200),
        Field.RISK: ("risks", 300),
        Field.COMMENT: ("comment", 1000),
    }
)
_BY_LINE = (Field.INDICATOR, Field.RISK)
_LONGEST_TITLE, _LONGEST_NAME = 200, 200
_LONGEST_AXIS, _LONGEST_THEME = 300, 80
_AXIS = re.compile(
    r"^(?:axe|axis)\s*(?P<number>\d{1,3})?\s*[-–—:.]?\s*(?P<title>.*)$", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?P<number>\d{1,3})\s*[-–—:.)]\s*(?P<title>\S.*)$")


@dataclass(frozen=True)
class Wanted:
    """A sheet as a file tells it, with what does not fit left out of it and said.

    Parameters
    ----------
    title, code, axis, theme : str
        As written.
    texts : dict
        Column of the sheet → text.
    starts_on, ends_on : date or None
        The first day of what starts, the last of what ends.
    state : SheetState
        ``UNKNOWN`` where the file says none.
    parts : tuple
        Who is on it: part and name.
    milestones : tuple
        Title and last day.
    costs, funds : tuple
        Its money, in the very cents that were read.
    tax_basis : str
        That of every cost.
    indicators, risks : tuple of str
        One a line.
    comment : str
        What else is told.
    unfit : tuple of Unfit
        What does not fit.
    """

    title: str
    code: str = ""
    axis: str = ""
    theme: str = ""
    texts: Mapping[str, str] = field(default_factory=dict)
    starts_on: date | None = None
    ends_on: date | None = None
    state: SheetState = SheetState.UNKNOWN
    parts: tuple[tuple[Part, str], ...] = ()
    milestones: tuple[tuple[str, date], ...] = ()
    costs: tuple[CostWritten, ...] = ()
    funds: tuple[FundsWritten, ...] = ()
    tax_basis: str = TaxBasis.NOT_SAID
    indicators: tuple[str, ...] = ()
    risks: tuple[str, ...] = ()
    comment: str = ""
    unfit: tuple[Unfit, ...] = ()

    @property
    def may_be_written(self) -> bool:
        """Whether its title is one: nothing else is needed."""
        return all(each.field is not Field.TITLE for each in self.unfit)


def corrected(sheet: Sheet, answers: Mapping[str, Mapping[str, Any]]) -> Sheet:
    """Return a sheet of a file as people corrected it: each cell they wrote is theirs alone.

    Parameters
    ----------
    sheet : Sheet
        As it was read.
    answers : dict
        "line:column" → {"text": what is written there instead}; others are of no weight here.
    """
    written = {place_of(key): said["text"] for key, said in answers.items() if "text" in said}
    rows_of_lines = {line: row for row, line in enumerate(sheet.lines)}
    rows, origins = [list(row) for row in sheet.rows], dict(sheet.origins)
    for (line, column), text in written.items():
        row = rows_of_lines.get(line)
        if row is None or column >= sheet.width:
            continue
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
        origins.pop((row, column), None)
    return replace(sheet, rows=rows, origins=origins)


def place_of(key: str) -> tuple[int, int]:
    """Return the line and the column of a cell by its key.

    Examples
    --------
    >>> place_of("12:3"), place_of("x")
    ((12, 3), (0, 0))
    """
    line, _colon, column = key.partition(":")
    is_place = all(part.isascii() and part.isdigit() and len(part) < 7 for part in (line, column))
    return (int(line), int(column)) if is_place else (0, 0)


def without_controls(text: str) -> str:
    r"""Return a text without what no database keeps.

    Examples
    --------
    >>> without_controls("12\x00 k€\n")
    '12 k€\n'
    """
    return "".join(
        each for each in text if each in "\n\t" or unicodedata.category(each) not in ("Cc", "Cs")
    )


def axis_of(written: str) -> tuple[int | None, str]:
    """Return the number and the title of an axis as spreadsheets write it.

    Examples
    --------
    >>> axis_of("AXE 1 – Attirer"), axis_of("2. Recruter"), axis_of("Axe 3"), axis_of("Attirer")
    ((1, 'Attirer'), (2, 'Recruter'), (3, 'Axe 3'), (None, 'Attirer'))
    """
    text = " ".join(written.split())
    match = _AXIS.match(text) if fold(text).startswith("ax") else None
    match = match or _NUMBERED.match(text)
    if match is None:
        return None, text
    number = int(match["number"]) if match["number"] else None
    return number, match["title"].strip() or text


def wanted_of(proposed: ProposedSheet, cost_label: str) -> Wanted:
    """Return what a line asks; every cent is one that was read.

    Parameters
    ----------
    proposed : ProposedSheet
        The line.
    cost_label : str
        What a cost is called where nothing says what it pays for.
    """
    unfit: list[Unfit] = []
    title, code = proposed.title, proposed.code
    if not fold(title):
        unfit.append(Unfit(Field.TITLE, "empty"))
    elif len(title) > _LONGEST_TITLE:
        unfit.append(Unfit(Field.TITLE, "long", _LONGEST_TITLE))
    code = _short(Field.CODE, code, LONGEST_CODE, unfit)
    texts = _texts(proposed, unfit)
    starts = proposed.starts.first if proposed.starts else None
    ends = proposed.ends.last if proposed.ends else None
    return Wanted(
        title=title,
        code=code,
        axis=_short(Field.AXIS, proposed.axis, _LONGEST_AXIS, unfit),
        theme=_short(Field.THEME, proposed.theme, _LONGEST_THEME, unfit),
        texts={name: text for name, text in texts.items() if name not in _APART},
        starts_on=starts,
        ends_on=ends if not (starts and ends and ends < starts) else None,
        state=SheetState(str(proposed.state)),
        parts=tuple(_parts(proposed, unfit)),
        milestones=tuple(_milestones(proposed, unfit)),
        costs=costs_of(proposed, cost_label, unfit),
        funds=funds_of(proposed, unfit),
        tax_basis=tax_basis_of(proposed),
        indicators=tuple(texts.get("indicators", "").splitlines()),
        risks=tuple(texts.get("risks", "").splitlines()),
        comment=texts.get("comment", ""),
        unfit=tuple(unfit),
    )


_APART = ("indicators", "risks", "comment")


def _short(kind: Field, text: str, most: int, unfit: list[Unfit]) -> str:
    """Return a text that fits; "" where it is too long, which is said and never cut."""
    if len(text) <= most:
        return text
    unfit.append(Unfit(kind, "long", most))
    return ""


def _texts(proposed: ProposedSheet, unfit: list[Unfit]) -> dict[str, str]:
    found = {}
    for kind, (name, most) in TEXTS.items():
        text = proposed.texts.get(str(kind), "").strip()
        if kind in _BY_LINE:
            lines = dict.fromkeys(" ".join(line.split()) for line in text.splitlines())
            text = "\n".join(filter(None, lines))
        longest = max(map(len, text.splitlines() if kind in _BY_LINE else [text]), default=0)
        if longest > most:
            unfit.append(Unfit(kind, "long", most))
        elif text:
            found[name] = text
    return found


def _parts(proposed: ProposedSheet, unfit: list[Unfit]) -> Iterable[tuple[Part, str]]:
    for part, names in proposed.organisations.items():
        for name in names:
            if len(name) > _LONGEST_NAME:
                unfit.append(Unfit(Field(part), "long", _LONGEST_NAME))
            elif fold(name):
                yield Part(part), name


def _milestones(proposed: ProposedSheet, unfit: list[Unfit]) -> Iterable[tuple[str, date]]:
    for each in proposed.milestones:
        if not FIRST_YEAR <= each.span.last.year <= LAST_YEAR:
            unfit.append(Unfit(Field.MILESTONE, "year"))
        elif title := " ".join(each.label.split())[:200]:
            yield title, each.span.last
