"""A core whose members are tied to one another, and a periphery whose members are not."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from terreau.analytics.network.pairs import Graph
from terreau.analytics.network.ties import BoolArray


@dataclass(frozen=True)
class CorePeriphery:
    """The best split, and how well it fits.

    Parameters
    ----------
    is_core : BoolArray
        (node,).
    fit : float
        Correlation of the ties with the pattern, over the pairs within the core or within the
        periphery, from −1 to 1; NaN when there is no split to speak of.
    """

    is_core: BoolArray
    fit: float


def core_periphery(graph: Graph) -> CorePeriphery:
    """Split nodes so that fewest pairs contradict a full core and an empty periphery.

    Parameters
    ----------
    graph : Graph
        Weights are not looked at.

    Returns
    -------
    CorePeriphery
        Nodes of one degree are on one side: only their names could tell them apart. Of equal
        splits, the smallest core. NaN without at least two nodes on each side, as where all have
        the same degree, and where every pair, or none, is tied.

    Notes
    -----
    Ties between core and periphery are not judged. Contradictions are ties within the periphery and
    missing ties within the core; for a core of k nodes the k of highest degree contradict least
    (Lip 2011), so that trying each k at which the degree drops is exact among the splits by degree.
    Of a split that cuts through equals, the fit would depend on which are taken. The fit means
    nothing alone: a network of these degrees has one anyway (Kojaku & Masuda 2018), hence the
    comparison with rewirings.

    References
    ----------
    S. P. Borgatti, M. G. Everett (1999), "Models of core/periphery structures", Social Networks
    21, 375–395. S. Z. W. Lip (2011), "A fast algorithm for the discrete core/periphery
    bipartitioning problem", arXiv:1102.5511. S. Kojaku, N. Masuda (2018), "Core-periphery
    structure requires something else in the network", New Journal of Physics 20, 043012.

    Examples
    --------
    >>> first, second = np.triu_indices(3, k=1)  # three who all know one another…
    >>> edges = np.array([*first, 0, 1]), np.array([*second, 3, 4])  # …and two at the border
    >>> core_periphery(Graph(5, *edges, np.ones(5))).fit
    1.0
    """
    degree = graph.degree
    ranked = -np.sort(-degree)
    k = np.flatnonzero(np.diff(ranked, prepend=np.inf, append=-1))  # where the degree drops
    # ties(periphery) − ties(core) = ties − Σ degrees of the core, whatever lies between them.
    gained = np.concatenate([[0], np.cumsum(ranked)])[k]
    best = int(k[np.argmin(len(graph.first) - gained + k * (k - 1) // 2)])
    is_core = degree >= ranked[best - 1] if best else np.zeros(graph.size, dtype=np.bool_)
    return CorePeriphery(is_core, _fit(graph, is_core))


def _fit(graph: Graph, is_core: BoolArray) -> float:
    inner, outer = int(is_core.sum()), int((~is_core).sum())
    if inner < 2 or outer < 2:
        return float("nan")
    core_pairs, other_pairs = inner * (inner - 1) / 2, outer * (outer - 1) / 2
    pairs = core_pairs + other_pairs
    in_core = (is_core[graph.first] & is_core[graph.second]).sum() / pairs
    outside = (~is_core[graph.first] & ~is_core[graph.second]).sum() / pairs
    tied, share = in_core + outside, core_pairs / pairs
    spread = tied * (1 - tied) * share * (1 - share)
    return float((in_core - tied * share) / np.sqrt(spread)) if spread > 0 else float("nan")
