"""What a sheet means to change, counted: indicators, and what they were on each day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionSheet, IndicatorMeasure, TrackingIndicator
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.lines import Line
from terreau.web.apps.plans.services.clashes import settled
from terreau.web.apps.plans.services.milestones import FIRST_YEAR, LAST_YEAR
from terreau.web.apps.plans.services.news import changeable, tell_news
from terreau.web.shared.formatting import format_number

_MOST = Decimal(10) ** 12
_STEP = Decimal("0.001")


@dataclass(frozen=True)
class IndicatorFields(Line):
    """All that people write of a tracking indicator."""

    name: str
    unit: str = ""
    baseline: Decimal | None = None
    baseline_on: date | None = None
    target: Decimal | None = None
    target_on: date | None = None

    @classmethod
    def read_back(cls) -> Mapping[str, Callable[[str], Any]]:
        """Return how its values and its days are read back."""
        day = date.fromisoformat
        return {"baseline": Decimal, "baseline_on": day, "target": Decimal, "target_on": day}


@transaction.atomic
def add_indicator(*, acting: Acting, sheet_id: int, written: IndicatorFields) -> TrackingIndicator:
    """Add a tracking indicator to a sheet; said twice in the same words counts once.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change.
    BadField
        If it has no name, or one of its values or days is of no plan.
    """
    sheet = changeable(acting, sheet_id)
    row, is_new = TrackingIndicator.objects.get_or_create(sheet=sheet, **_checked(written))
    if is_new:
        tell_news(acting, sheet, {"indicator": ("", _told(row))})
    return row


@transaction.atomic
def change_indicator(
    *,
    acting: Acting,
    sheet_id: int,
    indicator_id: int,
    written: IndicatorFields,
    read: IndicatorFields | None = None,
) -> TrackingIndicator:
    """Say a tracking indicator otherwise; its measures stay. Raises as `add_indicator`.

    Of what somebody else changed since it was ``read``, what is not changed here stays; what both
    changed otherwise raises `LinesConflict`.
    """
    sheet, row = _row(acting, sheet_id, indicator_id)
    before, mine = _told(row), IndicatorFields(**_checked(written))
    values = asdict(settled("indicator", mine, read, indicator_said(row), before))
    for name, value in values.items():
        setattr(row, name, value)
    if _told(row) != before:
        row.save(update_fields=tuple(values))
        tell_news(acting, sheet, {"indicator": (before, _told(row))})
    return row


def indicator_said(row: TrackingIndicator) -> IndicatorFields:
    """Return what a tracking indicator says."""
    return IndicatorFields(
        **{each.name: getattr(row, each.name) for each in fields(IndicatorFields)}
    )


@transaction.atomic
def remove_indicator(*, acting: Acting, sheet_id: int, indicator_id: int) -> None:
    """Take a tracking indicator out with its measures; the history of the sheet keeps its name."""
    sheet, row = _row(acting, sheet_id, indicator_id)
    told = _told(row)
    row.delete()
    tell_news(acting, sheet, {"indicator": (told, "")})


@transaction.atomic
def note_measure(
    *, acting: Acting, sheet_id: int, indicator_id: int, on: date, value: Decimal
) -> IndicatorMeasure:
    """Say what an indicator was on a day; said again of the same day, it takes its place.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or has no such indicator.
    BadField
        If the day is to come, or the value is too large or too precise.
    """
    sheet, indicator = _row(acting, sheet_id, indicator_id)
    if not on.year >= FIRST_YEAR or on > timezone.localdate():
        raise BadField(
            "on",
            _("On mesure aujourd’hui ou avant"),
            value=on.isoformat(),
            remedy=_("Corrigez le jour."),
        )
    _check_value("value", value)
    held = indicator.measures.filter(on=on).first()
    before = _measure_told(indicator, held) if held else ""
    row, _is_new = IndicatorMeasure.objects.update_or_create(
        indicator=indicator, on=on, defaults={"value": value}
    )
    after = _measure_told(indicator, row)
    if before != after:
        tell_news(acting, sheet, {"measure": (before, after)})
    return row


@transaction.atomic
def remove_measure(*, acting: Acting, sheet_id: int, measure_id: int) -> None:
    """Take a measure out; the history of the sheet keeps it.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to change, or has no such measure.
    """
    sheet = changeable(acting, sheet_id)
    found = IndicatorMeasure.objects.filter(pk=measure_id, indicator__sheet=sheet)
    row = found.select_related("indicator").first()
    if row is None:
        raise nothing_here()
    told = _measure_told(row.indicator, row)
    row.delete()
    tell_news(acting, sheet, {"measure": (told, "")})


def _row(acting: Acting, sheet_id: int, indicator_id: int) -> tuple[ActionSheet, TrackingIndicator]:
    sheet = changeable(acting, sheet_id)
    row = sheet.indicators.filter(pk=indicator_id).first()
    if row is None:
        raise nothing_here()
    return sheet, row


def _checked(written: IndicatorFields) -> dict[str, Any]:
    name, unit = " ".join(written.name.split()), " ".join(written.unit.split())
    if not name or len(name) > 200:
        raise BadField(
            "name",
            _("Un indicateur a un nom de 200 caractères au plus"),
            remedy=_("Dites ce que l’on compte."),
        )
    if len(unit) > 40:
        raise BadField("unit", _("Une unité a 40 caractères au plus"), remedy=_("Abrégez-la."))
    for field in ("baseline", "target"):
        _check_value(field, getattr(written, field))
    for field in ("baseline_on", "target_on"):
        day = getattr(written, field)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise BadField(
                field,
                _("Ce jour n’est d’aucun plan d’action"),
                value=day.isoformat(),
                remedy=_("Corrigez l’année."),
            )
    return asdict(written) | {"name": name, "unit": unit}


def _check_value(field: str, value: Decimal | None) -> None:
    if value is None:
        return
    if not value.is_finite() or abs(value) > _MOST or value % _STEP:
        raise BadField(
            field,
            _("Cette valeur est trop grande, ou a plus de trois décimales"),
            value=str(value)[:40],
            remedy=_("Changez d’unité, ou arrondissez-la."),
        )


def _told(row: TrackingIndicator) -> str:
    """Say an indicator in one line, as the history keeps it."""
    parts = [f"{row.name} ({row.unit})" if row.unit else row.name]
    for word, value, day in (
        (_("départ"), row.baseline, row.baseline_on),
        (_("cible"), row.target, row.target_on),
    ):
        if value is not None:
            parts.append(f"{word} {in_figures(value)}" + (f" ({day:%d/%m/%Y})" if day else ""))
    return ", ".join(parts)


def in_figures(value: Decimal) -> str:
    """Write a value with the decimals that it has."""
    exponent = value.normalize().as_tuple().exponent
    return format_number(float(value), max(0, -exponent) if isinstance(exponent, int) else 0)


def _measure_told(indicator: TrackingIndicator, row: IndicatorMeasure) -> str:
    return f"{indicator.name} : {in_figures(row.value)} ({row.on:%d/%m/%Y})"
