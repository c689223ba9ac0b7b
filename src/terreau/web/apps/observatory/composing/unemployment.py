"""The unemployment rate as a reader is told it: the last one, and its change over a year."""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.web.apps.observatory.depth import Unemployment
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.unemployment import Rate
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number, format_percent

# Published rates have one decimal: what they subtract to has no more.
_DECIMALS = 6


def unemployment_of(territory: Territory, rate: Rate | None) -> Unemployment | None:
    """Return the rate of a territory with its change; None where it has none."""
    if rate is None:
        return None
    explain = Explainer(territory)
    shared = explain.of_census(rate.dataset, coverage=_("taux publié pour ce territoire"))

    def number(key: str, label: str, percent: float, display: str, formula: str) -> Number:
        return Number(
            key=key,
            label=label,
            value=round(percent / 100, _DECIMALS),
            unit="ratio",
            display=display,
            provenance=explain.with_command(replace(shared, formula=formula), key),
            period=rate.period,
        )

    shown = number(
        "unemployment.rate",
        _("Taux de chômage"),
        rate.value,
        format_percent(rate.value / 100),
        _("chômeurs ÷ population active, tel que publié"),
    )
    change = None
    if rate.year_before is not None:
        points = round(rate.value - rate.year_before, _DECIMALS)
        change = number(
            "unemployment.change",
            _("Taux de chômage, évolution sur un an"),
            points,
            _("%(value)s point") % {"value": format_number(points, 1, is_signed=True)},
            _("taux − taux de la même période un an avant"),
        )
    source = f"{rate.dataset.publisher} ({rate.dataset.licence})"
    return Unemployment(shown, change, _when(rate.period), source)


def _when(period: str) -> str:
    """Return a period in words: "T4 2025", or the year."""
    year, _mark, quarter = period.partition("-T")
    return _("T%(quarter)s %(year)s") % {"quarter": quarter, "year": year} if quarter else year
