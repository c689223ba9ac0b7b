"""A drawing as a picture, for the formats that hold no vector that every reader shows."""

from __future__ import annotations

import re
from typing import Any

from terreau.reporting.typst_pdf import fonts

_WIDTH = re.compile(r'<svg[^>]* width="(\d+(?:\.\d+)?)"')
_PAGE = """
#let wide = float(sys.inputs.wide) * 1pt
#set page(width: wide, height: auto, margin: 0pt)
#image(bytes(sys.inputs.svg), format: "svg", width: wide)
"""


def png_of(svg: str, width_px: int) -> bytes:
    """Return an SVG drawing as PNG, in our typefaces.

    Parameters
    ----------
    svg : str
        A whole SVG document that says its width.
    width_px : int
        Of the picture; the height follows.

    Returns
    -------
    bytes
        The picture, on white.
    """
    import typst

    found = _WIDTH.search(svg)
    assert found is not None, "a drawing says its width"
    wide = float(found[1])
    made: Any = typst.compile(
        _PAGE.encode(),
        format="png",
        ppi=72 * width_px / wide,
        font_paths=fonts(),
        sys_inputs={"wide": str(wide), "svg": svg},
    )
    return bytes(made)
