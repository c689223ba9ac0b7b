"""The values of an indicator for the territories of a kind, from the tables at hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import Indicator, Term
from terreau.datasets.indicators.formula import Quantity
from terreau.datasets.indicators.tables import Table, Territories, common_years, tables_for

FloatArray = NDArray[np.float64]


class Status(StrEnum):
    """Why a territory has a value, or none."""

    OK = "ok"
    PARTIAL = "partial"
    UNKNOWN = "unknown"
    UNDEFINED = "undefined"


@dataclass(frozen=True)
class Read:
    """A table that was read: which one, and the years of it.

    Parameters
    ----------
    table : str
        Its name in definitions.
    dataset : Dataset or None
        None for the populations that travel with Terreau.
    years : tuple of int
        Sorted.
    """

    table: str
    dataset: Dataset | None
    years: tuple[int, ...]


@dataclass(frozen=True)
class Values:
    """An indicator, territory by territory.

    Parameters
    ----------
    indicator : Indicator
        Which one.
    kind, country : str
        Of the territories.
    year : int
        The one asked for.
    years : tuple of int
        Those that can be asked for, sorted.
    codes : tuple of str
        Of the territories.
    values : ndarray
        (T,); NaN where there is none.
    status : tuple of Status
        (T,) why.
    hidden : ndarray
        (T,) share of the cells that it needs which are secret or missing.
    nation : float
        The same for the country; NaN where it is not known.
    read : tuple of Read
        From what.
    """

    indicator: Indicator
    kind: str
    country: str
    year: int
    years: tuple[int, ...]
    codes: tuple[str, ...]
    values: FloatArray
    status: tuple[Status, ...]
    hidden: FloatArray
    nation: float
    read: tuple[Read, ...]

    @property
    def known(self) -> NDArray[np.bool_]:
        """(T,) whether each has a value."""
        return ~np.isnan(self.values)


def years_of(
    indicator: Indicator, datasets: Sequence[Dataset], asked: Territories
) -> tuple[int, ...]:
    """Return the years for which an indicator can be computed, sorted; empty where it cannot."""
    tables = tables_for(indicator, datasets, asked)
    return () if tables is None else common_years(indicator, tables)


def values_of(
    indicator: Indicator,
    datasets: Sequence[Dataset],
    asked: Territories,
    *,
    year: int | None = None,
) -> Values | None:
    """Compute an indicator for the territories of a kind.

    Parameters
    ----------
    indicator : Indicator
        The definition.
    datasets : Sequence[Dataset]
        The tables at hand.
    asked : Territories
        For which territories.
    year : int, optional
        Of the value; the last one by default.

    Returns
    -------
    Values or None
        None where a table that it needs is not here, or has no year that it needs.

    Raises
    ------
    BadInput
        If it cannot be computed for that year; the years that can be are said.
    """
    tables = tables_for(indicator, datasets, asked)
    years = () if tables is None else common_years(indicator, tables)
    if tables is None or not years:
        return None
    if year is None:
        year = years[-1]
    if year not in years:
        raise BadInput(
            "This indicator cannot be computed for that year",
            value=year,
            why=f"{indicator.id}: {', '.join(map(str, years))}",
            remedy="Choose among these",
        )
    at = {name: _year(term, tables[term.table], year) for name, term in indicator.terms}
    along = {name: sorted(_read_years(indicator, name, at)) for name in tables}
    quantities = _quantities(indicator, tables, at, along)
    hidden = np.max([quantity.hidden for quantity in quantities.values()], axis=0)
    own, nation = _evaluated(indicator, quantities, years=float(year - min(at.values())))
    values = np.broadcast_to(own, (len(asked.members),))
    return Values(
        indicator=indicator,
        kind=asked.kind,
        country=asked.country,
        year=year,
        years=years,
        codes=asked.codes,
        values=values,
        status=_statuses(values, quantities, hidden),
        hidden=hidden,
        nation=nation,
        read=tuple(Read(name, table.dataset, tuple(along[name])) for name, table in tables.items()),
    )


@dataclass(frozen=True)
class Series:
    """An indicator year by year, on the cells known in all the years: (Y, T) and (Y,) values."""

    years: tuple[int, ...]
    own: FloatArray
    nation: FloatArray


def series_of(
    indicator: Indicator, datasets: Sequence[Dataset], asked: Territories
) -> Series | None:
    """Follow an indicator over every year; None where a table is not here, or has one year only.

    Raises
    ------
    BadInput, StoreFailure
        As `values_of`.
    """
    tables = tables_for(indicator, datasets, asked)
    years = () if tables is None else common_years(indicator, tables)
    if tables is None or len(years) < 2:
        return None
    own, nation = [], []
    at = {y: {n: _year(t, tables[t.table], y) for n, t in indicator.terms} for y in years}
    along = {
        table: sorted(
            {year for each in at.values() for year in _read_years(indicator, table, each)}
        )
        for table in tables
    }
    for year in years:
        quantities = _quantities(indicator, tables, at[year], along)
        span = float(year - min(at[year].values()))
        of_territories, of_nation = _evaluated(indicator, quantities, years=span)
        own.append(of_territories)
        nation.append(of_nation)
    return Series(years, np.array(own), np.array(nation))


def _quantities(
    indicator: Indicator,
    tables: Mapping[str, Table],
    at: Mapping[str, int],
    along: Mapping[str, Sequence[int]],
) -> dict[str, Quantity]:
    """Return each term, given its year and the years that are read of each table."""
    return {
        name: tables[term.table].quantity(term, at[name], along[term.table])
        for name, term in indicator.terms
    }


def _evaluated(
    indicator: Indicator, quantities: Mapping[str, Quantity], *, years: float
) -> tuple[FloatArray, float]:
    """Return the formula in the territories, (T,) or (), and in the country."""
    of_nation = {name: _of_nation(quantity) for name, quantity in quantities.items()}
    nation = np.ravel(indicator.formula.value(of_nation, years=years))[0]
    return indicator.formula.value(quantities, years=years), float(nation)


def _year(term: Term, table: Table, year: int) -> int:
    return table.years[0] if term.back is None else year - term.back


def _read_years(indicator: Indicator, table: str, at: Mapping[str, int]) -> set[int]:
    return {at[name] for name, term in indicator.terms if term.table == table}


def _of_nation(quantity: Quantity) -> Quantity:
    return Quantity(np.asarray(quantity.nation)[None], quantity.nation, np.zeros(1))


def _statuses(
    values: FloatArray, quantities: Mapping[str, Quantity], hidden: FloatArray
) -> tuple[Status, ...]:
    unknown = np.zeros(values.shape, dtype=np.bool_)
    for quantity in quantities.values():
        gaps = np.isnan(quantity.own)
        unknown |= gaps.all(axis=1) if gaps.ndim == 2 else gaps
    without = np.where(unknown, Status.UNKNOWN, Status.UNDEFINED)
    found = np.where(hidden > 0, Status.PARTIAL, Status.OK)
    return tuple(map(Status, np.where(np.isnan(values), without, found).tolist()))
