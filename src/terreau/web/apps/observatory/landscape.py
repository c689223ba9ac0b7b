"""The territories of a country side by side: what one of them is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terreau.analytics import (
    FloatArray,
    hoover,
    krugman,
    presence,
    relatedness_density,
    relatedness_matrix,
)
from terreau.datasets import scan
from terreau.datasets.codes import country_table
from terreau.datasets.dataset import Dataset

# Under this many territories neither a rank nor what is found together means anything.
_LEAST = 6
# Of one or two territories, a median says what they are, not what is usual.
_LEAST_OF_MEDIAN = 3
_PARTITION = "epci"


@dataclass(frozen=True)
class Landscape:
    """The territories of one kind at one year and level.

    Parameters
    ----------
    kind : str
        Their kind: that of the table, or EPCI for a table by commune.
    sectors : tuple[str, ...]
        (S,) codes.
    krugman : FloatArray
        (T,) specialisation of each, sorted; 0–2.
    relatedness : FloatArray
        (S, S), how often two sectors are found together, 0–1.
    hoover : FloatArray
        (S,) share of the jobs of each sector that would have to move to be spread as all jobs are.
    density_with, density_without : FloatArray
        (S,) density of each sector in the median territory that has it, and that has not; NaN
        with too few such territories.
    """

    kind: str
    sectors: tuple[str, ...]
    krugman: FloatArray
    relatedness: FloatArray
    hoover: FloatArray
    density_with: FloatArray
    density_without: FloatArray


@lru_cache(maxsize=16)
def landscape(dataset: Dataset, *, period: int, level: str) -> Landscape | None:
    """Return the territories of the country of a dataset; None where it has too few of them.

    Parameters
    ----------
    dataset : Dataset
        Figures that cover the country.
    period : int
        A year of the dataset.
    level : str
        Level of activities.
    """
    kind, groups = _groups(dataset)
    if len(groups) < _LEAST:
        return None
    found = scan.aggregate(dataset, groups, periods=[period], level=level)
    hidden = (found.rows[0] == 0) & (found.hidden[0] > 0)
    jobs = np.where(hidden, np.nan, found.sums[0])
    jobs = jobs[np.nansum(jobs, axis=1) > 0]
    if len(jobs) < _LEAST:
        return None
    present = presence(jobs)
    related = relatedness_matrix(present)
    density = relatedness_density(present, related)
    return Landscape(
        kind=kind,
        sectors=found.sectors,
        krugman=np.sort(krugman(jobs)),
        relatedness=related,
        hoover=hoover(jobs),
        density_with=_median(density, present == 1),
        density_without=_median(density, present == 0),
    )


def _median(values: FloatArray, chosen: NDArray[np.bool_]) -> FloatArray:
    """Return the median of the chosen rows of each column; NaN where too few are known."""
    pairs = zip(values.T, chosen.T, strict=True)
    columns = [column[keep & ~np.isnan(column)] for column, keep in pairs]
    return np.array([np.median(c) if c.size >= _LEAST_OF_MEDIAN else np.nan for c in columns])


def _groups(dataset: Dataset) -> tuple[str, dict[str, frozenset[str]]]:
    if dataset.territory_kind != "commune":
        own = scan.territories(dataset) - set(dataset.residual)
        return dataset.territory_kind, {code: frozenset({code}) for code in sorted(own)}
    members = country_table(dataset.country, "members", _home(dataset))
    rows = zip(
        *(members[name].to_pylist() for name in ("kind", "code", "commune", "last_vintage")),
        strict=True,
    )
    today = [row for row in rows if row[0] == _PARTITION]
    last = max((vintage for _, _, _, vintage in today), default=0)
    groups: dict[str, set[str]] = {}
    for _, code, commune, vintage in today:
        if vintage == last:
            groups.setdefault(code, set()).add(commune)
    return _PARTITION, {code: frozenset(communes) for code, communes in groups.items()}


def _home(dataset: Dataset) -> Path:
    return dataset.path.parents[2]
