"""What values count: measures that are summed, with their unit, and rates that never are."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

# "employment_25_54", the jobs of people aged 25 to 54, says which type a bassin de vie is and
# nothing else: it is no employment to decompose, to follow or to compare with another table's.
# "employed_25_54" counts the same people where they live.
MEASURES: Mapping[str, str] = {
    "employment": "jobs",
    "salaried_employment": "jobs",
    "private_salaried_employment": "jobs",
    "employment_25_54": "jobs",
    "employed_25_54": "employed people",
    "establishments": "establishments",
    "establishment_creations": "establishments",
}
# What tells the type of a bassin de vie; jobs, which the definition asks for, before people.
TYPOLOGY = ("employment_25_54", "employed_25_54")
# What a profile decomposes, follows and compares.
EMPLOYMENT = ("employment", "salaried_employment", "private_salaried_employment")


@dataclass(frozen=True)
class Rate:
    """A measure that is never summed: its unit, and the most it can be."""

    unit: str
    most: float = math.inf


RATES: Mapping[str, Rate] = {
    "unemployment_rate": Rate("percent", 100.0),
    # Jobs at the place of work for a hundred employed residents: beyond 100 where people come.
    "employment_concentration": Rate("jobs for 100 employed residents"),
}
