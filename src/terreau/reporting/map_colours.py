"""Colours of a map: told apart by those who see few of them, in print and on a projector."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

# From little to much; then from a fall to a rise. After C. Brewer's ramps, safe for colour-blind
# readers (https://colorbrewer2.org).
_GROWING = ("#edf8d5", "#d0ecae", "#a5db8b", "#6fc174", "#3c9d5c", "#1c7544", "#0a4f2e")
_FALLING = ("#8c510a", "#bf812d", "#dfc27d", "#f3e3bd")
_NEUTRAL = "#e7e3d9"
_RISING = ("#c7eae5", "#80cdc1", "#35978f", "#01665e")


def class_colours(
    breaks: Sequence[float], *, least: float, most: float, is_down: bool
) -> list[str]:
    """Return a colour for each class.

    Parameters
    ----------
    breaks : Sequence[float]
        Bounds between the classes.
    least, most : float
        The lowest and the highest value: where both signs are, each has its hue, and a class that
        holds both is neutral.
    is_down : bool
        Whether a fall is what a territory wishes for: the hues change sides.

    Examples
    --------
    >>> len(class_colours([1, 2, 3], least=0, most=9, is_down=False))
    4
    """
    if least >= 0:
        return _spread(_GROWING, len(breaks) + 1)
    lows, highs = [least, *breaks], [*breaks, most]
    below = sum(high <= 0 for high in highs)
    above = sum(low >= 0 for low in lows)
    falling, rising = (_RISING[::-1], _FALLING[::-1]) if is_down else (_FALLING, _RISING)
    middle = [_NEUTRAL] * (len(lows) - below - above)
    return _spread(falling, below) + middle + _spread(rising[::-1], above)[::-1]


def _spread(ramp: Sequence[str], count: int) -> list[str]:
    """Return as many colours from one end of a ramp to the other; of one, a strong one."""
    places = np.linspace(0, len(ramp) - 1, count) if count > 1 else np.full(count, 1.0)
    channels = np.array([[int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in ramp])
    mixed = [np.interp(places, np.arange(len(ramp)), channels[:, i]) for i in range(3)]
    return [f"#{round(r):02x}{round(g):02x}{round(b):02x}" for r, g, b in zip(*mixed, strict=True)]
