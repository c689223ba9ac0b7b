"""``terreau search``: which texts of a file answer the questions of another."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import click

from terreau.cli.json_lines import STANDARD, named, rows_of, told
from terreau.core.errors import BadInput

_REMEDY = 'Write {"id": "a1", "text": "what it says"}'


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
    if documents == queries == STANDARD:
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
    for place, key, row in rows_of(name, ("id", "text"), remedy=_REMEDY):
        if not isinstance(row["text"], str):
            what = f'{place}: "text" is {told(row["text"])}, not words between quotes'
            raise BadInput(what, remedy=_REMEDY)
        texts[key] = row["text"]
    if not texts:
        raise BadInput(f"{named(name)} is empty", remedy='Write one {"id": …, "text": …} a line')
    return texts
