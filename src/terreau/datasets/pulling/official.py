"""Whether bytes look like the official file: not a web page, not empty, not cut short."""

from __future__ import annotations

import zipfile
from pathlib import Path

from terreau.core.errors import FetchFailure
from terreau.datasets.pulling.wanted import Wanted

HEAD = 512
_PAGES = (b"<!doctype html", b"<html", b"<head", b"<body")
_PAGE_TYPES = {"text/html", "application/xhtml+xml"}


def check_type(content_type: str, wanted: Wanted) -> None:
    """Refuse what the site itself calls a web page.

    Raises
    ------
    FetchFailure
        If it is one.
    """
    if content_type.partition(";")[0].strip().lower() in _PAGE_TYPES:
        raise _a_page(wanted)


def check_head(head: bytes, wanted: Wanted) -> None:
    """Refuse what does not begin as the official file does.

    Raises
    ------
    FetchFailure
        If it is a web page, empty, or something else.
    """
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_PAGES) and not head.startswith(wanted.starts_with or b"\0"):
        raise _a_page(wanted)
    if not head:
        raise FetchFailure("The file is empty", value=wanted.file_name)
    if wanted.starts_with and not head.startswith(wanted.starts_with):
        raise FetchFailure(
            "The file does not begin as the official one does",
            value=wanted.file_name,
            why=f"It begins with {head[:24]!r}",
        )


def check_ending(path: Path, wanted: Wanted) -> None:
    """Refuse an archive or a table whose end is not there.

    Raises
    ------
    FetchFailure
        If it was cut short.
    """
    kind = Path(wanted.file_name).suffix.lower()
    if (kind in {".zip", ".xlsx"} and not zipfile.is_zipfile(path)) or (
        kind == ".parquet" and not _ends_with(path, b"PAR1")
    ):
        raise FetchFailure(
            "The file is cut short or damaged",
            value=wanted.file_name,
            why=f"It does not end as a {kind[1:]} file does",
        )


def _ends_with(path: Path, ending: bytes) -> bool:
    with path.open("rb") as file:
        file.seek(-min(len(ending), path.stat().st_size), 2)
        return file.read() == ending


def _a_page(wanted: Wanted) -> FetchFailure:
    return FetchFailure(
        "The site sent a web page in place of the file",
        value=wanted.file_name,
        why="It may be under maintenance, or the file may have moved",
    )
