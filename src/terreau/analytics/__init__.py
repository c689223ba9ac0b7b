"""What the figures of a territory mean: decompositions and quotients.

Kernels take dense NumPy arrays and do no input or output; edges take narrow
tables (territory, sector, period, value) from any library that speaks Arrow and
give narrow tables back. Importing this package loads NumPy alone; pyarrow loads
when the first table is read or written. Files, the store and the web are not
here.
"""

from __future__ import annotations

from terreau.analytics.aggregate import Aggregated, aggregate
from terreau.analytics.basin_typology import (
    BasinTypology,
    Typology,
    basin_typology,
    typology_of_shares,
)
from terreau.analytics.cells import FloatArray, Status
from terreau.analytics.class_breaks import class_breaks
from terreau.analytics.complementary import Hidden, complementary
from terreau.analytics.complexity import (
    Complexity,
    complexity,
    complexity_outlook,
    economic_complexity,
)
from terreau.analytics.concentration import (
    EllisonGlaeser,
    cluster_index,
    coagglomeration,
    concentration,
    concentration_gini,
    ellison_glaeser,
    hoover,
    locational_gini,
)
from terreau.analytics.cube import Cube
from terreau.analytics.harmonise import Harmonised, harmonise
from terreau.analytics.location_quotient import (
    bootstrap_interval,
    delta_interval,
    location_quotient,
    quotients,
)
from terreau.analytics.log_ratios import log_ratio_distances, log_ratios
from terreau.analytics.nested import nested
from terreau.analytics.peers import Peer, Peers, peers
from terreau.analytics.presence import cooccurrence, presence
from terreau.analytics.reflections import reflections
from terreau.analytics.relatedness import (
    Relatedness,
    relatedness,
    relatedness_density,
    relatedness_matrix,
)
from terreau.analytics.results import ShiftShareResult
from terreau.analytics.secrecy import ENTERPRISES, NO_SECRECY, SecrecyRule, primary
from terreau.analytics.shift_share import (
    Anova,
    Dunn,
    Esteban,
    Gerfin,
    SignCertainty,
    anova,
    certainty_of_cube,
    chained,
    component_bounds,
    dunn,
    esteban,
    gerfin,
    shift_share,
    sign_certainty,
    specification_interval,
)
from terreau.analytics.specialisation import (
    entropy,
    hachman,
    herfindahl,
    krugman,
    specialisation,
    specialisation_gini,
    specialisation_intervals,
)

__all__ = [
    "ENTERPRISES",
    "NO_SECRECY",
    "Aggregated",
    "Anova",
    "BasinTypology",
    "Complexity",
    "Cube",
    "Dunn",
    "EllisonGlaeser",
    "Esteban",
    "FloatArray",
    "Gerfin",
    "Harmonised",
    "Hidden",
    "Peer",
    "Peers",
    "Relatedness",
    "SecrecyRule",
    "ShiftShareResult",
    "SignCertainty",
    "Status",
    "Typology",
    "aggregate",
    "anova",
    "basin_typology",
    "bootstrap_interval",
    "certainty_of_cube",
    "chained",
    "class_breaks",
    "cluster_index",
    "coagglomeration",
    "complementary",
    "complexity",
    "complexity_outlook",
    "component_bounds",
    "concentration",
    "concentration_gini",
    "cooccurrence",
    "delta_interval",
    "dunn",
    "economic_complexity",
    "ellison_glaeser",
    "entropy",
    "esteban",
    "gerfin",
    "hachman",
    "harmonise",
    "herfindahl",
    "hoover",
    "krugman",
    "location_quotient",
    "locational_gini",
    "log_ratio_distances",
    "log_ratios",
    "nested",
    "peers",
    "presence",
    "primary",
    "quotients",
    "reflections",
    "relatedness",
    "relatedness_density",
    "relatedness_matrix",
    "shift_share",
    "sign_certainty",
    "specialisation",
    "specialisation_gini",
    "specialisation_intervals",
    "specification_interval",
    "typology_of_shares",
]
