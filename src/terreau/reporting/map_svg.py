"""The drawing of a map, written as SVG: for a page, or as a file that carries its caption."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from textwrap import wrap
from types import MappingProxyType

from terreau.reporting.map_drawing import HEIGHT, WIDTH, MapDrawing

_UNKNOWN = "url(#unknown)"
_LINE = 150  # characters of a line of the caption
_LARGEST = 34  # pixels, radius of the largest symbol
_STYLE = "font-family:'Source Sans 3 Variable','Source Sans 3',sans-serif"


@dataclass(frozen=True)
class Shade:
    """How a territory is drawn.

    Parameters
    ----------
    code, title : str
        Which one, and what is said of it.
    colour : str or None
        Of its area or of its symbol; None where nothing is known.
    place : int or None
        Its class.
    weight : float or None
        Between 0 and 1, the size of its symbol; None for an area.
    """

    code: str
    title: str
    colour: str | None
    place: int | None
    weight: float | None = None


def radius_of(weight: float) -> float:
    """Return the radius of a symbol, whose area says the quantity."""
    return float(max(_LARGEST * weight**0.5, 1.5))


def map_svg(
    drawing: MapDrawing, shades: Sequence[Shade], doors: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Return what goes inside ``<svg>``: areas, then symbols, the largest first.

    Parameters
    ----------
    drawing : MapDrawing
        Where each territory lies.
    shades : Sequence[Shade]
        How each is drawn.
    doors : Mapping[str, str], optional
        Code → the address that its area leads to.
    """
    areas = "".join(
        _behind(doors.get(shade.code), _area(drawing, shade), shade.title)
        for shade in shades
        if shade.code in drawing.paths
    )
    sized = [s for s in shades if s.weight is not None and s.code in drawing.centres]
    sized.sort(key=lambda shade: -(shade.weight or 0))
    symbols = "".join(
        _behind(doors.get(shade.code), _symbol(drawing.centres[shade.code], shade))
        for shade in sized
    )
    frames = "".join(
        f'<rect class="frame" x="{f.x}" y="{f.y}" width="{f.size}" height="{f.size}" fill="none" '
        f'stroke="#a49b8b"/><text class="frame-name" x="{f.x + f.size / 2:.0f}" '
        f'y="{f.y + f.size + 20}" text-anchor="middle" font-size="17" fill="currentColor">'
        f"{escape(f.name)}</text>"
        for f in drawing.frames
    )
    hatch = (
        '<defs><pattern id="unknown" width="7" height="7" patternUnits="userSpaceOnUse" '
        'patternTransform="rotate(45)"><rect class="hatch" width="7" height="7" fill="#f6f4ef"/>'
        '<rect class="hatch-line" width="1.5" height="7" fill="#c9c2b4"/></pattern></defs>'
    )
    under = f'<path class="base" d="{drawing.base}" fill="#e9e4d8"/>'
    drawn = f'<g class="areas" stroke="#fff" stroke-width=".7">{areas}</g>'
    return f'{hatch}{under}{drawn}{frames}<g class="symbols">{symbols}</g>'


def map_file(
    drawing: MapDrawing,
    shades: Sequence[Shade],
    *,
    title: str,
    unit: str,
    legend: Iterable[tuple[str, str]],
    caption: Sequence[str],
) -> str:
    """Return an SVG file: the title, the map, the legend (colour, label) and the caption."""
    rows = list(legend)
    lines = [line for text in caption for line in wrap(text, _LINE)]
    top, side = 60, 300
    height = top + HEIGHT + 30 + 22 * len(lines)
    told = "".join(
        f'<rect x="{WIDTH + 20}" y="{top + 40 + 30 * i}" width="24" height="20" '
        f'fill="{colour or _UNKNOWN}" stroke="#a49b8b"/><text x="{WIDTH + 54}" '
        f'y="{top + 56 + 30 * i}" font-size="17">{escape(label)}</text>'
        for i, (colour, label) in enumerate(rows)
    )
    said = "".join(
        f'<text x="10" y="{top + HEIGHT + 30 + 22 * i}" font-size="15">{escape(line)}</text>'
        for i, line in enumerate(lines)
    )
    told += f'<text x="{WIDTH + 20}" y="{top + 24}" font-size="17">{escape(unit)}</text>'
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH + side} {height}" '
        f'width="{WIDTH + side}" height="{height}" style="{_STYLE};background:#fff;color:#22201b">'
        f'<title>{escape(title)}</title><text x="10" y="38" font-size="28">{escape(title)}</text>'
        f'<g transform="translate(0 {top})">{map_svg(drawing, shades)}</g>{told}{said}</svg>\n'
    )


def _behind(address: str | None, drawn: str, name: str = "") -> str:
    """Make a link of what is drawn; without a name it is for the mouse: the area has one."""
    if not address:
        return drawn
    told = f'aria-label="{escape(name)}"' if name else 'tabindex="-1" aria-hidden="true"'
    return f'<a href="{escape(address)}" {told}>{drawn}</a>'


def _area(drawing: MapDrawing, shade: Shade) -> str:
    fill, under = shade.colour or _UNKNOWN, ""
    if shade.weight is not None:
        fill, under = "#e9e4d8", ' class="under"'
    return (
        f'<path d="{drawing.paths[shade.code]}" fill="{fill}" data-code="{escape(shade.code)}"'
        f"{under}{_class(shade)}><title>{escape(shade.title)}</title></path>"
    )


def _symbol(centre: tuple[int, int], shade: Shade) -> str:
    radius = radius_of(shade.weight or 0)
    return (
        f'<circle cx="{centre[0]}" cy="{centre[1]}" r="{radius:.1f}" fill="{shade.colour}" '
        f'fill-opacity=".75" stroke="#fff" data-code="{escape(shade.code)}"{_class(shade)}>'
        f"<title>{escape(shade.title)}</title></circle>"
    )


def _class(shade: Shade) -> str:
    return ' data-class="unknown"' if shade.place is None else f' data-class="{shade.place}"'
