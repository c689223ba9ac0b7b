"""What an error says: what, the value, why, what to do, what was kept; and its exit code."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.errors import (
    AmbiguousName,
    BadDescription,
    BadInput,
    BadTable,
    Place,
    StoreFailure,
    TerreauError,
    UnknownPerimeter,
)


@pytest.mark.parametrize(
    ("given_parts", "sentence"),
    [
        ({}, "Something happened."),
        ({"value": ""}, "Something happened: ''."),
        ({"value": 0}, "Something happened: 0."),
        ({"value": "12 k€"}, "Something happened: '12 k€'."),
        ({"value": "l'Île"}, 'Something happened: "l\'Île".'),
        ({"why": "It is late", "remedy": "Wait!"}, "Something happened. It is late. Wait!"),
        ({"kept": "Nothing was lost."}, "Something happened. Nothing was lost."),
        (
            {"value": 1, "why": "Why", "remedy": "Do:", "kept": "Kept?"},
            "Something happened: 1. Why. Do: Kept?",
        ),
    ],
)
def test_the_sentence(given_parts: dict[str, object], sentence: str) -> None:
    error = TerreauError("Something happened", **given_parts)  # type: ignore[arg-type]
    assert error.sentence() == str(error) == sentence


@pytest.mark.parametrize(
    ("place", "written"),
    [
        (Place("t.csv"), "t.csv"),
        (Place("t.csv", line=12), "t.csv, line 12"),
        (Place("t.csv", column="Montant"), "t.csv, column 'Montant'"),
        (Place("t.csv", 1, "é"), "t.csv, line 1, column 'é'"),
    ],
)
def test_a_place_says_what_is_known(place: Place, written: str) -> None:
    assert str(place) == written
    error = BadTable(place, "Not a number", value="x")
    assert str(error) == f"{written}: Not a number: 'x'."
    assert error.place == place


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (TerreauError("x"), 1),
        (StoreFailure("x"), 1),
        (BadInput("x"), 2),
        (UnknownPerimeter("x"), 2),
        (BadTable(Place("f"), "x"), 2),
        (BadDescription(Place("f"), "x"), 2),
        (AmbiguousName("x", value="v", choices=["a"], remedy="r"), 2),
    ],
)
def test_what_the_person_gave_exits_2_and_the_rest_1(error: TerreauError, code: int) -> None:
    assert error.exit_code == code
    assert isinstance(error, BadInput) == (code == 2)


def test_choices_stay_in_order() -> None:
    error = AmbiguousName("Two", value="x", choices=["b", "a"], remedy="Choose")
    assert error.choices == ("b", "a")


@given(st.text(max_size=30), st.text(max_size=30), st.text(min_size=1, max_size=30))
def test_nothing_said_is_lost(why: str, remedy: str, kept: str) -> None:
    sentence = TerreauError("What", value=(), why=why, remedy=remedy, kept=kept).sentence()
    assert all(part in sentence for part in ("What: ()", why, remedy, kept))


def test_an_error_survives_a_process_boundary() -> None:
    error = TerreauError("What", value=3, remedy="Do")
    assert str(pickle.loads(pickle.dumps(error)).args[0]) == error.sentence()
