"""The page of a territory's network, put together for one reader."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.analytics.network import Figure, NetworkMeasures, Season
from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.network.drawing import Drawing, draw
from terreau.web.apps.network.next_introduction import Introduction, next_introduction
from terreau.web.apps.network.seen import GROUPINGS, SeenNetwork, see_network
from terreau.web.apps.network.ties import Nature
from terreau.web.apps.network.words import MeasureRow, measure_rows, said, sentence
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.formatting import format_number

_SEASON_DAYS = 365


@dataclass(frozen=True)
class Wanted:
    """What a reader asks of the network of a territory.

    Parameters
    ----------
    before, after : date
        The season.
    grouping : str
        One of `GROUPINGS`.
    """

    before: date
    after: date
    grouping: str

    @classmethod
    def of(cls, before: str, after: str, grouping: str) -> Wanted:
        """Return what is written in an address; a year up to today where nothing is.

        Raises
        ------
        BadInput
            A day or a grouping that cannot be read, days in the wrong order or to come.
        """
        today = timezone.localdate()
        last = _day(after, _("Après")) if after else today
        first = _day(before, _("Avant")) if before else last - timedelta(days=_SEASON_DAYS)
        if not first < last <= today:
            raise BadInput(
                _("La saison va d’un jour à un jour plus tardif, qui n’est pas à venir"),
                value=f"{first.isoformat()} – {last.isoformat()}",
                remedy=_("Corrigez les deux dates."),
            )
        if grouping and grouping not in GROUPINGS:
            raise BadInput(
                _("On groupe par secteur ou par intercommunalité"),
                value=grouping,
                remedy=_("Choisissez « secteur » ou « epci »."),
            )
        return cls(first, last, grouping or GROUPINGS[0])


@dataclass(frozen=True)
class OrganisationRow:
    """An organisation in the table beside the drawing."""

    key: str
    name: str
    group: str
    is_outside: bool
    partners: str
    betweenness: str
    constraint: str
    effective_size: str
    lost: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class GroupRow:
    """A group: how many, how dense, how much it mixes; or too few to say."""

    name: str
    actors: str
    density: str
    bridging: str
    openness: str


@dataclass(frozen=True)
class NaturePart:
    """What is shown of ties of one nature."""

    nature: Nature
    network: SeenNetwork
    season: Season
    rows: list[MeasureRow]
    organisations: list[OrganisationRow]
    groups: list[GroupRow]
    drawing: Drawing | None


@dataclass(frozen=True)
class NetworkPage:
    """The page: the sentence, the introduction, the lived ties, then the planned."""

    wanted: Wanted
    sentence: str
    introduction: Introduction | None
    parts: tuple[NaturePart, NaturePart]

    @property
    def lived(self) -> NaturePart:
        """What happened."""
        return self.parts[0]


def network_page(scope: Scope, perimeter: Perimeter, wanted: Wanted) -> NetworkPage:
    """Return the page of a territory's network.

    Raises
    ------
    NotHere
        If the reader does not act in the territory.
    """
    lived = _part(scope, perimeter, wanted, "lived")
    planned = _part(scope, perimeter, wanted, "planned")
    return NetworkPage(
        wanted,
        sentence(perimeter.name, lived.season.before, lived.season.after),
        next_introduction(scope, perimeter, lived.network),
        (lived, planned),
    )


def measured_season(
    scope: Scope, perimeter: Perimeter, wanted: Wanted, nature: Nature
) -> tuple[SeenNetwork, Season]:
    """Return the ties of one nature after the season, and the measures on both days.

    Raises
    ------
    NotHere
        If the reader does not act in the territory.
    """
    before = see_network(scope, perimeter, nature, wanted.before, wanted.grouping)
    after = see_network(scope, perimeter, nature, wanted.after, wanted.grouping)
    return after, Season(before.measured(is_compared=False), after.measured())


def _part(scope: Scope, perimeter: Perimeter, wanted: Wanted, nature: Nature) -> NaturePart:
    network, both = measured_season(scope, perimeter, wanted, nature)
    is_said = both.after.whole["density"].value is not None
    return NaturePart(
        nature,
        network,
        both,
        measure_rows(both.before, both.after),
        organisation_rows(network, both.after),
        _group_rows(both.after),
        draw(network) if is_said else None,
    )


def organisation_rows(network: SeenNetwork, found: NetworkMeasures) -> list[OrganisationRow]:
    """Return the organisations of a network, those with most partners first."""
    rows = []
    groups = {actor.key: actor for actor in network.actors}
    for key, figures in found.by_actor.items():
        rows.append(
            (
                -(figures["partners"].value or 0),
                OrganisationRow(
                    key,
                    network.organisations[key].name,
                    groups[key].group,
                    groups[key].is_outside,
                    _written(figures["partners"], 0),
                    _written(figures["betweenness"], 2),
                    _written(figures["constraint"], 2),
                    _written(figures["effective_size"], 1),
                    said(figures["fragility"], "fragility"),
                    _notes(figures),
                ),
            )
        )
    rows.sort(key=lambda row: (row[0], row[1].name))
    return [row for _rank, row in rows]


def _written(figure: Figure, decimals: int) -> str:
    return "–" if figure.value is None else format_number(figure.value, decimals)


def _notes(figures: Mapping[str, Figure]) -> tuple[str, ...]:
    told = (("broker", _("relais unique")), ("core", _("au cœur")), ("newcomer", _("nouvelle")))
    return tuple(word for name, word in told if figures[name].value)


def _group_rows(found: NetworkMeasures) -> list[GroupRow]:
    return [
        GroupRow(
            name,
            format_number(figures["actors"].value, 0) if figures["actors"].value else "–",
            said(figures["density"], "density"),
            said(figures["bridging"], "bridging"),
            said(figures["openness"], "openness"),
        )
        for name, figures in found.by_group.items()
    ]


def _day(written: str, name: str) -> date:
    try:
        return date.fromisoformat(written.strip()[:10])
    except ValueError:
        raise BadInput(
            _("« %(name)s » n’est pas un jour") % {"name": name},
            value=written[:40],
            remedy=_("Écrivez-le ainsi : 2026-03-31."),
        ) from None
