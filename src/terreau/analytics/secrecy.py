"""Statistical secrecy: which cells may not be shown. The rule belongs to the source.

What subtraction would give back is hidden elsewhere: from the totals of a table in
`complementary`, from perimeters that contain one another in `nested`.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_jobs
from terreau.core.errors import BadInput

BoolArray = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class SecrecyRule:
    """When a cell is secret.

    Parameters
    ----------
    name : str
        How an answer names it.
    min_units : int
        Fewest establishments that a shown cell has; 0 or 1 = any number.
    max_share : float
        Largest share of its jobs that one establishment of a shown cell has, a fraction; 1 = any.

    Raises
    ------
    BadInput
        If the number is negative, or the share is not above 0 and up to 1.

    Examples
    --------
    >>> SecrecyRule("eleven", 11, 1).looks_at_largest
    False
    """

    name: str
    min_units: int
    max_share: float

    def __post_init__(self) -> None:
        if self.min_units < 0 or not 0 < self.max_share <= 1:
            raise BadInput(
                "A secrecy rule asks for a number of establishments and a share of the jobs",
                value=(self.min_units, self.max_share),
                remedy="Use a number from 0, and a fraction above 0 up to 1",
            )

    @property
    def hides(self) -> bool:
        """Return whether the rule can hide anything."""
        return self.counts_units or self.looks_at_largest

    @property
    def counts_units(self) -> bool:
        """Return whether the number of establishments matters."""
        return self.min_units > 1

    @property
    def looks_at_largest(self) -> bool:
        """Return whether the largest establishment matters."""
        return self.max_share < 1


# French enterprise statistics: fewer than three units, or one above 85 %.
ENTERPRISES = SecrecyRule("enterprises", 3, 0.85)
NO_SECRECY = SecrecyRule("none", 0, 1.0)


def primary(
    value: npt.ArrayLike,
    units: npt.ArrayLike | None,
    largest: npt.ArrayLike | None,
    rule: SecrecyRule,
) -> BoolArray:
    """Say which cells the rule hides.

    Parameters
    ----------
    value : array_like
        (territory, sector), jobs, ≥ 0, NaN = not known: there is nothing to hide.
    units : array_like or None
        (territory, sector), number of establishments, NaN = not said: hidden, to be safe. None
        where the rule does not count them.
    largest : array_like or None
        (territory, sector), jobs of the largest establishment, NaN = not said: hidden. None where
        the rule does not look at it.
    rule : SecrecyRule
        The rule of the source.

    Returns
    -------
    BoolArray
        (territory, sector). A cell without job nor establishment is shown: it is of nobody.

    Raises
    ------
    BadInput
        If the rule needs units or largest and they are not given, or shapes disagree.

    Notes
    -----
    Hidden: 0 < units < ``min_units``, or largest / value > ``max_share``.

    References
    ----------
    INSEE, "Guide du secret statistique": no figure of enterprises on fewer than three units, or of
    which one unit is more than 85 %.

    Examples
    --------
    Two establishments; one that is nine tenths; five alike; nobody:

    >>> primary([[40, 100, 50, 0]], [[2, 6, 5, 0]], [[25, 90, 10, 0]], ENTERPRISES)
    array([[ True,  True, False, False]])
    """
    jobs = as_jobs(value, "value", 2)
    hidden = np.zeros(jobs.shape, dtype=np.bool_)
    nobody = jobs == 0
    if rule.counts_units:
        count = _beside(units, "units", jobs.shape, rule)
        nobody &= ~(count > 0)
        hidden |= ~(count >= rule.min_units)
    if rule.looks_at_largest:
        top = _beside(largest, "largest", jobs.shape, rule)
        # A quotient rounds to the share itself when it is equal to it; a product may not.
        share = np.divide(top, jobs, out=np.zeros_like(jobs), where=jobs > 0)
        hidden |= ~(share <= rule.max_share)
    hidden &= ~nobody & ~np.isnan(jobs)
    return hidden


def _beside(
    said: npt.ArrayLike | None, name: str, shape: tuple[int, ...], rule: SecrecyRule
) -> FloatArray:
    """Return units or largest, which the rule needs."""
    if said is None:
        raise BadInput(
            f"The secrecy rule needs {name}",
            value=rule.name,
            why="Without it a cell that must be hidden would be shown",
            remedy=f"Give the column {name}, or the rule NO_SECRECY if the source hides already",
        )
    found = as_jobs(said, name, 2)
    if found.shape != shape:
        raise BadInput(f"value and {name} have different shapes", value=(shape, found.shape))
    return found
