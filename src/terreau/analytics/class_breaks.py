"""Classes of a map: where to cut values so that a few colours tell them apart."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from terreau.core.errors import BadInput

FloatArray = npt.NDArray[np.float64]

_MOST = 9


def class_breaks(values: npt.ArrayLike, count: int, *, how: str = "quantiles") -> FloatArray:
    """Cut values into classes.

    Values of both signs are cut at zero too, so that no class holds both: the classes are shared
    between the two sides as the values are, one at least for each.

    Parameters
    ----------
    values : array_like
        (n,), NaN = not known.
    count : int
        Number of classes wanted, 1 to 9; fewer where values are few.
    how : {"quantiles", "natural", "equal"}
        As many values in each class; classes as homogeneous as can be; classes of one width.

    Returns
    -------
    ndarray
        (k,), k < count, the bounds between classes, increasing: a value that equals a bound is in
        the class above it.

    Raises
    ------
    BadInput
        Unknown way, or a count out of bounds.

    Notes
    -----
    "natural" minimises the sum of squared deviations from the mean of each class, exactly.

    References
    ----------
    W. D. Fisher (1958), "On grouping for maximum homogeneity", Journal of the American Statistical
    Association 53, 789–798. G. F. Jenks (1977), Optimal data classification for choropleth maps.

    Examples
    --------
    >>> class_breaks([1, 2, 3, 10, 11, 12, 50], 3, how="natural").tolist()
    [10.0, 50.0]
    >>> class_breaks([-4, -2, 1, 2, 3, 4], 3, how="equal").tolist()
    [0.0, 2.5]
    """
    if how not in WAYS:
        raise BadInput(
            "Unknown way to cut classes", value=how, remedy=f"Choose among {', '.join(WAYS)}"
        )
    if not 1 <= count <= _MOST:
        raise BadInput(
            "A number of classes that no map can show", value=count, remedy=f"Ask for 1 to {_MOST}"
        )
    known = np.asarray(values, dtype=np.float64)
    known = np.sort(known[~np.isnan(known)])
    below, above = known[known < 0], known[known >= 0]
    if not below.size or not above.size or count == 1:
        return _cut(known, count, how)
    share = round(count * below.size / known.size)
    left = min(max(share, 1), count - 1)
    return np.concatenate((_cut(below, left, how), [0.0], _cut(above, count - left, how)))


def _cut(known: FloatArray, count: int, how: str) -> FloatArray:
    distinct = np.unique(known)
    if distinct.size <= count:
        return distinct[1:]
    breaks = np.unique(WAYS[how](known, count))
    return breaks[breaks > known[0]] if known.size else breaks


def _quantiles(known: FloatArray, count: int) -> FloatArray:
    ranks = np.arange(1, count) / count
    return np.quantile(known, ranks, method="higher").astype(np.float64)


def _equal(known: FloatArray, count: int) -> FloatArray:
    return np.linspace(known[0], known[-1], count + 1)[1:-1]


def _natural(known: FloatArray, count: int) -> FloatArray:
    """Return the best bounds, by dynamic programming over the distinct values."""
    values, weights = np.unique(known, return_counts=True)
    n = values.size
    total = np.concatenate(([0.0], np.cumsum(weights)))
    first = np.concatenate(([0.0], np.cumsum(weights * values)))
    second = np.concatenate(([0.0], np.cumsum(weights * values**2)))

    def spread(end: int) -> FloatArray:
        """Return (end,) the squared deviations of the values from each start to ``end``."""
        sums, counts = first[end] - first[:end], total[end] - total[:end]
        found: FloatArray = second[end] - second[:end] - sums**2 / counts
        return found

    cost = np.array([0.0, *(spread(end)[0] for end in range(1, n + 1))])
    starts = np.zeros((count, n + 1), dtype=np.intp)
    for k in range(1, count):
        better = np.full(n + 1, np.inf)
        for end in range(k + 1, n + 1):
            tried = cost[k:end] + spread(end)[k:]
            best = int(np.argmin(tried))
            better[end], starts[k, end] = tried[best], k + best
        cost = better
    bounds, end = [], n
    for k in range(count - 1, 0, -1):
        end = int(starts[k, end])
        bounds.append(values[end])
    return np.array(bounds[::-1])


WAYS: Mapping[str, Callable[[FloatArray, int], FloatArray]] = MappingProxyType(
    {"quantiles": _quantiles, "natural": _natural, "equal": _equal}
)
