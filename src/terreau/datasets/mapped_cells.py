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
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from terreau.datasets.dataset import Dataset
from terreau.datasets.sums_of_blocks import SumsOfBlocks, blocks_of, sums_of_blocks

Records = NDArray[np.void]

INDEX = "cells.json"
_HELD_TABLES = 32


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

    @cached_property
    def has_few_blocks(self) -> bool:
        """Whether sums of blocks are fewer than the cells that they spare."""
        cells = max((rows for rows, _ in self.written.values()), default=0)
        return len(self.sectors) * (int(self.block.max(initial=-1)) + 1) <= cells

    @cached_property
    def always(self) -> frozenset[str]:
        """The territories that have a cell in every year."""
        held = np.ones(len(self.place), dtype=np.bool_)
        for year in self.written:
            held &= np.diff(self.year(year).starts) > 0
        return frozenset(code for code, is_held in zip(self.place, held, strict=True) if is_held)

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
        path = self.folder / file_of(year)
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


def file_of(year: int) -> str:
    """Return the name of the file of a year."""
    return f"cells-{year}.bin"
