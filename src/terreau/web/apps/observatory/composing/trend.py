"""Jobs year by year beside the country's, as an index."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.dataset import Dataset
from terreau.web.apps.observatory.composing.figures import country_name, known, write_jobs
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.profile import Choice, Trend
from terreau.web.apps.observatory.sentences import measure_title
from terreau.web.apps.observatory.series import Series
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number


def trend_of(territory: Territory, dataset: Dataset, series: Series) -> Trend:
    """Return the trend of a territory over every year of a dataset."""
    explain = Explainer(territory)
    choice = Choice(
        source=dataset.id,
        start=series.years[0],
        end=series.years[-1],
        level="",
        method="dunn",
        sources=(),
        years=series.years,
        levels=(),
    )

    def provenance(formula: str) -> Provenance:
        return explain.of_figure(
            "trend",
            dataset,
            choice,
            formula=formula,
            hidden_cells=series.hidden_cells,
            unknown=series.unknown,
        )

    of_jobs = provenance(_("somme des cellules visibles toutes les années"))
    of_index = provenance(_("100 × emplois de l’année ÷ emplois de la première année"))

    def number(part: str, year: int, value: float, *, label: str, is_index: bool) -> Number:
        key = f"trend.{part}.{year}"
        return Number(
            key=key,
            label=label,
            value=known(value),
            unit="index" if is_index else "jobs",
            display=format_number(value, 1) if is_index else write_jobs(value, series.unknown),
            provenance=explain.with_command(of_index if is_index else of_jobs, key, choice),
            period=str(year),
        )

    def index(part: str, label: str, jobs: list[float]) -> tuple[Number, ...]:
        first = jobs[0]
        values = [100 * value / first if first else math.nan for value in jobs]
        return tuple(
            number(part, year, value, label=label, is_index=True)
            for year, value in zip(series.years, values, strict=True)
        )

    own = [float(value) for value in series.own]
    nation = [math.nan] * len(own) if series.nation is None else [float(v) for v in series.nation]
    title = measure_title(dataset.measure)
    return Trend(
        years=series.years,
        jobs=tuple(
            number("jobs", year, value, label=title, is_index=False)
            for year, value in zip(series.years, own, strict=True)
        ),
        own=index("own", territory.name, own),
        nation=index("nation", country_name(territory), nation),
        base_year=series.years[0],
    )
