"""What a dashboard lacks for a territory: why, and the sources that would fill it."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import TABLES, Indicator
from terreau.datasets.indicators.values import Status
from terreau.datasets.sources import get_source
from terreau.web.apps.observatory.dashboard import Lack
from terreau.web.apps.observatory.indicator_words import TABLES as TABLE_NAMES
from terreau.web.apps.observatory.indicator_words import told
from terreau.web.apps.observatory.source_uses import SOURCES_OF
from terreau.web.apps.territories.enums import Country


def lacks_of(
    group: str,
    indicators: Sequence[tuple[Indicator, Status | None]],
    datasets: Sequence[Dataset],
    country: str,
) -> list[Lack]:
    """Return what is missing of a group, once for each set of sources that would fill it.

    Parameters
    ----------
    group : str
        Its title.
    indicators : Sequence of (Indicator, Status or None)
        Those without a value for the territory, and why; None where a table is not here.
    datasets : Sequence[Dataset]
        What is here.
    country : str
        Of the territory.
    """
    here = [dataset for dataset in datasets if dataset.country == country]
    measures, held = {each.measure for each in here}, {each.source for each in here}
    titles: dict[tuple[Status | None, tuple[str, ...]], list[str]] = {}
    absent: dict[tuple[Status | None, tuple[str, ...]], dict[str, None]] = {}
    for indicator, status in indicators:
        # Of a table that is here and does not tell, another source may.
        sources = tuple(
            dict.fromkeys(
                id_ for name in indicator.tables for id_ in SOURCES_OF[name] if id_ not in held
            )
        )
        key = (status, () if status == Status.UNDEFINED else sources)
        titles.setdefault(key, []).append(told(indicator.title))
        absent.setdefault(key, {}).update(
            dict.fromkeys(t for t in indicator.tables if TABLES[t] and not measures & {*TABLES[t]})
        )
    return [
        Lack(
            group,
            tuple(titles[status, sources]),
            _why(status, list(absent[status, sources]), country),
            tuple((id_, get_source(id_).title) for id_ in sources if country == Country.FRANCE),
        )
        for status, sources in titles
    ]


def _why(status: Status | None, tables: list[str], country: str) -> str:
    if status == Status.UNDEFINED:
        return _("Sans objet ici : ce que la formule divise ou compare est nul.")
    if status == Status.UNKNOWN:
        return _("Non connu : ce qu’il faut en savoir est secret ou manque dans les tables lues.")
    if not tables:
        return _(
            "Les tables présentes ne le disent pas pour cette sorte de territoire, ou n’ont pas "
            "d’année en commun."
        )
    if country == Country.EXAMPLE:
        return _("Le pays d’exemple n’en a pas la table.")
    names = " ; ".join(str(TABLE_NAMES[name]) for name in tables)
    return _("Il manque ici : %(tables)s.") % {"tables": names}
