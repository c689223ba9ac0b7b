"""A stock file read block by block from any place in it, of which only some columns are kept.

CSV is cut here and not by the reader, so that the place of each block is known; a line of these
files never holds a line end. Parquet is read by groups of rows: those before the place are skipped.
"""

from __future__ import annotations

import contextlib
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NoReturn

import pyarrow as pa
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq

from terreau.core.errors import BadTable, Place
from terreau.datasets.reading.source import listed
from terreau.datasets.sources.packed import opened_member

_BLOCK = 16 << 20
_ROWS = 1 << 16
_LARGEST_CSV = 40 << 30


@dataclass(frozen=True)
class Position:
    """How much of a file is behind: rows, and bytes of its CSV once unpacked."""

    rows: int = 0
    bytes: int = 0


@dataclass(frozen=True)
class Block:
    """Some rows of a file.

    Parameters
    ----------
    table : pyarrow.Table
        The columns wanted, as text.
    before, after : Position
        Where it begins and ends.
    done : int
        Bytes of the file read so far.
    """

    table: pa.Table
    before: Position
    after: Position
    done: int


def blocks(file: Path, columns: tuple[str, ...], at: Position) -> Iterator[Block]:
    """Yield the blocks of a stock from a position, whatever the order of its columns.

    Parameters
    ----------
    file : Path
        Parquet, CSV in UTF-8 with commas, or a zip of one CSV.
    columns : tuple of str
        Those wanted; each must be there.
    at : Position
        Where a former reading stopped; `Position()` for the beginning.

    Raises
    ------
    BadTable
        A column is missing, a line has too few cells or is not UTF-8 (the line is said), or the
        file is damaged or cut short.
    """
    with _readable(file):
        if file.suffix.lower() == ".parquet":
            yield from _of_parquet(file, columns, at)
        else:
            yield from _of_csv(file, columns, at)


@contextlib.contextmanager
def _readable(file: Path) -> Iterator[None]:
    try:
        yield
    # A damaged footer of Parquet is an OSError without number; what the disk refuses has one.
    except (pa.ArrowInvalid, pa.ArrowKeyError, OSError, zlib.error, zipfile.BadZipFile) as error:
        if isinstance(error, OSError) and error.errno is not None:
            raise
        raise BadTable(
            Place(file.name),
            "This file cannot be read: it is damaged or cut short",
            why=str(error).partition("\n")[0],
            remedy="Download it again",
        ) from error


def _of_parquet(file: Path, columns: tuple[str, ...], at: Position) -> Iterator[Block]:
    size = file.stat().st_size
    with pq.ParquetFile(file, pre_buffer=False) as source:
        _require(file, columns, source.schema_arrow.names)
        total, seen = max(source.metadata.num_rows, 1), 0
        for group in range(source.num_row_groups):
            held = source.metadata.row_group(group).num_rows
            if seen + held <= at.rows:
                seen += held
                continue
            for batch in source.iter_batches(_ROWS, row_groups=[group], columns=list(columns)):
                before, seen = seen, seen + batch.num_rows
                if seen <= at.rows:
                    continue
                skipped = max(at.rows - before, 0)
                table = _as_text(pa.Table.from_batches([batch]).slice(skipped), columns)
                place = Position(before + skipped)
                yield Block(table, place, Position(seen), size * seen // total)


def _of_csv(file: Path, columns: tuple[str, ...], at: Position) -> Iterator[Block]:
    size = file.stat().st_size
    with contextlib.ExitStack() as stack:
        raw: IO[bytes]
        if file.suffix.lower() == ".zip":
            raw = stack.enter_context(opened_member(file, ".csv", largest=_LARGEST_CSV))
            whole = _unpacked_size(file)
        else:
            raw, whole = stack.enter_context(file.open("rb")), size
        header = raw.readline(1 << 20)
        names = _header(file, header)
        _require(file, columns, names)
        place = at if at.bytes else Position(0, len(header))
        raw.seek(place.bytes)
        for chunk in _chunks(file, raw, place):
            table = _parsed(file, chunk, names, columns, place.rows)
            after = Position(place.rows + table.num_rows, place.bytes + len(chunk))
            yield Block(table, place, after, size * after.bytes // max(whole, 1))
            place = after


def _unpacked_size(file: Path) -> int:
    with zipfile.ZipFile(file) as packed:
        return max(info.file_size for info in packed.infolist())


def _header(file: Path, header: bytes) -> list[str]:
    try:
        text = header.decode("utf-8-sig")
    except UnicodeDecodeError:
        _fail_encoding(file, 1)
    return [name.strip().strip('"') for name in text.rstrip("\r\n").split(",")]


def _chunks(file: Path, raw: IO[bytes], place: Position) -> Iterator[bytes]:
    """Yield whole lines, a block of them at a time."""
    rest, rows = b"", place.rows
    while received := raw.read(_BLOCK):
        end = received.rfind(b"\n") + 1
        if not end:
            if len(rest) > _BLOCK:
                raise BadTable(
                    Place(file.name, rows + 2),
                    "A line never ends",
                    remedy="Take the file as its publisher gives it",
                )
            rest += received
            continue
        chunk, rest = rest + received[:end], received[end:]
        rows += chunk.count(b"\n")
        yield chunk
    if rest.strip():
        yield rest


def _parsed(
    file: Path, chunk: bytes, names: list[str], columns: tuple[str, ...], rows: int
) -> pa.Table:
    convert = pa_csv.ConvertOptions(
        column_types=dict.fromkeys(columns, pa.string()), include_columns=list(columns),
        strings_can_be_null=True, quoted_strings_can_be_null=True, null_values=[""],
    )  # fmt: skip
    read = pa_csv.ReadOptions(column_names=names, block_size=4 << 20)
    try:
        return pa_csv.read_csv(pa.BufferReader(chunk), read_options=read, convert_options=convert)
    except pa.ArrowInvalid:
        _fail_line(file, chunk, len(names), rows)
        raise


def _fail_line(file: Path, chunk: bytes, width: int, rows: int) -> None:
    """Say which line the reader stumbled on, where it can be found."""
    for number, line in enumerate(chunk.splitlines(), start=rows + 2):
        try:
            text = line.decode()
        except UnicodeDecodeError:
            _fail_encoding(file, number)
        if '"' not in text and text and text.count(",") + 1 != width:
            raise BadTable(
                Place(file.name, number),
                f"This line has {text.count(',') + 1} cells and the header {width}",
                remedy="The file may be cut short: download it again",
            )


def _fail_encoding(file: Path, line: int) -> NoReturn:
    raise BadTable(
        Place(file.name, line),
        "This line is not in UTF-8",
        remedy="Take the file named _utf8, or convert it",
    )


def _as_text(table: pa.Table, columns: tuple[str, ...]) -> pa.Table:
    """Return the columns in order, as text: Parquet has days, instants and booleans."""
    return pa.table({name: table.column(name).cast(pa.string()) for name in columns})


def _require(file: Path, columns: tuple[str, ...], names: list[str]) -> None:
    missing = [name for name in columns if name not in names]
    if missing:
        raise BadTable(
            Place(file.name, 1),
            "Columns are missing: this is not the file that is expected",
            why=f"Missing: {listed(missing)}; present: {listed(names)}",
            remedy="Take StockEtablissement_utf8 for establishments, StockUniteLegale_utf8 for "
            "legal units, not those of their history",
        )
