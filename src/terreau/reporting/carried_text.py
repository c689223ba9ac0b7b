"""The words that the reader of a file sees, to tell whether a figure still stands there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

from terreau.core.errors import BadInput
from terreau.reporting.ooxml import is_swollen

_SEEN = re.compile(
    r"ppt/slides/slide\d+\.xml|ppt/charts/chart\d+\.xml"
    r"|word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"
)
_SPACES = re.compile(r"\s+")
_LOCAL = re.compile(r"\{[^}]*\}")


def text_of(given: Path | bytes) -> str | None:
    """Return the visible text of a PDF, PPTX or DOCX.

    Parameters
    ----------
    given : Path or bytes
        The file; notes under slides are not seen, so not returned.

    Returns
    -------
    str or None
        A line a paragraph, every run of spaces (narrow, no-break) one space; None for a file of
        another kind, whose figures are its cells.

    Raises
    ------
    BadInput
        If the file is damaged.
    """
    data = given if isinstance(given, bytes) else given.read_bytes()
    try:
        if data.startswith(b"%PDF"):
            lines = _pdf_lines(data)
        elif data.startswith(b"PK"):
            lines = _office_lines(data)
        else:
            return None
        told = "\n".join(filter(None, map(_one_spaced, lines)))
    except (SyntaxError, LookupError, ValueError, OSError, EOFError, RuntimeError) as error:
        raise _damaged() from error
    return told or None


def stands_in(display: str, text: str) -> bool:
    """Return whether a figure, as it is written, stands in a text and not within another number.

    Examples
    --------
    >>> stands_in("12\u202f747", "gains: 12 747 jobs"), stands_in("12", "gains: 312,5")
    (True, False)
    """
    sought = re.escape(_one_spaced(display))
    return re.search(rf"(?<!\d)(?<!\d[.,]){sought}(?![.,]?\d)", text) is not None


def _one_spaced(text: str) -> str:
    return _SPACES.sub(" ", text.replace("\u00ad", "")).strip()


def _pdf_lines(data: bytes) -> list[str]:
    import pypdf
    from pypdf.errors import PyPdfError

    try:
        pages = pypdf.PdfReader(io.BytesIO(data)).pages
        return [line for page in pages for line in page.extract_text().splitlines()]
    except PyPdfError as error:
        raise _damaged() from error


def _office_lines(data: bytes) -> list[str]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if is_swollen(packed):
                raise _damaged()
            seen = [name for name in packed.namelist() if _SEEN.fullmatch(name)]
            return [line for name in seen for line in _paragraphs(packed.read(name))]
    except zipfile.BadZipFile as error:
        raise _damaged() from error


def _paragraphs(part: bytes) -> Iterator[str]:
    """Yield the text of each paragraph; text taken out but tracked is none."""
    from pptx.oxml import parse_xml

    for element in parse_xml(part).iter():
        if _name(element.tag) == "p":
            yield "".join(_pieces(element))


def _pieces(paragraph: object) -> Iterator[str]:
    for element in paragraph.iter():  # type: ignore[attr-defined]
        name = _name(element.tag)
        if name == "t":
            yield element.text or ""
        elif name in {"br", "tab", "cr"}:
            yield " "
        elif name == "noBreakHyphen":
            yield "-"


def _name(tag: object) -> str:
    return _LOCAL.sub("", tag) if isinstance(tag, str) else ""


def _damaged() -> BadInput:
    return BadInput(
        "The text of this file cannot be read",
        why="It is damaged or protected by a password",
        remedy="Give the file as it was downloaded",
    )
