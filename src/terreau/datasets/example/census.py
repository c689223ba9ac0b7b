"""The censuses of the example country: jobs of people aged 25 to 54, by bassin de vie."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from terreau.datasets.example.places import Places

INDUSTRY = "BE"
"""Code of industry in the A5."""

CENSUS_SCHEMA = pa.schema(
    [
        ("basin", pa.string()),
        ("basin_name", pa.string()),
        ("sector", pa.string()),
        ("year", pa.int32()),
        ("jobs", pa.int64()),
    ]
)


def census_table(places: Places, rng: np.random.Generator) -> pa.Table:
    """Draw the jobs of each basin, sector and census.

    Parameters
    ----------
    places : Places
        The country.
    rng : numpy.random.Generator
        Source of chance, consumed.

    Returns
    -------
    pyarrow.Table
        `CENSUS_SCHEMA`, sorted by basin, sector, year. Every cell has a row; none is secret. The
        jobs are those of people aged 25 to 54 at their place of work: fewer than, and other than,
        those of the employment table.
    """
    ordered = sorted(_rows(places, rng), key=lambda row: tuple(row.values()))
    return pa.Table.from_pylist(ordered, schema=CENSUS_SCHEMA)


def _rows(places: Places, rng: np.random.Generator) -> Iterator[dict[str, str | int]]:
    census = places.census
    sectors = (INDUSTRY, *census.others)
    for basin in places.basins:
        for i, year in enumerate(census.years):
            others = np.array([parts[i] for parts in census.others.values()])
            industry = basin.industry[i]
            shares = np.array([industry, *((1 - industry) * others / others.sum())])
            drawn = rng.multinomial(basin.jobs[i], shares)
            for sector, jobs in zip(sectors, drawn.tolist(), strict=True):
                yield {
                    "basin": basin.code,
                    "basin_name": places.name_of(basin.communes[0]),
                    "sector": sector,
                    "year": year,
                    "jobs": jobs,
                }
