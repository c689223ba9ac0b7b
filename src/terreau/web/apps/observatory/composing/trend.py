"""Jobs year by year beside the country's, as an index."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from terreau.datasets.catalogue import Dataset
from terreau.web.apps.observatory.composing.figures import country_name, known
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.measuring import Series
from terreau.web.apps.observatory.profile import Choice, Number, Trend
from terreau.web.apps.observatory.sentences import measure_title
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number


def trend_of(territory: Territory, dataset: Dataset, series: Series) -> Trend:
    """Return the trend of a territory over every year of a dataset."""
    explain = Explainer(territory)
    choice = Choice(
        source=dataset.id,
        source_title=dataset.title,
        start=series.years[0],
        end=series.years[-1],
        level="",
        sources=(),
        years=series.years,
        levels=(),
    )
    shared = explain.of_figure(
        "trend",
        dataset,
        choice,
        formula=_("100 × emplois de l’année ÷ emplois de la première année"),
        hidden_cells=series.hidden_cells,
    )

    def number(
        part: str, year: int, value: float, *, label: str, unit: str, decimals: int
    ) -> Number:
        key = f"trend.{part}.{year}"
        return Number(
            key=key,
            label=label,
            value=known(value),
            unit=unit,
            display=format_number(value, decimals),
            provenance=explain.with_command(shared, key, choice),
            period=str(year),
        )

    def index(part: str, label: str, jobs: list[float]) -> tuple[Number, ...]:
        first = jobs[0]
        values = [100 * value / first if first else math.nan for value in jobs]
        return tuple(
            number(part, year, value, label=label, unit="index", decimals=1)
            for year, value in zip(series.years, values, strict=True)
        )

    own = [float(value) for value in series.own]
    nation = [math.nan] * len(own) if series.nation is None else [float(v) for v in series.nation]
    title = measure_title(dataset.measure)
    return Trend(
        years=series.years,
        jobs=tuple(
            number("jobs", year, value, label=title, unit="jobs", decimals=0)
            for year, value in zip(series.years, own, strict=True)
        ),
        own=index("own", territory.name, own),
        nation=index("nation", country_name(territory), nation),
        base_year=series.years[0],
    )
