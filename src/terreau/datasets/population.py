"""Populations of any set of communes, by reference year.

Population is keyed by the year it describes, not by the vintage of the package
that carries it. A commune that has merged since is counted in the one it joined;
one from which another was made since has no figure of its own before.

Two years are compared only over the same communes: a year that lacks a commune
is given up for those that lack none.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from terreau.datasets import codes

# From this share of communes with a figure, a year can be read beside others.
_USUAL = 0.99


def population_table(country: str, home: Path | None = None) -> PopulationTable:
    """Return the populations of a country, read once for each state of its tables."""
    return _population_table(country, home, codes.digest(country, home))


@dataclass(frozen=True)
class PopulationTotal:
    """The population of a set of communes in one reference year.

    Parameters
    ----------
    year : int
        Reference year.
    value : int
        Inhabitants (municipal population) of the communes that have a figure.
    missing : int
        Communes of the set without a figure for that year.
    """

    year: int
    value: int
    missing: int


class PopulationTable:
    """Inhabitants by commune and reference year, ready to be summed.

    Parameters
    ----------
    table : pa.Table
        Columns commune, reference_year, population (inhabitants, ≥ 0), certain
        (false where other communes of today are counted in it).
    current_code : Callable[[str], str | None]
        The code today of the commune that a code has become; None when that
        is not known.
    """

    def __init__(self, table: pa.Table, current_code: Callable[[str], str | None]) -> None:
        years = sorted(pc.unique(table["reference_year"]).to_pylist())
        table = table.filter(table["certain"])
        encoded = table["commune"].combine_chunks().dictionary_encode()
        today = [current_code(code) or code for code in encoded.dictionary.to_pylist()]
        self.years: tuple[int, ...] = tuple(years)
        self._row = {code: i for i, code in enumerate(dict.fromkeys(today))}
        rows = np.array([self._row[code] for code in today])[encoded.indices.to_numpy()]
        columns = np.searchsorted(years, table["reference_year"].to_numpy())
        self._values: NDArray[np.float64] = np.full((len(self._row), len(years)), np.nan)
        self._values[rows, columns] = 0.0
        np.add.at(self._values, (rows, columns), table["population"].to_numpy())
        self._known: dict[tuple[int, ...], frozenset[str]] = {}

    @property
    def usual_years(self) -> tuple[int, ...]:
        """The years for which nearly every commune has a figure."""
        known = np.isfinite(self._values).mean(axis=0)
        return tuple(y for y, share in zip(self.years, known, strict=True) if share >= _USUAL)

    def known(self, years: Sequence[int]) -> frozenset[str]:
        """Return the communes of today that have a figure in all of some years."""
        asked = tuple(sorted(set(years)))
        if asked not in self._known:
            rows = np.flatnonzero(self._is_known(asked))
            every = list(self._row)
            self._known[asked] = frozenset(every[row] for row in rows.tolist())
        return self._known[asked]

    def nation(self, year: int, *, known: Sequence[int]) -> float:
        """Return the people of all the communes that have a figure in all of some years."""
        return float(self._values[self._is_known(known), self.years.index(year)].sum())

    def _is_known(self, years: Sequence[int]) -> NDArray[np.bool_]:
        columns = [self.years.index(year) for year in years]
        is_known: NDArray[np.bool_] = np.isfinite(self._values[:, columns]).sum(axis=1) == len(
            columns
        )
        return is_known

    def totals(self, communes: Collection[str]) -> list[PopulationTotal]:
        """Sum a set of communes, year by year.

        Parameters
        ----------
        communes : Collection[str]
            Commune codes of today.

        Returns
        -------
        list[PopulationTotal]
            The years for which every commune has a figure, in order. Where
            there is none, the one year that lacks fewest communes, the latest
            of them: its total is a minimum. Empty when nothing is known.
        """
        rows = [self._row[code] for code in communes if code in self._row]
        chosen = self._values[rows]
        known = np.isfinite(chosen).sum(axis=0)
        sums = np.nansum(chosen, axis=0)
        totals = [
            PopulationTotal(year, int(total), len(communes) - int(count))
            for year, total, count in zip(self.years, sums, known, strict=True)
            if count
        ]
        complete = [total for total in totals if not total.missing]
        return complete or sorted(totals, key=lambda t: (t.missing, -t.year))[:1]

    def sums(self, sets: Sequence[Collection[str]], year: int) -> NDArray[np.float64]:
        """Sum many sets of communes of today in one year.

        Returns
        -------
        ndarray
            (n,) inhabitants; NaN where a commune of the set has no figure that year.
        """
        sizes = [len(communes) for communes in sets]
        rows = [self._row.get(code, -1) for communes in sets for code in communes]
        values = np.append(self._values[:, self.years.index(year)], np.nan)[rows]
        found = np.bincount(np.repeat(np.arange(len(sets)), sizes), values, len(sets))
        return np.where(np.array(sizes) > 0, found, np.nan)

    def weights(self, sets: Sequence[Collection[str]]) -> NDArray[np.float64]:
        """Return (n,) the people of many sets, each commune at the last year that it has."""
        sizes = [len(communes) for communes in sets]
        rows = [self._row.get(code, -1) for communes in sets for code in communes]
        people = np.zeros(len(self._row))
        for column in self._values.T:
            people = np.where(np.isnan(column), people, column)
        owner = np.repeat(np.arange(len(sets)), sizes)
        return np.bincount(owner, np.append(people, 0.0)[rows], len(sets)).astype(np.float64)

    def latest(self, communes: Collection[str]) -> int | None:
        """Return the population of the last year for which every commune has a figure.

        None when there is no such year.
        """
        rows = [self._row[code] for code in communes if code in self._row]
        if not rows or len(rows) < len(communes):
            return None
        sums = self._values[rows[0]] if len(rows) == 1 else self._values[rows].sum(axis=0)
        complete = np.flatnonzero(~np.isnan(sums))
        return int(sums[complete[-1]]) if complete.size else None


@lru_cache(maxsize=4)
def _population_table(country: str, home: Path | None, digest: str) -> PopulationTable:
    today = codes.passages(country, None, home).current
    return PopulationTable(codes.country_table(country, "populations", home), today.get)
