"""INSEE: the zones each commune belongs to; from it, employment zones and bassins de vie.

A zip with one workbook. Seen in programs that read it: the sheets COM (CODGEO, LIBGEO, ZE2020,
BV2022…) and Zones_supra_communales (NIVGEO, CODGEO, LIBGEO), names of columns on line 6. Never
seen: the workbook itself, how it writes a commune that is in no zone (a code of Z only is taken for
it, as for intercommunalities), and whether codes are texts (a number gets back its zeros).
The sheet ARM, of the districts of Paris, Lyon and Marseille, is not read: their cities are in COM.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from terreau.core.said import Said, count_fr, some
from terreau.datasets import reference
from terreau.datasets.description import parse_description
from terreau.datasets.reading import TableSource
from terreau.datasets.sources.arrow_table import open_arrow
from terreau.datasets.sources.model import (
    OPEN_LICENCE,
    Check,
    Described,
    Edition,
    Proof,
    Remark,
    Source,
    Stored,
)
from terreau.datasets.sources.packed import opened_member
from terreau.datasets.sources.sheets import Sheet, read_sheet

_PAGE = "https://www.insee.fr/fr/information/7671844"
_FILES = "https://www.insee.fr/fr/statistiques/fichier/7671844/"
# The workbook of 2026 is described as 2.2 MB.
_LARGEST = 50 << 20
_SHOWN = 8


@dataclass(frozen=True)
class _Zoning:
    """One column of the table: what it makes, and how many signs its codes have."""

    column: str
    slug: str
    kind: str
    title: str
    width: int


_ZONINGS = (
    _Zoning("ZE2020", "zones-emploi-2020", "zone_emploi", "Zones d'emploi 2020", 4),
    _Zoning("BV2022", "bassins-de-vie-2022", "bassin_de_vie", "Bassins de vie 2022", 5),
)
_DESCRIPTION = """
[dataset]
id = "{slug}"
title = "{title}"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "communes {vintage}"
address = "{page}"
content = "perimeters"
[columns]
perimeter = "{column}"
name = "LIB_{column}"
member = "CODGEO"
member_label = "LIBGEO"
[perimeter]
kind = "{kind}"
geography = {geography}
member_kind = "commune"
"""
_Book = tuple[Sheet, Sheet]


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the communes of each employment zone, then of each bassin de vie."""

    @cache
    def read() -> _Book:
        return _read(file)

    for zoning in _ZONINGS:
        text = _DESCRIPTION.format(
            **vars(zoning), vintage=edition.label, page=_PAGE, geography=edition.geography
        )
        yield Described(
            parse_description(text, file=zoning.slug),
            _opener(read, zoning, file.name),
            (_every_commune(edition.geography),),
        )


def _read(file: Path) -> _Book:
    with TemporaryDirectory() as folder:
        book = file
        if file.suffix.lower() == ".zip":
            book = Path(folder) / "table.xlsx"
            with opened_member(file, ".xlsx", largest=_LARGEST) as stream:
                book.write_bytes(stream.read())
        zones = [zoning.column for zoning in _ZONINGS]
        return (
            read_sheet(book, "COM", ["CODGEO", "LIBGEO", *zones], named=file.name),
            read_sheet(
                book, "Zones_supra_communales", ["NIVGEO", "CODGEO", "LIBGEO"], named=file.name
            ),
        )


def _opener(read: Callable[[], _Book], zoning: _Zoning, file: str) -> Callable[[], TableSource]:
    def opened() -> TableSource:
        communes, zones = read()
        named = zones.table.filter(pc.equal(zones.table["NIVGEO"], zoning.column))
        codes = padded(named["CODGEO"], zoning.width).to_pylist()
        names = dict(zip(codes, named["LIBGEO"].to_pylist(), strict=True))
        code = padded(communes.table[zoning.column], zoning.width)
        in_zone = pc.fill_null(pc.invert(pc.match_substring_regex(code, "^Z+$")), True)
        table = pa.table(
            {
                zoning.column: code,
                f"LIB_{zoning.column}": pa.array(
                    [names.get(one) for one in code.to_pylist()], pa.string()
                ),
                "CODGEO": padded(communes.table["CODGEO"], 5),
                "LIBGEO": communes.table["LIBGEO"],
            }
        ).filter(in_zone)
        lines = communes.lines[np.asarray(in_zone.to_pylist(), dtype=np.bool_)]
        return open_arrow(file, table, lines, header_line=communes.header_line)

    return opened


def padded(codes: pa.ChunkedArray, width: int) -> pa.ChunkedArray:
    """Give back the zeros of codes that the workbook holds as numbers."""
    return pc.utf8_lpad(codes, width, "0")


def _every_commune(geography: int | None) -> Check:
    def check(stored: Stored) -> Iterator[Remark]:
        table = stored.table("code", "name", "member")
        held = {reference.current_code(code) for code in table["member"].to_pylist()}
        communes = reference.load("communes")
        names = ("code", "departement", "last_vintage")
        lacking = sorted(
            code
            for code, departement, last in zip(
                *(communes[name].to_pylist() for name in names), strict=True
            )
            if last >= (geography or 0)
            and reference.is_france(departement)
            and reference.current_code(code) not in held
        )
        if lacking:
            named = some(lacking, _SHOWN)
            yield Remark(
                Said(
                    f"{len(lacking)} communes are in none of these zones: {named.en}",
                    f"{count_fr(len(lacking))} communes ne sont dans aucune de ces zones : "
                    f"{named.fr}",
                )
            )
        nameless = len(pc.unique(table.filter(pc.equal(table["code"], table["name"]))["code"]))
        if nameless:
            yield Remark(
                Said(
                    f"{nameless} zones have no name in the file and bear their code",
                    f"{count_fr(nameless)} zones n’ont pas de nom dans le fichier et portent leur "
                    "code",
                )
            )

    return check


SOURCE = Source(
    id="zones",
    title="Table d'appartenance géographique des communes",
    publisher="Insee",
    licence=OPEN_LICENCE,
    page=_PAGE,
    editions=(
        Edition(
            "2025",
            "table-appartenance-geo-communes-2025.zip",
            f"{_FILES}table-appartenance-geo-communes-2025.zip",
            geography=2025,
            largest=_LARGEST,
        ),
    ),
    file_format=Said(
        "zip of a workbook: one row a commune (sheet COM), names of the zones beside it",
        "classeur compressé : une ligne par commune (feuille COM), noms des zones à côté",
    ),
    absent=Said(
        "A commune without a code belongs to no zone.",
        "Une commune sans code n’est dans aucune zone.",
    ),
    proof=Proof.DESCRIPTION,
    parse=parse,
    datasets=tuple(zoning.slug for zoning in _ZONINGS),
    checked=(
        Said(
            "The communes of the vintage that are in no zone are listed.",
            "Les communes du millésime qui ne sont dans aucune zone sont énumérées.",
        ),
        Said(
            "The zones without a name in the file are counted.",
            "Les zones sans nom dans le fichier sont comptées.",
        ),
    ),
    note="Zones d’emploi 2020 et bassins de vie 2022, avec leurs communes au 1er janvier.",
)
