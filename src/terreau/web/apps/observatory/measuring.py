"""From a dataset to the arrays of a profile: the scans and the kernels, no word yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from terreau.analytics import Dunn, Esteban, FloatArray, chained, dunn, esteban, quotients
from terreau.datasets import scan
from terreau.datasets.dataset import Dataset
from terreau.datasets.reference import naf
from terreau.datasets.scan import Aggregate
from terreau.web.apps.observatory import rules
from terreau.web.apps.observatory.datasets_held import Usable

# From this share of the country's jobs in a sector, it is compared with itself.
ALONE = 0.995


@dataclass(frozen=True)
class Industry:
    """Jobs in industry (sections B to E), their share of the visible jobs, and the country's."""

    jobs: float
    share: float
    nation_share: float | None


@dataclass(frozen=True)
class Measures:
    """What one dataset says of a territory between two years.

    Parameters
    ----------
    sectors : tuple[str, ...]
        (S,) codes, ("",) without sectors.
    start, end : FloatArray
        (S,) jobs visible at each date; NaN where every cell is hidden.
    hidden : ndarray
        (S,) cells hidden at either date.
    mean_cell : float
        Jobs of the average visible cell, over both dates; 0 where none is.
    change : FloatArray
        (S,) change in jobs on the cells visible at both dates.
    paired_start, paired_end : float
        Jobs of those cells at each date.
    nation_start, nation_end : float or None
        The same for the country; None when the dataset does not cover it.
    is_alone : ndarray
        (S,) whether nearly all the jobs of the country are there at the first date.
    weight : float or None
        Share of the jobs of the country at the end date; None when the dataset does not cover it.
    quotient : FloatArray or None
        (S,) location quotients at the end date.
    industry : Industry or None
        What industry weighs at the end date; None without sectors.
    local : FloatArray or None
        (S,) local effects.
    macro, structural : float or None
        Sums over the sectors.
    not_compared : FloatArray or None
        (S,) what of the change is in no effect: a sector that the reference does not have, cells
        that are not known at each of the years that are followed.
    competitive, allocation, entry : float or None
        What makes up the local effect, sums over the sectors; None for another method.
    rebased, uncertain : float
        Jobs, at the end date, of communes merged since the table was made, and of divided ones.
    unknown : int
        Territories of which the dataset says nothing.
    """

    sectors: tuple[str, ...]
    start: FloatArray
    end: FloatArray
    hidden: npt.NDArray[np.int64]
    mean_cell: float
    change: FloatArray
    paired_start: float
    paired_end: float
    nation_start: float | None
    nation_end: float | None
    is_alone: npt.NDArray[np.bool_]
    weight: float | None
    quotient: FloatArray | None
    local: FloatArray | None
    industry: Industry | None
    macro: float | None
    structural: float | None
    not_compared: FloatArray | None
    competitive: float | None
    allocation: float | None
    entry: float | None
    rebased: float
    uncertain: float
    unknown: int

    @property
    def left_out(self) -> int:
        """How many cells and territories are in no sum: with any, a sum is a minimum."""
        return int(self.hidden.sum()) + self.unknown

    @property
    def uncertain_share(self) -> float:
        """Share of its jobs that are of divided communes."""
        jobs = float(np.nansum(self.end))
        return self.uncertain / jobs if jobs else 0.0

    @property
    def is_comparable(self) -> bool:
        """Whether something is visible at both dates; a territory without any job is."""
        return bool(self.paired_start or self.paired_end) or not self.hidden.any()

    @property
    def is_all_hidden(self) -> bool:
        """Whether nothing is visible at the end date: its sum is not known, it is no zero."""
        return bool(np.isnan(self.end).any()) and not np.nansum(self.end)

    @property
    def first_sector(self) -> int | None:
        """Index of the sector that weighs most in the local effect."""
        return None if self.local is None else rules.first_sector(self.local)


def measure(usable: Usable, *, start: int, end: int, level: str, method: str) -> Measures:
    """Measure a territory between two years.

    Parameters
    ----------
    usable : Usable
        The dataset and the codes that make up the territory.
    start, end : int
        Years of the dataset; the same year gives no effect.
    level : str
        Level of activities; "" when the dataset has no sector.
    method : str
        One of `rules.METHODS`.

    Returns
    -------
    Measures
        Effects are None without sectors, without the country, or for the
        country itself, whose effects are all national.
    """
    # One year alone is its own start and end.
    dates = years_between(usable.dataset, start, end, is_chained=False)
    years = years_between(usable.dataset, start, end, is_chained=method == "chained")
    visible = scan_of(usable, dates, level, is_paired=False)
    # What is observed is the same whatever the method; a chain may follow less of it.
    paired = (
        visible if usable.dataset.is_complete else scan_of(usable, dates, level, is_paired=True)
    )
    followed = paired if years == dates else scan_of(usable, years, level, is_paired=True)
    nation = nation_of(usable, dates, level) if usable.dataset.covers_nation else None
    is_comparable = bool(paired.sums.any()) or not visible.hidden.any()
    has_effects = bool(level) and start != end and not usable.is_whole and is_comparable
    jobs = _known(paired)
    change = (jobs[-1] - jobs[0])[0]
    effects = None
    if has_effects and nation is not None:
        reference = nation if years == dates else nation_of(usable, years, level)
        effects = _decompose(_known(followed), reference.sums[:, 0], method)
    shown = np.where(
        (visible.rows[:, 0] == 0) & (visible.hidden[:, 0] > 0), np.nan, visible.sums[:, 0]
    )
    return Measures(
        sectors=visible.sectors,
        start=shown[0],
        end=shown[-1],
        hidden=visible.hidden[:, 0].max(axis=0),
        mean_cell=float(visible.sums.sum() / max(visible.rows.sum(), 1)),
        change=change,
        paired_start=float(paired.sums[0].sum()),
        paired_end=float(paired.sums[-1].sum()),
        nation_start=None if nation is None else float(nation.sums[0].sum()),
        nation_end=None if nation is None else float(nation.sums[-1].sum()),
        is_alone=_is_alone(paired, nation),
        weight=_weight(paired, nation),
        quotient=_quotients(usable, visible, end, level),
        industry=_industry(usable, visible, end, level),
        local=None if effects is None else effects.local[0],
        macro=None if effects is None else float(np.nansum(effects.macro)),
        structural=None if effects is None else float(np.nansum(effects.structural)),
        not_compared=None if effects is None else _not_compared(change, effects),
        competitive=_summed(effects, "competitive"),
        allocation=_summed(effects, "allocation"),
        entry=_summed(effects, "entry"),
        rebased=float(visible.rebased[-1, 0]),
        uncertain=float(visible.uncertain[-1, 0]),
        unknown=usable.unknown,
    )


def years_between(dataset: Dataset, start: int, end: int, *, is_chained: bool) -> list[int]:
    """Return the two years, sorted; every year of the dataset in between when it is chained."""
    if is_chained:
        return [year for year in dataset.periods if start <= year <= end]
    return sorted({start, end})


def _decompose(jobs: FloatArray, nation: FloatArray, method: str) -> Dunn:
    """Return the effects of (period, 1, sector) jobs against (period, sector) of the country."""
    kernel = esteban if method == "esteban" else dunn
    compared = nation[:, None] - np.nan_to_num(jobs) if method == "rest" else nation
    return chained(kernel, jobs, compared)


def _known(paired: Aggregate) -> FloatArray:
    """Return the jobs; a sector of which no cell is visible all along is not a zero."""
    is_unknown = (paired.rows == 0).all(axis=0) & (paired.hidden[-1] > 0)
    return np.where(is_unknown, np.nan, paired.sums)


def _not_compared(change: FloatArray, effects: Dunn) -> FloatArray:
    """Return what of the change of each sector is in none of its effects."""
    parts = (effects.macro, effects.structural, effects.local)
    left = np.nan_to_num(change) - sum(np.nan_to_num(part[0]) for part in parts)
    # Under a millionth of a job it is the rounding of the machine.
    return np.where(np.abs(left) < 1e-6, 0.0, left)


def _is_alone(paired: Aggregate, nation: Aggregate | None) -> npt.NDArray[np.bool_]:
    own = paired.sums[0, 0]
    if nation is None:
        return np.zeros(own.shape, dtype=np.bool_)
    found: npt.NDArray[np.bool_] = (own > 0) & (own >= ALONE * nation.sums[0, 0])
    return found


def _weight(paired: Aggregate, nation: Aggregate | None) -> float | None:
    jobs = 0.0 if nation is None else float(nation.sums[-1].sum())
    return float(paired.sums[-1].sum()) / jobs if jobs else None


def _summed(effects: Dunn | None, part: str) -> float | None:
    return float(np.nansum(effects.parts[part])) if isinstance(effects, Esteban) else None


def scan_of(usable: Usable, periods: Sequence[int], level: str, *, is_paired: bool) -> Aggregate:
    """Return what a dataset says of a territory; ``level`` "" for the table's own sectors."""
    wanted = level or None
    if usable.is_whole:
        return scan.nation(usable.dataset, periods=periods, level=wanted, paired=is_paired)
    if usable.dataset.is_complete:
        # Pairing leaves nothing out: the years between are counted once, for every question.
        between = tuple(years_between(usable.dataset, periods[0], periods[-1], is_chained=True))
        return (
            _counted(usable, between)
            .of_years(periods)
            .by_sector(*scan.sectors_at(usable.dataset, wanted))
        )
    groups = {"territory": usable.codes}
    return scan.aggregate(usable.dataset, groups, periods=periods, level=wanted, paired=is_paired)


@lru_cache(maxsize=64)
def _counted(usable: Usable, periods: tuple[int, ...]) -> Aggregate:
    return scan.aggregate(usable.dataset, {"territory": usable.codes}, periods=periods)


def nation_of(usable: Usable, periods: Sequence[int], level: str) -> Aggregate:
    """Return the same of the country, on the cells visible at every period."""
    return scan.nation(usable.dataset, periods=periods, level=level or None, paired=True)


def _quotients(usable: Usable, visible: Aggregate, end: int, level: str) -> FloatArray | None:
    if not level or not usable.dataset.covers_nation or usable.is_whole:
        return None
    nation = scan.nation(usable.dataset, periods=[end], level=level, paired=False)
    own = np.where((visible.rows[-1] == 0) & (visible.hidden[-1] > 0), np.nan, visible.sums[-1])
    found: FloatArray = quotients(own, nation.sums[0, 0])[0]
    return found


def _industry(usable: Usable, visible: Aggregate, end: int, level: str) -> Industry | None:
    if not level:
        return None
    section = naf.bridge(level, "A5")
    is_industry = np.array([section[code] == "BE" for code in visible.sectors])
    own = visible.sums[-1, 0]
    if not own.sum():
        return None
    jobs = float(own[is_industry].sum())
    nation_share = None
    if usable.dataset.covers_nation and not usable.is_whole:
        nation = scan.nation(usable.dataset, periods=[end], level=level, paired=False).sums[0, 0]
        nation_share = float(nation[is_industry].sum() / nation.sum())
    return Industry(jobs, jobs / float(own.sum()), nation_share)
