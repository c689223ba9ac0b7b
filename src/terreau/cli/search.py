"""``terreau search``: which texts of a file answer the questions of another."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click

from terreau.core.errors import BadInput

_STANDARD = "-"
_LONGEST_LINE = 1_000_000


@click.command()
@click.argument("documents", metavar="DOCS.jsonl")
@click.argument("queries", metavar="QUERIES.jsonl")
@click.option(
    "--top",
    type=click.IntRange(min=1),
    default=5,
    show_default=True,
    help="How many texts a question gets at most.",
)
@click.option(
    "--semantic", is_flag=True, help="Rank by meaning too (pip install 'terreau[semantic]')."
)
def search(documents: str, queries: str, top: int, semantic: bool) -> None:
    """Find the texts of DOCS.jsonl that answer each question of QUERIES.jsonl.

    Both files hold one JSON object a line, {"id": …, "text": …}, in UTF-8; - is the standard
    input. The answer has one a line as well: query, document, rank (from 1), score.
    """
    if documents == queries == _STANDARD:
        raise BadInput("The standard input is one file", remedy="Name the other file")
    indexed = _by_meaning() if semantic else _by_words()
    texts, asked = _saying(_read(documents)), _saying(_read(queries))
    index = indexed(list(texts.values()))
    ids = list(texts)
    for query, text in asked.items():
        for rank, hit in enumerate(index.search(text, top=top), start=1):
            score = round(hit.score, 6)
            line = {"query": query, "document": ids[hit.number], "rank": rank, "score": score}
            click.echo(json.dumps(line))


def _saying(texts: Mapping[str | int, str]) -> Mapping[str | int, str]:
    """Return the texts that say something: nothing finds the others, and they find nothing."""
    return {key: text for key, text in texts.items() if text.strip()}


def _by_words() -> Callable[[Sequence[str]], Any]:
    """Return what makes the index."""
    from terreau.matching.search import SearchIndex

    return SearchIndex.build


def _by_meaning() -> Callable[[Sequence[str]], Any]:
    """Return what makes the index of words and vectors; the extra that lacks is said at once."""
    from terreau.matching.search import SearchIndex
    from terreau.matching.semantic import SemanticIndex, embedded

    embedded([])
    return lambda texts: SemanticIndex(SearchIndex.build(texts), embedded(texts))


def _read(name: str) -> dict[str | int, str]:
    """Return the texts of a file by id, in its order."""
    texts: dict[str | int, str] = {}
    lines: dict[str | int, int] = {}
    said = "The standard input" if name == _STANDARD else name
    with _opened(name) as file:
        for number, line in _lines(file, said):
            row = _row(line, f"{said}, line {number}")
            if row["id"] in lines:
                raise BadInput(
                    f"{said}, line {number}: an id stands twice",
                    value=row["id"],
                    why=f"Line {lines[row['id']]} has it already",
                    remedy="Give each line its own id",
                )
            lines[row["id"]], texts[row["id"]] = number, row["text"]
    if not texts:
        raise BadInput(f"{said} is empty", remedy='Write one {"id": …, "text": …} a line')
    return texts


@contextmanager
def _opened(name: str) -> Iterator[IO[bytes]]:
    if name == _STANDARD:
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


def _row(line: bytes, place: str) -> dict[str, Any]:
    """Read one line.

    Raises
    ------
    BadInput
        If it is not an object in UTF-8 with an id and a text.
    """
    remedy = 'Write {"id": "a1", "text": "what it says"}'
    try:
        row = json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise BadInput(f"{place} is not in UTF-8", remedy="Save the file as UTF-8") from error
    except (ValueError, RecursionError) as error:
        raise BadInput(f"{place} is not JSON", value=_shown(line), remedy=remedy) from error
    if not isinstance(row, dict):
        raise BadInput(f"{place} is not an object", value=_shown(line), remedy=remedy)
    if missing := [key for key in ("id", "text") if key not in row]:
        keys = " and no ".join(f'"{key}"' for key in missing)
        raise BadInput(f"{place} has no {keys}", value=_shown(line), remedy=remedy)
    if isinstance(row["id"], bool) or not isinstance(row["id"], str | int) or row["id"] == "":
        what = f'{place}: "id" is {_told(row["id"])}, not a word or a whole number'
        raise BadInput(what, remedy=remedy)
    if not isinstance(row["text"], str):
        what = f'{place}: "text" is {_told(row["text"])}, not words between quotes'
        raise BadInput(what, remedy=remedy)
    return row


def _told(value: object) -> str:
    """Return a value as the file writes it, no longer than a message bears."""
    return json.dumps(value, ensure_ascii=False)[:60]


def _shown(line: bytes) -> str:
    return line[:60].decode("utf-8", "replace")
