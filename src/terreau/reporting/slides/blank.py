"""The deck of an installation without a template: python-pptx's own, 16:9, in our look.

Colours and typefaces are those of its theme, so that a slide is drawn the same way in it and in
a territory's own template, and so that changing the theme changes every slide.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from terreau.reporting.slides.text import POINT

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

_WIDTH, _HEIGHT, _MARGIN = 960, 540, 40
# The static tokens of the web's theme; dark, light, then accents: gains, losses, totals, lines.
_COLOURS = {
    "dk1": "22201B", "lt1": "FFFFFF", "dk2": "645D50", "lt2": "F3F0E8",
    "accent1": "1F6F54", "accent2": "B23A2E", "accent3": "7A7265",
    "accent4": "3F6F9F", "accent5": "C8782A", "accent6": "C95FC0",
    "hlink": "1F5B45", "folHlink": "645D50",
}  # fmt: skip
# Every office suite has these or their metric twins; ours are on no reader's machine.
_SERIF, _SANS = "Cambria", "Calibri"
_KEPT = {"title", "obj", "titleOnly", "blank"}
# Of a placeholder: left, top, width, height, in points.
_WIDE = _WIDTH - 2 * _MARGIN
_MASTER = {
    "title": (_MARGIN, 26, _WIDE, 62),
    "body": (_MARGIN, 104, _WIDE, 388),
    "ftr": (_MARGIN, 504, _WIDE - 120, 22),
    "sldNum": (_WIDTH - _MARGIN - 100, 504, 100, 22),
}
_TITLE_SLIDE = {"ctrTitle": (_MARGIN, 84, _WIDE, 130), "subTitle": (_MARGIN, 230, _WIDE, 236)}
_BACKGROUND = (
    '<p:bg xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><p:bgPr><a:solidFill>'
    '<a:schemeClr val="bg2"/></a:solidFill><a:effectLst/></p:bgPr></p:bg>'
)

_LARGE_TITLE = (
    '<a:lvl1pPr xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main">'
    '<a:defRPr sz="4000"/></a:lvl1pPr>'
)


def blank_deck() -> Presentation:
    """Return a presentation without slides, in our look."""
    import pptx
    from pptx.util import Emu

    deck = pptx.Presentation()
    deck.slide_width, deck.slide_height = Emu(_WIDTH * POINT), Emu(_HEIGHT * POINT)
    for layout in list(deck.slide_layouts):
        if layout.element.get("type") not in _KEPT:
            deck.slide_layouts.remove(layout)
    _dress_theme(deck)
    _dress_master(deck)
    for layout in deck.slide_layouts:
        _dress_layout(layout)
    return deck


def _dress_theme(deck: Presentation) -> None:
    from pptx.opc.constants import RELATIONSHIP_TYPE

    theme = deck.slide_master.part.part_related_by(RELATIONSHIP_TYPE.THEME)
    colours = "".join(
        f'<a:{name}><a:srgbClr val="{value}"/></a:{name}>' for name, value in _COLOURS.items()
    )
    written = theme.blob.decode("utf-8")
    written = re.sub(
        r"(<a:clrScheme )[^>]*>.*(</a:clrScheme>)",
        rf'\1name="Terreau">{colours}\2',
        written,
        flags=re.DOTALL,
    )
    for place, face in (("major", _SERIF), ("minor", _SANS)):
        written = re.sub(rf'(<a:{place}Font>\s*<a:latin typeface=")[^"]*', rf"\g<1>{face}", written)
    theme.blob = written.encode("utf-8")


def _dress_master(deck: Presentation) -> None:
    master = deck.slide_master
    for shape in list(master.placeholders):
        kind = _kind(shape.element)
        if kind in _MASTER:
            _place(shape, _MASTER[kind])
        else:
            shape.element.getparent().remove(shape.element)
    for size, style in (("2800", "titleStyle"), ("1800", "bodyStyle")):
        level = f".//p:{style}/a:lvl1pPr"
        master.element.xpath(level)[0].set("algn", "l")
        master.element.xpath(f"{level}/a:defRPr")[0].set("sz", size)
    master.element.xpath(".//p:titleStyle/a:lvl1pPr/a:defRPr")[0].set("b", "1")
    for properties in master.element.xpath('.//p:sp[.//p:ph[@type="title"]]//a:bodyPr'):
        properties.set("anchor", "b")
    for level in master.element.xpath('.//p:sp[.//p:ph[@type="ftr"]]//a:lvl1pPr'):
        level.set("algn", "l")


def _dress_layout(layout: SlideLayout) -> None:
    from pptx.oxml import parse_xml

    is_title = layout.element.get("type") == "title"
    for shape in list(layout.placeholders):
        kind = _kind(shape.element)
        if kind == "dt":
            shape.element.getparent().remove(shape.element)
        elif kind in _TITLE_SLIDE:
            _place(shape, _TITLE_SLIDE[kind])
    if not is_title:
        return
    layout.element.cSld.insert(0, parse_xml(_BACKGROUND))
    for properties in layout.element.xpath('.//p:sp[.//p:ph[@type="ctrTitle"]]//a:bodyPr'):
        properties.set("anchor", "b")
    subtitle = './/p:sp[.//p:ph[@type="subTitle"]]//a:lvl1pPr'
    layout.element.xpath(subtitle)[0].set("algn", "l")
    written = layout.element.xpath(f"{subtitle}/a:defRPr")[0]
    written.set("sz", "1800")
    for fill in list(written):  # a tint, too pale to be read
        written.remove(fill)
    for size in layout.element.xpath('.//p:sp[.//p:ph[@type="ctrTitle"]]//a:lstStyle'):
        size.append(parse_xml(_LARGE_TITLE))


def _kind(element: Any) -> str:
    return str(element.xpath("string(.//p:ph/@type)"))


def _place(shape: object, place: tuple[float, float, float, float]) -> None:
    sides = ("left", "top", "width", "height")
    for side, points in zip(sides, place, strict=True):
        setattr(shape, side, round(points * POINT))
