"""What the figures of a territory mean: decompositions and quotients.

Kernels take dense NumPy arrays and do no input or output; edges take narrow
tables (territory, sector, period, value) from any library that speaks Arrow and
give narrow tables back. Importing this package loads NumPy alone; pyarrow loads
when the first table is read or written. Files, the store and the web are not
here.
"""

from __future__ import annotations

from terreau.analytics.cells import FloatArray, Status
from terreau.analytics.location_quotient import location_quotient, quotients
from terreau.analytics.results import LocationQuotientResult, ShiftShareResult
from terreau.analytics.shift_share import Dunn, dunn, shift_share

__all__ = [
    "Dunn",
    "FloatArray",
    "LocationQuotientResult",
    "ShiftShareResult",
    "Status",
    "dunn",
    "location_quotient",
    "quotients",
    "shift_share",
]
