"""A territory followed over every year of a dataset, beside the country."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.analytics import FloatArray
from terreau.datasets import scan
from terreau.web.apps.observatory.datasets_held import Usable
from terreau.web.apps.observatory.measuring import nation_of, scan_of


@dataclass(frozen=True)
class Series:
    """Jobs year by year: of the territory, and of the country where the dataset covers it."""

    years: tuple[int, ...]
    own: FloatArray
    nation: FloatArray | None
    hidden_cells: int
    unknown: int = 0


def series_of(usable: Usable) -> Series | None:
    """Follow a territory over every year of a dataset, on the cells visible all along.

    Returns
    -------
    Series or None
        None with a single year, or where no cell is visible all along.
    """
    years = list(usable.dataset.periods)
    if len(years) == 1:
        return None
    nation = nation_of(usable, years, "") if usable.dataset.covers_nation else None
    of_nation = None if nation is None else nation.sums.sum(axis=(1, 2))
    own = None if usable.is_whole else scan.totals(usable.dataset, usable.codes)
    if own is not None:
        return Series(tuple(years), own, of_nation, hidden_cells=0, unknown=usable.unknown)
    visible = scan_of(usable, years, "", is_paired=True)
    if visible.hidden.any() and not visible.sums.any():
        return None
    hidden = int(visible.hidden.max(axis=0).sum())
    own = visible.sums.sum(axis=(1, 2))
    return Series(tuple(years), own, of_nation, hidden, usable.unknown)
