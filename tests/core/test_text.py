"""Folding of names: what a person types and what a table prints become the same word."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.text import fold


@pytest.mark.parametrize(
    ("printed", "folded"),
    [
        ("", ""),
        ("   ", ""),
        ("!?", ""),
        ("Saint-Nazaire", "saint nazaire"),
        ("SAINT  NAZAIRE", "saint nazaire"),
        ("St Nazaire", "saint nazaire"),
        ("St-Étienne", "saint etienne"),
        ("Ste-Luce", "sainte luce"),
        ("Stains", "stains"),  # "st" only as a word
        ("Brest", "brest"),
        ("Œuilly", "oeuilly"),
        ("Lœuilley", "loeuilley"),
        ("Curaçao", "curacao"),
        ("L’Haÿ-les-Roses", "l hay les roses"),
        ("L'Haÿ-les-Roses", "l hay les roses"),
        ("Straßburg", "strassburg"),
        ("Plœuc-L'Hermitage", "ploeuc l hermitage"),
        ("CC du Pays d'Héricourt (CCPH)", "cc du pays d hericourt ccph"),
        ("Étang\u00a0Salé\u202f1", "etang sale 1"),
        ("２Ａ", "2a"),
        ("東京", ""),
        ("🏭 usine", "usine"),
        ("a\x00b", "a b"),
    ],
)
def test_known_cases(printed: str, folded: str) -> None:
    assert fold(printed) == folded


@given(st.text(max_size=60))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(max_size=60))
def test_only_plain_words_remain(text: str) -> None:
    folded = fold(text)
    assert folded.isascii()
    assert all(word.isalnum() and word == word.lower() for word in folded.split(" ") if folded)


@given(st.text(st.sampled_from("ABCÉÈÀÇÎÔÛœŒ -'’"), max_size=40))
def test_case_and_composition_do_not_count(text: str) -> None:
    assert fold(text) == fold(text.lower()) == fold(unicodedata.normalize("NFD", text))
