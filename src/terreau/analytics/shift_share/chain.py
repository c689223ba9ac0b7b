"""The sum of the decompositions of each interval: neither date decides alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, as_floats
from terreau.analytics.shift_share.dunn import Dunn
from terreau.core.errors import BadInput

Effects = TypeVar("Effects", bound=Dunn)


def chained(
    kernel: Callable[..., Effects], values: npt.ArrayLike, reference: npt.ArrayLike | None = None
) -> Effects:
    """Decompose each interval between two periods and add the components up.

    Parameters
    ----------
    kernel : callable
        `dunn`, `esteban` or another with the same arguments.
    values : array_like
        (period, territory, sector), jobs, ≥ 0, NaN = not known; at least two periods, in order.
    reference : array_like, optional
        (period, sector) or (period, territory, sector), jobs; by default the sums of the cells
        known at all periods.

    Returns
    -------
    Dunn
        What the kernel returns. ``total`` is the change from the first period to the last. A cell
        that is not known, or cannot be decomposed, at one period is not kept: it leaves them all.

    Raises
    ------
    BadInput
        Less than two periods, another number of dimensions, or what the kernel refuses.

    Notes
    -----
    Each interval starts from the jobs of its own first period: the mix of sectors and the rates of
    the reference follow the years. With two periods it is the kernel itself. Births count in the
    interval where they happen.

    References
    ----------
    R. A. Barff, P. L. Knight (1988), "Dynamic shift-share analysis", Growth and Change 19(2), 1–10.

    Examples
    --------
    >>> from terreau.analytics import dunn
    >>> jobs = [[[100, 100], [100, 300]], [[100, 120], [80, 330]], [[120, 120], [60, 360]]]
    >>> effects = chained(dunn, jobs).over_sectors()
    >>> [round(float(part[0]), 2) for part in (effects.macro, effects.structural, effects.local)]
    [20.48, -9.98, 29.5]
    """
    jobs = _known_throughout(values, "values")
    if jobs.ndim != 3 or len(jobs) < 2:
        raise BadInput(
            "values must have the shape (period, territory, sector)",
            value=jobs.shape,
            remedy="Give at least two periods",
        )
    compared = None if reference is None else _known_throughout(reference, "reference")
    if compared is not None and len(compared) != len(jobs):
        raise BadInput("The reference must have the same periods", value=compared.shape)

    def interval(start: int) -> Effects:
        nation = () if compared is None else (compared[start], compared[start + 1])
        return kernel(jobs[start], jobs[start + 1], *nation)

    sums = interval(0)
    parts, kept = sums.parts, sums.kept
    for start in range(1, len(jobs) - 1):
        step = interval(start)
        kept = kept & step.kept
        for name, cells in step.parts.items():
            parts[name] += cells  # a cell that is not kept once is NaN for good
    return replace(sums, **parts, kept=kept)


def _known_throughout(values: npt.ArrayLike, name: str) -> FloatArray:
    """Return the values, NaN at all periods where they are at one."""
    try:
        jobs = as_floats(values)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{name} must hold numbers", why=str(error)) from error
    hidden = np.isnan(jobs).any(axis=0)
    return np.where(hidden, np.nan, jobs) if hidden.any() else jobs
