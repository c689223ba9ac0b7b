"""Density, bonding, bridging and openness: each a sum over pairs of actors over another one.

One form for the four gives them one bootstrap, which draws actors and so weighs pairs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from terreau.analytics.cells import FloatArray
from terreau.analytics.network.pairs import Pairs
from terreau.analytics.network.ties import BoolArray, IntArray, TwoMode

# What an interval leaves out on each side.
_TAIL = 0.025


@dataclass(frozen=True)
class PairRatio:
    """Σ above / Σ below over pairs that did something together, or over all pairs.

    Parameters
    ----------
    above : FloatArray
        (pair,).
    below : FloatArray or None
        (pair,); None = 1 for every two actors of ``among``, tied or not.
    among : BoolArray
        (actor,), over whom "every two" are counted.
    """

    above: FloatArray
    below: FloatArray | None
    among: BoolArray

    @property
    def value(self) -> float:
        """The ratio, NaN when there is nothing below."""
        once = np.ones((1, len(self.among))), np.ones((1, len(self.above)))
        return float(self.drawn(*once)[0])

    def drawn(self, counts: FloatArray, together: FloatArray) -> FloatArray:
        """Return (draw,): the ratio where each actor is there ``counts`` times.

        ``together`` is (draw, pair), the product of the counts of both ends.
        """
        return _over(together @ self.above, self._below(counts, together))

    def _below(self, counts: FloatArray, together: FloatArray) -> FloatArray:
        if self.below is not None:
            sums: FloatArray = together @ self.below
            return sums
        of_them = counts[:, self.among]
        every_two: FloatArray = (of_them.sum(axis=1) ** 2 - (of_them**2).sum(axis=1)) / 2
        return every_two


def pair_ratios(network: TwoMode, pairs: Pairs) -> dict[str, PairRatio]:
    """Return the measures of the whole that are ratios over pairs.

    Parameters
    ----------
    network : TwoMode
        Who is inside, and of which group.
    pairs : Pairs
        Its projection.

    Returns
    -------
    dict[str, PairRatio]
        "density": the share of the pairs of inside actors that are tied; "bonding": the share of
        the paths of three steps that close into a square (Robins & Alexander); "bridging": the
        share of the ties between inside actors of known groups that cross groups; "openness": the
        share of the ties of inside actors that lead outside.

    Notes
    -----
    With s things shared by two actors who have d and d′ things, bonding is
    Σ 2 s (s − 1) / Σ s (d + d′ − 2), which is 4 squares over the paths of three steps. The E–I
    index is 2 × bridging − 1.

    References
    ----------
    G. Robins, M. Alexander (2004), "Small worlds among interlocking directors", Computational &
    Mathematical Organization Theory 10, 69–94. D. Krackhardt, R. N. Stern (1988), "Informal
    networks and organizational crises", Social Psychology Quarterly 51, 123–140 (E–I index).
    """
    inside = ~network.outside
    things = np.bincount(network.actor, minlength=len(network.actors))
    both_inside = inside[pairs.first] & inside[pairs.second]
    one_inside = inside[pairs.first] | inside[pairs.second]
    first, second = network.group[pairs.first], network.group[pairs.second]
    grouped = both_inside & (first >= 0) & (second >= 0)
    shared = pairs.shared.astype(np.float64)
    paths = shared * (things[pairs.first] + things[pairs.second] - 2)

    def share(above: BoolArray, below: BoolArray | None) -> PairRatio:
        counted = None if below is None else below.astype(np.float64)
        return PairRatio(above.astype(np.float64), counted, inside)

    return {
        "density": share(both_inside, None),
        "bonding": PairRatio(2 * shared * (shared - 1), paths, inside),
        "bridging": share(grouped & (first != second), grouped),
        "openness": share(one_inside & ~both_inside, one_inside),
    }


def intervals(
    ratios: dict[str, PairRatio], pairs: Pairs, draws: int, rng: np.random.Generator
) -> dict[str, tuple[float, float]]:
    """Return the 95 % interval of each ratio by drawing actors with replacement.

    Parameters
    ----------
    ratios : dict[str, PairRatio]
        What is measured.
    pairs : Pairs
        The pairs they were measured on.
    draws : int
        How many draws; 0 = none, and NaN.
    rng : numpy.random.Generator
        Seeded by the caller.

    Returns
    -------
    dict[str, tuple[float, float]]
        Percentiles 2.5 and 97.5 of the draws; NaN where no draw has a value.

    Notes
    -----
    The vertex bootstrap: a pair weighs the product of how often its ends are drawn, and an actor
    drawn twice makes no pair with itself. Drawing pairs instead would take them for independent,
    and give intervals far too narrow.

    References
    ----------
    T. A. B. Snijders, S. P. Borgatti (1999), "Non-parametric standard errors and tests for network
    statistics", Connections 22(2), 161–170.
    """
    if not draws or not pairs.size:
        return dict.fromkeys(ratios, (float("nan"), float("nan")))
    found: dict[str, list[FloatArray]] = {name: [] for name in ratios}
    block = max(1, 4_000_000 // max(len(pairs.first), 1))
    for low in range(0, draws, block):
        counts = _counts(pairs.size, min(block, draws - low), rng)
        together = counts[:, pairs.first] * counts[:, pairs.second]
        for name, ratio in ratios.items():
            found[name].append(ratio.drawn(counts, together))
    return {name: _percentiles(np.concatenate(values)) for name, values in found.items()}


def _counts(size: int, draws: int, rng: np.random.Generator) -> FloatArray:
    drawn: IntArray = rng.integers(size, size=(draws, size))
    counts: FloatArray = np.zeros((draws, size))
    np.add.at(counts, (np.arange(draws)[:, None], drawn), 1.0)
    return counts


def _percentiles(values: FloatArray) -> tuple[float, float]:
    known = values[~np.isnan(values)]
    if not len(known):
        return float("nan"), float("nan")
    low, high = np.quantile(known, [_TAIL, 1 - _TAIL])
    return float(low), float(high)


def _over(above: FloatArray, below: FloatArray) -> FloatArray:
    result: FloatArray = np.divide(
        above, below, out=np.full(np.shape(below), np.nan), where=below > 0
    )
    return result
