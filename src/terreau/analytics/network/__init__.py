"""Social capital: who did what together, measured; see docs/explanation/social-capital.md.

Actors × things done with their days, ties that fade, planned and lived apart. Importing this
loads NumPy alone; rustworkx loads when shortest paths are asked. No number here is a score.
"""

from __future__ import annotations

from terreau.analytics.network.breaking import cut_off, fragility, lost_pairs
from terreau.analytics.network.centrality import Centrality, centrality
from terreau.analytics.network.core_periphery import CorePeriphery, core_periphery
from terreau.analytics.network.disclosure import measurable_groups
from terreau.analytics.network.holes import Holes, structural_holes
from terreau.analytics.network.introduction import constraint_lowered
from terreau.analytics.network.measuring import network_measures
from terreau.analytics.network.pairs import Graph, Pairs, projection
from terreau.analytics.network.ratios import PairRatio, intervals, pair_ratios
from terreau.analytics.network.reading import read_ties
from terreau.analytics.network.results import Figure, NetworkMeasures, Standing
from terreau.analytics.network.rewiring import rewired
from terreau.analytics.network.seasons import Season, season
from terreau.analytics.network.ties import Actor, LivedTies, PlannedTies, Ties, TwoMode

__all__ = [
    "Actor",
    "Centrality",
    "CorePeriphery",
    "Figure",
    "Graph",
    "Holes",
    "LivedTies",
    "NetworkMeasures",
    "PairRatio",
    "Pairs",
    "PlannedTies",
    "Season",
    "Standing",
    "Ties",
    "TwoMode",
    "centrality",
    "constraint_lowered",
    "core_periphery",
    "cut_off",
    "fragility",
    "intervals",
    "lost_pairs",
    "measurable_groups",
    "network_measures",
    "pair_ratios",
    "projection",
    "read_ties",
    "rewired",
    "season",
    "structural_holes",
]
