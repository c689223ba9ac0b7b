"""What a territory is made of, beside the others: how special it is, and what is near."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from terreau.analytics import (
    FloatArray,
    delta_interval,
    krugman,
    presence,
    relatedness_density,
    specialisation_intervals,
)
from terreau.datasets import scan
from terreau.web.apps.observatory.datasets_held import Usable
from terreau.web.apps.observatory.landscape import Landscape, landscape

Interval = tuple[FloatArray, FloatArray]


@dataclass(frozen=True)
class Mix:
    """Numbers on the mix of sectors of a territory at one year; S sectors.

    Parameters
    ----------
    quotient_interval : tuple[FloatArray, FloatArray]
        (S,) 95 % bounds of the location quotients.
    distance, distance_lower, distance_upper : float
        Half of Krugman's index: share of the jobs that would have to change sector for the
        territory to have the mix of the country; and its 95 % bounds.
    less_special : float or None
        Share of the other territories of the landscape, of which this is one, that are less
        special; None without landscape.
    median : float or None
        The distance of the median territory.
    density : FloatArray or None
        (S,) share of the neighbourhood of each sector that the territory has.
    is_present : FloatArray
        (S,) 1 where its quotient is at least 1, NaN not known.
    landscape : Landscape or None
        What it is compared with.
    """

    quotient_interval: Interval
    distance: float
    distance_lower: float
    distance_upper: float
    less_special: float | None
    median: float | None
    density: FloatArray | None
    is_present: FloatArray
    landscape: Landscape | None


def mix_of(usable: Usable, jobs: FloatArray, *, period: int, level: str) -> Mix | None:
    """Measure the mix of sectors of a territory.

    Parameters
    ----------
    usable : Usable
        The dataset and the codes that make up the territory.
    jobs : FloatArray
        (S,) its visible jobs, NaN = hidden.
    period : int
        The year.
    level : str
        Level of activities; "" when the dataset has no sector.

    Returns
    -------
    Mix or None
        None for the country itself, without sectors, or where the dataset does not cover it.
    """
    if not level or usable.is_whole or not usable.dataset.covers_nation or not np.nansum(jobs):
        return None
    country = scan.nation(usable.dataset, periods=[period], level=level).sums[0, 0]
    both = np.stack([jobs, country - np.nan_to_num(jobs)])
    distance = float(krugman(both)[0]) / 2
    lower, upper = specialisation_intervals(both)["krugman"]
    quotient_lower, quotient_upper = delta_interval(both)
    around = landscape(usable.dataset, period=period, level=level)
    is_present = presence(both)[:1]
    return Mix(
        quotient_interval=(quotient_lower[0], quotient_upper[0]),
        distance=distance,
        distance_lower=float(lower[0]) / 2,
        distance_upper=float(upper[0]) / 2,
        less_special=None if around is None else _rank(around.krugman / 2, distance),
        median=None if around is None else float(np.nanmedian(around.krugman)) / 2,
        density=None if around is None else relatedness_density(is_present, around.relatedness)[0],
        is_present=is_present[0],
        landscape=around,
    )


def _rank(distances: FloatArray, own: float) -> float:
    """Return the share of the others that are under a distance, which is one of the distances."""
    known = distances[~np.isnan(distances)]
    # Measured elsewhere, it may differ by a rounding: it is no other than itself.
    others = np.delete(known, np.abs(known - own).argmin())
    return float((others < own).mean())
