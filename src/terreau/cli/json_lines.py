"""Files of one JSON object a line, read for a command: what is wrong is told with its line."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from terreau.core.errors import BadInput

STANDARD = "-"
Hook = Callable[[list[tuple[str, Any]]], dict[str, Any]]
_LONGEST_LINE = 1_000_000


def rows_of(
    name: str, keys: Sequence[str], *, remedy: str, hook: Hook | None = None
) -> Iterator[tuple[str, str | int, dict[str, Any]]]:
    """Yield each object of a file: its place ("a.jsonl, line 3"), its id, itself.

    Parameters
    ----------
    name : str
        Of the file; - is the standard input.
    keys : Sequence[str]
        What each object has.
    remedy : str
        How a line is written.
    hook : callable or None
        What makes an object of its pairs, where one of its own is wanted.

    Raises
    ------
    BadInput
        If the file cannot be read, a line is no object in UTF-8, lacks a key, or has an id that is
        none or stands twice.
    """
    said = named(name)
    seen: dict[str | int, int] = {}
    with opened(name) as file:
        for number, line in _lines(file, said):
            place = f"{said}, line {number}"
            row = _object(line, place, remedy, hook)
            if missing := [key for key in keys if key not in row]:
                words = " and no ".join(f'"{key}"' for key in missing)
                raise BadInput(f"{place} has no {words}", value=_shown(line), remedy=remedy)
            key = id_of(row, place, remedy)
            if key in seen:
                raise BadInput(
                    f"{place}: an id stands twice",
                    value=key,
                    why=f"Line {seen[key]} has it already",
                    remedy="Give each line its own id",
                )
            seen[key] = number
            yield place, key, row


@contextmanager
def opened(name: str) -> Iterator[IO[bytes]]:
    """Open a file to read its bytes; - is the standard input."""
    if name == STANDARD:
        if sys.stdin is None:
            raise BadInput("Nothing is piped", remedy="Name a file, or pipe one")
        yield sys.stdin.buffer
        return
    try:
        with Path(name).open("rb") as file:
            yield file
    except OSError as error:
        raise BadInput(
            "This file cannot be read",
            value=name,
            why=error.strerror or "",
            remedy="Check its name, or write - and pipe it",
        ) from error


def named(name: str) -> str:
    """Return what a file is called in a message."""
    return "The standard input" if name == STANDARD else name


def id_of(row: dict[str, Any], place: str, remedy: str) -> str | int:
    """Return the id of an object: a word or a whole number.

    Raises
    ------
    BadInput
        If it is neither.
    """
    found = row["id"]
    if isinstance(found, bool) or not isinstance(found, str | int) or found == "":
        what = f'{place}: "id" is {told(found)}, not a word or a whole number'
        raise BadInput(what, remedy=remedy)
    return found


def told(value: object) -> str:
    """Return a value as the file writes it, no longer than a message bears."""
    try:
        return json.dumps(value, ensure_ascii=False)[:60]
    except RecursionError:
        return "…"


def _lines(file: IO[bytes], said: str) -> Iterator[tuple[int, bytes]]:
    """Give the lines that hold something, with their number; none is read beyond a bound."""
    number = 0
    while line := file.readline(_LONGEST_LINE + 1):
        number += 1
        if len(line) > _LONGEST_LINE:
            raise BadInput(
                f"{said}, line {number} is longer than {_LONGEST_LINE} bytes",
                remedy="Write one object a line, and shorter texts",
            )
        if line := line.removeprefix(b"\xef\xbb\xbf").strip():
            yield number, line


def _object(line: bytes, place: str, remedy: str, hook: Hook | None) -> dict[str, Any]:
    try:
        row = json.loads(line.decode("utf-8"), object_pairs_hook=hook)
    except UnicodeDecodeError as error:
        raise BadInput(f"{place} is not in UTF-8", remedy="Save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place} is not JSON", value=_shown(line), remedy=remedy) from error
    if not isinstance(row, dict):
        raise BadInput(f"{place} is not an object", value=_shown(line), remedy=remedy)
    return row


def _shown(line: bytes) -> str:
    return line[:60].decode("utf-8", "replace")
