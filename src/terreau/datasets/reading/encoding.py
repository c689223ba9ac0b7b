"""Wrong encodings, told before they become unreadable names."""

from __future__ import annotations

import codecs
from pathlib import Path

from terreau.core.errors import BadTable, Place

_SAMPLE = 1 << 20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_encoding(path: Path, encoding: str) -> None:
    """Refuse what the start of a file betrays: UTF-16, or UTF-8 described as something else.

    A text in latin-1 decodes from any bytes, so only this check tells "Ã©" from "é".

    Raises
    ------
    BadTable
        With the encoding to write in the description.
    """
    with path.open("rb") as file:
        start = file.read(_SAMPLE)
    declared = codecs.lookup(encoding).name
    if start.startswith(_UTF16) and not declared.startswith("utf-16"):
        raise _refusal(path, 1, encoding, "utf-16")
    is_utf8 = declared in ("utf-8", "utf-8-sig")
    if is_utf8 or declared.startswith("utf-16") or start.isascii():
        return
    try:
        codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError:
        return
    line = next(n for n, text in enumerate(start.split(b"\n"), start=1) if not text.isascii())
    raise _refusal(path, line, encoding, "utf-8")


def encoding_error(path: Path, encoding: str) -> BadTable:
    """Return the error for the first line of a file that ``encoding`` cannot decode."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                line.decode(encoding)
            except UnicodeDecodeError as error:
                shown = line[max(0, error.start - 20) : error.start + 20].decode(
                    "cp1252", "replace"
                )
                return BadTable(
                    Place(path.name, number),
                    f"The file is not encoded in {encoding}: near",
                    value=shown.strip(),
                    why="Its accents are probably those of Windows or of an old export",
                    remedy='Write encoding = "cp1252" (or "latin-1") in [format], '
                    "or save the file as UTF-8",
                )
    return _refusal(path, 1, encoding, "utf-8")


def _refusal(path: Path, line: int, declared: str, true: str) -> BadTable:
    return BadTable(
        Place(path.name, line),
        f"The file is encoded in {true}, the description says otherwise",
        value=declared,
        why="Accented letters would become unreadable",
        remedy=f'Write encoding = "{true}" in [format]',
    )
