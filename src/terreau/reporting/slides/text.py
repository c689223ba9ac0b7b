"""Text on a slide: its paragraphs as DrawingML."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from terreau.reporting.document import strong_parts
from terreau.reporting.ooxml import xml_text

POINT = 12_700  # EMU
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


def paragraph(text: str, style: Style, language: str) -> str:
    """Return a paragraph; parts between two asterisks are bold."""
    return paragraph_of(strong_parts(text), style, language)


def paragraph_of(parts: Iterable[tuple[str, bool]], style: Style, language: str) -> str:
    """Return a paragraph of parts, each bold or not."""
    runs = "".join(
        f"<a:r>{_properties('rPr', style, language, is_bold)}<a:t>{_on_one_line(part)}</a:t></a:r>"
        for part, is_bold in parts
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


def _on_one_line(text: str) -> str:
    return xml_text(text.replace("\n", " "))


def _properties(tag: str, style: Style, language: str, is_strong: bool) -> str:
    bold = int(style.is_bold or is_strong)
    return (
        f'<a:{tag} lang="{language}" sz="{round(style.size * 100)}" b="{bold}" dirty="0">'
        f'<a:solidFill><a:schemeClr val="{style.colour}"/></a:solidFill>'
        f'<a:latin typeface="{"+mj-lt" if style.is_serif else "+mn-lt"}"/></a:{tag}>'
    )
