"""The fictitious example country, Terranie: fixture of tests, documentation and demonstration.

Nothing here stands for a real place: every name is invented, every code begins
with X (Territoires d'industrie: ``2:ti-x``), every table carries `EXAMPLE_MARK`.
Putting it into an installation and taking it out is ``example.installation``.
"""

from terreau.datasets.example.country import (
    EXAMPLE_MARK,
    SEED,
    ExampleCountry,
    generate,
    generate_plants,
)
from terreau.datasets.example.places import COUNTRY

__all__ = [
    "COUNTRY",
    "EXAMPLE_MARK",
    "SEED",
    "ExampleCountry",
    "generate",
    "generate_plants",
]
