"""Where ``terreau analyse`` writes: a whole answer, or nothing, in the format of the ending."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click

from terreau.core.errors import StoreFailure

_STANDARD = "-"


@dataclass(frozen=True)
class Output:
    """Where an answer goes: a file and its ending, or None for CSV on the standard output."""

    path: Path | None
    ending: str = ".csv"

    def write(self, table: Any) -> None:
        """Write a pyarrow table; what stood there is replaced once the answer is whole.

        Raises
        ------
        StoreFailure
            If the disk refuses; what stood there is intact.
        """
        content = _WRITERS[self.ending](table)
        if self.path is None:
            click.echo(content, nl=False)
            return
        with _replacing(self.path) as beside:
            beside.write_bytes(content)


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
def _replacing(output: Path) -> Iterator[Path]:
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


def _csv(table: Any) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.column_names)
    writer.writerows(zip(*(column.to_pylist() for column in table.columns), strict=True))
    return text.getvalue().encode()


def _parquet(table: Any) -> bytes:
    import pyarrow.parquet as pq

    file = io.BytesIO()
    pq.write_table(table, file)
    return file.getvalue()


_WRITERS: dict[str, Callable[[Any], bytes]] = {
    ".csv": _csv,
    ".csv.gz": lambda table: gzip.compress(_csv(table), mtime=0),
    ".parquet": _parquet,
}
