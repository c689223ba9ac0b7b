"""What a cell is: a number of jobs or not known, and what its value is worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import IntEnum
from typing import Any, Literal, Protocol

import numpy as np
import numpy.typing as npt

from terreau.core.errors import BadInput

FloatArray = npt.NDArray[np.float64]
StatusArray = npt.NDArray[np.uint8]
Absent = Literal["zero", "missing"]


class ArrowStream(Protocol):
    """Anything that exports an Arrow stream: pandas, polars, DuckDB, pyarrow."""

    def __arrow_c_stream__(self, _schema: object | None = None, /) -> object:
        """Export the table as an Arrow C stream capsule."""


NarrowTable = ArrowStream | Mapping[str, Sequence[Any] | npt.NDArray[Any]]


class Status(IntEnum):
    """What a value is worth, from best to worst; a narrow table writes the name in lower case."""

    OK = 0
    PARTIAL = 1  # a sum from which some cells are missing
    UNDEFINED = 2  # known, without meaning: no jobs in the territory, or in the reference
    MISSING = 3
    SECRET = 4

    @property
    def word(self) -> str:
        """Return the name in lower case."""
        return self.name.lower()


def as_jobs(values: npt.ArrayLike, name: str, ndim: int) -> FloatArray:
    """Return ``values`` as jobs: float64, ``ndim`` dimensions, ≥ 0 and finite, or NaN.

    A masked array keeps its mask: what it hides becomes NaN.

    Raises
    ------
    BadInput
        If it is not numeric, has another number of dimensions, or holds a
        negative or infinite number.
    """
    try:
        jobs = as_floats(values)
    except (TypeError, ValueError) as error:
        raise BadInput(f"{name} must hold numbers", why=str(error)) from error
    if jobs.ndim != ndim:
        shape = "(territory, sector)" if ndim == 2 else "(sector,)"
        raise BadInput(f"{name} must have the shape {shape}", value=jobs.shape)
    impossible = (jobs < 0) | np.isinf(jobs)
    if impossible.any():
        where = tuple(int(i) for i in np.argwhere(impossible)[0])
        raise BadInput(
            f"{name} holds a number of jobs that cannot be, at {where}",
            value=float(jobs[where]),
            why="Jobs are finite and not negative; NaN marks a cell that is not known",
        )
    return jobs


def as_floats(values: npt.ArrayLike) -> FloatArray:
    """Return ``values`` as float64; what a masked array hides becomes NaN."""
    if isinstance(values, np.ma.MaskedArray):
        masked: FloatArray = np.ma.filled(values.astype(np.float64), np.nan)
        return masked
    return np.asarray(values, dtype=np.float64)


def as_reference(values: npt.ArrayLike, name: str, shape: tuple[int, ...]) -> FloatArray:
    """Return the jobs of a reference as (1, sector), or (territory, sector) when each has its own.

    Parameters
    ----------
    values : array_like
        (sector,) or (territory, sector), jobs, NaN = not known.
    name : str
        How errors call it.
    shape : tuple[int, int]
        Shape of what is compared, (territory, sector).

    Raises
    ------
    BadInput
        As `as_jobs`, or if the shape is neither.
    """
    jobs = as_jobs(values, name, 2 if np.ndim(values) == 2 else 1)
    if jobs.shape not in (shape[1:], shape):
        raise BadInput("The reference must have one number per sector", value=(jobs.shape, shape))
    return np.atleast_2d(jobs)


def sum_known(values: FloatArray, axis: int) -> FloatArray:
    """Return the sum of what is known along ``axis``; NaN where nothing is."""
    known = ~np.isnan(values)
    total = np.where(known, values, 0.0).sum(axis=axis)
    return np.where(known.any(axis=axis), total, np.nan)


def status_of_cells(by_period: StatusArray, defined: npt.NDArray[np.bool_]) -> StatusArray:
    """Return one status per cell over its periods: the worst, or undefined.

    Parameters
    ----------
    by_period : StatusArray
        (period, territory, sector), the status of each input cell.
    defined : NDArray[np.bool_]
        (territory, sector), whether the cell could be computed.

    Returns
    -------
    StatusArray
        (territory, sector).
    """
    undefined = np.where(defined, Status.OK, Status.UNDEFINED).astype(np.uint8)
    worst: StatusArray = np.maximum(by_period.max(axis=0), undefined)
    return worst


def status_of_sums(cells: StatusArray, axis: int) -> StatusArray:
    """Return the status of sums along ``axis``: ok, partial, or the worst reason for no sum."""
    some = (cells == Status.OK).any(axis=axis)
    worst = cells.max(axis=axis, initial=Status.OK)
    status: StatusArray = np.where(some & (worst > Status.OK), Status.PARTIAL, worst)
    return status.astype(np.uint8)
