"""A deck being written: its slides, each with its title, its foot and its notes."""

from __future__ import annotations

import copy
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from terreau.core.number import Number
from terreau.reporting.document import Document, strong_parts
from terreau.reporting.ooxml import writable, xml_text
from terreau.reporting.slides.blank import blank_deck
from terreau.reporting.slides.template import (
    Box,
    box_of,
    layout_for_content,
    layout_for_title,
    opened,
    placeholders,
    room_of,
    size_of,
)
from terreau.reporting.slides.text import Style, body, paragraph
from terreau.reporting.text_room import LINE, fitting_size, height_of

if TYPE_CHECKING:
    from pptx.slide import Slide, SlideLayout

_MARK = Style(11, is_bold=True)
_SOURCES = Style(10, colour="tx2")
_MARK_GAP = 8
_INSET = 7.2  # points, of a placeholder
_LEAD = (24, 14)  # points, of the first sentence: the largest and the smallest on the first slide
_LANGUAGES = {"fr": "fr-FR", "en": "en-GB"}


class Deck:
    """A presentation with the layouts it uses and the room that is left under a title.

    Parameters
    ----------
    document : Document
        What it tells; its mark is on every slide.
    template : bytes or None
        A territory's own presentation.

    Raises
    ------
    BadTemplate
        If the template cannot be used.
    """

    def __init__(self, document: Document, template: bytes | None) -> None:
        self.file = blank_deck() if template is None else opened(template)
        self.document = document
        self.language = _LANGUAGES.get(document.language, document.language)
        self._layout = layout_for_content(self.file)
        self._first_layout = layout_for_title(self.file)
        room = room_of(self._layout, self.file)
        assert room is not None, "the layout was chosen for its room"
        self._mark_height = height_of(document.mark, _MARK.size, room.width) if document.mark else 0
        kept = _SOURCES.size * LINE + _MARK_GAP + self._mark_height
        self.room = Box(room.left, room.top, room.width, room.height - kept)

    def slide(self, title: str, notes: tuple[int, ...]) -> Slide:
        """Add a slide with a title, the numbers of its notes, the mark and the foot."""
        slide = self._added(self._layout)
        self._fill(slide, ("title", "ctrTitle"), [(title, None)])
        self._finish(slide)
        if notes:
            said = f"{self.document.words.sources}{self.document.words.colon}"
            said += ", ".join(map(str, notes))
            foot = Box(self.room.left, self.room.bottom + 4, self.room.width, _SOURCES.size * LINE)
            self.add_text(slide, foot, [paragraph(said, _SOURCES, self.language)])
        return slide

    def first_slide(self) -> bool:
        """Add the slide of the title; return whether the lead holds on it."""
        told = self.document
        slide = self._added(self._first_layout)
        self._fill(slide, ("title", "ctrTitle"), [(told.title, None)])
        lines: list[tuple[str, float | None]] = [(told.subtitle, None), (told.made_on, 12)]
        if told.scope:
            lines.insert(1, (told.scope, 12))
        size = self._lead_size()
        if size is not None:
            lines.insert(1, (told.lead, size))
        if not self._fill(slide, ("subTitle", "body"), lines):
            size = None
        self._finish(slide)
        self.tell_notes(slide, told.lead_figures)
        return size is not None

    def add_text(
        self, slide: Slide, place: Box, paragraphs: Iterable[str], *, inset: float = 0
    ) -> None:
        """Add a box of text; one with an inset stands out on a ground."""
        from pptx.enum.dml import MSO_THEME_COLOR
        from pptx.oxml import parse_xml

        shapes: Any = slide.shapes
        shape = shapes.add_textbox(*place.in_emu())
        written = parse_xml(body(paragraphs, inset=inset))
        shape.element.replace(shape.element.txBody, written)
        if inset:
            shape.fill.solid()
            shape.fill.fore_color.theme_color = MSO_THEME_COLOR.BACKGROUND_2

    def tell_notes(self, slide: Slide, figures: Iterable[Number]) -> None:
        """Write under a slide where its figures come from and the commands that give them."""
        told = {figure.key: figure for figure in figures}
        if not told:
            return
        words = self.document.words
        lines = []
        for figure in told.values():
            period = f" ({figure.period})" if figure.period else ""
            lines.append(f"{figure.label}{period}{words.colon}{figure.display}")
            if figure.provenance.command:
                lines.append(f"    {figure.provenance.command}")
        sources = dict.fromkeys(
            " · ".join(filter(None, (p.source, p.vintage, p.licence, p.obligation, p.geography)))
            for p in (figure.provenance for figure in told.values())
        )
        notes = slide.notes_slide.notes_text_frame
        if notes is not None:
            # A page of notes is found by machines too: no room is spared.
            notes.text = writable("\n".join([*lines, "", words.sources, *sources]))

    def _added(self, layout: SlideLayout) -> Slide:
        added: Slide = self.file.slides.add_slide(layout)
        return added

    def _fill(
        self, slide: Slide, kinds: tuple[str, ...], lines: list[tuple[str, float | None]]
    ) -> bool:
        """Write in the first placeholder of these kinds, each line at its size or the layout's."""
        from pptx.oxml import parse_xml

        shape = next((s for kind, s in placeholders(slide) if kind in kinds), None)
        if shape is None:
            return False
        place = box_of(shape)
        usual = self._usual_size(slide, kinds)
        written = []
        for text, wanted in lines:
            size = wanted
            if wanted is None and place is not None:
                share = place.height if len(lines) == 1 else place.height / 3
                room = (place.width - 16, max(share - 8, usual))
                fit = fitting_size(text, room, usual, 14)
                size = None if fit == usual else fit
            written.append(_inherited(text, self.language, size, is_last=text == lines[-1][0]))
        namespaces = (
            'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
            'xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"'
        )
        new = f"<p:txBody {namespaces}><a:bodyPr/><a:lstStyle/>{''.join(written)}</p:txBody>"
        shape.element.replace(shape.element.txBody, parse_xml(new))
        return True

    def _usual_size(self, slide: Slide, kinds: tuple[str, ...]) -> float:
        layout = slide.slide_layout
        shape = next(s for kind, s in placeholders(layout) if kind in kinds)
        return size_of(shape, layout.slide_master)

    def _lead_size(self) -> float | None:
        """Return the size of the lead under the subtitle of the first slide; None if it is cut."""
        held = placeholders(self._first_layout)
        shape = next((s for kind, s in held if kind in ("subTitle", "body")), None)
        place = None if shape is None else box_of(shape)
        if place is None:
            return None
        width = place.width - 16
        usual = size_of(shape, self._first_layout.slide_master)
        height = place.height * 0.92 - height_of(self.document.subtitle, usual, width) - 40
        height -= height_of(self.document.scope, 12, width) + 10
        size = fitting_size(self.document.lead, (width, height), *_LEAD)
        return size if height_of(self.document.lead, size, width) <= height else None

    def _finish(self, slide: Slide) -> None:
        """Take out the placeholders left empty, add the mark and the foot of the layout."""
        for _kind, shape in placeholders(slide):
            if not shape.has_text_frame or not shape.text_frame.text:
                shape.element.getparent().remove(shape.element)
        if self.document.mark:
            room = self.room
            top = room.bottom + _SOURCES.size * LINE + _MARK_GAP
            place = Box(room.left, top, room.width, self._mark_height)
            self.add_text(slide, place, [paragraph(self.document.mark, _MARK, self.language)])
        for kind, shape in placeholders(slide.slide_layout):
            if kind in ("ftr", "sldNum"):
                self._copy_foot(slide, shape.element, is_number=kind == "sldNum")

    def _copy_foot(self, slide: Slide, element: Any, *, is_number: bool) -> None:
        from pptx.oxml import parse_xml

        foot = copy.deepcopy(element)
        tree = slide.shapes.element
        numbers = [int(each) for each in tree.xpath(".//p:cNvPr/@id")]
        foot.xpath(".//p:cNvPr")[0].set("id", str(max(numbers) + 1))
        said = foot.xpath("string(.//a:t)")
        tree.append(foot)
        if is_number or said:  # a number of page, or what the territory always writes there
            return
        shape = next(s for s in slide.placeholders if s.element is foot)
        told = f"{self.document.title} · {self.document.made_on}"
        line = paragraph(
            told if len(told) < 110 else self.document.made_on, _SOURCES, self.language
        )
        shape.element.replace(
            shape.element.txBody, parse_xml(body([line], anchor="ctr", inset=_INSET))
        )


def _inherited(text: str, language: str, size: float | None, *, is_last: bool) -> str:
    """Return a paragraph in the style of its placeholder; strong parts are bold."""
    sized = "" if size is None else f' sz="{round(size * 100)}"'
    runs = "".join(
        f'<a:r><a:rPr lang="{language}"{sized}{" b=" + chr(34) + "1" + chr(34) if strong else ""} '
        f'dirty="0"/><a:t>{xml_text(part)}</a:t></a:r>'
        for part, strong in strong_parts(text)
    )
    after = "" if is_last else '<a:spcAft><a:spcPts val="1000"/></a:spcAft>'
    return f"<a:p><a:pPr>{after}</a:pPr>{runs}</a:p>"
