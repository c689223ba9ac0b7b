"""Concentration: in how few territories, and in how few establishments, a sector stands.

Indices on dense arrays, Ellison-Glaeser and co-agglomeration, the cluster index of a territory, and
the edge `concentration` from a narrow table.
"""

from __future__ import annotations

from terreau.analytics.concentration.cluster_index import cluster_index
from terreau.analytics.concentration.edge import concentration
from terreau.analytics.concentration.ellison_glaeser import (
    EllisonGlaeser,
    coagglomeration,
    ellison_glaeser,
)
from terreau.analytics.concentration.indices import concentration_gini, hoover, locational_gini

__all__ = [
    "EllisonGlaeser",
    "cluster_index",
    "coagglomeration",
    "concentration",
    "concentration_gini",
    "ellison_glaeser",
    "hoover",
    "locational_gini",
]
