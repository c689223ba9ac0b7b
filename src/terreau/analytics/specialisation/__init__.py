"""Specialisation: how far the sectors of a territory are from the reference, or from each other.

Five indices on dense arrays, their delta-method intervals, and the edge `specialisation` from a
narrow table.
"""

from __future__ import annotations

from terreau.analytics.specialisation.edge import specialisation
from terreau.analytics.specialisation.indices import (
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation_gini,
)
from terreau.analytics.specialisation.intervals import specialisation_intervals

__all__ = [
    "entropy",
    "hachman",
    "herfindahl",
    "krugman",
    "specialisation",
    "specialisation_gini",
    "specialisation_intervals",
]
