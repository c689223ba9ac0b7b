"""Where ties come from: each app that sees organisations do something together says so here.

A tie is derived from a dated co-participation, never typed. A source is planned or lived, once and
for all, so that a list of partners is never counted as something that happened.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.db.models import QuerySet
from django.utils.functional import Promise

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation

Nature = Literal["planned", "lived"]
NATURES: tuple[Nature, ...] = ("lived", "planned")


@dataclass(frozen=True)
class Participation:
    """An organisation was in something on a day.

    Parameters
    ----------
    thing : str
        Key of what was done, unique among all sources: "space:12".
    organisation_id : int
        Who.
    day : date
        A day on which it was; what lasts gives its first day and the last one known.
    label : str
        What it is called, for a reader of these ties.
    """

    thing: str
    organisation_id: int
    day: date
    label: str


@dataclass(frozen=True)
class Asked:
    """What a source is asked: the ties of some organisations, that a reader may see.

    Parameters
    ----------
    scope : Scope
        Of the reader: organisations that they may not see are in nothing that is given.
    inside : QuerySet[Organisation]
        Organisations the reader may see, in the territory: things without any are left out.
    until : date
        What began later is not known yet; what goes on then goes on that day.
    """

    scope: Scope
    inside: QuerySet[Organisation]
    until: date


Provider = Callable[[Asked], Iterable[Participation]]


@dataclass(frozen=True)
class TieSource:
    """Where ties come from.

    Parameters
    ----------
    key : str
        How exports name it: "membership".
    label : Promise
        How a page names it.
    nature : {"planned", "lived"}
        Whether it happened.
    provider : Callable[[Asked], Iterable[Participation]]
        Gives them, in a bounded number of queries.
    """

    key: str
    label: Promise
    nature: Nature
    provider: Provider


_SOURCES: dict[str, TieSource] = {}


def declare_ties(key: str, label: Promise, nature: Nature, provider: Provider) -> None:
    """Add a source of ties; called once by each app when it is ready.

    Raises
    ------
    LookupError
        If the nature is neither planned nor lived.
    """
    if nature not in NATURES:
        raise LookupError(f"{nature!r} is neither planned nor lived")
    _SOURCES[key] = TieSource(key, label, nature, provider)


def tie_sources(nature: Nature) -> list[TieSource]:
    """Return the sources of one nature."""
    return [source for source in _SOURCES.values() if source.nature == nature]


def lasting(
    thing: str,
    organisation_id: int,
    label: str,
    *,
    first: date,
    last: date | None,
    until: date,
) -> Iterable[Participation]:
    """Yield the first day and the last one known of what lasts."""
    end = until if last is None else min(last, until)
    for day in sorted({first, end}):
        yield Participation(thing, organisation_id, day, label)
