"""Who did what with whom, when: dated ties, and the two-mode network that stands on a day.

Planned and lived ties have two types, and nothing here joins them: being listed together is no
cooperation. No measure lives here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Self

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray
from terreau.core.errors import BadInput

IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]

HALF_LIFE_DAYS = 365
# What weighs less is forgotten: four half-lives.
FORGOTTEN = 2.0**-4


@dataclass(frozen=True)
class Actor:
    """An organisation of the network.

    Parameters
    ----------
    key : str
        What tells it from others.
    group : str
        Its sector, its EPCI…; "" = not known.
    is_outside : bool
        Whether it is outside the territory that is measured.
    """

    key: str
    group: str = ""
    is_outside: bool = False


@dataclass(frozen=True)
class Ties:
    """Dated ties of one nature between actors and things done, in a fixed order.

    Make them with `of`; the order of what is given changes nothing.

    Parameters
    ----------
    actors : tuple[Actor, ...]
        By key.
    things : tuple[str, ...]
        In order.
    actor, thing, day : IntArray
        (row,): positions in ``actors`` and ``things``, and the day as `date.toordinal`.
    """

    nature: ClassVar[str]

    actors: tuple[Actor, ...]
    things: tuple[str, ...]
    actor: IntArray
    thing: IntArray
    day: IntArray

    @classmethod
    def of(
        cls, rows: Iterable[tuple[str, str, date]], actors: Mapping[str, Actor] | None = None
    ) -> Self:
        """Return the ties of (actor, thing, day) rows.

        Parameters
        ----------
        rows : Iterable[tuple[str, str, date]]
            Who, in what, when. A row that is there twice counts once.
        actors : Mapping[str, Actor], optional
            What is known of them, by key.
        """
        said = actors or {}
        distinct = sorted({(who, what, day.toordinal()) for who, what, day in rows})
        keys = sorted({who for who, _, _ in distinct})
        things = sorted({what for _, what, _ in distinct})
        place = {key: position for position, key in enumerate(keys)}
        where = {key: position for position, key in enumerate(things)}
        table = np.array([(place[a], where[t], d) for a, t, d in distinct], dtype=np.int64)
        columns = table.reshape(-1, 3).T
        known = tuple(said.get(key, Actor(key)) for key in keys)
        return cls(known, tuple(things), columns[0], columns[1], columns[2])

    def standing_on(self, day: date, half_life: int = HALF_LIFE_DAYS) -> TwoMode:
        """Return the network as it stands on a day: what came after is not known yet.

        Parameters
        ----------
        day : date
            The day.
        half_life : int
            Days after which a tie weighs half.

        Raises
        ------
        BadInput
            If the half-life is not of one day or more.
        """
        if half_life < 1:
            raise BadInput(
                "A half-life is of one day or more", value=half_life, remedy="Give half_life=365"
            )
        known = self.day <= day.toordinal()
        code = self.actor[known] * max(len(self.things), 1) + self.thing[known]
        edges, of_row = np.unique(code, return_inverse=True)
        last = np.zeros(len(edges), dtype=np.int64)
        np.maximum.at(last, of_row, self.day[known])
        since = np.full(len(self.actors), day.toordinal(), dtype=np.int64)
        np.minimum.at(since, self.actor[known], self.day[known])
        weight = 2.0 ** ((last - day.toordinal()) / half_life)
        kept = weight >= FORGOTTEN
        actor, thing = np.divmod(edges[kept], max(len(self.things), 1))
        return _compact(self, day, half_life, edges=(actor, thing, weight[kept]), since=since)


@dataclass(frozen=True)
class PlannedTies(Ties):
    """Ties that a list announces: partners of an action that has not happened."""

    nature: ClassVar[str] = "planned"


@dataclass(frozen=True)
class LivedTies(Ties):
    """Ties from what happened."""

    nature: ClassVar[str] = "lived"


@dataclass(frozen=True)
class TwoMode:
    """Actors × things on a day, with what is remembered only.

    Parameters
    ----------
    nature : str
        "planned" or "lived".
    day : date
        The day it stands on.
    half_life : int
        Days after which a tie weighs half.
    actors, things : tuple
        Those with a tie that is remembered.
    actor, thing : IntArray
        (edge,) positions, by actor then thing.
    weight : FloatArray
        (edge,), 1 = on the day, 1/2 a half-life before.
    since : IntArray
        (actor,), the first day it is known, forgotten ties included, as an ordinal.
    begins : int
        The first day anything is known, as an ordinal.
    group : IntArray
        (actor,) number of its group in ``groups``; -1 = not known, or outside.
    outside : BoolArray
        (actor,).
    groups : tuple[str, ...]
        Names, in order.
    """

    nature: str
    day: date
    half_life: int
    actors: tuple[Actor, ...]
    things: tuple[str, ...]
    actor: IntArray
    thing: IntArray
    weight: FloatArray
    since: IntArray
    begins: int
    group: IntArray
    outside: BoolArray
    groups: tuple[str, ...]

    @property
    def inside(self) -> int:
        """How many actors are of the territory."""
        return int((~self.outside).sum())


def _compact(
    ties: Ties,
    day: date,
    half_life: int,
    *,
    edges: tuple[IntArray, IntArray, FloatArray],
    since: IntArray,
) -> TwoMode:
    """Give new numbers to the actors and things that still have an edge."""
    actor, thing, weight = edges
    present, actor = np.unique(actor, return_inverse=True)
    used, thing = np.unique(thing, return_inverse=True)
    actors = tuple(ties.actors[i] for i in present)
    groups = tuple(sorted({a.group for a in actors if a.group and not a.is_outside}))
    number = {name: place for place, name in enumerate(groups)}
    of_actor = [-1 if a.is_outside else number.get(a.group, -1) for a in actors]
    return TwoMode(
        nature=ties.nature,
        day=day,
        half_life=half_life,
        actors=actors,
        things=tuple(ties.things[i] for i in used),
        actor=actor.astype(np.int64),
        thing=thing.astype(np.int64),
        weight=weight,
        since=since[present],
        begins=int(since.min(initial=day.toordinal())),
        group=np.array(of_actor, dtype=np.int64),
        outside=np.array([a.is_outside for a in actors], dtype=np.bool_),
        groups=groups,
    )
