"""Presence: which sectors a territory has as much of as the reference, and which come together.

The network that relatedness and complexity read. Kernels only: dense arrays in and out.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.analytics.location_quotient import quotients
from terreau.core.errors import BadInput

# Shares are quotients of floats: one that equals the reference's may come out a hair below it.
AS_MUCH_AS_THE_REFERENCE = 1 - 1e-12


def presence(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Say which sectors a territory has at least as much of as the reference (quotient ≥ 1).

    Parameters
    ----------
    values : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known.
    reference : array_like, optional
        (sector,) or (territory, sector), jobs of the reference, NaN = not known. By default the
        column sums of ``values``.

    Returns
    -------
    FloatArray
        (territory, sector), 1 present, 0 not, NaN = not known: the cell, or its sector in the
        reference. No jobs is not present, whatever the reference; any are, where the reference has
        none: nobody has relatively more.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs is negative or infinite.

    References
    ----------
    B. Balassa (1965), "Trade liberalisation and 'revealed' comparative advantage", The Manchester
    School 33, 99–123.

    Examples
    --------
    >>> presence([[30, 10], [10, 30], [0, 0]])
    array([[1., 0.],
           [0., 1.],
           [0., 0.]])
    """
    jobs = as_jobs(values, "values", 2)
    quotient = quotients(jobs, reference)
    found = np.where(quotient >= AS_MUCH_AS_THE_REFERENCE, 1.0, 0.0)
    found[np.isnan(quotient) & (jobs != 0)] = np.nan  # NaN != 0 too: a cell that is not known
    if reference is not None:
        elsewhere = np.broadcast_to(np.asarray(reference, dtype=np.float64), jobs.shape)
        is_something = np.nansum(elsewhere, axis=1, keepdims=True) > 0
        found[(jobs > 0) & (elsewhere == 0) & is_something] = 1.0
    return found


def as_presence(values: npt.ArrayLike) -> FloatArray:
    """Return ``values`` as presences: float64, (territory, sector), 1, 0 or NaN.

    Raises
    ------
    BadInput
        If it is not of two dimensions, or holds anything else.
    """
    present = as_jobs(values, "present", 2)
    impossible = ~np.isnan(present) & (present != 0) & (present != 1)
    if impossible.any():
        where = tuple(int(i) for i in np.argwhere(impossible)[0])
        raise BadInput(
            f"A presence is 1, 0 or not known, at {where}",
            value=float(present[where]),
            remedy="Give presence(jobs), not the jobs",
        )
    return present


def cooccurrence(present: npt.ArrayLike) -> tuple[FloatArray, FloatArray]:
    """Count the territories where two sectors are both present.

    Parameters
    ----------
    present : array_like
        (territory, sector), 1, 0 or NaN = not known.

    Returns
    -------
    together : FloatArray
        (sector, sector), number of territories where both are present; symmetric, the diagonal
        counts each sector.
    alone : FloatArray
        (sector, sector), number of territories where the sector of the row is present, of those
        where that of the column is known. Its rows are constant when every cell is known.

    Raises
    ------
    BadInput
        If ``present`` holds anything else.

    Notes
    -----
    A pair is counted over the territories where both are known, then brought to the number of
    territories: what is hidden is taken to be as what is seen, not as absent. A pair never known
    together has 0 and 0.

    References
    ----------
    N. J. van Eck, L. Waltman (2009), "How to normalize cooccurrence data?", Journal of the American
    Society for Information Science and Technology 60, 1635–1651, where every cell is known.

    Examples
    --------
    >>> together, alone = cooccurrence([[1, 1, 0], [1, 0, 0], [1, 1, 1]])
    >>> together
    array([[3., 2., 1.],
           [2., 2., 1.],
           [1., 1., 1.]])
    """
    found = as_presence(present)
    known = (~np.isnan(found)).astype(np.float64)
    there = np.nan_to_num(found)
    seen = known.T @ known
    scale = np.divide(len(found), seen, out=np.zeros_like(seen), where=seen > 0)
    return (there.T @ there) * scale, (there.T @ known) * scale
