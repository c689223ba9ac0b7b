"""One figure as it is shown."""

from terreau.core.number import Number

__all__ = ["Number"]
