"""The cells of a table of figures as pages ask for them: a file a year, mapped, never decoded.

``table.parquet`` is the table: what is exported, verified, read by other tools. Beside it the same
cells stand as fixed-width records sorted by territory, so that a page touches the few it needs and
all processes share them. Layout, in the folder of a version::

    cells.json       codes of territories and sectors, type of the records, rows and CRC of a year
    cells-2024.bin   the records of a year

The digest of the index is among what the catalogue says of the version; each file is checked
against its CRC the first time a process maps it.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path
from typing import IO, Self

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.dataset import Dataset
from terreau.datasets.sums_of_blocks import SumsOfBlocks, blocks_of, sums_of_blocks

Records = NDArray[np.void]

INDEX = "cells.json"
_HELD_TABLES = 32
# Whole numbers up to there take four bytes at most; anything else is a float.
_LARGEST_WHOLE = float(np.iinfo(np.uint32).max)


class DamagedFile(OSError):
    """A file of a version is not what was written: no trying again will read it."""


@dataclass(frozen=True)
class YearOfCells:
    """The cells of one year; T territories of the table.

    Parameters
    ----------
    records : Records
        (n,) ``territory`` and ``sector``, places in the lists of the table; ``value`` and, where
        the table says them, ``units`` and ``largest``. Sorted by territory.
    starts : NDArray[np.int64]
        (T + 1,) where the records of each territory start; the last is n.
    totals : NDArray[np.float64]
        (T,) jobs of each territory, all sectors; NaN where one is not known.
    """

    records: Records
    starts: NDArray[np.int64]
    totals: NDArray[np.float64]


@dataclass(frozen=True)
class MappedCells:
    """The cells of a table, year by year.

    Parameters
    ----------
    folder : Path
        Of the version.
    place : Mapping[str, int]
        Code of a territory, as the table writes it → its place.
    sectors : tuple of str
        Codes of the sectors, in the order of their places.
    dtype : np.dtype
        Of the records.
    written : Mapping[int, tuple[int, int]]
        Year → number of records and CRC-32 of its file.
    """

    folder: Path
    place: Mapping[str, int]
    sectors: tuple[str, ...]
    dtype: np.dtype[np.void]
    written: Mapping[int, tuple[int, int]]
    _years: dict[int, YearOfCells] = field(default_factory=dict)
    _sums: dict[int, SumsOfBlocks] = field(default_factory=dict)

    def has(self, name: str) -> bool:
        """Whether the table says ``units`` or ``largest``."""
        return name in (self.dtype.names or ())

    def year(self, year: int) -> YearOfCells:
        """Return the cells of a year, mapped and checked once a process.

        Raises
        ------
        DamagedFile
            If the file is not what was written.
        """
        if year not in self._years:
            self._years[year] = self._mapped(year)
        return self._years[year]

    @cached_property
    def block(self) -> NDArray[np.intp]:
        """(T,) the block of each territory."""
        return blocks_of(self.place)

    def sums(self, year: int) -> SumsOfBlocks:
        """Return what the cells of a year say by block, summed once a process.

        Raises
        ------
        DamagedFile
            If the file is not what was written.
        """
        if year not in self._sums:
            records = self.year(year).records
            self._sums[year] = sums_of_blocks(records, self.block, len(self.sectors))
        return self._sums[year]

    def _mapped(self, year: int) -> YearOfCells:
        path = self.folder / _name(year)
        rows, crc = self.written[year]
        try:
            size = path.stat().st_size
        except FileNotFoundError as error:
            raise DamagedFile(f"{path.name} is gone") from error
        if size != rows * self.dtype.itemsize:
            raise DamagedFile(f"{path.name} has not the size it was written with")
        # A file of no byte cannot be mapped.
        records: Records = (
            np.memmap(path, self.dtype, mode="r", shape=(rows,))
            if rows
            else np.empty(0, dtype=self.dtype)
        )
        if zlib.crc32(records.tobytes()) != crc:
            raise DamagedFile(f"{path.name} is not what was written")
        plain = records.view(np.ndarray)
        counts = np.bincount(plain["territory"], minlength=len(self.place))
        totals = np.bincount(plain["territory"], plain["value"], len(self.place))
        return YearOfCells(plain, np.append(0, np.cumsum(counts)), totals.astype(np.float64))


def mapped_cells(dataset: Dataset) -> MappedCells | None:
    """Return the cells of a dataset; None when it was stored before cells were.

    Raises
    ------
    DamagedFile
        If their index is not what was written.
    """
    written = dict(dataset.files).get(INDEX)
    if written is None:
        return None
    try:
        stamp = (dataset.path / INDEX).stat()
    except FileNotFoundError as error:
        raise DamagedFile(f"{INDEX} is gone") from error
    # A version that was damaged may have been written again under its name.
    return _remembered(dataset.path, written, stamp.st_ino, stamp.st_mtime_ns)


def check_files(dataset: Dataset) -> None:
    """Read every byte of the files of a dataset again: table, labels, refusals, cells.

    Raises
    ------
    DamagedFile
        If one is not what was written, or holds fewer cells than the table.
    """
    for name, written in dataset.files:
        _check(dataset.path / name, written)
    if INDEX in dict(dataset.files):
        cells = _opened(dataset.path, dict(dataset.files)[INDEX])
        found = sum(len(cells.year(year).records) for year in cells.written)
        if found != dataset.rows_kept:
            raise DamagedFile(f"its cells are {found} in place of {dataset.rows_kept}")


def _check(path: Path, written: str) -> None:
    try:
        with path.open("rb") as content:
            found = hashlib.file_digest(content, "sha256").hexdigest()
    except FileNotFoundError as error:
        raise DamagedFile(f"{path.name} is gone") from error
    if found != written:
        raise DamagedFile(f"{path.name} is not what was written")


def _opened(folder: Path, written: str) -> MappedCells:
    _check(folder / INDEX, written)
    about = json.loads((folder / INDEX).read_text(encoding="utf-8"))
    return MappedCells(
        folder=folder,
        place={code: place for place, code in enumerate(about["territories"])},
        sectors=tuple(about["sectors"]),
        dtype=np.dtype([(name, kind) for name, kind in about["record"]]),
        written={int(year): (rows, crc) for year, (rows, crc) in about["years"].items()},
    )


@lru_cache(maxsize=_HELD_TABLES)
def _remembered(folder: Path, written: str, _inode: int, _mtime_ns: int) -> MappedCells:
    return _opened(folder, written)


class CellsWriter:
    """Writes the cells of a table that comes in the order of its territories.

    Parameters
    ----------
    folder : Path
        Of the version.
    territories, sectors : Sequence[str]
        Codes that places stand for.
    numbers : Mapping[str, np.dtype]
        "value" and, where the table says them, "units" and "largest" → type, from `narrowest`.
    """

    def __init__(
        self,
        folder: Path,
        *,
        territories: Sequence[str],
        sectors: Sequence[str],
        numbers: Mapping[str, np.dtype[np.generic]],
    ) -> None:
        self._folder, self._territories, self._sectors = folder, territories, sectors
        self._dtype = np.dtype(
            [
                ("territory", _whole(len(territories))),
                ("sector", _whole(len(sectors))),
                *numbers.items(),
            ]
        ).newbyteorder("<")
        self._files: dict[int, IO[bytes]] = {}
        self._written: dict[int, tuple[int, int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files.values():
            file.close()

    def add(self, territory: NDArray[np.int32], sector: NDArray[np.int32], cells: Records) -> None:
        """Take cells, (n,) each, sorted by territory, none before those of an earlier call."""
        order = np.argsort(cells["period"], kind="stable")
        records = np.empty(len(cells), dtype=self._dtype)
        records["territory"], records["sector"] = territory[order], sector[order]
        for name in self._dtype.names[2:] if self._dtype.names else ():
            records[name] = cells[name][order]
        years, starts = np.unique(cells["period"][order], return_index=True)
        for year, part in zip(years.tolist(), np.split(records, starts[1:]), strict=True):
            self._append(year, part.tobytes(), len(part))

    def finish(self) -> None:
        """Write the index: without it there are no cells."""
        for file in self._files.values():
            file.flush()
        about = {
            "territories": list(self._territories),
            "sectors": list(self._sectors),
            "record": [[name, self._dtype[name].str] for name in self._dtype.names or ()],
            "years": {str(year): self._written[year] for year in sorted(self._written)},
        }
        (self._folder / INDEX).write_text(json.dumps(about), encoding="utf-8")

    def _append(self, year: int, content: bytes, rows: int) -> None:
        if year not in self._files:
            self._files[year] = (self._folder / _name(year)).open("wb")
        before, crc = self._written.get(year, (0, 0))
        self._files[year].write(content)
        self._written[year] = (before + rows, zlib.crc32(content, crc))


@dataclass
class Extent:
    """What the numbers of a column have been so far: enough to know how little room they need."""

    is_whole: bool = True
    largest: float = 0

    def note(self, values: NDArray[np.float64]) -> None:
        """Take (n,) numbers, NaN = none."""
        if not values.size or not self.is_whole:
            return
        least, self.largest = values.min(), max(self.largest, float(values.max()))
        self.is_whole = bool(
            least >= 0 and self.largest <= _LARGEST_WHOLE and (values == np.rint(values)).all()
        )

    def narrowest(self) -> np.dtype[np.generic]:
        """Return the smallest type that holds them exactly."""
        return _whole(int(self.largest)) if self.is_whole else np.dtype("f8")


def _whole(largest: int) -> np.dtype[np.generic]:
    return np.dtype(np.min_scalar_type(largest))


def _name(year: int) -> str:
    return f"cells-{year}.bin"
