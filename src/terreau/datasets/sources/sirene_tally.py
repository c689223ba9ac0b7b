"""The stock of establishments, counted as it streams by: memory follows the cells, not the rows.

A cell is a commune, an activity and a size, or a commune, an activity and a year of creation.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.datasets.numbers import years
from terreau.datasets.reading.source import listed
from terreau.datasets.sources.packed import opened_member

COMMUNE, ACTIVITY = "codeCommuneEtablissement", "activitePrincipaleEtablissement"
NOMENCLATURE = "nomenclatureActivitePrincipaleEtablissement"
STATE, SIZE = "etatAdministratifEtablissement", "trancheEffectifsEtablissement"
CREATED, TREATED = "dateCreationEtablissement", "dateDernierTraitementEtablissement"
ABROAD = "codePaysEtrangerEtablissement"
COLUMNS = (COMMUNE, ACTIVITY, NOMENCLATURE, STATE, SIZE, CREATED, ABROAD)

# Code of the size → band. Absent, NN (no employee in the year, or not known) and 00 are band 0.
BANDS = {
    **dict.fromkeys(("01", "02", "03"), 1),
    **dict.fromkeys(("11", "12"), 2),
    **dict.fromkeys(("21", "22", "31"), 3),
    **dict.fromkeys(("32", "41", "42", "51", "52", "53"), 4),
}
CREATION_YEARS = 15
_CURRENT = "NAFRev2"
_ROWS = 1 << 18
# Cells waiting to be merged with those already counted.
_WAITING = 1 << 21
_LARGEST_CSV = 40 << 30
_ACTIVITIES, _CLASSES = 1 << 14, 1 << 5
_NONE = ""


@dataclass
class Cells:
    """Counted cells: ``key`` (n,) sorted, ``count`` (n,), ``line`` (n,) of the first row."""

    key: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    count: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    line: NDArray[np.int64] = field(default_factory=lambda: np.empty(0, np.int64))
    _waiting: list[tuple[NDArray[np.int64], ...]] = field(default_factory=list)

    def add(self, key: NDArray[np.int64], line: NDArray[np.int64]) -> None:
        """Count rows, in the order of the file."""
        found, first, count = np.unique(key, return_index=True, return_counts=True)
        self._waiting.append((found, count.astype(np.int64), line[first]))
        if sum(len(keys) for keys, _, _ in self._waiting) > _WAITING:
            self.merge()

    def parted(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the place of each cell (a commune and an activity), and its class."""
        place, kind = np.divmod(self.key, _CLASSES)
        return place, kind

    def merge(self) -> None:
        """Bring the rows that wait into the cells."""
        parts = [(self.key, self.count, self.line), *self._waiting]
        key, count, line = (np.concatenate(column) for column in zip(*parts, strict=True))
        # The first of equal keys is the earliest: parts are in the order of the file.
        self.key, first, cell = np.unique(key, return_index=True, return_inverse=True)
        self.count = np.bincount(cell, count, minlength=len(self.key)).astype(np.int64)
        self.line, self._waiting = line[first], []


@dataclass
class Tally:
    """The counts of one file.

    Parameters
    ----------
    file : Path
        Parquet, CSV, or a zip of one CSV.
    year : int
        Year of the edition: creations are counted in the fifteen years before it, which are whole.
    """

    file: Path
    year: int
    active: Cells = field(default_factory=Cells)
    created: Cells = field(default_factory=Cells)
    _communes: dict[str, int] = field(default_factory=dict)
    _activities: dict[str, int] = field(default_factory=dict)
    _is_done: bool = False

    def run(self) -> Iterator[int]:
        """Count the file, once; yield the bytes read so far."""
        if self._is_done:
            return
        self._restart()
        line = 1
        for batch, done in batches(self.file, COLUMNS):
            self._count(batch, line)
            line += batch.num_rows
            yield done
        self.active.merge()
        self.created.merge()
        self._is_done = True

    def codes(self, place: NDArray[np.int64]) -> tuple[pa.Array, pa.Array]:
        """Return the codes of the commune and of the activity of places, null = none."""
        commune, activity = np.divmod(place, _ACTIVITIES)
        return _written(commune, self._communes), _written(activity, self._activities)

    @property
    def communes(self) -> frozenset[str]:
        """The codes of communes where an establishment is active."""
        places = np.unique(self.active.key // (_CLASSES * _ACTIVITIES))
        codes = list(self._communes)
        return frozenset(codes[place] for place in places.tolist()) - {_NONE}

    def _restart(self) -> None:
        self.active, self.created = Cells(), Cells()
        self._communes, self._activities = {}, {}

    def _count(self, batch: pa.RecordBatch, first_line: int) -> None:
        lines = np.arange(first_line, first_line + batch.num_rows, dtype=np.int64)
        is_here = pc.is_null(_text(batch, ABROAD)).to_numpy(zero_copy_only=False)
        commune = _numbered(_text(batch, COMMUNE), self._communes)
        place = commune * _ACTIVITIES + _numbered(_activity(batch), self._activities)
        is_active = pc.equal(_text(batch, STATE), "A")
        active = pc.fill_null(is_active, False).to_numpy(zero_copy_only=False) & is_here
        band = _banded(_text(batch, SIZE))
        self.active.add((place * _CLASSES + band)[active], lines[active])
        year = years(pc.utf8_slice_codeunits(_text(batch, CREATED), 0, 4)).astype(np.int64)
        age = self.year - 1 - year
        recent = (age >= 0) & (age < CREATION_YEARS) & is_here
        self.created.add((place * _CLASSES + age)[recent], lines[recent])


def edition_day(file: Path) -> str:
    """Return the latest day of the file ("2026-11-01"): last treatment, else last creation."""
    with _readable(file):
        for column in (TREATED, CREATED):
            latest = max(_days(file, column), default="")
            if latest:
                return latest
    raise BadTable(
        Place(file.name, column=TREATED),
        "No row has a date: the edition of the file is not known",
        remedy="Take the stock of establishments as its publisher gives it",
    )


def batches(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[pa.RecordBatch, int]]:
    """Yield some columns of the stock, and the bytes of the file read so far.

    Raises
    ------
    BadTable
        A column is missing, or the file is damaged.
    """
    with _readable(file):
        if file.suffix.lower() == ".parquet":
            yield from _of_parquet(file, columns)
        else:
            yield from _of_csv(file, columns)


@contextlib.contextmanager
def _readable(file: Path) -> Iterator[None]:
    """Say in one sentence that a stock is damaged."""
    try:
        yield
    # A damaged footer of Parquet is an OSError without number; what the disk refuses has one.
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BadTable(
            Place(file.name),
            "The stock of establishments cannot be read",
            why=str(error).partition("\n")[0],
            remedy="Download it again",
        ) from error


def _of_parquet(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[pa.RecordBatch, int]]:
    size, done = file.stat().st_size, 0
    with pq.ParquetFile(file) as table:
        _require(file, columns, table.schema_arrow.names)
        rows = max(table.metadata.num_rows, 1)
        for batch in table.iter_batches(_ROWS, columns=list(columns)):
            done += batch.num_rows
            yield batch, size * done // rows


def _of_csv(file: Path, columns: tuple[str, ...]) -> Iterator[tuple[pa.RecordBatch, int]]:
    convert = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(columns, pa.string()), strings_can_be_null=True,
        null_values=[""], quoted_strings_can_be_null=True,
    )  # fmt: skip
    with contextlib.ExitStack() as stack:
        raw: IO[bytes] = stack.enter_context(file.open("rb"))
        stream = raw
        if file.suffix.lower() == ".zip":
            stream = stack.enter_context(opened_member(file, ".csv", largest=_LARGEST_CSV))
        # Each block is 4 MB: a longer line is no line of this file.
        options = pa_csv.ReadOptions(block_size=4 << 20)
        reader = stack.enter_context(
            pa_csv.open_csv(stream, read_options=options, convert_options=convert)
        )
        _require(file, columns, reader.schema.names)
        done, size = 0, file.stat().st_size
        for batch in reader:
            done = min(done + batch.nbytes // 8, size) if stream is not raw else raw.tell()
            yield batch.select(list(columns)), done


def _require(file: Path, columns: tuple[str, ...], names: list[str]) -> None:
    missing = [name for name in columns if name not in names]
    if missing:
        raise BadTable(
            Place(file.name),
            "This is not the stock of establishments: columns are missing",
            why=f"Missing: {listed(missing)}; present: {listed(names)}",
            remedy="Take StockEtablissement_utf8, not the stock of legal units or of its history",
        )


def _days(file: Path, column: str) -> Iterator[str]:
    """Yield the latest day of each part of the file; Parquet may tell it without being read."""
    if file.suffix.lower() == ".parquet":
        with pq.ParquetFile(file) as table:
            _require(file, (column,), table.schema_arrow.names)
            place = table.schema_arrow.names.index(column)
            groups = range(table.metadata.num_row_groups)
            told = [table.metadata.row_group(group).column(place).statistics for group in groups]
        if all(one is not None and one.has_min_max for one in told):
            yield from (str(one.max)[:10] for one in told)
            return
    for batch, _ in batches(file, (column,)):
        latest = pc.max(_text(batch, column)).as_py()
        if latest:
            yield latest[:10]


def _text(batch: pa.RecordBatch, name: str) -> pa.Array:
    column = batch.column(name)
    return column if pa.types.is_string(column.type) else column.cast(pa.string())


def _activity(batch: pa.RecordBatch) -> pa.Array:
    """Return the activity; one of a former nomenclature bears its name, so that it is refused."""
    code, system = _text(batch, ACTIVITY), _text(batch, NOMENCLATURE)
    is_former = pc.fill_null(pc.not_equal(system, _CURRENT), False)
    return pc.if_else(is_former, pc.binary_join_element_wise(system, code, " "), code)


def _numbered(column: pa.Array, known: dict[str, int]) -> NDArray[np.int64]:
    """Return the number of each code; new codes are numbered as they come, no code too."""
    coded = pc.fill_null(column, _NONE).dictionary_encode()
    numbers = [known.setdefault(code, len(known)) for code in coded.dictionary.to_pylist()]
    return np.asarray(numbers, dtype=np.int64)[coded.indices.to_numpy()] if numbers else _empty()


def _banded(column: pa.Array) -> NDArray[np.int64]:
    coded = pc.fill_null(column, _NONE).dictionary_encode()
    found = [BANDS.get(code, 0) for code in coded.dictionary.to_pylist()]
    return np.asarray(found, dtype=np.int64)[coded.indices.to_numpy()] if found else _empty()


def _empty() -> NDArray[np.int64]:
    return np.empty(0, np.int64)


def _written(numbers: NDArray[np.int64], codes: dict[str, int]) -> pa.Array:
    return pa.array([code or None for code in codes], pa.string()).take(pa.array(numbers))
