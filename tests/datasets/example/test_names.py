"""Nobody can take a place of the example country for a real one."""

from __future__ import annotations

from terreau.core.text import fold
from terreau.datasets import reference
from terreau.datasets.example import generate
from terreau.datasets.example.places import read_places


def test_real_places_never_lend_their_names() -> None:
    real = {fold(name) for name in reference.load("communes").column("name").to_pylist()}
    for row in reference.load("perimeters").to_pylist():
        real |= {fold(name) for name in (row["name"], *row["former_names"])}
    country = generate()
    invented = {commune.name for commune in read_places().communes}
    invented |= set(country.communes.column("name").to_pylist())
    invented |= set(country.perimeters.column("name").to_pylist())
    assert len(real) > 30_000
    assert {name for name in invented if fold(name) in real} == set()
