"""A territory followed over every year of a dataset, beside the country."""

from __future__ import annotations

from dataclasses import dataclass

from terreau.analytics import FloatArray
from terreau.web.apps.observatory.datasets_held import Usable
from terreau.web.apps.observatory.measuring import nation_of, scan_of


@dataclass(frozen=True)
class Series:
    """Jobs year by year: of the territory, and of the country where the dataset covers it."""

    years: tuple[int, ...]
    own: FloatArray
    nation: FloatArray | None
    hidden_cells: int


def series_of(usable: Usable) -> Series | None:
    """Follow a territory over every year of a dataset, on the cells visible all along.

    Returns
    -------
    Series or None
        None with a single year, or where no cell is visible all along.
    """
    years = list(usable.dataset.periods)
    own = scan_of(usable, years, "", is_paired=True)
    if len(years) == 1 or (own.hidden.any() and not own.sums.any()):
        return None
    nation = nation_of(usable, years, "") if usable.dataset.covers_nation else None
    return Series(
        years=tuple(years),
        own=own.sums.sum(axis=(1, 2)),
        nation=None if nation is None else nation.sums.sum(axis=(1, 2)),
        hidden_cells=int(own.hidden.max(axis=0).sum()),
    )
