"""Basin typology: which bassins de vie were industrial, are, became, or ceased to be.

The kernel `typology_of_shares` takes shares at two dates; the edge `basin_typology` reads a table.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Unpack

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, NarrowTable, Status, StatusArray
from terreau.analytics.cube import Cube
from terreau.analytics.measured import Measured
from terreau.analytics.measures import Measures
from terreau.analytics.reading import Reading, read_periods
from terreau.core.errors import BadInput

BasinClass = Literal["traditional", "former", "new", "other"]
CLASSES: tuple[BasinClass, ...] = ("traditional", "former", "new", "other")
LEVEL = "bassin_de_vie"
# Gros-Balthazard: 224 traditional + 186 former in 1975, 224 traditional + 186 new now.
PUBLISHED_COUNT = 410


@dataclass(frozen=True)
class Typology:
    """What two dates say of each territory; NaN = its share is not known, or undefined.

    Parameters
    ----------
    margin : FloatArray
        (2, territory), fraction: the share less the threshold of its date. Industrial if ≥ 0.
    threshold : FloatArray
        (2,), fraction, half-way between the last share that enters and the first that does not.
    probability : FloatArray
        (territory, class), from 0 to 1, in the order of `CLASSES`.
    """

    margin: FloatArray
    threshold: FloatArray
    probability: FloatArray


class BasinTypology(Measures):
    """The class of every territory; its numbers are those of `Measures`."""

    def class_of(self, territory: str) -> BasinClass | None:
        """Return the class of one territory, the most probable; None where it is not known.

        Raises
        ------
        BadInput
            If the answer does not hold that territory.
        """
        found = self.of(territory)
        if math.isnan(found["other"]):
            return None
        was, is_now = found["margin_start"] >= 0, found["margin_end"] >= 0
        return CLASSES[2 * (not was) + (not is_now)]


def typology_of_shares(shares: npt.ArrayLike, jobs: npt.ArrayLike, count: int) -> Typology:
    """Class territories by whether they are among the most industrial at two dates.

    Parameters
    ----------
    shares : array_like
        (2, territory), fraction of jobs in industry at the first and at the last date, NaN = not
        known or undefined; such a territory does not compete.
    jobs : array_like
        (2, territory), all jobs, ≥ 0; they say how far chance moves a share.
    count : int
        How many territories are industrial at each date.

    Returns
    -------
    Typology
        Margins, thresholds, and the probability of each class.

    Raises
    ------
    BadInput
        If shapes disagree, or ``count`` leaves no territory on one side.

    Notes
    -----
    The threshold of a date lies half-way between the shares ranked ``count`` and ``count`` + 1.
    Territories tied there are on it, and all enter: more than ``count`` are then industrial.

    A share p of n jobs is read as a draw: the territory is industrial with probability
    Φ((p − c) / √(c (1 − c) / n)), c the threshold, taken as certain: the normal approximation of
    the binomial, its variance taken at the threshold, where a share of 0 too has one. The two dates
    are independent: P(traditional) = P₀ P₁, former P₀ (1 − P₁), new (1 − P₀) P₁, other the rest.
    The most probable class is that of the signs of the margins.

    References
    ----------
    M. Gros-Balthazard (2018), "L'avenir productif des territoires industriels : analyse de la
    diversité des trajectoires économiques locales", thèse, Université Grenoble Alpes; (2019), "À la
    découverte des territoires néo-industriels français", Géoconfluences.

    Examples
    --------
    >>> shares = [[0.5, 0.4, 0.1, 0.2], [0.4, 0.1, 0.3, 0.1]]
    >>> found = typology_of_shares(shares, [[1000] * 4] * 2, count=2)
    >>> found.threshold.round(3), found.margin[1].round(3)
    (array([0.3, 0.2]), array([ 0.2, -0.1,  0.1, -0.1]))
    """
    share, total = np.asarray(shares, dtype=np.float64), np.asarray(jobs, dtype=np.float64)
    if share.ndim != 2 or len(share) != 2 or total.shape != share.shape:
        raise BadInput(
            "Shares and jobs must have the shape (2, territory)", value=(share.shape, total.shape)
        )
    defined = ~np.isnan(share) & (total > 0)
    share = np.where(defined, share, np.nan)
    threshold = np.array([_threshold(row[~np.isnan(row)], count) for row in share])
    margin = share - threshold[:, None]
    spread = np.sqrt(threshold * (1 - threshold))[:, None]
    # No industry at the threshold, or nothing else: chance moves nothing and the sign decides.
    scores = np.divide(
        margin * np.sqrt(total),
        spread,
        out=np.where(margin == 0, 0.0, np.copysign(np.inf, margin)),
        where=(spread > 0) & defined,
    )
    was, is_now = np.where(defined, _normal_cdf(scores), np.nan)
    return Typology(
        margin=margin,
        threshold=threshold,
        probability=np.stack(
            [was * is_now, was * (1 - is_now), (1 - was) * is_now, (1 - was) * (1 - is_now)], axis=1
        ),
    )


def _threshold(shares: FloatArray, count: int) -> float:
    if not 1 <= count < len(shares):
        raise BadInput(
            "The count must leave territories on both sides",
            value=count,
            why=f"{len(shares)} territories have a known share",
            remedy="Give count= or quantile= for a table that is not the whole country",
        )
    ranked = np.sort(shares)[::-1]
    return float(ranked[count - 1] + ranked[count]) / 2


def _normal_cdf(scores: FloatArray) -> FloatArray:
    flat = [math.erfc(-score / math.sqrt(2)) / 2 for score in scores.ravel().tolist()]
    return np.array(flat).reshape(scores.shape)


def basin_typology(
    table: NarrowTable,
    *,
    start: int | str,
    end: int | str,
    industry: str | Sequence[str],
    level: str = LEVEL,
    accept_level: bool = False,
    count: int = PUBLISHED_COUNT,
    quantile: float | None = None,
    **reading: Unpack[Reading],
) -> BasinTypology:
    """Class the bassins de vie of a country: traditional, former, new or other.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value and, where it exists, status. Values are the jobs
        of people aged 25 to 54 at their place of work, census of 1975 and of now, all sectors: the
        definition is of these, and the table cannot be checked for it.
    start, end : int | str
        The two dates, as the table writes them.
    industry : str | Sequence[str]
        The code, or codes, of industry.
    level : str
        What the territories are.
    accept_level : bool
        Whether to class other territories than bassins de vie, for which it was not defined.
    count : int
        How many territories are industrial at each date.
    quantile : float, optional
        Instead of ``count``: the share of the territories that are industrial, such as 0.25.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    BasinTypology
        By territory ``traditional``, ``former``, ``new``, ``other`` (probabilities),
        ``share_start``, ``share_end`` (fractions), ``margin_start``, ``margin_end`` (fractions from
        the threshold); on the whole ``threshold_start`` and ``threshold_end``. A territory one cell
        of which is not known has no share: what is hidden may be its industry.

    Raises
    ------
    BadInput
        Another level, a sector that the table does not hold, a count or quantile that leaves no
        territory on one side, unusable table.

    References
    ----------
    Those of `typology_of_shares`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A", "A", "B", "B"] * 2,
    ...     "sector": ["industry", "services"] * 4,
    ...     "period": [1975] * 4 + [2022] * 4,
    ...     "value": [500, 500, 200, 800, 100, 900, 200, 800],
    ... }
    >>> found = basin_typology(table, start=1975, end=2022, industry="industry", quantile=0.5)
    >>> found.class_of("A"), found.class_of("B"), round(found.of("A")["margin_end"], 3)
    ('former', 'new', -0.05)
    """
    if level != LEVEL and not accept_level:
        raise BadInput(
            "The typology is defined on bassins de vie",
            value=level,
            why="Its thresholds and its published classes are theirs",
            remedy="Aggregate the table to them, or say accept_level=True",
        )
    absent = reading.get("absent", "missing")
    cube = read_periods(table, (start, end), reading)
    codes = (industry,) if isinstance(industry, str) else tuple(dict.fromkeys(industry))
    share, total = _industrial_shares(cube, codes)
    industrial = count if quantile is None else _count_of(quantile, len(cube.territories))
    found = typology_of_shares(share, total, industrial)
    status = _status(cube, share)
    both = status.max(axis=0)
    dated = list(enumerate(("start", "end")))
    return BasinTypology(
        asked={
            "measure": "basin_typology",
            "period": f"{start}-{end}",
            "industry": ",".join(codes),
            "level": level,
            "count": str(industrial),
            "absent": absent,
            "nomenclature": reading.get("nomenclature", ""),
            "vintage": reading.get("vintage", ""),
        },
        territories=cube.territories,
        sectors=cube.sectors,
        by_territory={
            name: Measured(found.probability[:, place], both) for place, name in enumerate(CLASSES)
        }
        | {f"share_{date}": Measured(share[i], status[i]) for i, date in dated}
        | {f"margin_{date}": Measured(found.margin[i], status[i]) for i, date in dated},
        whole={f"threshold_{date}": float(found.threshold[i]) for i, date in dated},
    )


def _industrial_shares(cube: Cube, industry: Sequence[str]) -> tuple[FloatArray, FloatArray]:
    """Return shares and all jobs, (2, territory); NaN when a cell of the territory is not known."""
    unknown = [code for code in industry if code not in cube.sectors]
    if unknown or not industry:
        raise BadInput(
            "The table holds no such sector of industry",
            value=unknown[0] if unknown else "",
            remedy=f"Give one or more of {', '.join(cube.sectors)}",
        )
    total = cube.values.sum(axis=2)
    jobs = cube.values[:, :, [cube.sectors.index(code) for code in industry]].sum(axis=2)
    share = np.divide(jobs, total, out=np.full_like(total, np.nan), where=total > 0)
    return share, total


def _count_of(quantile: float, territories: int) -> int:
    if not 0 < quantile < 1:
        raise BadInput("A quantile lies between 0 and 1", value=quantile)
    return round(quantile * territories)


def _status(cube: Cube, share: FloatArray) -> StatusArray:
    """Return (2, territory): the worst of the cells, or undefined without any jobs."""
    worst = cube.status.max(axis=2, initial=Status.OK)
    undefined = np.maximum(worst, np.uint8(Status.UNDEFINED))
    found: StatusArray = np.where(np.isnan(share), undefined, worst)
    return found
