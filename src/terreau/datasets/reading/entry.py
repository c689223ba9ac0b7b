"""The door: which reader a file asks for, by its ending checked against its first bytes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Format
from terreau.datasets.reading.csv_file import open_csv
from terreau.datasets.reading.outlines_file import ENDINGS as _OUTLINES
from terreau.datasets.reading.outlines_file import open_outlines
from terreau.datasets.reading.parquet_file import open_parquet
from terreau.datasets.reading.source import TableSource
from terreau.datasets.reading.workbook import open_workbook

_TEXT = (".csv", ".txt", ".tsv")
_WORKBOOKS = (".xlsx", ".xlsm", ".ods")
# In these, nothing tells a cell in error from an empty one, which may mean zero.
_BLIND = (".xls", ".xlsb")
_PARQUET = (".parquet", ".pq")
# Read by the sources whose publisher packs its files, each in its own way.
ARCHIVE = ".zip"
_KNOWN = (*_TEXT, *_WORKBOOKS, *_PARQUET, *_OUTLINES)
_SIGNS = (
    (b"PAR1", _PARQUET, "a Parquet file"),
    (b"PK\x03\x04", (*_WORKBOOKS, ARCHIVE), "a zip archive or a spreadsheet"),
    (b"\xd0\xcf\x11\xe0", (), "an old or protected spreadsheet"),
    (b"\x1f\x8b", (), "a gzip archive"),
)


def open_table(path: Path, how: Format, named: Sequence[str]) -> TableSource:
    """Open a file for reading by batches.

    Parameters
    ----------
    path : Path
        CSV (.csv .txt .tsv), spreadsheet (.xlsx .xlsm .ods), Parquet (.parquet .pq) or outlines
        (.topojson .geojson .json).
    how : Format
        How the description says it is written.
    named : Sequence[str]
        Columns the description names: they tell the right separator from a wrong one.

    Raises
    ------
    BadTable
        No such file, empty, of another kind than its ending says, or not written as described.
    """
    check_readable(path)
    ending = path.suffix.lower()
    if ending in _PARQUET:
        return open_parquet(path)
    if ending in _WORKBOOKS:
        return open_workbook(path, how)
    if ending in _OUTLINES:
        return open_outlines(path)
    return open_csv(path, how, named)


def check_readable(path: Path, *, also: str = "") -> None:
    """Refuse a file that is absent, empty, unreadable, or of another kind than its ending says.

    Parameters
    ----------
    path : Path
        The file.
    also : str
        An ending that who asks can read (".zip"), beside those of tables.
    """
    place, ending = Place(path.name), path.suffix.lower()
    _check_ending(path, (*_KNOWN, *([also] if also else [])))
    try:
        with path.open("rb") as file:
            start = file.read(512)
    except FileNotFoundError as error:
        raise BadTable(Place(str(path)), "No such file", remedy="Check the path") from error
    except OSError as error:
        raise BadTable(
            Place(str(path)), "The file cannot be read", why=str(error.strerror or error)
        ) from error
    if not start.strip():
        raise BadTable(place, "The file is empty", remedy="Export it again")
    for sign, endings, what in _SIGNS:
        if start.startswith(sign) and ending not in endings:
            raise BadTable(
                place,
                f"This is {what}, whatever its ending {ending!r} says",
                remedy="Export it again, or rename it with its true ending",
            )
    if ending == ARCHIVE and not start.startswith(b"PK") and not _is_page(start):
        raise BadTable(
            place,
            "This is not a zip archive, whatever its ending says",
            remedy="Download the file again",
        )
    if _is_page(start):
        raise BadTable(
            place,
            "This is a web page, not a table",
            remedy="The address probably answered with an error page: download the file again",
        )


def _is_page(start: bytes) -> bool:
    return start.lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _check_ending(path: Path, known: Sequence[str]) -> None:
    place, ending = Place(path.name), path.suffix.lower()
    if path.is_dir():
        raise BadTable(Place(str(path)), "This is a folder", remedy="Name a file in it")
    if path.exists() and not path.is_file():
        raise BadTable(
            Place(str(path)), "This is a pipe or a device", remedy="Name a file with an end"
        )
    if ending in _BLIND:
        raise BadTable(
            place,
            "Spreadsheets of this kind are not read",
            value=ending,
            why="Their cells in error cannot be told from empty ones, which may mean zero",
            remedy="Open it and save it as .xlsx or .ods",
        )
    if ending not in known:
        raise BadTable(
            place,
            "Files of this kind are not read",
            value=ending,
            remedy=f"Unpack or convert it to one of {', '.join(known)}",
        )
