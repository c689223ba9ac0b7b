"""Drawing the plants of the example country: where they stand and their jobs year after year.

Masks, units and the largest unit are computed from these plants, so that they
follow the rule of secrecy instead of being sprinkled at random.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.example.places import Epci, Places, Sector

_CROWD = 4.0  # plants a small sector has where it exists at all: trades come in clusters
_SPREAD = 0.8  # standard deviation of the logarithm of a plant's size
_YEARLY_NOISE = 0.015  # standard deviation of a plant's own growth in a year
_LOCAL_NOISE = 0.002  # the same for a sector in an EPCI, every year in the same direction
_CHURN = 0.12  # share of plants born after the first year, and share that closes
_STEADY = 80  # from so many jobs on a plant neither opens nor closes


@dataclass(frozen=True)
class Plants:
    """Every plant that ever stood in the country.

    Parameters
    ----------
    commune : NDArray[np.intp]
        (plant,) index in ``Places.communes``.
    sector : NDArray[np.intp]
        (plant,) index in the 88 divisions.
    jobs : NDArray[np.int64]
        (plant, period) salaried jobs, 0 when the plant does not exist.
    """

    commune: NDArray[np.intp]
    sector: NDArray[np.intp]
    jobs: NDArray[np.int64]


def draw_plants(places: Places, sectors: tuple[Sector, ...], rng: np.random.Generator) -> Plants:
    """Draw the plants and their paths.

    Parameters
    ----------
    places : Places
        The country.
    sectors : tuple[Sector, ...]
        (88,) divisions.
    rng : numpy.random.Generator
        Source of chance, consumed.

    Returns
    -------
    Plants
        At least one job in every year a plant exists.
    """
    commune, sector, size = _first_sizes(places, sectors, rng)
    paths = np.exp(_log_growth(places, sectors, commune, sector, rng))
    jobs = np.maximum(1, np.rint(size[:, None] * paths)).astype(np.int64)
    return Plants(commune, sector, jobs * _alive(size, jobs.shape[1], rng))


def _first_sizes(
    places: Places, sectors: tuple[Sector, ...], rng: np.random.Generator
) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.float64]]:
    """Return commune, sector and first size of each plant, those placed by hand last."""
    mean = np.array([s.plant for s in sectors])
    expected = _expected_jobs(places, sectors) / mean
    present = rng.random(expected.shape) < expected / _CROWD
    count = np.where(
        expected >= _CROWD,
        rng.poisson(np.maximum(expected, _CROWD)),
        np.where(present, rng.poisson(_CROWD, expected.shape), 0),
    )
    cell_commune, cell_sector = np.nonzero(count)
    times = count[cell_commune, cell_sector]
    commune, sector = np.repeat(cell_commune, times), np.repeat(cell_sector, times)
    scatter = np.exp(rng.normal(-(_SPREAD**2) / 2, _SPREAD, commune.size))
    size = np.maximum(1.0, mean[sector] * scatter)

    commune_at = {c.code: i for i, c in enumerate(places.communes)}
    sector_at = {s.code: i for i, s in enumerate(sectors)}
    by_hand = [
        (commune_at[named.commune], sector_at[named.sector], jobs)
        for named in places.named_plants
        for jobs in named.jobs
    ]
    return (
        np.concatenate([commune, np.array([c for c, _, _ in by_hand], dtype=np.intp)]),
        np.concatenate([sector, np.array([s for _, s, _ in by_hand], dtype=np.intp)]),
        np.concatenate([size, np.array([j for _, _, j in by_hand], dtype=np.float64)]),
    )


def _expected_jobs(places: Places, sectors: tuple[Sector, ...]) -> NDArray[np.float64]:
    """Return (commune, sector) jobs expected in the first year, apart from named plants."""
    jobs = np.zeros((len(places.communes), len(sectors)))
    for epci in places.epci:
        members = [i for i, c in enumerate(places.communes) if c.epci == epci.code]
        weight = np.array([(places.communes[i].rank + 0.6) ** -1.1 for i in members])
        share = np.array([s.weight * epci.mix.get(s.code, 1.0) for s in sectors])
        jobs[members] = epci.jobs * np.outer(weight / weight.sum(), share / share.sum())
    for named in places.named_plants:
        if named.alone_in_zone:
            zone = next(c.zone for c in places.communes if c.code == named.commune)
            inside = [i for i, c in enumerate(places.communes) if c.zone == zone]
            jobs[inside, [s.code for s in sectors].index(named.sector)] = 0.0
    return jobs


def _log_growth(
    places: Places,
    sectors: tuple[Sector, ...],
    commune: NDArray[np.intp],
    sector: NDArray[np.intp],
    rng: np.random.Generator,
) -> NDArray[np.float64]:
    """Return (plant, period) logarithm of size over first size."""
    years = np.arange(len(places.periods))
    cycle = np.concatenate([[0.0], np.cumsum(places.cycle)]) / 100
    epci_at = {e.code: i for i, e in enumerate(places.epci)}
    epci = np.array([epci_at[c.epci] for c in places.communes])[commune]
    drift = np.array([[_drift(e, s) for s in sectors] for e in places.epci]) / 100
    drift += rng.normal(0.0, _LOCAL_NOISE, drift.shape)
    trend = np.array([s.trend for s in sectors]) / 100
    rate = drift[epci, sector] + trend[sector]
    own = rng.normal(0.0, _YEARLY_NOISE, (commune.size, years.size))
    own[:, 0] = 0.0
    path = rate[:, None] * years + cycle + np.cumsum(own, axis=1)
    return np.asarray(path, dtype=np.float64)


def _drift(epci: Epci, sector: Sector) -> float:
    return epci.sector_drift.get(sector.code, epci.drift)


def _alive(size: NDArray[np.float64], periods: int, rng: np.random.Generator) -> NDArray[np.bool_]:
    """Return (plant, period) whether each plant exists; big ones always do."""
    year = np.arange(periods)
    steady = size >= _STEADY
    born = np.where(rng.random(size.size) < _CHURN, rng.integers(1, periods, size.size), 0)
    closed = np.where(rng.random(size.size) < _CHURN, rng.integers(1, periods, size.size), periods)
    born, closed = np.where(steady, 0, born), np.where(steady, periods, closed)
    alive = (year >= born[:, None]) & (year < closed[:, None])
    return np.asarray(alive, dtype=np.bool_)
