"""What holds of any texts and any question."""

from __future__ import annotations

import random

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.matching.search import Hit, SearchIndex

SOME = """
soudure soudage souder tôlerie tolerie toiture fuite tuyau thermolaquage laquage inox acier palettes
bureaux chauffage le de 5 9001 moteur moteurs grillé zornage hydrozornage panneau
"""
WORDS = SOME.split()
texts = st.lists(st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join), max_size=8)
question = st.lists(st.sampled_from([*WORDS, "soudrue", "zornaeg"]), max_size=5).map(" ".join)
few = settings(max_examples=80, deadline=None)


def everything(index: SearchIndex, asked: str, **only: object) -> list[Hit]:
    return index.search(asked, top=1_000, **only)  # type: ignore[arg-type]


@few
@given(texts, question, st.data())
def test_a_text_that_may_not_be_seen_changes_nothing(
    written: list[str], asked: str, data: st.DataObject
) -> None:
    drawn = st.lists(st.booleans(), min_size=len(written), max_size=len(written))
    allowed = np.array(data.draw(drawn), dtype=np.bool_)
    kept = np.flatnonzero(allowed)
    alone = everything(SearchIndex.build([written[number] for number in kept]), asked)
    among = everything(SearchIndex.build(written), asked, allowed=allowed)
    assert {hit.number: (hit.score, hit.reasons) for hit in among} == {
        int(kept[hit.number]): (hit.score, hit.reasons) for hit in alone
    }


@few
@given(texts, question, st.lists(st.sampled_from(WORDS), max_size=8).map(" ".join))
def test_a_text_more_removes_nobody(written: list[str], asked: str, more: str) -> None:
    before = {hit.number for hit in everything(SearchIndex.build(written), asked)}
    after = {hit.number for hit in everything(SearchIndex.build([*written, more]), asked)}
    assert before <= after


@few
@given(texts, question, st.integers(0, 1_000))
def test_the_order_of_texts_does_not_count(written: list[str], asked: str, seed: int) -> None:
    order = list(range(len(written)))
    random.Random(seed).shuffle(order)
    shuffled = SearchIndex.build([written[number] for number in order])
    straight = everything(SearchIndex.build(written), asked)
    assert [(written[hit.number], hit.score) for hit in straight] == [
        (written[order[hit.number]], hit.score) for hit in everything(shuffled, asked)
    ]


@few
@given(st.lists(st.text(), max_size=4), st.text())
def test_no_text_and_no_question_fails(written: list[str], asked: str) -> None:
    index = SearchIndex.build(written)
    found = index.search(asked)
    assert {hit.number for hit in found} <= set(range(len(written)))
    assert all(hit.score > 0 for hit in found)
    assert SearchIndex.from_bytes(index.to_bytes()).search(asked) == found


def test_of_a_question_of_ten_thousand_words_the_beginning_is_read() -> None:
    index = SearchIndex.build(["soudure", "tôlerie"])
    rng = random.Random(1)
    noise = ["".join(rng.choices("bcdfglmnprst", k=9)) for _ in range(10_000)]
    assert [hit.number for hit in index.search(" ".join(["soudure", *noise, "tôlerie"]))] == [0]
