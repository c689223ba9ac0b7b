"""What is computed here of the things that documents print; printed values are never read."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.registry import get_indicator
from terreau.datasets.indicators.values import Values
from terreau.datasets.printed import Pair
from terreau.datasets.sources.insee_poles import PREFIX
from terreau.web.apps.observatory.indicating import KINDS, get_values, list_years, territories_of
from terreau.web.apps.observatory.programme import TI, is_programme_known, programme
from terreau.web.apps.observatory.typology import (
    classes_of_country,
    codes_of_class,
    shares_of_class,
)
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.selectors import latest_vintage, list_names

NATION = "nation"


@dataclass(frozen=True)
class Computed:
    """A value, what it describes in time, and the tables it comes from; none for perimeters."""

    value: float
    period: str
    datasets: tuple[Dataset, ...]
    is_partial: bool = False


def computed(pair: Pair) -> Computed | None:
    """Compute what a fact states; None where a table is not here."""
    if pair.how == "indicator":
        return _indicator(pair)
    if pair.how == "rising":
        return _rising(pair)
    if pair.how == "programme":
        return _programme(pair)
    return _basins(pair) if pair.how == "basins" else None


@dataclass(frozen=True)
class Pole:
    """What industry weighs in the communes of a type: a share of their jobs, and of industry's."""

    code: str
    name: str
    share: Computed
    weight: Computed


def poles() -> tuple[Pole, ...]:
    """Return what industry weighs in each type of pole; empty where a table is not here."""
    found = [
        get_values(get_indicator(name), kind=PerimeterKind.CUSTOM, country=Country.FRANCE)
        for name in ("industry-share", "industry-weight")
    ]
    shares, weights = found
    if shares is None or weights is None:
        return ()
    names = list_names(PerimeterKind.CUSTOM, country=Country.FRANCE)
    rows = zip(shares.codes, shares.values.tolist(), weights.values.tolist(), strict=True)
    return tuple(
        Pole(
            code,
            names[code],
            Computed(share, str(shares.year), _read(shares)),
            Computed(weight, str(weights.year), _read(weights)),
        )
        for code, share, weight in rows
        if code.startswith(PREFIX) and not math.isnan(share) and not math.isnan(weight)
    )


def _indicator(pair: Pair) -> Computed | None:
    # The country is the same whatever the kind of its territories: the first that has figures.
    for kind in KINDS if pair.code == NATION else (pair.kind,):
        values = _nearest_year(pair, kind)
        if values is None:
            continue
        if pair.code == NATION:
            value = values.nation
        else:
            held = dict(zip(values.codes, values.values.tolist(), strict=True))
            value = held.get(pair.code, math.nan)
        if not math.isnan(value):
            return Computed(value * pair.scale, str(values.year), _read(values))
    return None


def _rising(pair: Pair) -> Computed | None:
    values = _nearest_year(pair, pair.kind)
    if values is None or not values.known.any():
        return None
    first = min(year for read in values.read for year in read.years)
    count = float((np.nan_to_num(values.values) > 0).sum())
    return Computed(count, f"{first}-{values.year}", _read(values), not values.known.all())


def _nearest_year(pair: Pair, kind: str) -> Values | None:
    indicator = get_indicator(pair.indicator)
    years = list_years(indicator, kind=kind, country=Country.FRANCE)
    if not years:
        return None
    wanted = pair.year or years[-1]
    year = min(years, key=lambda each: (abs(each - wanted), -each))
    return get_values(indicator, kind=kind, country=Country.FRANCE, year=year)


def _read(values: Values) -> tuple[Dataset, ...]:
    return tuple(read.dataset for read in values.read if read.dataset is not None)


def _programme(pair: Pair) -> Computed | None:
    if not is_programme_known(Country.FRANCE):
        return None
    if pair.kind == TI:
        count = len(territories_of(TI, Country.FRANCE).codes)
    else:
        count = sum(1 for held in programme(Country.FRANCE).values() if held)
    return Computed(float(count), str(latest_vintage(Country.FRANCE)), ())


def _basins(pair: Pair) -> Computed | None:
    classed = classes_of_country(Country.FRANCE)
    if classed is None:
        return None
    if pair.part == "count":
        count = float(len(codes_of_class(classed, pair.basins)))
        return Computed(count, f"{classed.start}-{classed.end}", (classed.dataset,))
    start, end = shares_of_class(classed, pair.basins)
    value, year = (start, classed.start) if pair.part == "share_start" else (end, classed.end)
    return Computed(value * pair.scale, str(year), (classed.dataset,))
