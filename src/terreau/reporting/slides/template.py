"""A territory's own deck: its old slides are taken out, its layouts are chosen by what they hold.

Nothing is found by its name: a layout is called "Titre seul" here and "Nur Titel" there.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from terreau.core.said import Said
from terreau.reporting.ooxml import PRESENTATION, BadTemplate, checked_template
from terreau.reporting.slides.text import POINT

if TYPE_CHECKING:
    from pptx.presentation import Presentation
    from pptx.slide import SlideLayout

_TITLES = ("title", "ctrTitle")
_FURNITURE = ("dt", "ftr", "sldNum")
_INSET = 7.2  # points, of a placeholder's text: what is under it is aligned with it
_LEAST = 0.45  # of a slide, in width and in height, for what is under the title


@dataclass(frozen=True)
class Box:
    """A place on a slide, in points."""

    left: float
    top: float
    width: float
    height: float

    @property
    def bottom(self) -> float:
        """Where it ends."""
        return self.top + self.height

    def in_emu(self) -> tuple[int, int, int, int]:
        """Return its sides in the unit of the file."""
        left, top, width, height = (
            round(side * POINT) for side in (self.left, self.top, self.width, self.height)
        )
        return left, top, width, height


def opened(template: bytes) -> Presentation:
    """Return a template as a presentation without slides.

    Raises
    ------
    BadTemplate
        If it is not a presentation.
    """
    import pptx

    deck = pptx.Presentation(io.BytesIO(checked_template(template, PRESENTATION)))
    _drop_slides(deck)
    return deck


def layout_for_title(deck: Presentation) -> SlideLayout:
    """Return the layout of the first slide; that of the others where there is none for it."""
    for layout in _layouts(deck):
        kinds = {kind for kind, _shape in placeholders(layout)}
        is_first = layout.element.get("type") == "title" or {"ctrTitle", "subTitle"} <= kinds
        if is_first and kinds & set(_TITLES):
            return layout
    return layout_for_content(deck)


def layout_for_content(deck: Presentation) -> SlideLayout:
    """Return the layout with a title and the most room under it.

    Raises
    ------
    BadTemplate
        If no layout has a title with enough room under it.
    """
    usable = [layout for layout in _layouts(deck) if room_of(layout, deck) is not None]
    if not usable:
        raise BadTemplate(
            Said(
                "This template has no layout with a title and room under it",
                "Ce modèle n’a aucune disposition avec un titre et de la place en dessous",
            ),
            Said(
                'Add a layout "Title only" to its slide master',
                "Ajoutez la disposition « Titre seul » à son masque des diapositives.",
            ),
        )
    return min(usable, key=_strangeness)


def room_of(layout: SlideLayout, deck: Presentation) -> Box | None:
    """Return the room under the title of a layout; None where it has none worth the name.

    That of its own content, else that of the content of its master, else what is under the title.
    """
    held = placeholders(layout)
    title = next((box for kind, shape in held if kind in _TITLES and (box := box_of(shape))), None)
    if title is None:
        return None
    width, height = (side / POINT for side in (deck.slide_width or 0, deck.slide_height or 0))
    content = [box_of(shape) for kind, shape in held if kind not in (*_TITLES, *_FURNITURE)]
    content += [box_of(s) for kind, s in placeholders(layout.slide_master) if kind == "body"]
    feet = [box for kind, shape in held if kind in _FURNITURE and (box := box_of(shape))]
    bottom = min([foot.top for foot in feet if foot.top > height / 2] + [height * 0.95])
    under = Box(title.left, title.bottom + 12, title.width, bottom - title.bottom - 18)
    for box in (*content, under):
        if box is None or box.top < title.bottom - 4 or box.width < width * _LEAST:
            continue
        tall = min(box.bottom, bottom - 6) - box.top
        if tall >= height * _LEAST:
            return Box(box.left + _INSET, box.top, box.width - 2 * _INSET, tall)
    return None


def placeholders(holder: Any) -> list[tuple[str, Any]]:
    """Return the placeholders of a layout, a master or a slide, with their type."""
    return [(shape.element.ph.get("type", "obj"), shape) for shape in holder.placeholders]


def box_of(shape: Any) -> Box | None:
    """Return where a placeholder is, its own place or that it inherits; None if none is said."""
    sides = (shape.left, shape.top, shape.width, shape.height)
    return None if None in sides else Box(*(side / POINT for side in sides))


def size_of(shape: Any, master: Any) -> float:
    """Return the size in points of the text of a layout's placeholder, as it inherits it."""
    said = shape.element.xpath("string((.//a:lstStyle/a:lvl1pPr/a:defRPr/@sz)[1])")
    if not said:
        kind = "titleStyle" if shape.element.ph.get("type") in _TITLES else "bodyStyle"
        said = master.element.xpath(f"string((.//p:{kind}/a:lvl1pPr/a:defRPr/@sz)[1])")
    return int(said) / 100 if str(said).isdigit() else 40.0


def _layouts(deck: Presentation) -> Iterator[SlideLayout]:
    for master in deck.slide_masters:
        yield from master.slide_layouts


def _strangeness(layout: SlideLayout) -> tuple[bool, int]:
    others = [k for k, _s in placeholders(layout) if k not in (*_TITLES, *_FURNITURE)]
    return layout.element.get("type") != "titleOnly", len(others)


def _drop_slides(deck: Presentation) -> None:
    """Take the slides out, with all that leads to them: nothing of them is written again."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    whole = deck.element
    # Sections (an extension) and custom shows name slides that are no longer there.
    for stale in whole.xpath("./p:sldIdLst/p:sldId | ./p:custShowLst | ./p:extLst"):
        stale.getparent().remove(stale)
    for holder in (deck, *deck.slide_masters, *_layouts(deck)):
        for key, relation in list(holder.part.rels.items()):
            if relation.reltype != RELATIONSHIP_TYPE.SLIDE:
                continue
            holder.part.rels.pop(key)
            for link in holder.element.xpath(f'.//*[@r:id="{key}"]'):
                link.getparent().remove(link)
