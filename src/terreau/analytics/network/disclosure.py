"""Which groups may be measured: three at least, and none that a subtraction gives back."""

from __future__ import annotations

import numpy as np

from terreau.analytics.network.results import FEWEST
from terreau.analytics.network.ties import TwoMode


def measurable_groups(network: TwoMode) -> tuple[str, ...]:
    """Return the groups whose figures may be said beside those of the whole.

    Parameters
    ----------
    network : TwoMode
        Actors without a known group are a group that is never said.

    Returns
    -------
    tuple[str, ...]
        Each of at least three actors. Where those left unsaid are one group, or fewer than three
        actors in all, the whole less the others would give them back: the smallest group said is
        then left out too, the last in order of those of one size.

    Notes
    -----
    Complementary suppression along one margin; see `terreau.analytics.complementary` for tables.

    References
    ----------
    L. Willenborg, T. de Waal (2001), Elements of Statistical Disclosure Control, Springer, ch. 3.
    """
    inside = network.group[~network.outside]
    sizes = np.bincount(inside[inside >= 0], minlength=len(network.groups))
    said = sorted(
        (int(size), name)
        for name, size in zip(network.groups, sizes, strict=True)
        if size >= FEWEST
    )
    unsaid = [int(size) for size in sizes if 0 < size < FEWEST]
    unknown = int((inside < 0).sum())
    unsaid += [unknown] if unknown else []
    while unsaid and said and (len(unsaid) < 2 or sum(unsaid) < FEWEST):
        smallest = said[0][0]
        last = max(place for place, (size, _) in enumerate(said) if size == smallest)
        unsaid.append(said.pop(last)[0])
    return tuple(sorted(name for _, name in said))
