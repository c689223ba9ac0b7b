"""How much room a text takes, in points.

The typeface is that of the reader's machine, so that room is reckoned by character, on the safe
side, and never measured.
"""

from __future__ import annotations

from collections.abc import Sequence

LINE = 1.2  # height of a line, in sizes
# Width of a character, in sizes: of a wide sans such as Arial or Verdana's narrower sisters.
_NARROW, _WIDE = frozenset("iljtfrI.,;:!'’|()[]- \u00a0\u202f"), frozenset("mwMW@%—œŒ")


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is on one line, in points."""
    return size * sum(map(_width, text))


def lines_of(text: str, size: float, width: float) -> int:
    """Return how many lines a text takes in a width; a word longer than it is cut.

    A width is a character at least: in a page whose margins meet, a text would have no end.
    """
    width, lines = max(width, size), 0
    for paragraph in text.replace("**", "").split("\n"):
        reached, lines = 0.0, lines + 1
        for word in paragraph.split(" "):
            long = width_of(f"{word} ", size)
            if reached and reached + long > width:
                reached, lines = 0.0, lines + 1
            reached += long
            while reached > width + size:
                reached, lines = reached - width, lines + 1
    return lines


def height_of(text: str, size: float, width: float) -> float:
    """Return the height of a text in a width, in points."""
    return lines_of(text, size, width) * size * LINE


def fitting_size(text: str, room: tuple[float, float], largest: float, smallest: float) -> float:
    """Return the largest size at which a text holds in a width and a height, a point a step."""
    width, height = room
    size = largest
    while size > smallest and height_of(text, size, width) > height:
        size -= 1
    return max(size, smallest)


def spread_out(wished: Sequence[float], talls: Sequence[float], height: float) -> list[float]:
    """Return the top of each text: where its middle wishes to be, pushed down, then up again.

    Examples
    --------
    >>> spread_out([50, 52], [20, 20], 100)
    [40.0, 60.0]
    """
    order = sorted(range(len(wished)), key=lambda place: wished[place])
    tops, free = [0.0] * len(order), 0.0
    for place in order:
        tops[place] = max(wished[place] - talls[place] / 2, free)
        free = tops[place] + talls[place]
    free = height
    for place in reversed(order):
        tops[place] = min(tops[place], free - talls[place])
        free = tops[place]
    return tops


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.32
    if character in _WIDE:
        return 0.86
    return 0.68 if character.isupper() else 0.55
