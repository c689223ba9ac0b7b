"""From the rows of a table to the sheets it proposes: which lines make an action, which none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from terreau.datasets.plan_files.cells import ReadCell, read_cell
from terreau.datasets.plan_files.fields import AMOUNTS, ONCE, Field
from terreau.datasets.plan_files.headings import Headings
from terreau.datasets.plan_files.lines import LineKind, Table, kind_of_line
from terreau.datasets.plan_files.proposals import ProposedSheet, make_sheet
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.remarks import BadPlanFile, Parameter, Remark
from terreau.datasets.plan_files.totals import Sums
from terreau.datasets.plan_files.uses import Uses

_LEFT = {
    LineKind.TOTAL: "line_total",
    LineKind.NOTE: "line_note",
    LineKind.HEADINGS: "line_headings",
    LineKind.UNTITLED: "line_untitled",
    LineKind.AXIS: "line_axis",
    LineKind.THEME: "line_theme",
}
_MOST_SHOWN = 120


@dataclass(frozen=True)
class LineSaid:
    """A line that is no action, or a word on one: its number, and what is said of it."""

    line: int
    remark: Remark

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"line": self.line, **self.remark.as_dict()}


@dataclass(frozen=True)
class Proposals:
    """What a table proposes.

    Parameters
    ----------
    sheets : tuple of ProposedSheet
        In the order of its lines.
    lines : tuple of LineSaid
        Every line that is no action and is not blank: an axis, a total, a note…
    """

    sheets: tuple[ProposedSheet, ...]
    lines: tuple[LineSaid, ...]

    def list_refused(self) -> list[ReadCell]:
        """Return the cells that were not understood."""
        return [cell for sheet in self.sheets for cell in sheet.cells if cell.is_refused]


def propose_sheets(sheet: Sheet, headings: Headings, uses: Uses) -> Proposals:
    """Read the rows below the headings.

    Raises
    ------
    BadPlanFile
        If no column is said to hold the titles.

    Examples
    --------
    >>> from terreau.datasets.plan_files.columns import guess_columns, uses_of
    >>> from terreau.datasets.plan_files.headings import find_headings
    >>> rows = [["Action", "Pilote", "Coût"], ["AXE 1 – Attirer", "", ""],
    ...         ["Créer une école", "CCI / Région", "12 k€"], ["TOTAL", "", "12 k€"]]
    >>> sheet = Sheet("", True, rows, [1, 2, 3, 4])
    >>> headings = find_headings(sheet)
    >>> found = propose_sheets(sheet, headings, uses_of(guess_columns(sheet, headings)))
    >>> [(s.axis, s.title, s.organisations, s.costs[0].cents) for s in found.sheets]
    [('AXE 1 – Attirer', 'Créer une école', {'sheet_lead': ('CCI', 'Région')}, 1200000)]
    >>> [(said.line, said.remark.code) for said in found.lines]
    [(2, 'line_axis'), (4, 'line_total')]
    """
    if not any(use.field is Field.TITLE for use in uses.values()):
        raise BadPlanFile(Remark("mapping_no_title"))
    return _Reading(Table(sheet, headings, uses)).whole()


class _Reading:
    """The state of a reading, line after line."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.labels = {h.column: h.parts[-1] for h in table.headings.columns if h.parts}
        self.axis = self.theme = ""
        self.rows: list[int] = []  # of the action being read
        self.sheets: list[ProposedSheet] = []
        self.said: list[LineSaid] = []
        self.keys: set[str] = set()
        self.sums = Sums()

    def whole(self) -> Proposals:
        """Read every line."""
        for row in range(self.table.headings.body, len(self.table.sheet.rows)):
            kind = kind_of_line(self.table, row, is_within=bool(self.rows))
            if kind is LineKind.ACTION:
                self._close()
                self.rows = [row]
            elif kind is LineKind.REST and self.rows:
                self.rows.append(row)
            elif kind not in (LineKind.BLANK, LineKind.REST):
                self._leave(row, kind)
        self._close()
        return Proposals(tuple(_doubles_said(self.sheets)), tuple(self.said))

    def _leave(self, row: int, kind: LineKind) -> None:
        """Say what a line is that is no action."""
        own = self.table.sheet.own_cells(row)
        texts = [t for c, t in own.items() if self.table.field(c) not in AMOUNTS]
        label = " ".join(" ".join(texts or own.values()).split())
        if kind is not LineKind.HEADINGS:
            self._close()
        if kind is LineKind.AXIS:
            self.axis, self.theme = label, ""
            self.sums.begin()
        elif kind is LineKind.THEME:
            self.theme = label
        self._say(row, _LEFT[kind], text=label[:_MOST_SHOWN])
        if kind is LineKind.TOTAL:
            totals = self._cells(row, own)
            for remark in self.sums.check(totals, self.labels):
                self.said.append(LineSaid(self.table.sheet.lines[row], remark))
            self.sums.begin()

    def _close(self) -> None:
        """Make a sheet of the lines of the action that ends here."""
        if not self.rows:
            return
        sheet = self.table.sheet
        cells = list(self._cells_of_action())
        said = self._place(cells)
        made = make_sheet(
            cells,
            self.labels,
            lines=[sheet.lines[row] for row in self.rows],
            axis=self.axis,
            theme=self.theme,
            remarks=said,
        )
        if made.content_key not in self.keys:  # a line said twice is not summed twice
            self.sums.add(cells)
        self.keys.add(made.content_key)
        self.sheets.append(made)
        self.rows = []

    def _place(self, cells: Sequence[ReadCell]) -> list[Remark]:
        """Take the axis and the theme that an action says; say which it takes from above."""
        told = {c.field: c.value for c in reversed(cells) if isinstance(c.value, str)}
        axis, theme = told.get(Field.AXIS), told.get(Field.THEME)
        if axis and axis != self.axis:
            self.axis, self.theme = axis, ""
        self.theme = theme or self.theme
        asked = {use.field for use in self.table.uses.values()}
        above = ((Field.AXIS, axis, self.axis), (Field.THEME, theme, self.theme))
        return [
            Remark(f"{field}_above", {"text": kept[:_MOST_SHOWN]})
            for field, own, kept in above
            if kept and not own and field in asked
        ]

    def _cells_of_action(self) -> Iterator[ReadCell]:
        """Yield the cells of an action; a further line adds to it, and never changes it."""
        first = self.rows[0]
        once: set[Field] = set()
        for row in self.rows:
            columns = [
                c for c in self.table.uses if row == first or self.table.first_of(row, c) == row
            ]
            shown = {c: t for c in columns if (t := self.table.sheet.text(row, c))}
            for cell in self._cells(row, shown):
                field = cell.field
                if row > first and field in ONCE and field in once:
                    cell = cell.saying(Remark("cell_again"))  # noqa: PLW2901
                if cell.value is not None:
                    once.add(field)
                yield cell

    def _cells(self, row: int, columns: dict[int, str]) -> list[ReadCell]:
        """Read cells of a row; an amount merged over several actions counts in the first alone."""
        sheet, found = self.table.sheet, []
        for column in sorted(columns):
            use = self.table.uses.get(column)
            if use is None or use.field is Field.NOTHING:
                continue
            cell = read_cell(sheet.cell(row, column), use, line=sheet.lines[row], column=column)
            if use.field in AMOUNTS:
                cell = self._of_merged(cell, row, column)
            found.append(cell)
        return found

    def _of_merged(self, cell: ReadCell, row: int, column: int) -> ReadCell:
        sheet = self.table.sheet
        origin = sheet.origins.get((row, column))
        if origin is not None:
            if origin[0] == row:  # merged with the column on its left, which counts it
                return cell.saying(Remark("amount_of_left"))
            return cell.saying(Remark("amount_of_merged", {"line": sheet.lines[origin[0]]}))
        last = row
        while sheet.origins.get((last + 1, column)) == (row, column):
            last += 1
        title = self.table.title_column
        shared = [r for r in range(row + 1, last + 1) if self.table.first_of(r, title) == r]
        if any(sheet.text(r, title) for r in shared):
            ends: dict[str, Parameter] = {"first": sheet.lines[row], "last": sheet.lines[last]}
            return replace(cell, remarks=(*cell.remarks, Remark("amount_merged", ends)))
        return cell

    def _say(self, row: int, code: str, **parameters: Parameter) -> None:
        self.said.append(LineSaid(self.table.sheet.lines[row], Remark(code, parameters)))


def _doubles_said(sheets: Sequence[ProposedSheet]) -> Iterator[ProposedSheet]:
    """Yield the sheets; one that says again what another said is told so."""
    titles: dict[str, ProposedSheet] = {}
    codes: dict[str, ProposedSheet] = {}
    for sheet in sheets:
        before = titles.setdefault(sheet.title_key, sheet)
        same_code = codes.setdefault(sheet.code.casefold(), sheet) if sheet.code else sheet
        if before is not sheet and (before.code == sheet.code or not (before.code and sheet.code)):
            is_same = before.content_key == sheet.content_key
            said = Remark("double_same" if is_same else "double_title", {"line": before.lines[0]})
            yield replace(sheet, double_of=before.lines[0], remarks=(*sheet.remarks, said))
        elif before is not sheet:
            said = Remark("title_again", {"line": before.lines[0]})
            yield replace(sheet, remarks=(*sheet.remarks, said))
        elif same_code is not sheet:
            said = Remark("code_again", {"line": same_code.lines[0]})
            yield replace(sheet, remarks=(*sheet.remarks, said))
        else:
            yield sheet
