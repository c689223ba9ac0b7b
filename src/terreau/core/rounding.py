"""Rounding for display: what is displayed adds up."""

from __future__ import annotations

import math
from collections.abc import Sequence


def largest_remainder(parts: Sequence[float], total: int | None = None) -> list[int]:
    """Round ``parts`` to integers that add up to ``total``.

    Parameters
    ----------
    parts : Sequence[float]
        (n,) finite numbers of any sign.
    total : int, optional
        What they must add up to; by default their sum, rounded half up.

    Returns
    -------
    list[int]
        (n,) integers; each is the floor or the ceiling of its part unless
        ``total`` is further away than that allows.

    Raises
    ------
    ValueError
        If a part is not finite.

    Examples
    --------
    >>> largest_remainder([4702.33, -950.04, 1880.71], total=5633)
    [4702, -950, 1881]
    """
    if not all(math.isfinite(part) for part in parts):
        raise ValueError(f"parts must be finite, got {list(parts)!r}")
    if not parts:
        return []
    target = math.floor(sum(parts) + 0.5) if total is None else total
    floors = [math.floor(part) for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda i: (floors[i] - parts[i], i))
    missing = target - sum(floors)
    for step in range(abs(missing)):
        order = by_remainder if missing > 0 else by_remainder[::-1]
        floors[order[step % len(order)]] += 1 if missing > 0 else -1
    return floors
