"""The XML inside a spreadsheet, read in one pass that keeps nothing by itself."""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Callable
from functools import lru_cache
from typing import Any, NoReturn
from xml.parsers import expat

_BOOK, _RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_STRINGS, _STYLES = "xl/sharedStrings.xml", "xl/styles.xml"
_CURRENCY = re.compile(r"\[\$([^\]-]*)[^\]]*\]")  # [$€-40C]
_DIVIDED = re.compile(r"[0#?],+(?![0#?])")
_THOUSANDS = re.compile(r"[kKmM]€")


class XmlReader:
    """One pass over an XML file; a document type, which could hold a trap, is refused."""

    def read(self, archive: zipfile.ZipFile, part: str) -> None:
        """Go through a file of the archive."""
        parser = expat.ParserCreate()
        settings = {
            "buffer_text": True,
            "StartDoctypeDeclHandler": self._refuse,
            "StartElementHandler": self.start,
            "EndElementHandler": self.end,
            "CharacterDataHandler": self.text,
        }
        for name, value in settings.items():
            setattr(parser, name, value)
        with archive.open(part) as file:
            parser.ParseFile(file)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take the start of an element."""

    def end(self, name: str) -> None:
        """Take the end of an element."""

    def text(self, text: str) -> None:
        """Take some text."""

    def _refuse(self, *_: object) -> NoReturn:
        raise ValueError("its XML declares a document type, which no spreadsheet does")


class _Elements(XmlReader):
    """The elements of a small file, each handed over by its name without prefix."""

    def __init__(self, take: Callable[[str, dict[str, str]], Any]) -> None:
        self.take = take

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.take(local_name(name), {local_name(key): value for key, value in attributes.items()})


class _Strings(XmlReader):
    """The texts that the cells of Excel point at by their number: how long each is."""

    def __init__(self) -> None:
        self.sizes: list[int] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if local_name(name) == "si":
            self.sizes.append(0)

    def text(self, text: str) -> None:
        if self.sizes:
            self.sizes[-1] += len(text)


def sizes_of_strings(archive: zipfile.ZipFile) -> list[int]:
    """Return the length of each shared text of a workbook of Excel."""
    strings = _Strings()
    if _STRINGS in archive.namelist():
        strings.read(archive, _STRINGS)
    return strings.sizes


class _Styles(XmlReader):
    """The formats of the cells of Excel: which show a number with a unit that it does not hold."""

    def __init__(self) -> None:
        self.codes = {"9": "0%", "10": "0.00%"}  # the two that a file need not spell
        self.units: list[str] = []
        self.is_of_cells = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        name = local_name(name)
        if name == "numFmt":
            self.codes[attributes["numFmtId"]] = attributes["formatCode"]
        elif name == "cellXfs":
            self.is_of_cells = True
        elif name == "xf" and self.is_of_cells:
            self.units.append(unit_of_format(self.codes.get(attributes.get("numFmtId", ""), "")))

    def end(self, name: str) -> None:
        if local_name(name) == "cellXfs":
            self.is_of_cells = False


def units_of_styles(archive: zipfile.ZipFile) -> list[str]:
    """Return the unit that each format of cells shows, "" for most."""
    styles = _Styles()
    if _STYLES in archive.namelist():
        styles.read(archive, _STYLES)
    return styles.units


def unit_of_format(code: str) -> str:
    """Return "k€", "M€" or "%", where a format writes it after a number as it is.

    Examples
    --------
    >>> unit_of_format('# ##0" k€"'), unit_of_format("0.0%"), unit_of_format("#,##0.00 [$€-40C]")
    ('k€', '%', '')

    A comma after the digits divides by a thousand: the number holds the euros already.

    >>> unit_of_format('#,##0," k€"')
    ''
    """
    positive = _CURRENCY.sub(r"\1", code.partition(";")[0])
    if _DIVIDED.search(positive):
        return ""
    if "%" in positive:
        return "%"
    found = _THOUSANDS.search(re.sub(r'["\\_\s\u00a0\u202f]', "", positive))
    return found.group().replace("m", "M").replace("K", "k") if found else ""


def parts_of_sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    """Return the file of the archive that holds each sheet of Excel, in their order."""
    sheets: dict[str, str] = {}
    targets: dict[str, str] = {}

    def take(name: str, attributes: dict[str, str]) -> None:
        if name == "sheet":
            sheets[attributes["name"]] = attributes["id"]
        elif name == "Relationship":
            targets[attributes["Id"]] = attributes["Target"]

    for part in (_BOOK, _RELATIONS):
        _Elements(take).read(archive, part)
    # "/xl/worksheets/sheet1.xml" or "worksheets/sheet1.xml": `join` keeps the absolute one.
    return {
        name: posixpath.normpath(posixpath.join("/xl", targets[key])).lstrip("/")
        for name, key in sheets.items()
    }


@lru_cache(maxsize=1024)
def local_name(name: str) -> str:
    """Return the name of an element without its prefix."""
    return name.rpartition(":")[2]
