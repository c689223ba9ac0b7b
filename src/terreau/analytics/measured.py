"""Values of one shape with their bounds and their status, and the key of a row of a table."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.analytics.cells import FloatArray, StatusArray

Key = tuple[str | None, str | None]


@dataclass(frozen=True)
class Measured:
    """Values of one shape: (T,), (S,) or (T, S), NaN = not computed.

    Parameters
    ----------
    value : FloatArray
        In the unit of the measure.
    status : StatusArray
        A `Status` for each value.
    lower, upper : FloatArray, optional
        Bounds of an interval; None = not computed.
    """

    value: FloatArray
    status: StatusArray
    lower: FloatArray | None = None
    upper: FloatArray | None = None

    def ravel(self) -> Measured:
        """Return the same in one dimension, as a table writes it."""
        bounds = (None if bound is None else bound.ravel() for bound in (self.lower, self.upper))
        return Measured(self.value.ravel(), self.status.ravel(), *bounds)
