"""Whether the capacities of a know-how hold the measures that a search states: "profilé 3 m"."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from terreau.matching.dimensions import Range
from terreau.web.apps.knowhow.models import Capacity

# What holds the measure comes before what says nothing of it, and that before what does not.
_HOLDS, _LACKS = 1.3, 0.6


@dataclass(frozen=True)
class Held:
    """A measure asked, and the capacity that holds it or does not."""

    dimension: str
    low: float
    high: float
    is_held: bool

    @property
    def weight(self) -> float:
        """What the score is multiplied by."""
        return _HOLDS if self.is_held else _LACKS


def holding_by_line(keys: Collection[int], wanted: Sequence[Range]) -> Mapping[int, Held]:
    """Return, by know-how, the capacity that tells: one that lacks a measure before the others.

    Parameters
    ----------
    keys : Collection[int]
        Of the know-how.
    wanted : Sequence[Range]
        What the search states.
    """
    asked = {each.dimension: each for each in wanted}
    rows = Capacity.objects.filter(know_how__in=keys, dimension__in=asked).order_by("pk")
    found: dict[int, Held] = {}
    for line, dimension, least, most in rows.values_list("know_how", "dimension", "low", "high"):
        low = -math.inf if least is None else float(least)
        high = math.inf if most is None else float(most)
        told = Held(dimension, low, high, is_held=_is_held(asked[dimension], low, high))
        if line not in found or not told.is_held:
            found[line] = told
    return found


def _is_held(wanted: Range, low: float, high: float) -> bool:
    """Whether a range is within another: "at least 3 m" asks that 3 m be reached, no more."""
    least = wanted.low if wanted.low or not math.isfinite(wanted.high) else wanted.high
    most = wanted.high if math.isfinite(wanted.high) else wanted.low
    return low <= least and most <= high
