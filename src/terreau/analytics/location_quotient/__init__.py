"""Location quotient: how many times more of a sector than the reference has, and how surely.

`quotients` divides dense arrays, `delta_interval` and `bootstrap_interval` say how far chance
could move them, `transformed` puts them on another scale; the edge `location_quotient` does it
from a narrow table.
"""

from __future__ import annotations

from terreau.analytics.location_quotient.edge import location_quotient
from terreau.analytics.location_quotient.intervals import bootstrap_interval, delta_interval
from terreau.analytics.location_quotient.kernel import Shares, quotients, shares, transformed

__all__ = [
    "Shares",
    "bootstrap_interval",
    "delta_interval",
    "location_quotient",
    "quotients",
    "shares",
    "transformed",
]
