"""Shift-share: what the nation, the sectors and the place itself account for.

The kernels `dunn`, `esteban` and `anova` decompose dense arrays, `gerfin` gives factors instead of
jobs, `chained` sums over the years; the edge `shift_share` reads a narrow table and keeps what is
needed to produce the number again; `specification_interval` and `sign_certainty` say what it is
worth.
"""

from __future__ import annotations

from terreau.analytics.shift_share.anova import Anova, anova
from terreau.analytics.shift_share.bounds import component_bounds
from terreau.analytics.shift_share.certainty import (
    SignCertainty,
    Verdict,
    certainty_of_cube,
    sign_certainty,
)
from terreau.analytics.shift_share.chain import chained
from terreau.analytics.shift_share.dunn import Dunn, dunn
from terreau.analytics.shift_share.edge import shift_share
from terreau.analytics.shift_share.esteban import Esteban, esteban
from terreau.analytics.shift_share.gerfin import Gerfin, gerfin
from terreau.analytics.shift_share.specifications import specification_interval

__all__ = [
    "Anova",
    "Dunn",
    "Esteban",
    "Gerfin",
    "SignCertainty",
    "Verdict",
    "anova",
    "certainty_of_cube",
    "chained",
    "component_bounds",
    "dunn",
    "esteban",
    "gerfin",
    "shift_share",
    "sign_certainty",
    "specification_interval",
]
