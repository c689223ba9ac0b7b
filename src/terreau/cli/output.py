"""Where a command writes its answer: all of it, or nothing, in the format of the ending."""

from __future__ import annotations

import codecs
import contextlib
import csv
import gzip
import itertools
import os
import shutil
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import click

from terreau.core.errors import StoreFailure
from terreau.reporting.spreadsheet import cell

_STANDARD = "-"


@dataclass(frozen=True)
class Output:
    """Where an answer goes: a file and its ending, or None for CSV on the standard output."""

    path: Path | None
    ending: str = ".csv"

    def write(self, *tables: Any) -> None:
        """Write a pyarrow table; what stood there is replaced once the answer is whole."""
        self.write_pieces(iter(tables))

    def write_pieces(self, pieces: Iterator[Any]) -> None:
        """Write pyarrow tables of the same columns, one after the other, as they come.

        Raises
        ------
        StoreFailure
            If the disk refuses; what stood there is intact.
        """
        write = _WRITERS[self.ending]
        if self.path is None:
            write(sys.stdout.buffer, pieces)
            sys.stdout.flush()
            return
        with replacing(self.path) as beside, beside.open("wb") as file:
            write(file, pieces)


class OutputType(click.ParamType):  # type: ignore[type-arg]  # generic in some versions only
    """``--output``: refused before anything is computed when it could not be written."""

    name = "OUT"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Output:
        """Read the option; a link is followed, so that it stays one."""
        if isinstance(value, Output):
            return value
        if value == _STANDARD:
            return Output(None)
        name = Path(value).name.lower()
        ending = next((ending for ending in _WRITERS if name.endswith(ending)), None)
        path = Path(os.path.realpath(value))
        if ending is None:
            self.fail(f"{value!r} ends neither in {' nor in '.join(_WRITERS)}.", param, ctx)
        if path.exists() and not path.is_file():
            self.fail(f"{value!r} is not a file: choose another name.", param, ctx)
        if not path.parent.is_dir():
            self.fail(f"{value!r} is in a folder that does not exist.", param, ctx)
        return Output(path, ending)


@contextlib.contextmanager
def replacing(output: Path) -> Iterator[Path]:
    """Give a file to write beside another, which it then replaces with the same permissions."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        yield beside
        if output.exists():
            shutil.copymode(output, beside)
        beside.replace(output)
    except OSError as error:
        raise StoreFailure(
            "The answer cannot be written",
            value=str(output),
            why=error.strerror or str(error),
            remedy="Choose another --output",
            kept="Nothing was written",
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink(missing_ok=True)


def _csv(file: IO[bytes], pieces: Iterator[Any]) -> None:
    writer = csv.writer(codecs.getwriter("utf-8")(file), lineterminator="\n")
    for place, table in enumerate(pieces):
        if not place:
            writer.writerow(map(cell, table.column_names))
        columns = (map(cell, column.to_pylist()) for column in table.columns)
        writer.writerows(zip(*columns, strict=True))


def _zipped_csv(file: IO[bytes], pieces: Iterator[Any]) -> None:
    with gzip.GzipFile(fileobj=file, mode="wb", filename="", mtime=0) as zipped:
        _csv(zipped, pieces)  # type: ignore[arg-type]  # a file of bytes all the same


def _parquet(file: IO[bytes], pieces: Iterator[Any]) -> None:
    import pyarrow.parquet as pq

    first = next(pieces)
    with pq.ParquetWriter(file, first.schema) as writer:
        for table in itertools.chain([first], pieces):
            writer.write_table(table)


_WRITERS: dict[str, Callable[[IO[bytes], Iterator[Any]], None]] = {
    ".csv": _csv,
    ".csv.gz": _zipped_csv,
    ".parquet": _parquet,
}
