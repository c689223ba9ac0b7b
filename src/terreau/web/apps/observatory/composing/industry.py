"""What industry weighs in a territory, beside its weight in the country."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.web.apps.observatory.composing.figures import Figures, country_name, write_jobs
from terreau.web.apps.observatory.profile import IndustryFigures
from terreau.web.shared.formatting import format_percent


def industry_of(figures: Figures) -> IndustryFigures | None:
    """Return jobs and shares of industry; None without sectors."""
    industry = figures.measures.industry
    if industry is None:
        return None

    def number(part: str, label: str, value: float, display: str, formula: str) -> Number:
        key = f"industry.{part}"
        return Number(
            key=key,
            label=label,
            value=value,
            unit="jobs" if part == "jobs" else "ratio",
            display=display,
            provenance=figures.provenance(key, formula, is_paired=False),
            period=str(figures.choice.end),
        )

    share = _("emplois de l’industrie (sections B à E) ÷ emplois, cellules visibles")
    nation = industry.nation_share
    hidden = figures.measures.left_out
    return IndustryFigures(
        jobs=number(
            "jobs",
            _("Industrie"),
            industry.jobs,
            write_jobs(industry.jobs, hidden),
            _("somme des sections B à E, cellules visibles"),
        ),
        share=number(
            "share",
            _("Part de l’industrie"),
            industry.share,
            format_percent(industry.share),
            share,
        ),
        nation_share=None
        if nation is None
        else number(
            "nation_share", country_name(figures.territory), nation, format_percent(nation), share
        ),
    )
