"""The method of reflections: averages back and forth between territories and sectors.

What it tends to is economic complexity, which `complexity` computes at once.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray
from terreau.analytics.presence import as_presence
from terreau.core.errors import BadInput


def reflections(present: npt.ArrayLike, steps: int) -> tuple[FloatArray, FloatArray]:
    """Average back and forth between territories and sectors.

    Parameters
    ----------
    present : array_like
        (territory, sector), 1, 0 or NaN = not known, counted as not present.
    steps : int
        How many times, ≥ 0.

    Returns
    -------
    territories, sectors : FloatArray
        (step + 1, territory) and (step + 1, sector). Step 0 is diversity and ubiquity; NaN
        afterwards for a row or column without any presence.

    Raises
    ------
    BadInput
        If ``present`` holds anything else, or steps are negative.

    Notes
    -----
    k₀ = Σᵢ M, u₀ = Σⱼ M; kₙ = Σᵢ M uₙ₋₁ / k₀, uₙ = Σⱼ M kₙ₋₁ / u₀. Even steps tend to a constant;
    what remains of their differences is ECI (see `economic_complexity`).

    References
    ----------
    C. A. Hidalgo, R. Hausmann (2009), as in `economic_complexity`; equations (3) and (4) of the
    technical box 2.1 of the Atlas cited there.

    Examples
    --------
    >>> territories, sectors = reflections([[1, 1, 1], [1, 0, 0]], 1)
    >>> territories[1].round(3), sectors[1]
    (array([1.333, 2.   ]), array([2., 3., 3.]))
    """
    if steps < 0:
        raise BadInput("Reflections take a number of steps", value=steps, remedy="Give 0 or more")
    found = np.nan_to_num(as_presence(present))
    rows, columns = (np.flatnonzero(found.sum(axis=axis)) for axis in (1, 0))
    network = found[np.ix_(rows, columns)]
    by_diversity = network / network.sum(axis=1, keepdims=True)
    by_ubiquity = (network / network.sum(axis=0)).T
    territories, sectors = (np.full((steps + 1, count), np.nan) for count in found.shape)
    territories[0], sectors[0] = found.sum(axis=1), found.sum(axis=0)
    for step in range(1, steps + 1):
        territories[step, rows] = by_diversity @ sectors[step - 1, columns]
        sectors[step, columns] = by_ubiquity @ territories[step - 1, rows]
    return territories, sectors
