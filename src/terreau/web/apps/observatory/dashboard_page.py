"""The page of a dashboard for a territory of any kind, from what this installation holds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotHere
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.dashboards import Dashboard, Group, list_dashboards
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.registry import get_indicator, list_indicators
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Status, Values, series_of, values_of
from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.dashboard import CardGroup, DashboardPage, Followed, Lack
from terreau.web.apps.observatory.dashboard_lacks import lacks_of
from terreau.web.apps.observatory.dashboard_numbers import Writer
from terreau.web.apps.observatory.dashboard_words import bare_sentence, dashboard_sentence
from terreau.web.apps.observatory.datasets_held import as_of_now, list_all
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.indicator_words import read_name, told
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.selectors import Territory

# Of fewer territories, a rank tells nothing.
_FEWEST = 10
# What is told of a territory of which a dashboard knows nothing.
_AT_LEAST = ("population", "population-growth", "jobs", "jobs-change-5")


def find_dashboard(id_: str) -> Dashboard:
    """Return a dashboard.

    Raises
    ------
    NotHere
        If none has that id.
    """
    known = list_dashboards(Path(settings.TERREAU_HOME))
    if id_ not in known:
        raise NotHere(
            _("Aucun tableau de bord ne porte ce nom"),
            value=id_,
            remedy=_("Il y a : %(known)s.") % {"known": ", ".join(known)},
        )
    return known[id_]


def asked_territory(keys: Sequence[str]) -> Territory:
    """Return the territory that an address asks for.

    Parameters
    ----------
    keys : Sequence[str]
        "kind:code", once.

    Raises
    ------
    BadInput
        None, or several.
    UnknownPerimeter
        One that is not known.
    """
    if len(set(keys)) != 1:
        raise BadInput(
            _("Un tableau de bord montre un territoire, et un seul"),
            value=" ".join(keys),
            remedy=_("Écrivez-le une fois : t=epci:244400644."),
        )
    kind, _sep, code = keys[0].partition(":")
    return territories.get_territory(kind=kind, code=code)


@as_of_now
def get_dashboard_page(dashboard: Dashboard, territory: Territory) -> DashboardPage:
    """Compose a dashboard for a territory."""
    ranked = None
    if territory.kind in indicating.KINDS:
        ranked = indicating.territories_of(territory.kind, territory.country)
    known = list_indicators(Path(settings.TERREAU_HOME))
    return _composed(
        dashboard,
        tuple(known[id_] for id_ in dashboard.indicators),
        territory,
        tuple(list_all()),
        ranked,
        get_language() or "fr",
    )


@lru_cache(maxsize=64)
def _composed(
    dashboard: Dashboard,
    indicators: tuple[Indicator, ...],
    territory: Territory,
    datasets: tuple[Dataset, ...],
    ranked: Territories | None,
    _language: str,
) -> DashboardPage:
    """Compose a page once, as long as what it shows is the same."""
    asked = indicating.made_of(territory)
    found = {each.id: values_of(each, datasets, asked) for each in indicators}
    here = _known(found)
    writer = Writer(dashboard.id, territory, _among(here, ranked))
    groups = [_group(group, here, writer, datasets, asked) for group in dashboard.groups]
    groups = [group for group in groups if group.cards]
    sentence = dashboard_sentence(groups, name=territory.name, kind=territory.kind)
    if is_bare := not groups:
        here = _known({id_: values_of(get_indicator(id_), datasets, asked) for id_ in _AT_LEAST})
        groups = _known_at_least(here, writer)
        sentence = bare_sentence(groups, name=territory.name)
    return DashboardPage(
        id=dashboard.id,
        title=told(dashboard.title),
        question=told(dashboard.question),
        kind=territory.kind,
        code=territory.code,
        name=territory.name,
        kind_label=territory.kind_label,
        version_label=Explainer(territory).version_label(),
        is_example=territory.is_example,
        sentence=sentence,
        is_bare=is_bare,
        groups=tuple(groups),
        lacks=tuple(_lacks(dashboard, indicators, found, datasets, territory.country)),
        sources=tuple(
            dict.fromkeys(
                read_name(read, territory.country)
                for values in here.values()
                for read in values.read
            )
        ),
    )


def _known(found: dict[str, Values | None]) -> dict[str, Values]:
    return {id_: values for id_, values in found.items() if values and values.known[0]}


def _known_at_least(here: dict[str, Values], writer: Writer) -> list[CardGroup]:
    """Return what is known of a territory of which a dashboard knows nothing."""
    cards = tuple(writer.card(values) for values in here.values())
    title = _("Ce que l’on en sait déjà")
    return [CardGroup(title, "", None, None, cards)] if cards else []


def _among(here: dict[str, Values], ranked: Territories | None) -> dict[str, Values]:
    """Return the values of all the territories of a kind, of the indicators that are ranked.

    Every ratio, whichever way is wished for: a rank is a position. Not stocks, whose rank says
    only a size.
    """
    if ranked is None or len(ranked.members) < _FEWEST:
        return {}
    asked = [values.indicator for values in here.values() if not values.indicator.is_stock]
    found = {
        each.id: indicating.get_values(each, kind=ranked.kind, country=ranked.country)
        for each in asked
    }
    return {id_: values for id_, values in found.items() if values is not None}


def _group(
    group: Group,
    here: dict[str, Values],
    writer: Writer,
    datasets: tuple[Dataset, ...],
    asked: Territories,
) -> CardGroup:
    lead = here.get(group.lead)
    return CardGroup(
        title=told(group.title),
        question=told(group.question) if group.question else "",
        lead=writer.card(lead) if lead else None,
        followed=_followed(lead, writer, datasets, asked) if lead else None,
        others=tuple(
            writer.card(here[id_]) for id_ in group.indicators if id_ in here and id_ != group.lead
        ),
    )


def _followed(
    lead: Values, writer: Writer, datasets: tuple[Dataset, ...], asked: Territories
) -> Followed | None:
    series = series_of(lead.indicator, datasets, asked)
    return writer.followed(lead, series) if series else None


def _lacks(
    dashboard: Dashboard,
    indicators: tuple[Indicator, ...],
    found: dict[str, Values | None],
    datasets: tuple[Dataset, ...],
    country: str,
) -> list[Lack]:
    """Return what has no value: no table is here, or those that are do not tell."""
    told_as = {id_: values.status[0] if values else None for id_, values in found.items()}
    absent = {
        each.id: (each, told_as[each.id])
        for each in indicators
        if told_as[each.id] not in (Status.OK, Status.PARTIAL)
    }
    return [
        lack
        for group in dashboard.groups
        for lack in lacks_of(
            told(group.title),
            [absent[id_] for id_ in group.indicators if id_ in absent],
            datasets,
            country,
        )
    ]
