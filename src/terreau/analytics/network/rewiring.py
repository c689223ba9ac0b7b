"""Networks that chance would make: everyone keeps how much they do, who meets whom is redrawn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from terreau.analytics.network.ties import BoolArray, IntArray, TwoMode

# Rounds in which every edge is proposed to another on average once in four.
BURN_IN_ROUNDS, ROUNDS_BETWEEN = 100, 10


def rewired(network: TwoMode, count: int, rng: np.random.Generator) -> Iterator[TwoMode]:
    """Yield networks in which each actor has as many things and each thing as many actors.

    Parameters
    ----------
    network : TwoMode
        Where the walk begins.
    count : int
        How many to draw.
    rng : numpy.random.Generator
        Seeded by the caller.

    Yields
    ------
    TwoMode
        The same edges with their things exchanged; weights stay with the actor's edge.

    Notes
    -----
    A round pairs the edges at random, tosses a coin for each pair, and exchanges the things of
    both at once wherever none of the four edges of a pair (two that are, two that would be) is
    among those of any other pair. That condition reads the same after the exchange as before, so
    that a round and its reverse are as likely, every network of these degrees is in the end as
    likely as any other, and rounds need no loop over edges.

    References
    ----------
    A. Gobbi, F. Iorio, K. J. Dawson et al. (2014), "Fast randomization of large genomic datasets
    while preserving alteration counts", Bioinformatics 30, i617–i623 (exchanges in two-mode
    networks). R. Milo, N. Kashtan, S. Itzkovitz et al. (2003), "On the uniform generation of
    random graphs with prescribed degree sequences", arXiv:cond-mat/0312028 (how many).
    """
    thing = network.thing.copy()
    for number in range(count):
        for _ in range(ROUNDS_BETWEEN if number else BURN_IN_ROUNDS):
            thing = _exchanged(network.actor, thing, len(network.things), rng)
        yield replace(network, thing=thing)


def _exchanged(actor: IntArray, thing: IntArray, things: int, rng: np.random.Generator) -> IntArray:
    edges = len(actor)
    order = rng.permutation(edges)
    half = edges // 2
    left, right = order[:half], order[half : 2 * half]
    asked = rng.random(half) < 0.5
    left, right = left[asked], right[asked]
    now = actor * things + thing
    wished = np.concatenate(
        [actor[left] * things + thing[right], actor[right] * things + thing[left]]
    )
    alone = _alone(np.concatenate([now, wished]))
    pairs = len(left)
    free = alone[left] & alone[right] & alone[edges : edges + pairs] & alone[edges + pairs :]
    left, right = left[free], right[free]
    moved = thing.copy()
    moved[left], moved[right] = thing[right], thing[left]
    return moved


def _alone(codes: IntArray) -> BoolArray:
    """Return which codes are there once."""
    order = np.argsort(codes, kind="stable")
    ordered = codes[order]
    same = ordered[1:] == ordered[:-1]
    is_alone = np.empty(len(codes), dtype=np.bool_)
    is_alone[order] = ~(np.concatenate([[False], same]) | np.concatenate([same, [False]]))
    return is_alone
