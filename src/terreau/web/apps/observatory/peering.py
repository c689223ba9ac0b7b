"""The territories whose mix of activities is nearest to that of one: numbers, no word yet.

A TI is set beside the other TI and beside the EPCI out of the programme; an EPCI beside those in
the programme and those out of it; any other territory beside those of its kind.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

from terreau.analytics import Peer, peers
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import Term
from terreau.datasets.indicators.registry import get_indicator
from terreau.datasets.indicators.tables import Figures, Territories, mix_table
from terreau.datasets.indicators.values import values_of, years_of
from terreau.web.apps.observatory.datasets_held import as_of_now, list_all
from terreau.web.apps.observatory.indicating import KINDS, territories_of
from terreau.web.apps.observatory.programme import EPCI, TI, programme
from terreau.web.apps.territories.memberships import state
from terreau.web.apps.territories.selectors import Territory

SAME, INSIDE, OUTSIDE = "same", "inside", "outside"
# How many peers are shown of a group alone, and of each of two.
_MOST_ALONE, _MOST_EACH = 6, 5
_LOCAL = "local-effect-5"


@dataclass(frozen=True)
class Like:
    """A territory near to the one asked for.

    Parameters
    ----------
    kind, code : str
        Which one.
    peer : Peer
        How near, how sure, why.
    jobs : float
        Its visible jobs.
    hidden : float
        Share of its cells that are secret or missing.
    local : float
        Its local effect in five years, a fraction of its jobs; NaN where it is not known.
    """

    kind: str
    code: str
    peer: Peer
    jobs: float
    hidden: float
    local: float


@dataclass(frozen=True)
class Group:
    """The nearest of some territories.

    Parameters
    ----------
    name : str
        "same" kind, "inside" the programme or "outside".
    kind : str
        Of its territories.
    likes : tuple of Like
        The nearest first.
    known, unknown : int
        How many were compared, and how many have a mix that is not known.
    """

    name: str
    kind: str
    likes: tuple[Like, ...]
    known: int
    unknown: int


@dataclass(frozen=True)
class Peered:
    """A territory and its peers.

    Parameters
    ----------
    dataset : Dataset
        The jobs.
    level : str
        Level of activities.
    year : int
        Of the mixes.
    start : int or None
        First year of the local effects; None where they are not known.
    jobs, local, hidden : float
        Of the territory itself, as in `Like`; NaN where its mix is not known.
    groups : tuple of Group
        Empty where it has no jobs, or its mix is not known.
    """

    dataset: Dataset
    level: str
    year: int
    start: int | None
    jobs: float
    local: float
    hidden: float
    groups: tuple[Group, ...]


@dataclass(frozen=True)
class _Facts:
    """What a table says of every territory that can be compared; T territories, S activities."""

    keys: tuple[str, ...]
    sectors: tuple[str, ...]
    mixes: NDArray[np.float64]
    country: NDArray[np.float64]
    hidden: NDArray[np.float64]
    local: NDArray[np.float64]


@as_of_now
def get_peered(territory: Territory) -> Peered | None:
    """Return the peers of a territory; None where no table tells the mixes of its kind."""
    return _peered(
        tuple(list_all()),
        territory.kind,
        territory.code,
        territory.country,
        Path(settings.TERREAU_HOME),
        state(),
    )


def is_compared(territory: Territory) -> bool:
    """Whether a territory is one of those set side by side: of such a kind, and of today."""
    if territory.kind not in KINDS:
        return False
    return territory.code in territories_of(territory.kind, territory.country).codes


@lru_cache(maxsize=256)
def _peered(
    datasets: tuple[Dataset, ...],
    kind: str,
    code: str,
    country: str,
    _home: Path,
    _state: Hashable,
) -> Peered | None:
    for asked in _sets(kind, country):
        found = mix_table(datasets, asked)
        if found is not None:
            break
    else:
        return None
    level, table = found
    year = table.years[-1]
    facts = _facts(table.dataset, asked, level, year)
    key = _key(asked, kind, code)
    at = facts.keys.index(key)
    jobs = float(np.nansum(facts.mixes[at]))
    groups = _groups(asked, kind, code) if jobs else []
    most = _MOST_ALONE if len(groups) == 1 else _MOST_EACH
    return Peered(
        dataset=table.dataset,
        level=level,
        year=year,
        start=None if np.isnan(facts.local).all() else year - 5,
        jobs=np.nan if np.isnan(facts.mixes[at]).all() else jobs,
        local=float(facts.local[at]),
        hidden=float(facts.hidden[at]),
        groups=tuple(
            _group(facts, at, (name, of), [_key(asked, of, other) for other in others], most)
            for name, of, others in groups
        ),
    )


def _sets(kind: str, country: str) -> list[Territories]:
    """Return the territories to be read together, the widest set first."""
    own = territories_of(kind, country)
    if kind != TI:
        return [own]
    epci = territories_of(EPCI, country)
    both = tuple((f"{s.kind}:{code}", held) for s in (own, epci) for code, held in s.members)
    return [Territories("list", country, both, own.home), own]


def _key(asked: Territories, kind: str, code: str) -> str:
    return code if asked.kind == kind else f"{kind}:{code}"


def _groups(asked: Territories, kind: str, code: str) -> list[tuple[str, str, list[str]]]:
    """Return name, kind and codes of each group of others."""
    others = [each for each in territories_of(kind, asked.country).codes if each != code]
    if kind not in (EPCI, TI):
        return [(SAME, kind, others)]
    within = programme(asked.country)
    outside = [each for each in within if not within[each] and each != code]
    if kind == EPCI:
        inside = [each for each in others if within[each]]
        return [(INSIDE, EPCI, inside), (OUTSIDE, EPCI, outside)]
    if asked.kind == kind:  # No table tells the mixes of both.
        return [(SAME, kind, others)]
    return [(SAME, kind, others), (OUTSIDE, EPCI, outside)]


@lru_cache(maxsize=8)
def _facts(dataset: Dataset, asked: Territories, level: str, year: int) -> _Facts:
    table = Figures(dataset, asked)
    mix = table.quantity(Term("employment", level=level, is_vector=True), year, (year,))
    return _Facts(
        keys=asked.codes,
        sectors=table.sectors(level),
        mixes=mix.own,
        country=np.asarray(mix.nation),
        hidden=mix.hidden,
        local=_local(dataset, asked, year),
    )


def _local(dataset: Dataset, asked: Territories, year: int) -> NDArray[np.float64]:
    """Return (T,) local effects of the same table up to the same year; NaN where not known."""
    indicator = get_indicator(_LOCAL)
    if year in years_of(indicator, [dataset], asked):
        values = values_of(indicator, [dataset], asked, year=year)
        if values is not None:
            return values.values / 100
    return np.full(len(asked.members), np.nan)


def _group(facts: _Facts, at: int, who: tuple[str, str], others: Sequence[str], most: int) -> Group:
    """Return the nearest of some, given the name and kind of the group."""
    name, kind = who
    place = {key: i for i, key in enumerate(facts.keys)}
    has_jobs = np.nansum(facts.mixes, axis=1) > 0
    known = [key for key in others if has_jobs[place[key]]]
    # Of a handful, half at most: to be among all of them says nothing.
    count = min(most, max(1, len(known) // 2))
    likes = []
    for peer in _nearest(facts, at, [place[key] for key in known], count) if known else ():
        i = place[peer.code]
        likes.append(
            Like(
                kind=kind,
                code=peer.code.removeprefix(f"{kind}:"),
                peer=peer,
                jobs=float(np.nansum(facts.mixes[i])),
                hidden=float(facts.hidden[i]),
                local=float(facts.local[i]),
            )
        )
    return Group(name, kind, tuple(likes), len(known), len(others) - len(known))


def _nearest(facts: _Facts, at: int, others: Sequence[int], count: int) -> tuple[Peer, ...]:
    rows = [at, *others]
    keys = [facts.keys[row] for row in rows]
    table = _narrow(keys, facts.sectors, facts.mixes[rows])
    country = _narrow(["country"], facts.sectors, facts.country[None])
    own = facts.keys[at]
    return peers(table, period="", reference=country, of=[own], count=count).of(own)


def _narrow(
    keys: Sequence[str], sectors: Sequence[str], jobs: NDArray[np.float64]
) -> dict[str, list[str] | NDArray[np.float64]]:
    return {
        "territory": [key for key in keys for _ in sectors],
        "sector": [*sectors] * len(keys),
        "period": [""] * jobs.size,
        "value": jobs.ravel(),
    }
