"""The sheets that a table proposes: nothing is written, everything is said.

Each keeps its lines, its cells as they were written, what was understood and what there is to say.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from terreau.core.text import fold
from terreau.datasets.plan_files.cells import ReadCell
from terreau.datasets.plan_files.codes import code_in_title
from terreau.datasets.plan_files.enums import Precision, State
from terreau.datasets.plan_files.fields import PARTS, TEXTS, Field
from terreau.datasets.plan_files.money import (
    ProposedCost,
    ProposedFinancing,
    costs_of,
    financing_of,
)
from terreau.datasets.plan_files.remarks import Remark
from terreau.datasets.plan_files.spans import Span
from terreau.datasets.plan_files.uses import ColumnUse

_LONGEST_TITLE = 250


@dataclass(frozen=True)
class ProposedMilestone:
    """A dated step: the heading of its column, and its days."""

    label: str
    span: Span

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {"label": self.label, "on": self.span.as_dict()}


@dataclass(frozen=True)
class ProposedSheet:
    """An action, as a table tells it.

    Parameters
    ----------
    lines : tuple of int
        Its lines in the file, the first where its title stands.
    code, title, axis, theme : str
        "" where nothing says it.
    state : State
        ``UNKNOWN`` where nothing says it.
    starts, ends : Span or None
        The days between which it starts, and ends.
    milestones : tuple of ProposedMilestone
        Its dated steps.
    organisations : dict
        Part ("sheet_lead", "project_owner", "partner", "financer") → names.
    texts : dict
        Field ("objective", "description"…) → text.
    costs, financing : tuple
        Its money, in cents.
    own_share_cents : int or None
        What it pays itself.
    cells : tuple of ReadCell
        Every cell it was read from.
    remarks : tuple of Remark
        What is said of the whole.
    double_of : int or None
        The line of the sheet that is the same action, said before.
    """

    lines: tuple[int, ...]
    title: str
    code: str = ""
    axis: str = ""
    theme: str = ""
    state: State = State.UNKNOWN
    starts: Span | None = None
    ends: Span | None = None
    milestones: tuple[ProposedMilestone, ...] = ()
    organisations: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    texts: Mapping[str, str] = field(default_factory=dict)
    costs: tuple[ProposedCost, ...] = ()
    financing: tuple[ProposedFinancing, ...] = ()
    own_share_cents: int | None = None
    cells: tuple[ReadCell, ...] = ()
    remarks: tuple[Remark, ...] = ()
    double_of: int | None = None

    @cached_property
    def content_key(self) -> str:
        """What tells that a line says the same as one already read, wherever it stands."""
        said = sorted(f"{_named(c.use)}\t{c.written}" for c in self.cells if c.written)
        return _key(self.axis, self.theme, *said)

    @cached_property
    def title_key(self) -> str:
        """What tells that two lines are the same action, whatever they say of it."""
        return _key(fold(self.title))

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        return {
            "lines": list(self.lines),
            "code": self.code,
            "title": self.title,
            "axis": self.axis,
            "theme": self.theme,
            "state": str(self.state),
            "starts": self.starts.as_dict() if self.starts else None,
            "ends": self.ends.as_dict() if self.ends else None,
            "milestones": [milestone.as_dict() for milestone in self.milestones],
            "organisations": {part: list(names) for part, names in self.organisations.items()},
            "texts": dict(self.texts),
            "costs": [cost.as_dict() for cost in self.costs],
            "financing": [line.as_dict() for line in self.financing],
            "own_share_cents": self.own_share_cents,
            "cells": [cell.as_dict() for cell in self.cells],
            "remarks": [remark.as_dict() for remark in self.remarks],
            "double_of": self.double_of,
            "content_key": self.content_key,
            "title_key": self.title_key,
        }


def make_sheet(
    cells: Sequence[ReadCell],
    labels: Mapping[int, str],
    *,
    lines: Sequence[int],
    axis: str,
    theme: str,
    remarks: Sequence[Remark] = (),
) -> ProposedSheet:
    """Make a sheet of the cells of an action.

    Parameters
    ----------
    cells : Sequence[ReadCell]
        From its first line to its last.
    labels : dict
        Column → its heading, for what is named after it.
    lines : Sequence[int]
        Where it stands.
    axis, theme : str
        Those of the lines above, for an action whose own cells say none.
    remarks : Sequence[Remark]
        What is already said.
    """
    by_field: dict[Field, list[ReadCell]] = defaultdict(list)
    for cell in cells:
        if cell.value is not None:
            by_field[cell.field].append(cell)
    costs, unequal_costs = costs_of(cells)
    financing, unequal_parts = financing_of(cells)
    shares = [c.value for c in by_field[Field.OWN_SHARE] if isinstance(c.value, int)]
    sheet = ProposedSheet(
        tuple(lines),
        " ".join(_first_text(by_field[Field.TITLE]).split()),
        code=_first_text(by_field[Field.CODE]),
        axis=_first_text(by_field[Field.AXIS]) or axis,
        theme=_first_text(by_field[Field.THEME]) or theme,
        state=_state(by_field[Field.STATE]),
        milestones=tuple(
            ProposedMilestone(labels.get(cell.column, ""), cell.value)
            for cell in by_field[Field.MILESTONE]
            if isinstance(cell.value, Span)
        ),
        organisations=_organisations(by_field),
        texts={
            str(kind): text for kind in sorted(TEXTS) if (text := _text(by_field[kind], labels))
        },
        costs=costs,
        financing=financing,
        own_share_cents=sum(shares) if shares else None,
        cells=tuple(cells),
        remarks=(*remarks, *unequal_costs, *unequal_parts, *_lead_over_lines(by_field)),
    )
    return _with_days(_with_code(sheet), by_field)


def _with_code(sheet: ProposedSheet) -> ProposedSheet:
    """Take the code out of a title that begins with it, where no column holds codes."""
    if not any(cell.field is Field.CODE for cell in sheet.cells):
        code, title = code_in_title(sheet.title)
        if code:
            said = Remark("code_in_title", {"code": code})
            sheet = replace(sheet, code=code, title=title, remarks=(*sheet.remarks, said))
    if len(sheet.title) > _LONGEST_TITLE:
        said = Remark("title_long", {"most": _LONGEST_TITLE})
        sheet = replace(sheet, remarks=(*sheet.remarks, said))
    return sheet


def _with_days(sheet: ProposedSheet, by_field: Mapping[Field, list[ReadCell]]) -> ProposedSheet:
    starts, ends = (_first_span(by_field, kind) for kind in (Field.STARTS, Field.ENDS))
    if period := _first_span(by_field, Field.PERIOD):
        if period.precision is Precision.SPAN:
            starts = starts or Span(period.first, period.first, Precision.DAY)
            ends = ends or Span(period.last, period.last, Precision.DAY)
        starts, ends = starts or period, ends or period
    if starts and ends and starts.first > ends.last:
        said = Remark(
            "ends_before", {"starts": starts.first.isoformat(), "ends": ends.last.isoformat()}
        )
        return replace(sheet, starts=starts, remarks=(*sheet.remarks, said))
    return replace(sheet, starts=starts, ends=ends)


def _first_span(by_field: Mapping[Field, list[ReadCell]], kind: Field) -> Span | None:
    return next((c.value for c in by_field.get(kind, ()) if isinstance(c.value, Span)), None)


def _first_text(cells: Sequence[ReadCell]) -> str:
    return next((cell.value for cell in cells if isinstance(cell.value, str)), "")


def _state(cells: Sequence[ReadCell]) -> State:
    return next((cell.value for cell in cells if isinstance(cell.value, State)), State.UNKNOWN)


def _organisations(by_field: Mapping[Field, Sequence[ReadCell]]) -> dict[str, tuple[str, ...]]:
    """Return who is on an action, part by part; of a lead with partners the first is the lead."""
    named = {part: _names(by_field.get(part, ())) for part in sorted(PARTS)}
    both = _names(by_field.get(Field.LEAD_AND_PARTNERS, ()))
    named[Field.SHEET_LEAD] = _each_once([*named[Field.SHEET_LEAD], *both[:1]])
    named[Field.PARTNER] = _each_once([*named[Field.PARTNER], *both[1:]])
    return {str(part): names for part, names in named.items() if names}


def _lead_over_lines(by_field: Mapping[Field, Sequence[ReadCell]]) -> tuple[Remark, ...]:
    """Say which of several cells names the lead: each of them alone raises no doubt."""
    cells = by_field.get(Field.LEAD_AND_PARTNERS, ())
    names = _names(cells)
    return (Remark("names_lead_first", {"name": names[0]}),) if len(cells) > 1 and names else ()


def _names(cells: Iterable[ReadCell]) -> tuple[str, ...]:
    return _each_once([name for cell in cells for name in _names_of(cell)])


def _names_of(cell: ReadCell) -> list[str]:
    held = cell.value if isinstance(cell.value, tuple) else ()
    return [each if isinstance(each, str) else each.name for each in held]


def _each_once(names: Sequence[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(fold(name), name)
    return tuple(found.values())


def _text(cells: Sequence[ReadCell], labels: Mapping[int, str]) -> str:
    """Join texts, each once; where several columns say the same thing, each under its heading."""
    columns = {cell.column for cell in cells}
    found: dict[str, None] = {}
    for cell in cells:
        before = f"{labels[cell.column]} : " if len(columns) > 1 and cell.column in labels else ""
        found[f"{before}{cell.value}"] = None
    return "\n".join(found)


@lru_cache(maxsize=1024)
def _named(use: ColumnUse) -> str:
    return json.dumps(use.as_dict(), sort_keys=True, ensure_ascii=False)


def _key(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
