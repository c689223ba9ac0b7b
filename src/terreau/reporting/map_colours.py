"""Colours of a map: told apart by those who see few of them, in print and on a projector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# From little to much; then from a fall to a rise. After C. Brewer's ramps, safe for colour-blind
# readers (https://colorbrewer2.org).
_GROWING = ("#edf8d5", "#d0ecae", "#a5db8b", "#6fc174", "#3c9d5c", "#1c7544", "#0a4f2e")
_FALLING = ("#8c510a", "#bf812d", "#dfc27d", "#f3e3bd")
_RISING = ("#c7eae5", "#80cdc1", "#35978f", "#01665e")


def class_colours(breaks: Sequence[float], *, has_negative: bool, is_down: bool) -> list[str]:
    """Return a colour for each class.

    Parameters
    ----------
    breaks : Sequence[float]
        Bounds between the classes.
    has_negative : bool
        Whether some values are under zero: the classes on both sides of it then have two hues.
    is_down : bool
        Whether a fall is what a territory wishes for: the hues change sides.

    Examples
    --------
    >>> len(class_colours([1, 2, 3], has_negative=False, is_down=False))
    4
    """
    count = len(breaks) + 1
    if not has_negative:
        return _spread(_GROWING, count)
    below = sum(bound <= 0 for bound in breaks)
    falling, rising = _FALLING, _RISING
    if is_down:
        falling, rising = _RISING[::-1], _FALLING[::-1]
    above = count - below
    return _spread(falling, below) + _spread(rising[::-1], above)[::-1]


def _spread(ramp: Sequence[str], count: int) -> list[str]:
    """Return colours from one end of a ramp to the other; of one, that of its middle."""
    if count == 1:
        return [ramp[len(ramp) // 2]]
    return [ramp[round(place)] for place in np.linspace(0, len(ramp) - 1, count)]
