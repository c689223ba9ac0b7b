"""What a report tells year by year: the curve of jobs, its table, the populations."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from terreau.reporting.document import Block, Chart, Table
from terreau.web.apps.observatory.charts import trend_figure
from terreau.web.apps.observatory.profile import Profile, Trend


def trend_title(trend: Trend) -> str:
    """Return what a trend is called: two years are no sequence."""
    if trend.has_years_between:
        return _("Année après année")
    return _("%(first)d et %(last)d") % {"first": trend.years[0], "last": trend.years[-1]}


def trend_blocks(profile: Profile) -> Iterator[Block]:
    """Yield the curve; two years hold under it, more stand in an annex."""
    assert profile.trend
    figure, description = trend_figure(profile.trend)
    lines = (profile.trend.own, profile.trend.nation)
    ends = tuple(line[-1] for line, _series in zip(lines, figure.series, strict=False))
    yield Chart(figure, description, ends)
    if not profile.trend.has_years_between:
        yield trend_table(profile)


def trend_table(profile: Profile) -> Table:
    """Return the jobs of each year, and what they count."""
    trend = profile.trend
    assert trend
    figure, _description = trend_figure(trend)
    columns = [trend.jobs, trend.own, trend.nation][: 1 + len(figure.series)]
    return Table(
        title="",
        headings=(_("Année"), _("Emplois"), *(series.label for series in figure.series)),
        rows=tuple((str(year), *cells) for year, *cells in zip(trend.years, *columns, strict=True)),
        note=_counted(profile),
    )


def population_table(profile: Profile) -> Table:
    """Return the population of each year that is known."""
    return Table(
        title="",
        headings=(_("Année"), _("Personnes")),
        rows=tuple((n.period, n) for n in profile.population),
        note=_("Par année de référence : celle que décrit la population."),
    )


def _counted(profile: Profile) -> str:
    """Say what the jobs of each year count, and why the last is not the figure of the cover."""
    assert profile.trend
    last, told = profile.trend.jobs[-1], profile.trend.jobs[0].provenance
    counted = _("Ce que les emplois comptent ici : %(formula)s ; %(coverage)s.") % {
        "formula": told.formula,
        "coverage": told.coverage,
    }
    end = profile.employment_end
    if end is None or end.display == last.display or end.period != last.period:
        return counted
    return f"{counted} " + _(
        "L’emploi de %(year)s dit plus haut, %(jobs)s, compte aussi ce qui n’est pas connu "
        "toutes les années."
    ) % {"year": end.period, "jobs": end.display}
