"""What an index is worth that is computed on several cells: its status."""

from __future__ import annotations

import numpy as np

from terreau.analytics.cells import FloatArray, Status, StatusArray, status_of_sums
from terreau.analytics.reading import OnePeriod


def status_of_indices(read: OnePeriod, value: FloatArray, axis: int) -> StatusArray:
    """Return the status of indices computed along an axis of a table.

    Parameters
    ----------
    read : OnePeriod
        The table: a cell that it or its reference does not know is left out of the index.
    value : FloatArray
        (territory,) or (sector,), the indices, NaN = not computed.
    axis : int
        What was summed over: 1 = sectors, 0 = territories.

    Returns
    -------
    StatusArray
        The shape of ``value``: ok; partial, when some cells were left out; undefined, when cells
        are known and the index has no meaning; else the reason why none is known.
    """
    unknown = np.where(np.isnan(read.reference), Status.MISSING, Status.OK).astype(np.uint8)
    status = status_of_sums(np.maximum(read.status, unknown), axis)
    meaningless = np.isnan(value) & (status <= Status.PARTIAL)
    found: StatusArray = np.where(meaningless, Status.UNDEFINED, status).astype(np.uint8)
    return found
