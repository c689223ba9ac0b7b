"""Complementary secrecy: what must hide so that totals do not give hidden cells back.

For a table of territories by sectors whose totals are published. Which cells are secret in the
first place is in `secrecy`.
"""

from __future__ import annotations

import importlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.analytics.secrecy import BoolArray
from terreau.core.errors import BadInput, TerreauError


@dataclass(frozen=True)
class Hidden:
    """What is hidden in a table of two dimensions with its totals.

    Parameters
    ----------
    cells : BoolArray
        (territory, sector).
    territory_totals, sector_totals : BoolArray
        (territory,) and (sector,), the totals that must be hidden too.
    grand_total : bool
        Whether the total of all cells must be.
    """

    cells: BoolArray
    territory_totals: BoolArray
    sector_totals: BoolArray
    grand_total: bool


def complementary(value: npt.ArrayLike, hidden: npt.ArrayLike) -> Hidden:
    """Hide what would give hidden cells back by subtraction from the totals.

    Parameters
    ----------
    value : array_like
        (territory, sector), jobs, ≥ 0. NaN = not known, hence not ours to hide: whoever
        reads the table is taken to know it, and it protects nothing.
    hidden : array_like
        (territory, sector), what the rule hides; or (territory + 1, sector + 1) with the totals
        of territories in the last column and of sectors in the last row.

    Returns
    -------
    Hidden
        What was hidden and what hides with it. A total is hidden only where no cell would do.

    Raises
    ------
    BadInput
        If shapes disagree.
    TerreauError
        If rustworkx is not installed.

    Notes
    -----
    Hidden cells are the edges of a bipartite graph, territories on one side and sectors on the
    other, each total being the cell of one more territory or sector. Solving the totals gives a
    cell exactly if and only if no cycle of hidden cells passes through its edge: the edge is a
    bridge (Gusfield 1988). A cycle is made through each bridge by the cheapest path, in jobs
    newly hidden, from its territory to its sector. Jobs being ≥ 0, a hidden zero
    can only grow: it is never used to protect another cell. Choosing path by path is not the
    least possible hiding, which is NP-hard.

    This is exact disclosure only. How narrow an interval may be deduced is not looked at.

    References
    ----------
    D. Gusfield (1988), "A graph theoretic approach to statistical data security", SIAM Journal on
    Computing 17(3), 552–571. L. H. Cox (1980), "Suppression methodology and statistical disclosure
    control", Journal of the American Statistical Association 75, 377–385.

    Examples
    --------
    One hidden cell of a table of totals needs three others, the cheapest:

    >>> jobs = np.array([[5, 20, 30], [40, 9, 60], [70, 80, 7]])
    >>> found = complementary(jobs, jobs == 5)
    >>> found.cells.astype(int)
    array([[1, 1, 0],
           [1, 1, 0],
           [0, 0, 0]])
    >>> bool(found.territory_totals.any())
    False
    """
    jobs = _with_totals(as_jobs(value, "value", 2))
    secret = _secret_cells(hidden, jobs.shape)
    protects = jobs > 0
    # A total costs more than all the cells together, so that cells are preferred.
    price = jobs.copy()
    price[-1, :] += jobs[-1, -1]
    price[:, -1] += jobs[-1, -1]
    for cell in _exposed(secret & protects, secret & (jobs == 0)):
        cost = np.where(protects, np.where(secret, 0.0, price), np.inf)
        cost[cell] = np.inf  # the cycle returns to the cell by another way
        if not protects[cell]:  # its own totals grow with it, even from zero
            for total in ((cell[0], -1), (-1, cell[1]), (-1, -1)):
                cost[total] = 0.0 if secret[total] else price[total]
        for step in _cheapest_path(cost, *cell):
            secret[step] = True
    return Hidden(
        cells=secret[:-1, :-1],
        territory_totals=secret[:-1, -1],
        sector_totals=secret[-1, :-1],
        grand_total=bool(secret[-1, -1]),
    )


def _with_totals(jobs: FloatArray) -> FloatArray:
    """Return (T + 1, S + 1): what is known, with its sums in the last row and column."""
    known = np.nan_to_num(jobs)
    table = np.block(
        [
            [known, known.sum(axis=1, keepdims=True)],
            [known.sum(axis=0, keepdims=True), known.sum(keepdims=True)],
        ]
    )
    table[:-1, :-1][np.isnan(jobs)] = np.nan
    return table


def _secret_cells(hidden: npt.ArrayLike, shape: tuple[int, ...]) -> BoolArray:
    """Return (T + 1, S + 1), whether totals were given or not."""
    given = np.asarray(hidden, dtype=np.bool_)
    if given.shape == shape:
        return given.copy()
    secret = np.zeros(shape, dtype=np.bool_)
    if given.shape != secret[:-1, :-1].shape:
        raise BadInput("value and hidden have different shapes", value=(shape, given.shape))
    secret[:-1, :-1] = given
    return secret


def _exposed(edges: BoolArray, zeros: BoolArray) -> list[tuple[int, int]]:
    """Return the hidden cells that can be solved: bridges, and zeros that join two components."""
    try:
        graphs = importlib.import_module("rustworkx")
    except ImportError as error:
        raise TerreauError(
            "Complementary secrecy needs rustworkx, which is not installed",
            remedy="Install it with: pip install 'terreau[secrecy]'",
        ) from error
    first_sector = edges.shape[0]
    graph = graphs.PyGraph(multigraph=False)
    graph.add_nodes_from(range(sum(edges.shape)))
    graph.add_edges_from_no_data([(int(t), int(s) + first_sector) for t, s in np.argwhere(edges)])
    bridges = [(min(edge), max(edge) - first_sector) for edge in graphs.bridges(graph)]

    component = np.empty(sum(edges.shape), dtype=np.int64)
    for number, nodes in enumerate(graphs.connected_components(graph)):
        component[list(nodes)] = number
    apart = component[:first_sector, None] != component[None, first_sector:]
    return sorted(bridges) + [(int(t), int(s)) for t, s in np.argwhere((zeros & apart)[:-1, :-1])]


def _cheapest_path(cost: FloatArray, territory: int, sector: int) -> list[tuple[int, int]]:
    """Return the cells of the cheapest path from a territory to a sector.

    Bellman-Ford, a whole side of the graph at once. Hidden cells cost nothing, so that what an
    earlier path has hidden is used again. Only a strictly cheaper way replaces another: the ways
    back never turn in a circle.
    """
    size = cost.shape
    to_territory, to_sector = np.full(size[0], np.inf), np.full(size[1], np.inf)
    from_sector, from_territory = np.zeros(size[0], np.int64), np.zeros(size[1], np.int64)
    to_territory[territory] = 0.0
    reached = np.array([territory])
    while reached.size:
        ways = to_territory[reached, None] + cost[reached]
        best = ways.min(axis=0)
        # A way that is longer than one already found to the end leads nowhere.
        better = np.flatnonzero((best < to_sector) & (best < to_sector[sector]))
        to_sector[better] = best[better]
        from_territory[better] = reached[ways[:, better].argmin(axis=0)]
        if not better.size:
            break
        ways = to_sector[None, better] + cost[:, better]
        best = ways.min(axis=1)
        reached = np.flatnonzero((best < to_territory) & (best < to_sector[sector]))
        to_territory[reached] = best[reached]
        from_sector[reached] = better[ways[reached].argmin(axis=1)]
    path, place = [], sector
    while True:
        start = int(from_territory[place])
        path.append((start, int(place)))
        if start == territory:
            return path
        place = from_sector[start]
        path.append((start, int(place)))
