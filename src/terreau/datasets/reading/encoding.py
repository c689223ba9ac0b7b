"""Wrong encodings, told before they become unreadable names."""

from __future__ import annotations

import codecs
from pathlib import Path

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Format
from terreau.datasets.reading.source import said

_SAMPLE = 1 << 20
# The mark of UTF-32 begins with that of UTF-16: it is looked at first.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def check_encoding(path: Path, how: Format) -> None:
    """Refuse what the start of a file betrays: UTF-16, or UTF-8 described as something else.

    UTF-16 without its mark is told by its null bytes.

    A text in latin-1 decodes from any bytes, so only this check tells "Ã©" from "é".

    Raises
    ------
    BadTable
        With the encoding to say instead.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    declared = codecs.lookup(how.encoding).name
    wide = _wide(start)
    if wide is not None and declared != wide:
        raise _refusal(path, 1, how, wide)
    if declared.startswith("utf-") or start.isascii():
        return
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return
    line = next(n for n, text in enumerate(start.split(b"\n"), start=1) if not text.isascii())
    raise _refusal(path, line, how, "utf-8")


def encoding_error(path: Path, how: Format) -> BadTable:
    """Return the error for the first line of a file that its encoding cannot decode."""
    encoding = how.encoding
    if encoding.lower().startswith(("utf-16", "utf_16", "utf16", "utf-32", "utf_32", "utf32")):
        return _refusal(path, 1, how, "utf-8")  # Its lines cannot be told apart.
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeError as error:
                place = error.start if isinstance(error, UnicodeDecodeError) else 0
                shown = line[max(0, place - 20) : place + 20].decode("cp1252", "replace")
                return BadTable(
                    Place(path.name, number),
                    f"The file is not encoded in {encoding}: near",
                    value=shown.strip(),
                    why="Its accents are probably those of Windows or of an old export",
                    remedy=f"Write {said(how, 'encoding', 'cp1252')}, or save the file as UTF-8",
                )
    return _refusal(path, 1, how, "utf-8")


def _wide(start: bytes) -> str | None:
    """Return the encoding of several bytes a character that a file betrays, if it does."""
    for mark, name in _MARKS:
        if start.startswith(mark):
            return name
    nulls = [half.count(0) / max(len(half), 1) for half in (start[0::2], start[1::2])]
    if max(nulls) > 0.6 and min(nulls) < 0.1:
        return "utf-16-be" if nulls[0] > nulls[1] else "utf-16-le"
    return None


def _refusal(path: Path, line: int, how: Format, true: str) -> BadTable:
    return BadTable(
        Place(path.name, line),
        f"The file is encoded in {true}, and was said to be in another encoding",
        value=how.encoding,
        why="Accented letters would become unreadable",
        remedy=f"Write {said(how, 'encoding', true)}",
    )
