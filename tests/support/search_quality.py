"""Our own set of descriptions and questions, and how many of the right answers a search finds."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any

SET = Path(__file__).parents[1] / "matching" / "quality"
TYPES = ("same", "typo", "no accents", "synonym", "everyday")
TOP = 5


@dataclass(frozen=True)
class Question:
    """A question, what type it is of, and the descriptions that answer it.

    ``is_held_out``: looked at by nobody while the search was being made.
    """

    text: str
    type: str
    relevant: frozenset[str]
    is_held_out: bool


def descriptions() -> dict[str, str]:
    """Return the descriptions by id."""
    return {row["id"]: row["text"] for row in _rows("descriptions.jsonl")}


def questions() -> list[Question]:
    """Return all the questions."""
    return [
        Question(row["text"], row["type"], frozenset(row["relevant"]), row["held_out"])
        for row in _rows("queries.jsonl")
    ]


def recall(found: Callable[[str], Sequence[str]], asked: Iterable[Question]) -> float:
    """Return the mean share of the right answers that are among the first five.

    Parameters
    ----------
    found : the ids that a question finds, the best first.
    asked : the questions.
    """
    return fmean(
        len(question.relevant.intersection(found(question.text)[:TOP]))
        / min(TOP, len(question.relevant))
        for question in asked
    )


def _rows(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (SET / name).read_text("utf-8").splitlines()]
