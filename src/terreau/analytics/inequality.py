"""The Gini coefficient of rows: how unequal the numbers of each are."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray


def gini(values: npt.ArrayLike, weights: npt.ArrayLike | None = None) -> FloatArray:
    """Return the Gini coefficient of each row.

    Parameters
    ----------
    values : array_like
        (rows, n), numbers ≥ 0, NaN = not known, left out.
    weights : array_like, optional
        (n,) or (rows, n), ≥ 0: how much of the population has each value. By default equal.

    Returns
    -------
    FloatArray
        (rows,), 0 (all equal) to nearly 1. NaN for a row without a positive number.

    Notes
    -----
    Twice the area between the Lorenz curve of the row and the diagonal. With equal weights and
    numbers in increasing order, G = 2 Σ r xᵣ / (n Σ x) − (n + 1)/n, without correction for small
    n: one number out of n gives 1 − 1/n.

    References
    ----------
    C. Gini (1912), Variabilità e mutabilità, Bologna.

    Examples
    --------
    >>> gini([[1, 1, 1, 1], [0, 0, 0, 1]]).tolist()
    [0.0, 0.75]
    >>> gini([[0, 1]], weights=[3, 1]).tolist()
    [0.75]
    """
    found = np.asarray(values, dtype=np.float64)
    given = np.ones(found.shape[1:]) if weights is None else np.asarray(weights, dtype=np.float64)
    known = ~np.isnan(found)
    weight = np.where(known, np.broadcast_to(given, found.shape), 0.0)
    order = np.argsort(found, axis=1, kind="stable")  # NaN last, of no weight
    parts = np.take_along_axis(weight, order, axis=1)
    amounts = np.take_along_axis(np.where(known, found, 0.0) * weight, order, axis=1)
    population, total = parts.sum(axis=1), amounts.sum(axis=1)
    # Trapezes under the Lorenz curve: each part of the population by the mean of its two ends.
    heights = 2 * np.cumsum(amounts, axis=1) - amounts
    twice_under = (parts * heights).sum(axis=1)
    nowhere = np.full(len(found), np.nan)
    under = np.divide(twice_under, population * total, out=nowhere, where=population * total > 0)
    found_gini: FloatArray = np.clip(1 - under, 0.0, 1.0)  # equal numbers leave a rounding error
    return found_gini
