"""What other sites embed: one number or one chart of a territory, whole with its source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.core.errors import NotHere
from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.indicators.values import Status
from terreau.reporting.chart_svg import Palette, drawing_svg
from terreau.reporting.figures import Lines, Waterfall
from terreau.web.apps.observatory.charts import effects_figure, trend_figure
from terreau.web.apps.observatory.indicator_words import span_of, told, unit_of
from terreau.web.apps.observatory.map_asked import Wish
from terreau.web.apps.observatory.map_page import get_values_of_map
from terreau.web.apps.observatory.profile import Profile
from terreau.web.apps.observatory.values_export import provenance_of
from terreau.web.apps.territories.selectors import Territory

# Pixels: a phone or a side column; an article. The style sheet shows one of them.
_NARROW, _WIDE = 240, 600
# Colours follow the reader's scheme: the variables of the theme.
_THEME = Palette(
    ink="var(--ink)",
    muted="var(--muted)",
    line="var(--line)",
    neutral="var(--neutral)",
    plus="var(--plus)",
    minus="var(--minus)",
    first="var(--s3)",
    series=(
        "var(--s1)",
        "var(--s2)",
        "var(--s3)",
        "var(--s7)",
        "var(--ink)",
        "var(--s8)",
    ),
    country="var(--s6)",
)
# Alone, a number needs more words than in the midst of its page.
_TITLES: Mapping[str, Promise] = {
    "employment.growth": gettext_lazy("Évolution de l’emploi"),
    "employment.nation_growth": gettext_lazy("Évolution de l’emploi dans le pays"),
    "industry.jobs": gettext_lazy("Emploi dans l’industrie"),
    "industry.nation_share": gettext_lazy("Part de l’industrie dans le pays"),
    "effects.total": gettext_lazy("Évolution de l’emploi"),
    "effects.structural": gettext_lazy("Effet des secteurs"),
}
_UNITS: Mapping[str, Promise] = {
    "jobs": gettext_lazy("emplois"),
    "inhabitants": gettext_lazy("habitants"),
}
_OF_A_SECTOR: Mapping[str, Promise] = {
    "local": gettext_lazy("emplois, effet local"),
    "location_quotient": gettext_lazy("fois sa part dans le pays"),
}


@dataclass(frozen=True)
class Widget:
    """A small page: what it shows, of which territory, from where.

    Parameters
    ----------
    title, period : str
        What is shown, and when.
    place, place_kind : str
        The territory.
    provenance : Provenance
        Whom to name, under which terms.
    url, twin : str
        The page that says all, and the same figures as JSON.
    number : Number or None
        What is written large; None for a chart.
    unit : str
        After it.
    note : str
        What must not be read without it; "" for nothing.
    drawings : tuple of SafeString
        The chart for narrow frames, then for wide ones; empty for a number.
    """

    title: str
    period: str
    place: str
    place_kind: str
    provenance: Provenance
    url: str
    twin: str
    number: Number | None = None
    unit: str = ""
    note: str = ""
    drawings: tuple[SafeString, ...] = ()


def figure_widget(territory: Territory, profile: Profile, what: str, query: str) -> Widget:
    """Return a chart ("effects", "trend") or a number of a profile as a widget.

    Parameters
    ----------
    territory, profile : Territory, Profile
        What was chosen.
    what : str
        Name of a chart, or key of a number ("employment.end").
    query : str
        The choices of the address, for the page that says all.

    Raises
    ------
    NotHere
        If the profile has no such figure.
    """
    if what == "effects" and profile.effects:
        chart, _words = effects_figure(profile.effects)
        return _with_chart(_of_profile(territory, profile.effects.total, query), chart)
    if what == "trend" and profile.trend:
        lines, _words = trend_figure(profile.trend)
        span = f"{profile.trend.years[0]}–{profile.trend.years[-1]}"
        widget = _of_profile(territory, profile.trend.own[-1], query)
        return _with_chart(replace(widget, period=span), lines)
    number = next((each for each in profile.numbers() if each.key == what), None)
    if number is None:
        raise NotHere(
            _("Ce territoire n’a pas de chiffre de ce nom"),
            value=what,
            remedy=_("Reprenez le code à intégrer depuis la page du territoire."),
        )
    is_doubtful = what == "effects.local" and profile.certainty
    return replace(
        _of_profile(territory, number, query),
        number=number,
        unit=_unit(number),
        note=profile.certainty.label if is_doubtful and profile.certainty else "",
    )


def indicator_widget(territory: Territory, indicator_id: str, year: str) -> Widget:
    """Return the value of an indicator for a territory as a widget.

    Raises
    ------
    NotHere
        If the indicator cannot be computed, or not for this territory.
    """
    wish = Wish(indicator=indicator_id, kind=territory.kind, year=year, country=territory.country)
    page = get_values_of_map(wish)
    row = next((row for row in page.rows if row.code == territory.code), None)
    if row is None:
        raise NotHere(_("Cet indicateur n’est pas compté pour ce territoire"), value=territory.name)
    values, told_of = page.values, provenance_of(page.values)
    query = {"kind": territory.kind, "year": str(values.year)}
    if territory.is_example:
        query["country"] = territory.country
    sources = Provenance(
        source=told_of["sources"],
        licence=told_of["licences"],
        obligation=told_of["obligation"],
        formula=told_of["formula"],
        command=told_of["command"],
        is_example=territory.is_example,
    )
    title, period = told(values.indicator.title), span_of(values)
    value = row.value if row.is_known else None
    unit = unit_of(values.indicator) if row.is_known else ""
    display = row.display if row.is_known else row.status_label
    on_the_map = urlencode({"indicator": indicator_id, **query})
    twin = reverse("api-1:get_indicator_values", args=(indicator_id,))
    return Widget(
        title=title,
        period=period,
        place=territory.name,
        place_kind=territory.kind_label,
        provenance=sources,
        url=f"{reverse('observatory:map')}?{on_the_map}#t-{territory.code}",
        twin=f"{twin}?{urlencode(query)}",
        number=Number(
            f"{indicator_id}.{territory.code}", title, value, unit, display, sources, period
        ),
        unit=unit,
        note=row.status_label if row.status == Status.PARTIAL else "",
    )


def _with_chart(widget: Widget, figure: Waterfall | Lines) -> Widget:
    def drawn(width: int) -> SafeString:
        return mark_safe(drawing_svg(figure, width=width, palette=_THEME))  # noqa: S308

    return replace(widget, title=figure.title, drawings=(drawn(_NARROW), drawn(_WIDE)))


def _of_profile(territory: Territory, about: Number, query: str) -> Widget:
    key, asked = (territory.slug, territory.code), f"?{query}" if query else ""
    return Widget(
        title=str(_TITLES.get(about.key, about.label)),
        period=about.period.replace("-", "–"),
        place=territory.name,
        place_kind=territory.kind_label,
        provenance=about.provenance,
        url=reverse("observatory:profile", args=key) + asked,
        twin=reverse("api-1:get_profile", args=key) + asked,
    )


def _unit(number: Number) -> str:
    if number.value is None:
        return ""
    if number.key.startswith("sector.") and (said := _OF_A_SECTOR.get(number.key.split(".")[-1])):
        return str(said)
    return str(_UNITS.get(number.unit) or "")
