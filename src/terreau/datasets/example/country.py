"""The example country as a whole: `generate` draws it, always the same for a seed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

import numpy as np
import pyarrow as pa

from terreau.datasets.example.census import census_table
from terreau.datasets.example.employment import employment_table
from terreau.datasets.example.geography import geography_tables
from terreau.datasets.example.places import COUNTRY, read_places, read_sectors
from terreau.datasets.example.plants import Plants, draw_plants

SEED = 1887
"""Seed of the country that tests, documentation and screenshots show."""
EXAMPLE_MARK: Mapping[bytes, bytes] = {
    b"terreau.country": COUNTRY.encode(),
    b"terreau.example": b"Terranie (pays d'exemple fictif)",
}
"""Metadata that every table of the example country carries, in memory and in its file."""


@dataclass(frozen=True)
class ExampleCountry:
    """The tables of the example country, in the schemas of ``terreau.datasets.reference``.

    Parameters
    ----------
    communes, postal_codes, perimeters, members, passages, populations : pyarrow.Table
        As in the reference; ``perimeters`` also names zones and Territoires d'industrie.
    changes, names : pyarrow.Table
        As in the reference.
    perimeter_members : pyarrow.Table
        Communes of zones, bassins de vie and Territoires d'industrie, in the schema of ``members``.
    employment : pyarrow.Table
        Jobs by commune, sector (A88) and year, with secret cells; see
        `terreau.datasets.example.employment`.
    census : pyarrow.Table
        Jobs of people aged 25 to 54 by bassin de vie, sector (A5) and census; see
        `terreau.datasets.example.census`.
    """

    communes: pa.Table
    postal_codes: pa.Table
    perimeters: pa.Table
    members: pa.Table
    perimeter_members: pa.Table
    passages: pa.Table
    changes: pa.Table
    names: pa.Table
    populations: pa.Table
    employment: pa.Table
    census: pa.Table

    def tables(self) -> dict[str, pa.Table]:
        """Return the tables by name, in order."""
        return {field.name: getattr(self, field.name) for field in fields(self)}


def generate(seed: int = SEED) -> ExampleCountry:
    """Draw the example country.

    Parameters
    ----------
    seed : int
        Any integer ≥ 0. Another seed draws other plants and people in the
        same places, and tells the same stories.

    Returns
    -------
    ExampleCountry
        Equal to the last cell for the same seed; each table carries `EXAMPLE_MARK`.

    Examples
    --------
    >>> country = generate()
    >>> country.communes.column("code").to_pylist()[:2]
    ['XA001', 'XA002']
    """
    places = read_places()
    for_plants, for_people, for_census = (
        np.random.Generator(np.random.PCG64(child))
        for child in np.random.SeedSequence(seed).spawn(3)
    )
    sectors = read_sectors()
    plants = draw_plants(places, sectors, for_plants)
    tables = geography_tables(places, for_people)
    tables["employment"] = employment_table(places, sectors, plants)
    tables["census"] = census_table(places, for_census)
    return ExampleCountry(
        **{name: table.replace_schema_metadata(EXAMPLE_MARK) for name, table in tables.items()}
    )


def generate_plants(seed: int = SEED) -> Plants:
    """Draw the plants behind `generate`: the truth that secret cells hide.

    Parameters
    ----------
    seed : int
        As in `generate`.

    Returns
    -------
    Plants
        Indexed by ``read_places().communes`` and ``read_sectors()``.
    """
    child = np.random.SeedSequence(seed).spawn(2)[0]
    rng = np.random.Generator(np.random.PCG64(child))
    return draw_plants(read_places(), read_sectors(), rng)
