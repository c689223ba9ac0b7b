"""The key of SIREN and SIRET, against published numbers and an independent calculation."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.siren import is_siren, is_siret, without_spaces

# Published: Insee's own worked example, La Poste (head office, then an office), EDF.
KNOWN = ("73282932000074", "35600000000048", "35600000049837", "55208131766522")


@pytest.mark.parametrize("number", KNOWN)
def test_published_numbers_hold(number: str) -> None:
    assert is_siret(number)
    assert is_siren(number[:9])


@given(st.integers(0, 99_999_999), st.integers(0, 8), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(begins: int, place: int, shift: int) -> None:
    number = next(n for n in (f"{begins:08}{key}" for key in range(10)) if is_siren(n))
    wrong = (int(number[place]) + shift) % 10
    assert not is_siren(f"{number[:place]}{wrong}{number[place + 1 :]}")


@pytest.mark.parametrize("text", ["", "12345678", "７３２８２９３２０", "73282932A", "732829320 "])
def test_what_is_not_nine_digits_is_none(text: str) -> None:
    assert not is_siren(text)


def test_what_people_put_between_digits_is_dropped() -> None:
    assert is_siret(without_spaces(" 732\u00a0829\u202f320 000-74"))


def test_the_exception_is_for_la_poste_alone() -> None:
    assert sum(map(int, "73282932000079")) % 5 != 0 or not is_siret("73282932000079")
    assert not is_siret("73282932000047")
