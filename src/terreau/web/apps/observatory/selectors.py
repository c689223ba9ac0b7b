"""The door to profiles: reads perimeters, populations and datasets, and gives one object."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NoSuchChoice
from terreau.datasets.indicators.registry import get_indicator
from terreau.datasets.population import population_table
from terreau.web.apps.observatory import measuring, rules
from terreau.web.apps.observatory.certainty import certainty_of
from terreau.web.apps.observatory.composing import Composer
from terreau.web.apps.observatory.composing.figures import Figures
from terreau.web.apps.observatory.composing.methods import method_title
from terreau.web.apps.observatory.datasets_held import (
    Usable,
    as_of_now,
    list_employment,
    list_figures,
    list_usable,
    offered_levels,
    partly_known,
    territories_held,
)
from terreau.web.apps.observatory.indicating import get_values
from terreau.web.apps.observatory.mix import mix_of
from terreau.web.apps.observatory.profile import Choice, Elsewhere, Profile
from terreau.web.apps.observatory.rules import Asked, NotOffered
from terreau.web.apps.observatory.sentences import source_titles
from terreau.web.apps.observatory.series import series_of
from terreau.web.apps.observatory.typology import has_census, typology_of
from terreau.web.apps.observatory.unemployment import rate_of
from terreau.web.apps.territories import presenters
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.covering import Surroundings
from terreau.web.apps.territories.enums import Country, PerimeterKind


@as_of_now
def get_profile(around: Surroundings, asked: Asked) -> Profile:
    """Return the profile of a territory in the active language.

    Parameters
    ----------
    around : Surroundings
        Any perimeter or a reader's own list, with what surrounds it.
    asked : Asked
        Dataset, years and level wished, as written in the address.

    Returns
    -------
    Profile
        With what this installation holds; what is missing is listed with the
        source that would fill it. The number of queries does not grow with the
        territory.

    Raises
    ------
    BadInput
        If a wish cannot be granted; the message lists what is offered.
    """
    territory = around.territory
    usable = list_usable(around)
    composer = Composer(
        territory=territory,
        totals=population_table(territory.country, Path(settings.TERREAU_HOME)).totals(
            territory.communes
        ),
        facts=territories.list_printed_facts(territory.perimeter) if territory.perimeter else [],
        typed=typology_of(around),
        has_census=has_census(territory.country),
        rate=rate_of(territory),
    )
    elsewhere = _elsewhere(around)
    if not usable:
        _refuse_wishes(asked)
        return composer.without_figures(elsewhere, partly_known(around))
    chosen = _choose_source(usable, asked)
    choice = _choice(chosen, usable, asked)
    measures = measuring.measure(
        chosen, start=choice.start, end=choice.end, level=choice.level, method=choice.method
    )
    longest = _longest(usable, chosen)
    series = series_of(longest)
    figures = Figures(
        territory,
        chosen.dataset,
        choice,
        measures,
        certainty_of(chosen, start=choice.start, end=choice.end, method=choice.method)
        if measures.local is not None
        else None,
        mix_of(chosen, measures.end, period=choice.end, level=choice.level),
    )
    return composer.with_figures(figures, longest.dataset, series, elsewhere)


def count_real_tables() -> int:
    """Return how many tables of figures describe the real country."""
    return sum(not dataset.is_example for dataset in list_figures())


def list_best_known(*, limit: int) -> list[tuple[str, str]]:
    """Return kind and code of real territories whose jobs are known, the largest first.

    Empty where the jobs of all are known, or of none: any of them is then as good.
    """
    kinds = (PerimeterKind.EPCI, PerimeterKind.ZONE_EMPLOI)
    for kind in kinds if list_employment(Country.FRANCE) else ():
        values = get_values(get_indicator("jobs"), kind=kind, country=Country.FRANCE)
        if values is None:
            continue
        jobs = {c: v for c, v in zip(values.codes, values.values.tolist(), strict=True) if v > 0}
        if len(jobs) < len(values.codes) / 2:
            return [(kind, code) for code in sorted(jobs, key=lambda c: -jobs[c])[:limit]]
    return []


def _elsewhere(around: Surroundings) -> Elsewhere | None:
    """Return the territory that shares most communes with this one and whose sectors are known."""
    held = {
        dataset.territory_kind: territories_held(dataset)
        for dataset in list_employment(around.territory.country)
        if dataset.nomenclature
    }
    own = around.territory.perimeter
    candidates = [
        (count, perimeter)
        for perimeter, count in around.shared
        if perimeter.code in held.get(perimeter.kind, ()) and (not own or perimeter.pk != own.pk)
    ]
    if not candidates:
        return None
    _count, best = max(candidates, key=lambda pair: (pair[0], -pair[1].pk))
    shown = presenters.as_result(best)
    return Elsewhere(shown.name, shown.kind_label, best.kind.replace("_", "-"), best.code)


def _choose_source(usable: list[Usable], asked: Asked) -> Usable:
    if not asked.source:
        return usable[0]
    for candidate in usable:
        if candidate.dataset.id == asked.source:
            return candidate
    raise _refusal(NotOffered("source", asked.source, [u.dataset.id for u in usable]))


def _choice(chosen: Usable, usable: list[Usable], asked: Asked) -> Choice:
    dataset = chosen.dataset
    levels = offered_levels(dataset)
    try:
        start, end = rules.choose_years(dataset.periods, asked.start, asked.end)
        level = rules.choose_level(levels, asked.level)
        method = rules.choose_method(asked.method)
    except NotOffered as refusal:
        raise _refusal(refusal) from None
    return Choice(
        source=dataset.id,
        start=start,
        end=end,
        level=level,
        method=method,
        sources=tuple(source_titles([u.dataset for u in usable]).items()),
        years=dataset.periods,
        levels=levels,
    )


def _longest(usable: list[Usable], chosen: Usable) -> Usable:
    with_country = [u for u in usable if u.dataset.covers_nation] or [chosen]
    return max(with_country, key=lambda u: (len(u.dataset.periods), u is chosen))


def _refuse_wishes(asked: Asked) -> None:
    wishes = {"source": asked.source, "from": asked.start, "to": asked.end, "level": asked.level}
    wishes["method"] = asked.method
    for wish, value in wishes.items():
        if value:
            raise _refusal(NotOffered(wish, value, []))


def _refusal(refusal: NotOffered) -> BadInput:
    what = {
        "source": _("Aucun jeu de données de ce nom ne couvre ce territoire"),
        "from": _("L’année de départ n’est pas disponible"),
        "to": _("L’année d’arrivée n’est pas disponible"),
        "order": _("L’année de départ doit précéder l’année d’arrivée"),
        "level": _("Ce niveau d’activités n’est pas disponible"),
        "method": _("Cette méthode n’existe pas"),
    }[refusal.wish]
    return NoSuchChoice(
        what,
        wish=refusal.wish,
        value=refusal.value[:40],
        offered=[(value, _offered_name(refusal.wish, value)) for value in refusal.offered],
        remedy=_remedy(refusal),
    )


def _offered_name(wish: str, value: str) -> str:
    if wish == "method":
        return method_title(value)
    if wish == "level":
        return _("%(count)s secteurs (%(level)s)") % {"count": value[1:], "level": value}
    return value


def _remedy(refusal: NotOffered) -> str:
    if refusal.wish == "order":
        return _("Inversez-les, ou choisissez d’autres années.")
    if refusal.offered:
        return _("Choisissez parmi : %(offered)s.") % {"offered": ", ".join(refusal.offered)}
    return _("Aucun n’est disponible pour ce territoire.")
