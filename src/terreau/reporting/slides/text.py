"""Text on a slide: how much room it takes, and its paragraphs as DrawingML.

The typeface is that of the reader's machine, so that room is reckoned by character, on the safe
side, and never measured.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terreau.reporting.document import strong_parts
from terreau.reporting.ooxml import xml_text

POINT = 12_700  # EMU
LINE = 1.2  # height of a line, in sizes
# Width of a character, in sizes: of a wide sans such as Arial or Verdana's narrower sisters.
_NARROW, _WIDE = frozenset("iljtfrI.,;:!'’|()[]- \u00a0\u202f"), frozenset("mwMW@%—œŒ")
_A = "http://schemas.openxmlformats.org/drawingml/2006/main"
_P = "http://schemas.openxmlformats.org/presentationml/2006/main"


@dataclass(frozen=True)
class Style:
    """How a text is set.

    Parameters
    ----------
    size : float
        Points.
    colour : str
        A colour of the theme.
    is_bold, is_serif : bool
        The serif is the theme's typeface of titles.
    align : str
        "l", "ctr" or "r".
    after : float
        Points under the paragraph.
    """

    size: float
    colour: str = "tx1"
    is_bold: bool = False
    is_serif: bool = False
    align: str = "l"
    after: float = 0.0


def width_of(text: str, size: float) -> float:
    """Return about how wide a text is on one line, in points."""
    return size * sum(map(_width, text))


def lines_of(text: str, size: float, width: float) -> int:
    """Return how many lines a text takes in a width; a word longer than it is cut."""
    lines = 0
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


def paragraph(text: str, style: Style, language: str) -> str:
    """Return a paragraph; parts between two asterisks are bold."""
    runs = "".join(
        f"<a:r>{_properties('rPr', style, language, is_bold)}<a:t>{xml_text(part)}</a:t></a:r>"
        for part, is_bold in strong_parts(text.replace("\n", " "))
    )
    return (
        f'<a:p><a:pPr marL="0" indent="0" algn="{style.align}"><a:spcBef><a:spcPts val="0"/>'
        f'</a:spcBef><a:spcAft><a:spcPts val="{round(style.after * 100)}"/></a:spcAft><a:buNone/>'
        f"</a:pPr>{runs}{_properties('endParaRPr', style, language, False)}</a:p>"
    )


def body(paragraphs: Iterable[str], *, anchor: str = "t", inset: float = 0) -> str:
    """Return the text of a shape, with a margin in points."""
    margins = " ".join(f'{side}Ins="{round(inset * POINT)}"' for side in "ltrb")
    return (
        f'<p:txBody xmlns:p="{_P}" xmlns:a="{_A}"><a:bodyPr wrap="square" {margins} '
        f'anchor="{anchor}"><a:noAutofit/></a:bodyPr><a:lstStyle/>{"".join(paragraphs)}</p:txBody>'
    )


def _properties(tag: str, style: Style, language: str, is_strong: bool) -> str:
    bold = int(style.is_bold or is_strong)
    return (
        f'<a:{tag} lang="{language}" sz="{round(style.size * 100)}" b="{bold}" dirty="0">'
        f'<a:solidFill><a:schemeClr val="{style.colour}"/></a:solidFill>'
        f'<a:latin typeface="{"+mj-lt" if style.is_serif else "+mn-lt"}"/></a:{tag}>'
    )


def _width(character: str) -> float:
    if character in _NARROW:
        return 0.32
    if character in _WIDE:
        return 0.86
    return 0.68 if character.isupper() else 0.55
