"""INSEE: the stock of establishments (SIRENE), counted by commune, activity, size and creation.

One file gives seven tables: active establishments, those with employees, these in four bands of
size that add up to them, and creations. A band is a table of its own, so that each adds up, is
mapped and is exported like any other; a code of size in the key would be a second nomenclature.

Nothing here names anybody: an establishment that asked not to be shown (status of diffusion P) is
counted where its commune is known, and no name, address or identifier is read. The legal category,
which tells natural persons (1000), stands in the stock of legal units and not in this file: sole
traders are therefore in the counts of active establishments and creations, in no name.

Seen: rows of the stock (CSV), of its interface (JSON), and 58 228 real periods of establishments.
Never seen: a whole official file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.core.said import Said
from terreau.datasets.description import parse_description
from terreau.datasets.reading import RawBatch, TableSource
from terreau.datasets.reading.source import batch_rows
from terreau.datasets.sources.checks import ALL_COMMUNES, covers
from terreau.datasets.sources.model import (
    OPEN_LICENCE,
    Check,
    Described,
    Edition,
    Editions,
    Proof,
    Remark,
    Source,
    Stored,
)
from terreau.datasets.sources.sirene_tally import (
    ACTIVITY,
    COMMUNE,
    CREATION_YEARS,
    Tally,
    edition_day,
)

_PAGE = "https://www.data.gouv.fr/datasets/base-sirene-des-entreprises-et-de-leurs-etablissements-siren-siret"
_FILES = "https://object.files.data.gouv.fr/data-pipeline-open/siren/stock/"
_LARGEST = 8 << 30
_HEADER = (COMMUNE, ACTIVITY, "year", "count")
_DESCRIPTION = """
[dataset]
id = "{slug}"
title = "{title}"
publisher = "Insee"
licence = "Licence Ouverte 2.0"
vintage = "{day}"
address = "{page}"
measure = "{measure}"
note = "{note}"
[columns]
territory = "codeCommuneEtablissement"
sector = "activitePrincipaleEtablissement"
period = "year"
value = "count"
[territory]
kind = "commune"
[sector]
nomenclature = "A732"
[absent]
cell = "zero"
[coverage]
nation = true
"""
_SIZE = (
    "Tranche d’effectif salarié de l’établissement, connue avec deux ans de retard environ ; un "
    "établissement sans tranche connue n’y est pas."
)


@dataclass(frozen=True)
class _Count:
    """One table of the file: the bands of size it keeps (None: creations)."""

    slug: str
    title: str
    note: str
    bands: tuple[int, ...] | None

    @property
    def measure(self) -> str:
        return "establishment_creations" if self.bands is None else "establishments"


_COUNTS = (
    _Count(
        "sirene-etablissements",
        "Établissements actifs par commune et activité (APE)",
        "Tous les établissements actifs, sans salarié compris.",
        (0, 1, 2, 3, 4),
    ),
    _Count(
        "sirene-creations",
        "Créations d'établissements par commune et activité (APE)",
        "Établissements créés dans l’année, encore actifs ou non, à leur commune et leur activité "
        "d’aujourd’hui.",
        None,
    ),
    _Count("sirene-employeurs", "Établissements employeurs", _SIZE, (1, 2, 3, 4)),
    _Count("sirene-employeurs-1-9", "Établissements de 1 à 9 salariés", _SIZE, (1,)),
    _Count("sirene-employeurs-10-49", "Établissements de 10 à 49 salariés", _SIZE, (2,)),
    _Count("sirene-employeurs-50-249", "Établissements de 50 à 249 salariés", _SIZE, (3,)),
    _Count("sirene-employeurs-250", "Établissements de 250 salariés et plus", _SIZE, (4,)),
)


def parse(file: Path, edition: Edition) -> Iterator[Described]:
    """Give the counts of each commune and activity, table by table; the file is read once."""
    day = edition_day(file)
    tally = Tally(file, int(day[:4]))
    for count in _COUNTS:
        text = _DESCRIPTION.format(
            slug=count.slug,
            title=count.title,
            note=count.note,
            measure=count.measure,
            day=day,
            page=_PAGE,
        )
        yield Described(
            parse_description(text, file=count.slug),
            _opener(tally, count),
            (_is_whole(tally),),
        )


def _opener(tally: Tally, count: _Count) -> Callable[[], TableSource]:
    def read(columns: Sequence[str]) -> Iterator[RawBatch]:
        empty = {name: pa.array([], pa.string()) for name in columns}
        for done in tally.run():  # Batches without row tell how much of the file is read.
            yield RawBatch(empty, np.empty(0, np.int64), bytes_read=done)
        yield from _batches(tally, _cells(tally, count), columns)

    def opened() -> TableSource:
        return TableSource(tally.file.name, _HEADER, None, read, tally.file.stat().st_size)

    return opened


def _cells(tally: Tally, count: _Count) -> tuple[NDArray[np.int64], ...]:
    """Return the place, year, count and first line of each cell of a table."""
    if count.bands is None:
        place, age = tally.created.parted()
        return place, tally.year - 1 - age, tally.created.count, tally.created.line
    place, band = tally.active.parted()
    counts, lines = tally.active.count, tally.active.line
    kept = np.isin(band, count.bands)
    if len(kept) and not kept.any():
        # No establishment of that size in a part of the country: one true zero is a table.
        counts, kept = np.zeros_like(counts), np.arange(len(kept)) == 0
    place, counts, lines = place[kept], counts[kept], lines[kept]
    starts = np.flatnonzero(np.diff(place, prepend=-1))  # Cells are sorted by place.
    if not len(starts):
        return place, place, counts, lines
    year = np.full(len(starts), tally.year, dtype=np.int64)
    summed, first = np.add.reduceat(counts, starts), np.minimum.reduceat(lines, starts)
    return place[starts], year, summed, first


def _batches(
    tally: Tally, cells: tuple[NDArray[np.int64], ...], columns: Sequence[str]
) -> Iterator[RawBatch]:
    size = batch_rows(len(columns))
    for start in range(0, max(len(cells[0]), 1), size):
        place, year, counts, lines = (column[start : start + size] for column in cells)
        commune, activity = tally.codes(place)
        found = dict(
            zip(_HEADER, (commune, activity, pa.array(year), pa.array(counts)), strict=True)
        )
        yield RawBatch({name: found[name] for name in columns}, lines)


def _is_whole(tally: Tally) -> Check:
    """Look at every active establishment: few communes have one of 250 employees."""

    def check(stored: Stored) -> Iterator[Remark]:
        del stored
        yield from covers(tally.communes)

    return check


SOURCE = Source(
    id="sirene",
    title="Base SIRENE : stock des établissements",
    publisher="Insee",
    licence=OPEN_LICENCE,
    page=_PAGE,
    editions=(
        Edition(
            "csv",
            "StockEtablissement_utf8.zip",
            f"{_FILES}StockEtablissement_utf8.zip",
            largest=_LARGEST,
        ),
        Edition(
            "parquet",
            "StockEtablissement_utf8.parquet",
            f"{_FILES}StockEtablissement_utf8.parquet",
            largest=_LARGEST,
        ),
    ),
    file_format=Said(
        "Parquet, or a zip of one CSV (,): one row an establishment, 40 million rows",
        "Parquet, ou un CSV (,) compressé : une ligne par établissement, 40 millions de lignes",
    ),
    absent=Said(
        "zero: every establishment of the register is in the file",
        "Zéro : tout établissement du répertoire est dans le fichier.",
    ),
    proof=Proof.EXTRACT,
    editions_are=Editions.FORMS,
    parse=parse,
    datasets=tuple(count.slug for count in _COUNTS),
    checked=(ALL_COMMUNES,),
    note=f"Comptes d’établissements, et créations des {CREATION_YEARS} dernières années entières. "
    "Aucun nom n’est lu.",
)
