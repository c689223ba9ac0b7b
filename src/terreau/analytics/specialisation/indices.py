"""Five indices of specialisation, each a number a territory. Dense arrays; no table here.

All run over the sectors known in the territory and in the reference (see `shares`), and are NaN
for a territory without jobs.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, sum_known
from terreau.analytics.inequality import gini
from terreau.analytics.location_quotient.kernel import quotients, shares


def krugman(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Sum the gaps between the shares of each territory and those of the reference.

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
        (territory,), 0 (the shares of the reference) to 2 (no sector in common); half of it is
        the share of jobs that would have to change sector. NaN without jobs.

    Raises
    ------
    BadInput
        If shapes disagree, or a number of jobs is negative or infinite.

    Notes
    -----
    K = Σᵢ |pᵢ − Qᵢ|, with p the shares of the territory and Q those of the reference.

    References
    ----------
    P. Krugman (1991), Geography and trade, MIT Press, Cambridge.

    Examples
    --------
    >>> krugman([[60, 40], [40, 260]])[0].round(3)  # |0.6 − 0.25| + |0.4 − 0.75|
    np.float64(0.7)
    """
    share = shares(values, reference)
    return sum_known(np.abs(share.own - share.compared), axis=1)


def herfindahl(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Sum the squares of the shares of each territory.

    Parameters
    ----------
    values, reference : array_like
        As in `krugman`; the reference only says which sectors count: those it knows.

    Returns
    -------
    FloatArray
        (territory,), 1/S (S equal sectors) to 1 (one sector); its inverse is a number of sectors.
        NaN without jobs.

    Raises
    ------
    BadInput
        As `krugman`.

    Notes
    -----
    H = Σᵢ pᵢ².

    References
    ----------
    O. C. Herfindahl (1950), Concentration in the steel industry, Columbia University.

    Examples
    --------
    >>> herfindahl([[50, 20, 20, 10]])[0].round(6)
    np.float64(0.34)
    """
    return sum_known(shares(values, reference).own ** 2, axis=1)


def entropy(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Measure the diversity of the sectors of each territory in bits.

    Parameters
    ----------
    values, reference : array_like
        As in `herfindahl`.

    Returns
    -------
    FloatArray
        (territory,), bits, 0 (one sector) to log₂ S (S equal sectors). High is diverse: the other
        way round from the other indices. NaN without jobs.

    Raises
    ------
    BadInput
        As `krugman`.

    Notes
    -----
    − Σᵢ pᵢ log₂ pᵢ, where an absent sector adds nothing.

    References
    ----------
    C. E. Shannon (1948), "A mathematical theory of communication", Bell System Technical Journal
    27, 379–423.

    Examples
    --------
    >>> entropy([[1, 1, 1, 1], [4, 0, 0, 0]]).tolist()
    [2.0, 0.0]
    """
    own = shares(values, reference).own
    bits = own * np.log2(own, out=np.zeros_like(own), where=own > 0)
    return 0.0 - sum_known(bits, axis=1)  # 0 − 0 is 0, −0 would be printed


def hachman(values: npt.ArrayLike, reference: npt.ArrayLike | None = None) -> FloatArray:
    """Measure how much the sectors of each territory resemble those of the reference.

    Parameters
    ----------
    values, reference : array_like
        As in `krugman`.

    Returns
    -------
    FloatArray
        (territory,), 0 to 1 (the shares of the reference): the lower, the more specialised. 0
        when it has jobs in a sector that the reference has not. NaN without jobs.

    Raises
    ------
    BadInput
        As `krugman`.

    Notes
    -----
    1 / Σᵢ (pᵢ²/Qᵢ) = 1 / Σᵢ pᵢ LQᵢ: the inverse of the mean quotient of its jobs.

    References
    ----------
    F. Hachman's index, as in: Bureau of Economic and Business Research, University of Utah (1994),
    "Measuring economic diversity: the Hachman index, 1982–1991".

    Examples
    --------
    >>> hachman([[60, 40], [40, 260]])[0].round(6)  # 1/(0.6 × 2.4 + 0.4 × 0.5333)
    np.float64(0.604839)
    """
    share = shares(values, reference)
    alone = (share.compared == 0) & (share.own > 0)
    present = share.compared > 0
    terms = np.divide(share.own**2, share.compared, out=np.zeros_like(share.own), where=present)
    mean_quotient = np.where(share.total[:, 0] > 0, terms.sum(axis=1), np.nan)
    found = np.divide(
        1.0, mean_quotient, out=np.full(len(mean_quotient), np.nan), where=mean_quotient > 0
    )
    return np.where(alone.any(axis=1), 0.0, found)


def specialisation_gini(
    values: npt.ArrayLike, reference: npt.ArrayLike | None = None
) -> FloatArray:
    """Measure how unequal the location quotients of each territory are.

    Parameters
    ----------
    values, reference : array_like
        As in `krugman`.

    Returns
    -------
    FloatArray
        (territory,), 0 (the shares of the reference) to 1 − 1/S. NaN without jobs.

    Raises
    ------
    BadInput
        As `krugman`.

    Notes
    -----
    The `gini` of the quotients of its sectors, each sector counting once, whatever its size.
    Sectors that the reference has not are left out.

    References
    ----------
    O. Farhauer, A. Kröll (2013), Standorttheorien, Springer Gabler.

    Examples
    --------
    Farhauer and Kröll's region, whose reference is given:

    >>> specialisation_gini([[700, 600, 500, 10000, 40000]], [30000, 15000, 10000, 60000, 50000])
    array([0.62222222])
    """
    return gini(quotients(values, reference))
