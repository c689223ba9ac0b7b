"""Whether a local effect can be relied upon: the library's answer for one territory."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from terreau.analytics import Cube, SignCertainty, Status, certainty_of_cube
from terreau.datasets import scan
from terreau.datasets.dataset import Dataset
from terreau.datasets.reference import naf
from terreau.web.apps.observatory.datasets_held import Usable, offered_levels
from terreau.web.apps.observatory.measuring import nation_of, scan_of, years_between

# The levels that analysts publish: between them the choice is the analyst's.
COMPARED_LEVELS = ("A17", "A38", "A88")
# Manufacturing is one sector there: what it is made of is counted as the territory's own doing.
COARSE_LEVELS = ("A5", "A10", "A21")
_OWN, _REST = "own", "rest"


def compared_levels(dataset: Dataset) -> list[str]:
    """Return those of `COMPARED_LEVELS` that a dataset can be brought to, the finest last."""
    return [level for level in COMPARED_LEVELS if level in offered_levels(dataset)]


@lru_cache(maxsize=512)
def certainty_of(usable: Usable, *, start: int, end: int, method: str) -> SignCertainty | None:
    """Try a local effect under every defensible choice.

    Parameters
    ----------
    usable : Usable
        The dataset, which covers the country, and the codes that make up the territory.
    start, end : int
        Two years of the dataset.
    method : str
        One of `rules.METHODS`: the choice that is judged.

    Returns
    -------
    SignCertainty or None
        At the finest of `COMPARED_LEVELS` that the dataset can be brought to, on the cells visible
        all along; None where nothing can be tried: no sector, nothing visible.
    """
    levels = compared_levels(usable.dataset)
    if not levels or usable.is_whole:
        return None
    finest = levels[-1]
    years = years_between(usable.dataset, start, end, is_chained=True)
    own = scan_of(usable, years, finest, is_paired=True)
    country = nation_of(usable, years, finest)
    if not own.sums.any() or not (country.sums - own.sums)[0].any():
        return None
    return certainty_of_cube(
        _cube(own, country),
        reference="leave-one-out" if method == "rest" else "nation",
        chained=method == "chained",
        bridges={level: naf.bridge(finest, level) for level in levels[:-1]},
        reading={"nomenclature": finest},
    )[_OWN]


def _cube(own: scan.Aggregate, country: scan.Aggregate) -> Cube:
    """Return the territory beside the rest of the country."""
    is_hidden = (own.rows[:, 0] == 0) & (own.hidden[:, 0] > 0)
    jobs = np.where(is_hidden, np.nan, own.sums[:, 0])
    both = np.stack([jobs, country.sums[:, 0] - own.sums[:, 0]], axis=1)
    extra = {}
    if own.largest is not None:
        nobody = np.full(jobs.shape, np.nan)
        extra["largest"] = np.stack([own.largest[:, 0], nobody], axis=1)
    return Cube(
        periods=tuple(map(str, own.periods)),
        territories=(_OWN, _REST),
        sectors=own.sectors,
        values=both,
        status=np.where(np.isnan(both), Status.SECRET, Status.OK).astype(np.uint8),
        extra=extra,
    )
