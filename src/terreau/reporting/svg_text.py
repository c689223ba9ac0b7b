"""Text in a drawing: how wide it is in Source Sans 3, where it is cut, how it is written.

A drawing made without a browser has nobody to measure its words: their widths are the font's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from unicodedata import normalize

# Thousandths of the size; a letter with an accent is as wide as without.
_WIDTHS = {
    125: "\u202f\u2009",
    200: " \u00a0",
    255: ",.:;ijl|’·",
    275: "I",
    310: "!()-[]f{}‑",
    350: "/\\rt",
    425: '"*?sz«»',
    460: "cx",
    480: "JLYvy",
    505: "#$+0123456789<=>F^_aegk~−×–€",
    525: "ESTVX",
    555: "AZbdhnopqu",
    580: "CKPR",
    605: "&B",
    625: "DG",
    655: "HNU",
    675: "OQ",
    725: "Mw",
    780: "W",
    850: "%m@œæ",
    950: "…—",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_OTHER = 850  # no letter of a name is wider
_BOLD = 1.05


def width_of(text: str, size: float, *, is_bold: bool = False) -> float:
    """Return the width of a text, in pixels, at a size in pixels."""
    whole = sum(_WIDTH.get(normalize("NFD", letter)[0], _OTHER) for letter in text)
    return whole * size / 1000 * (_BOLD if is_bold else 1)


def wrapped(text: str, size: float, room: float) -> list[str]:
    """Cut a text into lines no wider than ``room``, between words, or inside one that is wider.

    Examples
    --------
    >>> wrapped("effet des secteurs", 13, 60)
    ['effet des', 'secteurs']
    >>> wrapped("spécialisation", 13, 60)
    ['spécialisat', 'ion']
    """
    lines: list[str] = []
    for word in text.split(" "):
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= room:
            lines[-1] = joined
        else:
            lines += _pieces(word, size, room)
    return lines


def _pieces(word: str, size: float, room: float) -> list[str]:
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > room:
            pieces.append("")
        pieces[-1] += letter
    return pieces


def text_at(
    place: tuple[float, float],
    text: str,
    *,
    size: float,
    colour: str,
    anchor: str = "start",
    is_bold: bool = False,
) -> str:
    """Write a line of text whose baseline is at ``place``."""
    weight = ' font-weight="600"' if is_bold else ""
    return (
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" font-size="{size:g}"{weight} '
        f'fill="{colour}" text-anchor="{anchor}">{escape(text)}</text>'
    )


def lines_at(
    place: tuple[float, float], lines: Sequence[str], *, size: float, leading: float, colour: str
) -> str:
    """Write lines one under the other, each in the middle of ``place``."""
    return "".join(
        text_at((place[0], place[1] + i * leading), line, size=size, colour=colour, anchor="middle")
        for i, line in enumerate(lines)
    )
