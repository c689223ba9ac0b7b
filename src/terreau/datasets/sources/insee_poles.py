"""INSEE: the type of pole of each commune, by the functional areas of cities of 2020.

Of the same workbook as `insee_zones`, the columns CATEAAV2020 (place of the commune in its area)
and TAAV2017 (size of the area) of the sheet COM. Seen in programs that read it, to 2022 and beside
BV2022; never seen: the workbook of 2025 itself. A commune whose codes are others is in no type.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa

from terreau.core.said import Said
from terreau.datasets.description import parse_description
from terreau.datasets.reading import TableSource
from terreau.datasets.sources import insee_zones
from terreau.datasets.sources.arrow_table import open_arrow
from terreau.datasets.sources.model import OPEN_LICENCE, Described, Edition, Proof, Source
from terreau.datasets.sources.packed import opened_member
from terreau.datasets.sources.sheets import Sheet, read_sheet

# How the codes of the perimeters begin.
PREFIX = "aav2020-"
_PLACES = {"11": "pole", "12": "pole", "13": "pole", "20": "couronne"}
_OUT, _OUT_SIZE = "30", "0"
_SIZES = {
    "1": "de moins de 50 000 habitants",
    "2": "de 50 000 à 200 000 habitants",
    "3": "de 200 000 à 700 000 habitants",
    "4": "de 700 000 habitants ou plus, hors Paris",
}
_NAMES = {"pole": "Pôles", "couronne": "Couronnes"}
_LARGEST = 50 << 20
_DESCRIPTION = """
[dataset]
id = "types-de-poles-2020"
title = "Types de pôles des aires d'attraction des villes 2020"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "communes {vintage}"
address = "{page}"
content = "perimeters"
[columns]
perimeter = "type"
name = "name"
member = "CODGEO"
member_label = "LIBGEO"
[perimeter]
kind = "custom"
geography = {geography}
member_kind = "commune"
"""


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the communes of each type."""
    text = _DESCRIPTION.format(vintage=edition.label, page=SOURCE.page, geography=edition.geography)
    yield Described(parse_description(text, file="types-de-poles-2020"), lambda: _opened(file))


def type_of(category: str | None, size: str | None) -> tuple[str, str] | None:
    """Return code and name of a type, given the codes of a commune; None for other codes.

    Examples
    --------
    >>> type_of("12", "1")
    ('aav2020-pole-1', 'Pôles des aires de moins de 50 000 habitants')
    >>> type_of("30", "0"), type_of("20", "5")[1], type_of("ZZ", "1")
    (('aav2020-hors', 'Communes hors attraction des villes'), 'Couronne de l’aire de Paris', None)
    """
    if category == _OUT and size == _OUT_SIZE:
        return f"{PREFIX}hors", "Communes hors attraction des villes"
    place = _PLACES.get(category or "")
    if place is None:
        return None
    if size == "5":
        name = {"pole": "Pôle", "couronne": "Couronne"}[place]
        return f"{PREFIX}{place}-5", f"{name} de l’aire de Paris"
    if size not in _SIZES:
        return None
    return f"{PREFIX}{place}-{size}", f"{_NAMES[place]} des aires {_SIZES[size]}"


def _opened(file: Path) -> TableSource:
    sheet = _read(file)
    columns = (sheet.table[name].to_pylist() for name in ("CATEAAV2020", "TAAV2017"))
    types = [type_of(*codes) for codes in zip(*columns, strict=True)]
    is_typed = np.array([one is not None for one in types])
    table = pa.table(
        {
            "type": pa.array([one and one[0] for one in types], pa.string()),
            "name": pa.array([one and one[1] for one in types], pa.string()),
            "CODGEO": insee_zones.padded(sheet.table["CODGEO"], 5),
            "LIBGEO": sheet.table["LIBGEO"],
        }
    ).filter(pa.array(is_typed))
    return open_arrow(file.name, table, sheet.lines[is_typed], header_line=sheet.header_line)


def _read(file: Path) -> Sheet:
    with TemporaryDirectory() as folder:
        book = file
        if file.suffix.lower() == ".zip":
            book = Path(folder) / "table.xlsx"
            with opened_member(file, ".xlsx", largest=_LARGEST) as stream:
                book.write_bytes(stream.read())
        needed = ["CODGEO", "LIBGEO", "CATEAAV2020", "TAAV2017"]
        return read_sheet(book, "COM", needed, named=file.name)


SOURCE = Source(
    id="poles",
    title="Types de pôles des communes (aires d'attraction des villes)",
    publisher="Insee",
    licence=OPEN_LICENCE,
    page=insee_zones.SOURCE.page,
    editions=insee_zones.SOURCE.editions,
    file_format=Said(
        "zip of a workbook: one row a commune (sheet COM), CATEAAV2020 and TAAV2017",
        "classeur compressé : une ligne par commune (feuille COM), CATEAAV2020 et TAAV2017",
    ),
    absent=Said(
        "A commune without a code is in no type.", "Une commune sans code n’est d’aucun type."
    ),
    proof=Proof.DESCRIPTION,
    parse=parse,
    datasets=("types-de-poles-2020",),
    note="Pôles et couronnes des aires d’attraction des villes, par taille, et communes hors "
    "attraction ; du même fichier que les zones.",
)
