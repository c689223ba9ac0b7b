"""How much room a text takes, in points.

The typeface is that of the reader's machine, so that room is reckoned by character, on the safe
side, and never measured.
"""

from __future__ import annotations

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


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.32
    if character in _WIDE:
        return 0.86
    return 0.68 if character.isupper() else 0.55
