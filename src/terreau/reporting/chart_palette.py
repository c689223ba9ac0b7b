"""Colours of a drawn chart, and the document around it."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

# Quoted: a bare name with a digit is no typeface, and every text would be drawn in another.
_FONT = "'Source Sans 3'"


@dataclass(frozen=True)
class Palette:
    """Colours of a chart, each as the renderer reads it.

    Parameters
    ----------
    ink, muted, line, neutral : str
        Numbers; labels; grid; axes.
    plus, minus : str
        A gain, a loss.
    first : str
        The step that is common to all.
    series : tuple of str
        Lines of territories, in their order: told apart by those who do not see all colours.
    country : str
        The line of the country.
    """

    ink: str
    muted: str
    line: str
    neutral: str
    plus: str
    minus: str
    first: str
    series: tuple[str, ...]
    country: str


# The tokens of the theme (tokens.css), by day and by night.
LIGHT = Palette(
    ink="#22201b",
    muted="#645d50",
    line="#ddd7c9",
    neutral="#7a7265",
    plus="#1f6f54",
    minus="#b23a2e",
    first="#3f6f9f",
    series=("#1f5b45", "#c8782a", "#3f6f9f", "#c95fc0", "#22201b", "#7d1f1a"),
    country="#5c5c5c",
)
DARK = Palette(
    ink="#efeae0",
    muted="#b3aa99",
    line="#3a362d",
    neutral="#a49b8b",
    plus="#7fc3a4",
    minus="#f08a7c",
    first="#8db4d9",
    series=("#7fc3a4", "#f0b26a", "#8db4d9", "#d070e0", "#efeae0", "#e0604a"),
    country="#b5b5b5",
)


def svg_document(width: float, height: float, title: str, inside: str) -> str:
    """Return a whole SVG document, named for those who do not see it."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" font-family="{_FONT}">'
        f"<title>{escape(title)}</title>{inside}</svg>"
    )


def horizontal(start: float, end: float, y: float, colour: str, dashes: str = "") -> str:
    """Draw a thin line; ``dashes`` as SVG writes them, "2 2"."""
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return (
        f'<line x1="{start:.1f}" y1="{y:.2f}" x2="{end:.1f}" y2="{y:.2f}" '
        f'stroke="{colour}" stroke-width="1"{dashed}/>'
    )
