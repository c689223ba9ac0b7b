"""The calendar of a plan as a drawing that the page carries: bars, milestones, today. Geometry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from terreau.web.apps.plans.enums import Health
from terreau.web.apps.plans.models import Milestone
from terreau.web.apps.plans.selectors.sheets import SheetRow

_LABELS, _CHART, _ROW, _HEAD = 330, 630, 30, 34
_NAME = 46  # characters of a name that its column holds
# A sheet without a first day, or without a last one, is drawn from the edge, or to it.
_LEAST_DAYS = 120


@dataclass(frozen=True)
class Bar:
    """A sheet on the calendar; without width where it has milestones alone."""

    row: SheetRow
    name: str
    y: int
    x: float
    width: float
    tone: str
    marks: SafeString

    @property
    def middle(self) -> int:
        """The height at which its name stands."""
        return _middle(self.y)


@dataclass(frozen=True)
class Tick:
    """The first day of a year."""

    x: float
    label: str


@dataclass(frozen=True)
class Timeline:
    """A drawing of some sheets on their days."""

    width: int
    height: int
    bars: list[Bar]
    ticks: list[Tick]
    today_x: float | None
    labels: int = _LABELS


def timeline_of(
    rows: Sequence[SheetRow], milestones: Mapping[int, Sequence[Milestone]], today: date
) -> Timeline | None:
    """Return the sheets that have a day, in their order; None where none has."""
    dated = [row for row in rows if days_of(row, milestones)]
    if not dated:
        return None
    days = [day for row in dated for day in days_of(row, milestones)] + [today]
    first, last = date(min(days).year, 1, 1), date(max(days).year, 12, 31)
    scale = _Scale(first, last)
    bars = [
        _bar(row, milestones[row.sheet.pk], scale, rank, today) for rank, row in enumerate(dated)
    ]
    return Timeline(
        width=_LABELS + _CHART,
        height=_HEAD + _ROW * len(bars) + 8,
        bars=bars,
        ticks=[
            Tick(scale.x(date(year, 1, 1)), str(year)) for year in range(first.year, last.year + 1)
        ],
        today_x=scale.x(today),
    )


@dataclass(frozen=True)
class _Scale:
    first: date
    last: date

    def x(self, day: date) -> float:
        """Return where a day stands."""
        whole = max((self.last - self.first).days, _LEAST_DAYS)
        return round(_LABELS + _CHART * (day - self.first).days / whole, 1)


def days_of(row: SheetRow, milestones: Mapping[int, Sequence[Milestone]]) -> list[date]:
    """Return the days that are said of a sheet: its first, its last, its milestones."""
    said = (row.sheet.starts_on, row.sheet.ends_on)
    return [*filter(None, said), *(each.due_on for each in milestones[row.sheet.pk])]


def _bar(
    row: SheetRow, milestones: Sequence[Milestone], scale: _Scale, rank: int, today: date
) -> Bar:
    sheet = row.sheet
    is_span = bool(sheet.starts_on or sheet.ends_on)
    left = scale.x(sheet.starts_on or scale.first) if is_span else float(_LABELS)
    right = scale.x(sheet.ends_on or scale.last) if is_span else left
    name, y = f"{sheet.code} {sheet.title}", _HEAD + rank * _ROW
    return Bar(
        row=row,
        name=name if len(name) <= _NAME else f"{name[: _NAME - 1].rstrip()}…",
        y=y,
        x=left,
        width=round(max(right - left, 3), 1) if is_span else 0,
        tone=_tone(row),
        marks=_marks(milestones, scale, _middle(y)),
    )


def _middle(y: int) -> int:
    """Return the height at which the name and the milestones of a bar stand."""
    return y + _ROW // 2


def _marks(milestones: Sequence[Milestone], scale: _Scale, middle: int) -> SafeString:
    """Return the diamonds of a bar: there are hundreds, too many for a template to loop over."""
    return format_html_join(
        "",
        '<path class="timeline-mark {}" d="M{} {}m0 -7l7 7l-7 7l-7 -7z"><title>{}</title></path>',
        ((_tone_of_mark(each), scale.x(each.due_on), middle, each.title) for each in milestones),
    )


def _tone_of_mark(milestone: Milestone) -> str:
    if milestone.done_on is not None:
        return "is-done"
    return "is-late" if milestone.is_late else "is-open"


def _tone(row: SheetRow) -> str:
    if row.sheet.is_closed:
        return "closed"
    grave = (Health.BLOCKED, Health.LATE)
    return "late" if any(health in row.health for health in grave) else "live"
