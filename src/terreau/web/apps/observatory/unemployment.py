"""The unemployment rate of a territory: as published for it, never computed from others'."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from terreau.datasets.catalogue import read_table
from terreau.datasets.dataset import Dataset
from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.territories.selectors import Territory

MEASURE = "unemployment_rate"


@dataclass(frozen=True)
class Rate:
    """The last rate known of a territory, in percent, and that of a year before if it is known."""

    dataset: Dataset
    period: str
    value: float
    year_before: float | None


def rate_of(territory: Territory) -> Rate | None:
    """Return the last rate of a territory; None where no table gives it one."""
    found = [
        rate
        for dataset in list_all()
        if dataset.content == "series"
        and dataset.measure == MEASURE
        and dataset.country == territory.country
        and dataset.territory_kind == territory.kind
        and (rate := _last(dataset, territory.code))
    ]
    return max(found, key=lambda rate: (rate.period, rate.dataset.id), default=None)


def _last(dataset: Dataset, code: str) -> Rate | None:
    known = _rates(dataset).get(code, {})
    if not known:
        return None
    period = max(known)
    before = f"{int(period[:4]) - 1}{period[4:]}"
    return Rate(dataset, period, known[period], known.get(before))


@lru_cache(maxsize=4)
def _rates(dataset: Dataset) -> Mapping[str, Mapping[str, float]]:
    found: dict[str, dict[str, float]] = {}
    for row in read_table(dataset).to_pylist():
        if row["value"] is not None:
            found.setdefault(row["territory"], {})[row["period"]] = row["value"]
    return found
