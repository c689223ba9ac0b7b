"""Before and after a season of animation: what moved, and whether the network closes on itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from terreau.analytics.network.measuring import network_measures
from terreau.analytics.network.results import NetworkMeasures
from terreau.analytics.network.ties import Ties
from terreau.core.errors import BadInput


@dataclass(frozen=True)
class Season:
    """The same measures on two days.

    Parameters
    ----------
    before, after : NetworkMeasures
        Of ties of one nature.
    """

    before: NetworkMeasures
    after: NetworkMeasures

    def change(self, measure: str) -> float | None:
        """Return the change of a measure of the whole; None where either is not known."""
        first, last = self.before.whole[measure].value, self.after.whole[measure].value
        return None if first is None or last is None else last - first

    @property
    def is_lock_in(self) -> bool | None:
        """Whether bonding rose while openness fell; None where either is not known."""
        bonding, openness = self.change("bonding"), self.change("openness")
        return None if bonding is None or openness is None else bonding > 0 > openness


def season(ties: Ties, before: date, after: date, **options: Any) -> Season:
    """Measure ties of one nature before and after a season.

    Parameters
    ----------
    ties : PlannedTies or LivedTies
        Every tie known; each day counts what came up to it.
    before, after : datetime.date
        The two days, the first earlier.
    **options : object
        Those of `network_measures`: half_life, null, bootstrap, seed.

    Returns
    -------
    Season
        Both measures; nothing is summed up in one score.

    Raises
    ------
    BadInput
        If the days are not in order, or an option cannot be.

    References
    ----------
    G. Grabher (1993), "The weakness of strong ties: the lock-in of regional development in the
    Ruhr area", in The Embedded Firm, Routledge, 255–277 (lock-in).

    Examples
    --------
    >>> from datetime import date
    >>> day, later = date(2025, 1, 1), date(2026, 1, 1)
    >>> from terreau.analytics.network import LivedTies
    >>> ties = LivedTies.of([("a", "1", day), ("b", "1", day), ("c", "2", day), ("a", "2", later)])
    >>> round(season(ties, day, later).change("density"), 3)
    0.333
    """
    if before >= after:
        raise BadInput(
            "The day before the season is not before the day after it",
            value=(before.isoformat(), after.isoformat()),
            remedy="Give before= an earlier day than after=",
        )
    return Season(
        network_measures(ties, before, **options), network_measures(ties, after, **options)
    )
