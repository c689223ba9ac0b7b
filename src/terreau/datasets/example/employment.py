"""The employment table of the example country: plants added up, secret cells masked."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.datasets.example.places import Places, Sector
from terreau.datasets.example.plants import Plants

SECRET_BELOW = 3
"""A cell with fewer plants than this is secret."""
SECRET_DOMINANCE = 0.85
"""A cell where one plant holds more than this share of the jobs is secret."""

EMPLOYMENT_SCHEMA = pa.schema(
    [
        ("commune", pa.string()),
        ("commune_name", pa.string()),
        ("sector", pa.string()),
        ("year", pa.int32()),
        ("jobs", pa.int64()),
        ("status", pa.string()),
        ("units", pa.int32()),
        ("largest", pa.int64()),
    ]
)


def employment_table(places: Places, sectors: tuple[Sector, ...], plants: Plants) -> pa.Table:
    """Add plants up to commune × sector × year, each year in the codes then in force.

    Parameters
    ----------
    places : Places
        The country.
    sectors : tuple[Sector, ...]
        (88,) divisions.
    plants : Plants
        What is added up.

    Returns
    -------
    pyarrow.Table
        `EMPLOYMENT_SCHEMA`, sorted by commune, sector, year. A cell without plant
        has no row and means zero; a secret one has a row with ``status`` "secret",
        its number of plants, and neither jobs nor largest plant.
    """
    codes = sorted(c.code for c in places.communes)
    shape = (len(codes), len(sectors), len(places.periods))
    units, jobs, largest = (np.zeros(shape, dtype=np.int64) for _ in range(3))
    code_at = {code: i for i, code in enumerate(codes)}
    for t, year in enumerate(places.periods):
        then = np.array([code_at[places.code_in(c.code, year)] for c in places.communes])
        alive = plants.jobs[:, t] > 0
        cell = (then[plants.commune[alive]], plants.sector[alive])
        here = plants.jobs[alive, t]
        np.add.at(units[:, :, t], cell, 1)
        np.add.at(jobs[:, :, t], cell, here)
        np.maximum.at(largest[:, :, t], cell, here)

    commune, sector, period = np.nonzero(units)
    where = (commune, sector, period)
    secret = is_secret(units[where], jobs[where], largest[where])
    names = np.array([places.name_of(code) for code in codes])
    return pa.table(
        [
            pa.array(np.array(codes)[commune]),
            pa.array(names[commune]),
            pa.array(np.array([s.code for s in sectors])[sector]),
            pa.array(np.array(places.periods)[period]),
            pa.array(jobs[where], mask=secret),
            pa.array(np.where(secret, "secret", "ok")),
            pa.array(units[where]),
            pa.array(largest[where], mask=secret),
        ],
        names=EMPLOYMENT_SCHEMA.names,
    ).cast(EMPLOYMENT_SCHEMA)


def is_secret(
    units: NDArray[np.int64], jobs: NDArray[np.int64], largest: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Say which cells statistical secrecy hides.

    Parameters
    ----------
    units : NDArray[np.int64]
        (...) plants in the cell.
    jobs : NDArray[np.int64]
        (...) jobs in the cell.
    largest : NDArray[np.int64]
        (...) jobs of its largest plant.

    Returns
    -------
    NDArray[np.bool_]
        (...) fewer than three plants, or one with more than 85 % of the jobs.

    Notes
    -----
    The usual rule of French business statistics. Only primary secrecy: the table
    prints no total from which a hidden cell could be subtracted.
    """
    hidden = (units > 0) & ((units < SECRET_BELOW) | (largest > SECRET_DOMINANCE * jobs))
    return np.asarray(hidden, dtype=np.bool_)
