"""The document that a report is written in: ours, or a territory's own emptied of its words."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING, Any

from terreau.core.said import Said
from terreau.reporting.ooxml import TEXT, BadTemplate, checked_template

if TYPE_CHECKING:
    from docx.document import Document

_INK, _QUIET = "22201B", "645D50"
_SERIF, _SANS = "Cambria", "Calibri"  # every office suite has them or their metric twins
_A4, _MARGIN, _TOP, _NARROWEST = (210, 297), 20, 30, 80  # millimetres
# Name, size in points, space before and after, colour: of our own document, and of a style that a
# template lacks.
_LOOKS = {
    "Normal": (10.5, 0, 6, _INK),
    "Title": (24, 0, 4, _INK),
    "Subtitle": (12, 0, 10, _QUIET),
    "Heading 1": (16, 20, 6, _INK),
    "Heading 2": (12, 12, 4, _INK),
    "Caption": (9, 2, 10, _QUIET),
    "Key Number": (22, 4, 0, _INK),
    "Key Number Label": (10.5, 0, 0, _INK),
    "Header": (9, 0, 0, _QUIET),
    "Footer": (9, 0, 0, _QUIET),
}
_SERIFS = {"Title", "Heading 1", "Heading 2", "Key Number"}
_BOLD = {*_SERIFS, "Key Number Label"}
_OURS = {"Key Number", "Key Number Label"}
# What a document refers to without naming it in its text.
_IMPLICIT = {
    "styles", "settings", "theme", "numbering", "fontTable", "webSettings", "stylesWithEffects",
    "footnotes", "endnotes", "customXml",
}  # fmt: skip
_NOTES = {"footnotes", "endnotes"}


def blank_document() -> Document:
    """Return a document without words, in our look, on A4."""
    import docx
    from docx.shared import Mm

    made = docx.Document()
    for section in made.sections:
        section.page_width, section.page_height = Mm(_A4[0]), Mm(_A4[1])
        for side in ("left", "right", "bottom"):
            setattr(section, f"{side}_margin", Mm(_MARGIN))
        section.top_margin = Mm(_TOP)
    for name in _LOOKS:
        _dress(_style(made, name), name)
    return made


def opened(template: bytes) -> Document:
    """Return a template emptied of its words, with the styles that a report needs.

    Raises
    ------
    BadTemplate
        If it is not a document.
    """
    import docx

    made = docx.Document(io.BytesIO(checked_template(template, TEXT)))
    _empty(made)
    _check_room(made)
    for name in _LOOKS:
        if name not in made.styles:
            _dress(_style(made, name), name)
    return made


def _check_room(made: Document) -> None:
    """Refuse pages between whose margins no table holds; a page without a size is A4."""
    from docx.shared import Mm

    page = made.sections[-1]
    if not page.page_width:
        page.page_width, page.page_height = Mm(_A4[0]), Mm(_A4[1])
    room = int(page.page_width or 0) - int(page.left_margin or 0) - int(page.right_margin or 0)
    if room < Mm(_NARROWEST):
        raise BadTemplate(
            Said(
                f"Less than {_NARROWEST} mm is left between the margins of this template",
                f"Il reste moins de {_NARROWEST} mm entre les marges de ce modèle",
            ),
            Said("Widen its page or its text", "Élargissez sa page, ou réduisez ses marges."),
        )


def _empty(made: Document) -> None:
    """Take the words out, the layout of the last page kept, with all they refer to."""
    body: Any = made.element.body
    _inherit(body)
    for element in list(body):
        if not element.tag.endswith("}sectPr"):
            body.remove(element)
    named = set(made.element.xpath(".//@r:id"))
    for key, relation in list(made.part.rels.items()):
        kind = relation.reltype.rpartition("/")[2]
        if key in named or kind in _IMPLICIT - _NOTES:
            continue
        made.part.rels.pop(key)
        if kind in _NOTES:
            made.part.relate_to(_without_notes(relation.target_part), relation.reltype)


def _inherit(body: Any) -> None:
    """Give the last section the heads and feet that it has from those before it."""
    from docx.oxml.ns import qn

    before, last = list(body.xpath(".//w:pPr/w:sectPr")), body.get_or_add_sectPr()

    def kind(reference: Any) -> tuple[str, str]:
        return reference.tag, reference.get(qn("w:type"))

    asked = "./w:headerReference | ./w:footerReference"
    held = {kind(reference) for reference in last.xpath(asked)}
    for section in reversed(before):
        for reference in section.xpath(asked):
            if kind(reference) not in held:
                held.add(kind(reference))
                last.insert(0, reference)


def _without_notes(part: Any) -> Any:
    """Return a part of notes with the lines that separate them alone, which settings name."""
    from docx.opc.oxml import serialize_part_xml
    from docx.opc.part import Part
    from docx.oxml.ns import qn
    from docx.oxml.parser import parse_xml

    root: Any = parse_xml(part.blob)
    for note in list(root):
        if note.get(qn("w:type")) is None:
            root.remove(note)
    return Part(part.partname, part.content_type, serialize_part_xml(root), part.package)


def _style(made: Document, name: str) -> Any:
    """Return a style, made where it is lacking."""
    from docx.enum.style import WD_STYLE_TYPE

    if name in made.styles:
        return made.styles[name]
    style: Any = made.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH, builtin=name not in _OURS)
    if "Normal" in made.styles and name != "Normal":
        style.base_style = made.styles["Normal"]
        style.next_paragraph_style = made.styles["Normal"]
    style.hidden, style.quick_style = False, True
    return style


def _dress(style: Any, name: str) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    size, before, after, colour = _LOOKS[name]
    style.font.size, style.font.bold = Pt(size), name in _BOLD
    style.font.italic = False
    style.font.color.rgb = RGBColor.from_string(colour)
    face = _SERIF if name in _SERIFS else _SANS
    style.font.name = face
    fonts = style.element.rPr.rFonts
    # A typeface of the theme would win over one that is named.
    for attribute in [each for each in fonts.attrib if "heme" in each]:
        del fonts.attrib[attribute]
    for place in ("w:hAnsi", "w:cs", "w:eastAsia"):
        fonts.set(qn(place), face)
    spaced = style.paragraph_format
    spaced.space_before, spaced.space_after = Pt(before), Pt(after)
    spaced.keep_with_next = name.startswith("Heading") or name == "Title"
    for border in style.element.xpath("./w:pPr/w:pBdr"):
        border.getparent().remove(border)
    for spacing in style.element.xpath("./w:rPr/w:spacing | ./w:rPr/w:kern"):
        spacing.getparent().remove(spacing)
    if name.startswith("Heading") and not style.element.xpath("./w:pPr/w:outlineLvl"):
        level = style.element.get_or_add_pPr().makeelement(qn("w:outlineLvl"), {})
        level.set(qn("w:val"), str(int(name[-1]) - 1))
        style.element.get_or_add_pPr().append(level)
