"""The charts of a profile: which numbers, in which order, with which words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.reporting import echarts
from terreau.reporting.figures import Bar, Lines, Point, Series, Waterfall
from terreau.web.apps.observatory.profile import Effects, Trend
from terreau.web.shared.chart_view import ChartView
from terreau.web.shared.typography import apostrophes


def effects_chart(effects: Effects) -> ChartView:
    """Return the effects and their sum, drawn as steps from zero."""
    figure, description = effects_figure(effects)
    return ChartView(
        id="effects-chart",
        title=figure.title,
        description=description,
        option=echarts.waterfall(figure),
        table=figure.table(),
    )


def effects_figure(effects: Effects) -> tuple[Waterfall, str]:
    """Return the effects and their sum as data, and the same in words."""
    parts = effects.steps()
    figure = Waterfall(
        title=_("Décomposition de l’évolution, en emplois"),
        steps=tuple(Bar(n.label, n.value or 0.0, n.display) for n in parts),
        total=Bar(effects.total.label, effects.total.value or 0.0, effects.total.display),
        headings=(_("Composante"), _("Emplois")),
    )
    return figure, _described(_("Effets en emplois"), (*parts, effects.total))


def trend_chart(trend: Trend) -> ChartView:
    """Return the index of the territory beside the country's, drawn as lines."""
    figure, description = trend_figure(trend)
    ends = [(series.label, series.points[-1].display) for series in figure.series]
    return ChartView(
        id="trend-chart",
        title=figure.title,
        description=description,
        option=echarts.lines(figure),
        table=figure.table(),
        legend=tuple(ends),
    )


def trend_figure(trend: Trend) -> tuple[Lines, str]:
    """Return the index beside the country's, unless it is the country; and the same in words."""
    lines = [trend.own]
    is_country = [n.value for n in trend.nation] == [n.value for n in trend.own]
    if not is_country and all(n.value is not None for n in trend.nation):
        lines.append(trend.nation)
    figure = Lines(
        title=_("Emploi, base 100 en %(year)d") % {"year": trend.base_year},
        series=tuple(
            Series(
                apostrophes(line[0].label),
                tuple(Point(n.period, n.value or 0.0, n.display) for n in line),
                is_country=line is trend.nation,
            )
            for line in lines
        ),
        headings=(_("Année"), *(line[0].label for line in lines)),
    )
    span = _("Indice %(first)d–%(last)d") % {"first": trend.years[0], "last": trend.years[-1]}
    return figure, _described(span, [line[-1] for line in lines])


def _described(what: str, numbers: tuple[Number, ...] | list[Number]) -> str:
    return f"{what} : " + ", ".join(f"{n.label} {n.display}" for n in numbers)
