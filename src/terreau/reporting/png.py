"""A drawing as a picture in pixels, for what takes no SVG: a slide, a message, a wall."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from terreau.reporting.typst_pdf import fonts

_SIZE = re.compile(r'<svg[^>]*\bwidth="([\d.]+)"[^>]*\bheight="([\d.]+)"')
_POINTS = 72  # of an inch


@lru_cache(maxsize=16)
def png_of(svg: str, *, width_px: int) -> bytes:
    """Draw an SVG document as PNG, on white, in the project's typefaces.

    Parameters
    ----------
    svg : str
        A document that says its width and its height.
    width_px : int
        Width of the picture; its height follows.

    Returns
    -------
    bytes
        A PNG file.

    Raises
    ------
    ValueError
        If the document does not say its size.
    """
    import typst

    found = _SIZE.search(svg)
    if found is None:
        raise ValueError("the SVG document has no width and height")
    wide, tall = (float(each) for each in found.groups())
    # Written at the size of the picture, a point a pixel: rounding costs no pixel.
    height = round(width_px * tall / wide)
    page = (
        f"#set page(width: {width_px}pt, height: {height}pt, margin: 0pt, fill: white)\n"
        f'#image("drawing.svg", width: {width_px}pt, height: {height}pt, fit: "stretch")\n'
    )
    # The stubs want contents and paths of one type.
    files: Any = {"main.typ": page.encode(), "drawing.svg": svg.encode()}
    made: bytes = typst.compile(
        files,
        format="png",
        ppi=float(_POINTS),
        font_paths=fonts(),
    )
    return made
