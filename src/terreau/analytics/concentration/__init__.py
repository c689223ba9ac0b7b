"""Concentration: in how few territories, and in how few establishments, a sector stands.

Indices on dense arrays, Ellison-Glaeser and co-agglomeration, and the edge `concentration` from a
narrow table.
"""

from __future__ import annotations

from terreau.analytics.concentration.edge import concentration
from terreau.analytics.concentration.ellison_glaeser import (
    EllisonGlaeser,
    coagglomeration,
    ellison_glaeser,
)
from terreau.analytics.concentration.indices import concentration_gini, hoover, locational_gini

__all__ = [
    "EllisonGlaeser",
    "coagglomeration",
    "concentration",
    "concentration_gini",
    "ellison_glaeser",
    "hoover",
    "locational_gini",
]
