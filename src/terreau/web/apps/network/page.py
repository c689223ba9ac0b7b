"""The page of a territory's network, put together for one reader."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.analytics.network import Season
from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.network.drawing import Drawing, draw
from terreau.web.apps.network.next_introduction import (
    Call,
    Proposal,
    calls_to_make,
    next_introductions,
)
from terreau.web.apps.network.permissions import can_introduce
from terreau.web.apps.network.rows import GroupRow, OrganisationRow, group_rows, organisation_rows
from terreau.web.apps.network.seen import GROUPINGS, SeenNetwork, see_networks
from terreau.web.apps.network.ties import Nature
from terreau.web.apps.network.words import MeasureRow, measure_rows, plainly, sentence
from terreau.web.apps.territories.models import Perimeter

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
class NaturePart:
    """What is shown of ties of one nature.

    Parameters
    ----------
    nature, network, season
        Which ties, who they are between, their measures before and after.
    rows : list[MeasureRow]
        The measures of the whole.
    organisations, groups : list
        Those that may be said.
    unsaid_groups : int
        How many groups would give organisations away.
    plain : list[str]
        What the measures say, in sentences.
    drawing : Drawing or None
        None where there is too little to measure.
    """

    nature: Nature
    network: SeenNetwork
    season: Season
    rows: list[MeasureRow]
    organisations: list[OrganisationRow]
    groups: list[GroupRow]
    unsaid_groups: int
    plain: list[str]
    drawing: Drawing | None


@dataclass(frozen=True)
class NetworkPage:
    """The page: the sentence, the introductions to make, the lived ties, then the planned.

    Parameters
    ----------
    proposals : list of (Proposal, list[Call])
        The next introductions, the best first, each with whom to call.
    may_introduce : bool
        Whether the reader may say what came of them.
    """

    wanted: Wanted
    sentence: str
    proposals: list[tuple[Proposal, list[Call]]]
    may_introduce: bool
    parts: tuple[NaturePart, NaturePart]

    @property
    def is_measured(self) -> bool:
        """Whether there is something to compare from a day to another."""
        return any(part.drawing for part in self.parts)

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
    proposals = next_introductions(scope, perimeter, lived.network)
    return NetworkPage(
        wanted,
        sentence(perimeter.name, lived.network, lived.season),
        list(zip(proposals, calls_to_make(scope, proposals), strict=True)),
        can_introduce(scope, perimeter),
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
    days = (wanted.before, wanted.after)
    before, after = see_networks(scope, perimeter, nature, days, wanted.grouping)
    return after, Season(before.measured(is_compared=False), after.measured())


def _part(scope: Scope, perimeter: Perimeter, wanted: Wanted, nature: Nature) -> NaturePart:
    network, both = measured_season(scope, perimeter, wanted, nature)
    is_said = both.after.whole["density"].value is not None
    groups = group_rows(both.after)
    return NaturePart(
        nature,
        network,
        both,
        measure_rows(both.before, both.after),
        organisation_rows(network, both.after),
        groups,
        len(both.after.by_group) - len(groups),
        plainly(network, both),
        draw(network) if is_said else None,
    )


def _day(written: str, name: str) -> date:
    try:
        return date.fromisoformat(written.strip()[:10])
    except ValueError:
        raise BadInput(
            _("« %(name)s » n’est pas un jour") % {"name": name},
            value=written[:40],
            remedy=_("Écrivez-le ainsi : 2026-03-31."),
        ) from None
