"""Peers: the territories whose mix of sectors is nearest, how sure that is, and why.

Distances are those of `terreau.analytics.log_ratios`; here they are resampled and explained.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import FloatArray, NarrowTable, Status, StatusArray
from terreau.analytics.log_ratios import (
    ROUNDING,
    SMALLEST_SHARE,
    log_ratio_norms,
    log_ratio_squares,
    log_ratios,
)
from terreau.analytics.measured import Key, Measured
from terreau.analytics.reading import Reading, read_period
from terreau.core.errors import BadInput

DRAWS = 100
REASONS = 3
# As many pairs of territories are looked at together: 32 MB an array.
_PAIRS = 1 << 22
_Near = tuple[int, float, float, float, float]


@dataclass(frozen=True)
class Peer:
    """A territory near to another.

    Parameters
    ----------
    code : str
        Its code.
    distance, lower, upper : float
        Log-ratio distance, no unit, 0 = the same mix; with the middle 95 % of its resamples.
    stability : float
        Share of the resamples in which it remains among the peers, from 0 to 1.
    reasons : Mapping[str, float]
        The sectors of which both have more than the reference, the strongest first → the product
        of their log-ratios to it.
    status : Status
        Ok, or partial when some sectors are not known in one of the two.
    """

    code: str
    distance: float
    lower: float
    upper: float
    stability: float
    reasons: Mapping[str, float]
    status: Status


@dataclass(frozen=True)
class Peers:
    """The peers of each territory, the nearest first.

    Parameters
    ----------
    asked : Mapping[str, str]
        The measure and every option it was computed with.
    found : Mapping[str, tuple[Peer, ...]]
        Territory → its peers; none for a territory without jobs, or whose jobs are not known.
    """

    asked: Mapping[str, str]
    found: Mapping[str, tuple[Peer, ...]]

    def of(self, territory: str) -> tuple[Peer, ...]:
        """Return the peers of one territory.

        Raises
        ------
        BadInput
            If the answer does not hold it.
        """
        if territory not in self.found:
            raise BadInput("The answer holds no such territory", value=territory)
        return self.found[territory]

    def to_table(self) -> Any:
        """Return a narrow pyarrow table.

        Returns
        -------
        pyarrow.Table
            The columns of `Measures.to_table`. For each territory and peer, components
            "peer:<code>" (distance and its bounds) and "stability:<code>"; and, by sector,
            "reason:<code>" (product of the log-ratios).
        """
        from terreau.analytics.narrow import write_table  # noqa: PLC0415  loads pyarrow

        return write_table(self._blocks(), self.asked["period"])

    def _blocks(self) -> Iterator[tuple[list[Key], dict[str, Measured]]]:
        for territory, peers_ in self.found.items():
            measured = {}
            for peer in peers_:
                bounds = (np.array([peer.lower]), np.array([peer.upper]))
                measured[f"peer:{peer.code}"] = Measured(
                    np.array([peer.distance]), _word(peer, 1), *bounds
                )
                measured[f"stability:{peer.code}"] = Measured(
                    np.array([peer.stability]), _word(peer, 1)
                )
            if measured:
                yield [(territory, None)], measured
            for peer in peers_:
                if peer.reasons:
                    products = np.array(list(peer.reasons.values()))
                    yield (
                        [(territory, sector) for sector in peer.reasons],
                        {f"reason:{peer.code}": Measured(products, _word(peer, len(products)))},
                    )


def _word(peer: Peer, count: int) -> StatusArray:
    return np.full(count, peer.status, dtype=np.uint8)


def peers(
    table: NarrowTable,
    *,
    period: int | str,
    reference: str | NarrowTable = "nation",
    of: Sequence[str] | None = None,
    count: int = 5,
    smallest_share: float = SMALLEST_SHARE,
    seed: int = 0,
    **reading: Unpack[Reading],
) -> Peers:
    """Return the territories whose mix of sectors is nearest to that of each.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists, status.
    period : int | str
        As the table writes it.
    reference : str | NarrowTable
        What reasons are relative to: "nation", "leave-one-out", a territory, or a table. Distances
        do not depend on it.
    of : Sequence[str], optional
        The territories whose peers are wanted; by default all.
    count : int
        How many peers each.
    smallest_share : float
        What a smaller share, 0 included, is taken to be.
    seed : int
        Of the resampling.
    **reading : Unpack[Reading]
        How the table is read: absent, columns, territories, sectors, nomenclature, vintage.

    Returns
    -------
    Peers
        At most ``count`` for each territory. The size of a territory does not matter.

    Raises
    ------
    BadInput
        Unknown option or territory, unusable table, period without a row.

    Notes
    -----
    Sectors are resampled with replacement, a hundred times: a peer that a few sectors make is not
    often drawn again. Chance in the jobs themselves is not resampled.

    References
    ----------
    Those of `log_ratio_distances`; of resampling, those of `bootstrap_interval`.

    Examples
    --------
    >>> table = {
    ...     "territory": ["A"] * 3 + ["B"] * 3 + ["C"] * 3,
    ...     "sector": ["steel", "farms", "shops"] * 3,
    ...     "period": [2024] * 9,
    ...     "value": [60, 10, 30, 500, 100, 400, 5, 60, 35],
    ... }
    >>> [(peer.code, list(peer.reasons)) for peer in peers(table, period=2024, count=1).of("A")]
    [('B', ['steel'])]
    """
    if count < 1:
        raise BadInput("At least one peer must be asked for", value=count)
    read = read_period(table, period, reference, reading)
    if unknown := [code for code in of or () if code not in read.territories]:
        raise BadInput("The table holds no such territory", value=unknown[0])
    logs = log_ratios(read.jobs, smallest_share)
    above = logs - log_ratios(np.atleast_2d(read.reference), smallest_share)
    sectors = len(read.sectors)
    draws = np.random.default_rng(seed).multinomial(sectors, np.full(sectors, 1 / sectors), DRAWS)
    weights = np.vstack([np.ones(sectors), draws])
    wanted = [read.territories.index(code) for code in (read.territories if of is None else of)]
    found = {}
    for place, near in _nearest(logs, wanted, weights, count):
        found[read.territories[place]] = tuple(
            Peer(
                code=read.territories[other],
                distance=distance,
                lower=lower,
                upper=upper,
                stability=stability,
                reasons=_reasons(read.sectors, above[place], above[other]),
                status=Status.PARTIAL if np.isnan(logs[[place, other]]).any() else Status.OK,
            )
            for other, distance, lower, upper, stability in near
        )
    return Peers(
        asked={
            "measure": "peers",
            **read.asked,
            "count": str(count),
            "smallest_share": repr(smallest_share),
            "seed": str(seed),
        },
        found=found,
    )


def _nearest(
    logs: FloatArray, wanted: Sequence[int], weights: FloatArray, count: int
) -> Iterator[tuple[int, list[_Near]]]:
    """Yield each wanted territory with the nearest others.

    ``weights`` is (1 + draw, sector), the first row, of ones, being that of the distance itself.
    """
    step = max(1, _PAIRS // len(logs))
    for start in range(0, len(wanted), step):
        places = np.array(wanted[start : start + step])
        squares = log_ratio_squares(logs, places, weights)
        first = next(squares)
        limit = _limit(first, count)
        drawn = np.array([_limit(each, count) for each in squares])
        for row, place in enumerate(places.tolist()):
            close = np.flatnonzero(first[row] <= limit[row])
            # Few are left: each is measured without the rounding of the squares of all.
            distances = log_ratio_norms(logs[close] - logs[place], weights)
            order = np.argsort(distances[0], kind="stable")[:count]
            yield place, _resampled(close[order], distances[:, order], drawn[:, row])


def _limit(squares: FloatArray, count: int) -> FloatArray:
    """Return (place,) the square within which the nearest are; all are, when there are fewer."""
    nth = min(count, squares.shape[1]) - 1
    found = np.partition(squares, nth, axis=1)[:, nth]  # NaN comes last
    return np.where(np.isnan(found), np.inf, found + ROUNDING)


def _resampled(
    others: npt.NDArray[np.intp], distances: FloatArray, limits: FloatArray
) -> list[_Near]:
    """Return others with their distance, its bounds, and how often they are drawn again."""
    drawn = distances[1:]
    quantile = np.nanquantile if np.isnan(drawn).any() else np.quantile  # the second is quick
    lower, upper = quantile(drawn, (0.025, 0.975), axis=0)
    stability = (np.square(drawn) <= limits[:, None]).mean(axis=0)
    columns = (others, distances[0], lower, upper, stability)
    return list(zip(*(column.tolist() for column in columns), strict=True))


def _reasons(sectors: Sequence[str], own: FloatArray, theirs: FloatArray) -> dict[str, float]:
    shared = np.where((own > 0) & (theirs > 0), own * theirs, 0.0)
    strongest = np.argsort(-shared, kind="stable")[:REASONS]
    return {sectors[i]: float(shared[i]) for i in strongest if shared[i] > 0}
