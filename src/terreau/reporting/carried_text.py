"""The words that the reader of a file sees, to tell whether a figure still stands there."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

from terreau.core.errors import BadInput
from terreau.reporting.carried import UNREADABLE, CarriedFigure, is_of_sources, sheets_of
from terreau.reporting.ooxml import is_swollen

_SEEN = re.compile(
    r"ppt/slides/slide\d+\.xml|ppt/charts/chart\d+\.xml"
    r"|word/(document|header\d*|footer\d*|footnotes|endnotes)\.xml"
)
# Spaces that do not break, and the others.
_JOIN = "\u202f"
_JOINING = re.compile(r"[\u00a0\u2007\u2009\u202f]+")
_SPACES = re.compile(r"[^\S\u202f]+")
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
        A line a paragraph, every run of spaces one space, those that do not break one that does
        not; None for a file of another kind.

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
    except UNREADABLE as error:
        raise _damaged() from error
    return told or None


def stands_in(display: str, text: str) -> bool:
    """Return whether a figure, as it is written, stands in a text and not within another number.

    Spaces that do not break join the digits of one number; the others part two.

    Examples
    --------
    >>> stands_in("12\u202f747", "gains: 12 747 jobs"), stands_in("12", "gains: 312,5")
    (True, False)
    >>> stands_in("747", "12\u202f747"), stands_in("747", "\u2212747"), stands_in("747", "to 747")
    (False, False, True)
    """
    words = (re.escape(word) for word in display.replace("\u00ad", "").split())
    sought = rf"[{_JOIN} ]?".join(words)
    before = rf"(?<!\d)(?<!\d[.,{_JOIN}])(?<!\u2212)(?<![^\d\w]-)"
    return re.search(rf"{before}{sought}(?![.,{_JOIN}]?\d)", text) is not None


def seen_in(given: Path | bytes) -> Callable[[CarriedFigure], bool] | None:
    """Return what tells whether a figure still stands where people read it.

    Parameters
    ----------
    given : Path or bytes
        The file.

    Returns
    -------
    Callable or None
        Of a report; None for a table or an answer, whose figures are themselves what is read. One
        place is enough: a figure that stands in two may have been altered in one.

    Raises
    ------
    BadInput
        If the file is damaged.
    """
    data = given if isinstance(given, bytes) else given.read_bytes()
    text = text_of(data)
    if text is not None:
        # A text is broken into lines anywhere, within a number too.
        joined = text.replace("\n", " ")
        return lambda figure: stands_in(figure.display, joined)
    return _seen_in_workbook(data) if data.startswith(b"PK") else None


def _seen_in_workbook(data: bytes) -> Callable[[CarriedFigure], bool]:
    cells = [
        cell
        for rows in sheets_of(data)
        if not is_of_sources(rows[0] if rows else ())
        for row in rows
        for cell in row
    ]
    # A workbook keeps fifteen digits of some numbers.
    numbers = {f"{cell:.14g}" for cell in cells if isinstance(cell, int | float)}
    words = " \u2003 ".join(_one_spaced(cell) for cell in cells if isinstance(cell, str))

    def is_seen(figure: CarriedFigure) -> bool:
        is_number = figure.value is not None and f"{figure.value:.14g}" in numbers
        return is_number or stands_in(figure.display, words)

    return is_seen


def _one_spaced(text: str) -> str:
    joined = _JOINING.sub(_JOIN, text.replace("\u00ad", ""))
    return _SPACES.sub(" ", joined).strip()


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
