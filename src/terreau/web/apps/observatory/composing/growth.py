"""The change in jobs as a ratio: the territory's, and the country's beside it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.web.apps.observatory.composing.figures import Figures, country_name
from terreau.web.shared.formatting import format_percent

# A territory that makes so much of its country is compared with itself for as much.
_HEAVY = 0.25


def growth_of(figures: Figures) -> Number | None:
    """Return the change of the territory; None with a single year."""
    measures = figures.measures
    return _ratio(figures, "growth", _("Évolution"), measures.paired_start, measures.paired_end)


def nation_growth_of(figures: Figures) -> Number | None:
    """Return the change of the country; None where the dataset does not cover it."""
    measures = figures.measures
    name = country_name(figures.territory)
    return _ratio(figures, "nation_growth", name, measures.nation_start, measures.nation_end)


def weight_of(figures: Figures) -> Number | None:
    """Return the share of the country's jobs, where it is a reason to leave the territory out."""
    measures = figures.measures
    is_compared = measures.local is not None and figures.choice.method != "rest"
    if not is_compared or measures.weight is None or measures.weight < _HEAVY:
        return None
    return figures.number(
        "employment.weight",
        _("Part de l’emploi du pays"),
        measures.weight,
        "ratio",
        format_percent(measures.weight, 0),
        formula=_("emplois d’arrivée ÷ emplois d’arrivée du pays"),
    )


def _ratio(
    figures: Figures, key: str, label: str, start: float | None, end: float | None
) -> Number | None:
    if not start or end is None or figures.choice.start == figures.choice.end:
        return None
    ratio = end / start - 1
    return figures.number(
        f"employment.{key}",
        label,
        ratio,
        "ratio",
        format_percent(ratio, is_signed=True),
        formula=_("emplois d’arrivée ÷ emplois de départ − 1"),
    )
