"""What a profile decides: which dataset, years and level; which sector decides. Pure functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from terreau.analytics import FloatArray

# Years between the two dates when the reader does not choose.
DEFAULT_SPAN = 5
DEFAULT_LEVEL = "A38"
# From the coarsest to the finest, as the reader sees them; finer levels than A88 are not offered.
OFFERED_LEVELS = ("A5", "A10", "A17", "A21", "A38", "A64", "A88")
# How effects are told apart: at two dates; year by year; against the rest of the country; with what
# the mix of sectors adds to the local effect.
METHODS = ("dunn", "chained", "rest", "esteban")


@dataclass(frozen=True)
class Asked:
    """What the reader asked, as written in the address; empty = no wish."""

    source: str = ""
    start: str = ""
    end: str = ""
    level: str = ""
    method: str = ""

    @classmethod
    def of(cls, address: Mapping[str, str]) -> Asked:
        """Read the wishes in the query of an address."""
        return cls(
            source=address.get("source", ""),
            start=address.get("from", ""),
            end=address.get("to", ""),
            level=address.get("level", ""),
            method=address.get("method", ""),
        )


class NotOffered(ValueError):
    """A wish that cannot be granted.

    Parameters
    ----------
    wish : str
        "source", "from", "to", "order", "level" or "method".
    value : str
        What was asked.
    offered : Sequence[str]
        What can be asked.
    """

    def __init__(self, wish: str, value: str, offered: Sequence[str]) -> None:
        self.wish, self.value, self.offered = wish, value, tuple(offered)
        super().__init__(f"{wish} {value!r} is not one of {self.offered}")


def choose_years(years: Sequence[int], start: str, end: str) -> tuple[int, int]:
    """Choose the two years to compare.

    Parameters
    ----------
    years : Sequence[int]
        Years of the dataset, sorted; at least one.
    start, end : str
        The reader's wishes.

    Returns
    -------
    tuple[int, int]
        By default the last year and the one `DEFAULT_SPAN` before, or the
        nearest after it. Both are the same when the dataset has one year.

    Raises
    ------
    NotOffered
        If a year is not in the dataset, or the first is not before the second.
    """
    chosen_end = _one_of(years, "to", end) if end else years[-1]
    earlier = [year for year in years if year < chosen_end] or [chosen_end]
    if start:
        chosen_start = _one_of(years, "from", start)
        if chosen_start >= chosen_end and len(years) > 1:
            raise NotOffered("order", f"{chosen_start} → {chosen_end}", [])
        return chosen_start, chosen_end
    return min(
        (y for y in earlier if y >= chosen_end - DEFAULT_SPAN), default=earlier[-1]
    ), chosen_end


def choose_level(levels: Sequence[str], wish: str) -> str:
    """Choose the level of activities: the wish, else A38, else the finest there is; "" without any.

    Raises
    ------
    NotOffered
        If the wish is not one of ``levels``.
    """
    if wish:
        if wish.upper() not in levels:
            raise NotOffered("level", wish, levels)
        return wish.upper()
    if DEFAULT_LEVEL in levels:
        return DEFAULT_LEVEL
    return levels[-1] if levels else ""


def choose_method(wish: str) -> str:
    """Choose the method of the effects: the wish, else two dates.

    Raises
    ------
    NotOffered
        If there is no such method.
    """
    if wish and wish.lower() not in METHODS:
        raise NotOffered("method", wish, METHODS)
    return wish.lower() or METHODS[0]


def first_sector(local: FloatArray) -> int | None:
    """Return the index of the sector that weighs most in a local effect.

    Parameters
    ----------
    local : FloatArray
        (sector,), jobs, NaN = not known.

    Returns
    -------
    int or None
        The largest absolute local effect; the first of equals; None when no
        sector is known or none has any effect.
    """
    weights = np.nan_to_num(np.abs(local), nan=0.0)
    return int(weights.argmax()) if weights.size and weights.max() > 0 else None


def decides_sign(total: float, without: float) -> bool:
    """Whether leaving one sector out turns a gain into a loss or a loss into a gain."""
    return total * without < 0


def _one_of(years: Sequence[int], wish: str, value: str) -> int:
    if value.isascii() and value.isdigit() and len(value) == 4 and int(value) in years:
        return int(value)
    raise NotOffered(wish, value, [str(year) for year in years])
