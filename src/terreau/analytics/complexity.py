"""Economic complexity: who does what few do, and what only those who do much can do.

The kernels take presences (see `presence`); the edge `complexity` reads a narrow table.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Unpack

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import (
    FloatArray,
    NarrowTable,
    Status,
    StatusArray,
    status_of_sums,
    sum_known,
)
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.presence import as_presence, presence
from terreau.analytics.reading import Reading, read_period
from terreau.analytics.relatedness import density_of_cells, relatedness_matrix
from terreau.core.errors import BadInput

# Rounding alone turns the second eigenvector below this distance between eigenvalues, and decides
# which end is complex below this covariance with diversity, both scaled to 1.
SMALLEST_GAP = SMALLEST_COVARIANCE = 1e-8


@dataclass(frozen=True)
class Complexity:
    """The complexity of territories and sectors.

    Parameters
    ----------
    eci : FloatArray
        (territory,), standard scores; NaN = without any sector, or not determined.
    pci : FloatArray
        (sector,), standard scores; NaN = in no territory, or not determined.
    eigengap : float
        From 0 to 1: how far the second eigenvalue is from the nearest other. Near 0, scores hang on
        a few cells; at 0 there are none. NaN with fewer than two territories or sectors.
    """

    eci: FloatArray
    pci: FloatArray
    eigengap: float


def economic_complexity(present: npt.ArrayLike) -> Complexity:
    """Score territories by the sectors they have, and sectors by the territories that have them.

    Parameters
    ----------
    present : array_like
        (territory, sector), 1, 0 or NaN = not known, counted as not present.

    Returns
    -------
    Complexity
        Scores of mean 0 and population standard deviation 1 over territories, and over sectors.
        All NaN when they are not determined: the network is in several pieces, two eigenvalues are
        equal, or diversity does not say which end is complex.

    Raises
    ------
    BadInput
        If ``present`` holds anything else.

    Notes
    -----
    With M the presences, k their row sums (diversity), u their column sums (ubiquity), the index is
    the second right eigenvector of diag(1/k) M diag(1/u) Mᵀ. It is read from the symmetric matrix
    BᵀB or BBᵀ, B = M / √(k u), whichever is smaller; PCI is the vector of sectors that ECI
    averages. The sign makes ECI rise with diversity. In the Atlas the matrix comes from the
    recursion (3), (4); all ones solve its equation (7) and say nothing; the second vector is
    standardised.

    References
    ----------
    C. A. Hidalgo, R. Hausmann (2009), "The building blocks of economic complexity", PNAS 106,
    10570–10575. R. Hausmann, C. A. Hidalgo et al. (2014), The Atlas of Economic Complexity, MIT
    Press: technical box 2.1, p. 24. P. Mealy, J. D. Farmer, A. Teytelboym (2019),
    "Interpreting economic complexity", Science Advances 5, eaau1705.

    Examples
    --------
    Four countries by four products of Hidalgo and Hausmann; only the first makes the first product:

    >>> found = economic_complexity([[1, 1, 1, 1], [0, 1, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]])
    >>> found.eci.round(3), round(found.eigengap, 3)
    (array([-0.075, -1.603,  0.748,  0.93 ]), 0.352)
    """
    found = np.nan_to_num(as_presence(present))
    eci, pci = (np.full(count, np.nan) for count in found.shape)
    rows, columns = (np.flatnonzero(found.sum(axis=axis)) for axis in (1, 0))
    network = found[np.ix_(rows, columns)]
    if min(network.shape) < 2:
        return Complexity(eci, pci, np.nan)
    diversity, ubiquity = network.sum(axis=1), network.sum(axis=0)
    of_sectors, eigengap = _second_vector(network / np.sqrt(np.outer(diversity, ubiquity)))
    complexity_of_sectors = of_sectors / np.sqrt(ubiquity)
    complexity_of_territories = network @ complexity_of_sectors / diversity
    sign = _direction(complexity_of_territories, diversity)
    if eigengap > SMALLEST_GAP and sign != 0:
        eci[rows] = sign * _standard(complexity_of_territories)
        pci[columns] = sign * _standard(complexity_of_sectors)
    return Complexity(eci, pci, eigengap)


def _second_vector(scaled: FloatArray) -> tuple[FloatArray, float]:
    """Return the second right singular vector, (sector,), and the gap of its squared value."""
    tall = scaled.shape[0] >= scaled.shape[1]
    values, vectors = np.linalg.eigh(scaled.T @ scaled if tall else scaled @ scaled.T)
    first, second, third = values[-1], values[-2], values[-3] if len(values) > 2 else 0.0
    vector = vectors[:, -2] if tall else scaled.T @ vectors[:, -2]
    return vector, float(min(first - second, second - third))


def _standard(values: FloatArray) -> FloatArray:
    found: FloatArray = (values - values.mean()) / values.std()
    return found


def _direction(values: FloatArray, diversity: FloatArray) -> int:
    """Return 1 or -1 so that values rise with diversity; 0 when it does not say."""
    together = ((values - values.mean()) * (diversity - diversity.mean())).mean()
    rounding = SMALLEST_COVARIANCE * np.abs(values).max() * diversity.max()
    return int(np.sign(together)) if abs(together) > rounding else 0


def complexity_outlook(present: npt.ArrayLike, density: FloatArray, pci: FloatArray) -> FloatArray:
    """Say how many complex sectors a territory does not have are near to it.

    Parameters
    ----------
    present : array_like
        (territory, sector), 1, 0 or NaN = not known, which counts for nothing.
    density, pci : FloatArray
        (territory, sector), fraction, and (sector,), standard scores; NaN counts for nothing.

    Returns
    -------
    FloatArray
        (territory,), in units of PCI. NaN where nothing counts.

    Raises
    ------
    BadInput
        If shapes disagree, or ``present`` holds anything else.

    Notes
    -----
    Σᵢ density (1 − present) PCI.

    References
    ----------
    R. Hausmann, C. A. Hidalgo et al. (2014), as in `economic_complexity`.

    Examples
    --------
    >>> density, pci = np.array([[0.9, 0.5, 0.1]]), np.array([1.0, -1.0, 2.0])
    >>> complexity_outlook([[1, 0, 0]], density, pci)
    array([-0.3])
    """
    found = as_presence(present)
    if density.shape != found.shape or pci.shape != found.shape[1:]:
        raise BadInput(
            "Density must have one number per cell and PCI one per sector",
            value=(found.shape, density.shape, pci.shape),
        )
    return sum_known(density * (1 - found) * pci, axis=1)


def complexity(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    **reading: Unpack[Reading],
) -> Measures:
    """Return the complexity of every territory and sector of a narrow table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists, status.
    period : int | str
        As the table writes it.
    reference : str | NarrowTable
        What presence is relative to: "nation", "leave-one-out", a territory, or a table.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    Measures
        By territory ``eci`` (standard score) and ``diversity`` (number of sectors); by sector
        ``pci`` and ``ubiquity`` (number of territories); by cell ``density`` (fraction, by
        proximity); on the whole ``eigengap``. The bounds of diversity and ubiquity take the cells
        that are not known as all absent, then all present; scores beside such cells are partial.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.

    References
    ----------
    Those of `presence`, `economic_complexity` and `relatedness_density`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "A", "B", "B", "C"],
    ...     "sector": ["bread", "mills", "chips", "bread", "mills", "bread"],
    ...     "period": [2024] * 6,
    ...     "value": [50, 20, 30, 80, 20, 100],
    ... }
    >>> found = complexity(table, period=2024, absent="zero")
    >>> found.of("A")["diversity"]
    2.0
    """
    read = read_period(table, period, reference, reading)
    present = presence(read.jobs, read.reference)
    found = economic_complexity(present)
    matrix = relatedness_matrix(present)
    of_territories, of_sectors = (status_of_sums(read.status, axis) for axis in (1, 0))
    return Measures(
        asked={"measure": "complexity", **read.asked},
        territories=read.territories,
        sectors=read.sectors,
        by_territory=_scored("eci", found.eci, of_territories)
        | {"diversity": _counted(present, 1, of_territories)},
        by_sector=_scored("pci", found.pci, of_sectors)
        | {"ubiquity": _counted(present, 0, of_sectors)},
        by_cell={"density": density_of_cells(present, matrix, read.status)},
        whole={"eigengap": found.eigengap},
    )


def _scored(name: str, values: FloatArray, status: StatusArray) -> dict[str, Measured]:
    undefined = np.maximum(status, np.uint8(Status.UNDEFINED))
    return {name: Measured(values, np.where(np.isnan(values), undefined, status))}


def _counted(present: FloatArray, axis: int, status: StatusArray) -> Measured:
    unknown, count = np.isnan(present).sum(axis=axis), np.nan_to_num(present).sum(axis=axis)
    some = unknown < present.shape[axis]
    return Measured(np.where(some, count, np.nan), status, count, count + unknown)
