"""Which table answers for a term: of those at hand, the one that says most."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import product
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets import codes, scan
from terreau.datasets.catalogue import read_table
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import TABLES, Indicator, Term
from terreau.datasets.indicators.formula import Quantity
from terreau.datasets.population import population_table
from terreau.datasets.reference import naf

FloatArray = NDArray[np.float64]
# From this share of its cells that are secret or missing, a sum says nothing of a territory.
_MOST_HIDDEN = 0.25
# The same for people of communes without a population.
_MOST_LACKING = 0.05
# Without activities asked for, sums are made at a coarse level: fewer numbers to hold.
_FEW = 2
_COARSE = "A5"
# Under this share of its people, what is known of a territory is not taken for the whole of it.
_LEAST_KNOWN = 0.95
# Levels at which mixes of activities are set side by side: finer, absences make the difference.
_MIX_LEVELS = ("A38", "A21", "A17", "A10", "A5")


@dataclass(frozen=True)
class Territories:
    """The territories of a kind, as tables are asked for them.

    Parameters
    ----------
    kind, country : str
        Of all of them.
    members : tuple of (str, frozenset of str)
        Code of each, and its communes of today.
    home : Path
        Where the tables of the country are.
    """

    kind: str
    country: str
    members: tuple[tuple[str, frozenset[str]], ...]
    home: Path

    @property
    def codes(self) -> tuple[str, ...]:
        """Code of each, in order."""
        return tuple(code for code, _ in self.members)

    @property
    def communes(self) -> list[frozenset[str]]:
        """Communes of each, in order."""
        return [communes for _, communes in self.members]


class Population:
    """The legal populations of the country."""

    def __init__(self, asked: Territories) -> None:
        self._table = population_table(asked.country, asked.home)
        self._communes = asked.communes
        self.dataset: Dataset | None = None
        self.years = self._table.usual_years

    def quantity(self, term: Term, year: int, along: Sequence[int]) -> Quantity:
        """Return inhabitants in a year, of the communes known in all the years read."""
        known = self._table.known(along)
        counted = [communes & known for communes in self._communes]
        # Weighed by people: the smallest communes are the most, and merge or part most often.
        people, here = self._table.weights(self._communes), self._table.weights(counted)
        with np.errstate(divide="ignore", invalid="ignore"):
            lacking = np.where(people > 0, 1 - here / people, 1.0)
        own = np.where(lacking > _MOST_LACKING, np.nan, self._table.sums(counted, year))
        return Quantity(own, np.array(self._table.nation(year, known=along)), lacking)


class Figures:
    """A dataset of figures."""

    def __init__(self, dataset: Dataset, asked: Territories) -> None:
        self.dataset, self._asked = dataset, asked
        self.years = dataset.periods

    def sectors(self, level: str) -> tuple[str, ...]:
        """Return the activities of a vector at a level, in order."""
        return tuple(scan.sectors_at(self.dataset, level)[0])

    def quantity(self, term: Term, year: int, along: Sequence[int]) -> Quantity:
        """Return what a term names in a year, on the cells known in all the years read."""
        level = term.level or _coarse(self.dataset)
        # Of a table all of whose cells are known, a year is the same whatever is read beside it:
        # two are read one by one, as others ask for them; a series at once.
        is_apart = self.dataset.is_complete and len(along) <= _FEW
        periods = (year,) if is_apart else tuple(along)
        found = _aggregate(self.dataset, self._asked, periods, level)
        at = periods.index(year)
        chosen = np.ones(len(found.sectors), dtype=np.bool_)
        if term.sectors:
            chosen = np.isin(found.sectors, term.sectors)
        rows, hidden = found.rows[at][:, chosen], found.hidden[at][:, chosen]
        own = np.where((rows == 0) & (hidden > 0), np.nan, found.sums[at][:, chosen])
        share = hidden.sum(axis=1) / np.maximum(hidden.sum(axis=1) + rows.sum(axis=1), 1)
        own[(share > _MOST_HIDDEN) | ~_is_held(self.dataset, self._asked)] = np.nan
        nation = np.full(own.shape[1], np.nan)
        if self.dataset.covers_nation:
            whole = scan.nation(self.dataset, periods=periods, level=level, paired=len(periods) > 1)
            nation = whole.sums[at, 0][chosen]
        if term.is_vector:
            return Quantity(own, nation, share)
        is_unknown = np.isnan(own).all(axis=1)
        return Quantity(np.where(is_unknown, np.nan, np.nansum(own, 1)), nation.sum(), share)


class Rates:
    """A series of rates, as published for each territory: in a year, that of its last period.

    Years that are compared are compared at one time of the year, the last that they all have.
    """

    def __init__(self, dataset: Dataset, asked: Territories) -> None:
        self.dataset, self._codes = dataset, asked.codes
        self.years = tuple(sorted({int(name[:4]) for name in dataset.period_names}))

    def quantity(self, term: Term, year: int, along: Sequence[int]) -> Quantity:
        """Return the rate at the end of a year; it is never summed."""
        names = self.dataset.period_names
        times = [{name[4:] for name in names if name[:4] == str(each)} for each in along]
        shared = set.intersection(*times)
        rates = _rates(self.dataset, f"{year}{max(shared)}") if shared else {}
        own = np.array([rates.get(code, np.nan) for code in self._codes])
        nation = np.array(rates.get(self.dataset.country, np.nan))
        return Quantity(own, nation, np.zeros(len(own)))


Table = Population | Figures | Rates


def tables_for(
    indicator: Indicator, datasets: Sequence[Dataset], asked: Territories
) -> Mapping[str, Table] | None:
    """Return what answers for each table of an indicator; None where one is not here."""
    offered = [
        _tables(name, _levels(name, indicator), datasets, asked) for name in indicator.tables
    ]
    every = [dict(zip(indicator.tables, chosen, strict=True)) for chosen in product(*offered)]
    # Of the tables that say most, the first that have the years it compares.
    return next((each for each in every if common_years(indicator, each)), next(iter(every), None))


def mix_table(datasets: Sequence[Dataset], asked: Territories) -> tuple[str, Figures] | None:
    """Return the finest level, A38 at most, and the jobs that tell mixes of activities by it.

    Returns
    -------
    tuple of (str, Figures) or None
        None where no table of jobs by activity covers the country and these territories.
    """
    for level in _MIX_LEVELS:
        for table in _tables("employment", {level}, datasets, asked):
            if isinstance(table, Figures) and table.dataset.covers_nation:
                return level, table
    return None


def common_years(indicator: Indicator, tables: Mapping[str, Table]) -> tuple[int, ...]:
    """Return the years that every term has, itself and as far back as it looks."""
    found: set[int] | None = None
    for _, term in indicator.terms:
        held = tables[term.table].years
        here = set(held[1:]) if term.back is None else {year + term.back for year in held}
        found = here if found is None else found & here
    return tuple(sorted(found or ()))


def _levels(name: str, indicator: Indicator) -> set[str]:
    return {term.level for _, term in indicator.terms if term.table == name and term.level}


def _tables(
    name: str, levels: Collection[str], datasets: Sequence[Dataset], asked: Territories
) -> list[Table]:
    """Return the tables that answer under a name, the one that says most first."""
    if not asked.members:
        return []
    if name == "population":
        try:
            return [Population(asked)]
        except BadInput:  # The example country is not installed.
            return []
    fit = [
        dataset
        for dataset in datasets
        if dataset.measure in TABLES[name]
        and dataset.country == asked.country
        and _answers_for(dataset, asked.kind)
        and all(_nests(dataset.nomenclature, level) for level in levels)
    ]
    return [
        Rates(each, asked) if each.content == "series" else Figures(each, asked)
        for each in sorted(fit, key=_says, reverse=True)
    ]


def _answers_for(dataset: Dataset, kind: str) -> bool:
    if dataset.content == "series":
        return dataset.territory_kind == kind
    return dataset.content == "figures" and dataset.territory_kind in (kind, "commune")


def _says(dataset: Dataset) -> tuple[bool, int, int, int, str]:
    years = dataset.periods or (0,)
    return (dataset.covers_nation, years[-1], len(years), len(dataset.sectors), dataset.id)


def _nests(native: str | None, level: str) -> bool:
    if native is None:
        return False
    try:
        naf.bridge(native, level)
    except BadInput:
        return False
    return True


def _coarse(dataset: Dataset) -> str | None:
    return _COARSE if _nests(dataset.nomenclature, _COARSE) else None


@lru_cache(maxsize=48)
def _aggregate(
    dataset: Dataset, asked: Territories, periods: tuple[int, ...], level: str | None
) -> scan.Aggregate:
    groups: Mapping[str, Collection[str]] = dict(asked.members)
    if dataset.territory_kind == asked.kind:
        groups = {code: {code} for code in asked.codes}
    return scan.aggregate(dataset, groups, periods=periods, level=level, paired=len(periods) > 1)


@lru_cache(maxsize=48)
def _is_held(dataset: Dataset, asked: Territories) -> NDArray[np.bool_]:
    """Return (T,) whether enough of each territory is in the table to speak of it."""
    if dataset.covers_nation and dataset.absent == "zero":
        return np.ones(len(asked.members), dtype=np.bool_)
    held = scan.territories(dataset)
    if dataset.territory_kind == asked.kind:
        return np.array([code in held for code in asked.codes])
    today = codes.passages(dataset.country, dataset.geography, asked.home).current
    held = held | {today[code] for code in held if code in today}
    people = population_table(asked.country, asked.home)
    whole = people.sums(asked.communes, people.usual_years[-1])
    known = people.sums([communes & held for communes in asked.communes], people.usual_years[-1])
    with np.errstate(invalid="ignore", divide="ignore"):
        is_most = known / whole >= _LEAST_KNOWN
    enough: NDArray[np.bool_] = is_most | [communes <= held for communes in asked.communes]
    return enough


@lru_cache(maxsize=16)
def _rates(dataset: Dataset, period: str) -> Mapping[str, float]:
    return {
        row["territory"]: row["value"]
        for row in read_table(dataset).to_pylist()
        if row["period"] == period and row["value"] is not None
    }
