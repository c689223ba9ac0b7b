"""Numbers as people of each language write them."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.shared.formatting import (
    format_day,
    format_euros,
    format_number,
    format_percent,
)


@pytest.mark.parametrize(
    ("value", "decimals", "signed", "french", "english"),
    [
        (None, 0, False, "–", "–"),
        (math.nan, 2, True, "–", "–"),
        (math.inf, 0, False, "–", "–"),
        (1e28, 1, False, "10" + "\u202f000" * 9 + ",0", "10" + ",000" * 9 + ".0"),
        (-1e308, 0, False, "\u2212100" + "\u202f000" * 102, "\u2212100" + ",000" * 102),
        (0, 0, True, "0", "0"),
        (-0.4, 0, True, "0", "0"),
        (-0.0, 1, True, "0,0", "0.0"),
        (0.04, 1, True, "0,0", "0.0"),
        (1234567.891, 0, False, "1\u202f234\u202f568", "1,234,568"),
        (1234.5, 1, True, "+1\u202f234,5", "+1,234.5"),
        (-950.04, 2, True, "\u2212950,04", "\u2212950.04"),
        (-950, 0, False, "\u2212950", "\u2212950"),
        (0.5, 0, False, "0", "0"),  # half to even
        (1.5, 0, False, "2", "2"),
        (2.675, 2, False, "2,68", "2.68"),  # of the digits one reads, not of the binary beneath
        (1e15, 0, False, "1" + "\u202f000" * 5, "1" + ",000" * 5),
    ],
)
def test_numbers(
    value: float | None, decimals: int, signed: bool, french: str, english: str
) -> None:
    for language, written in (("fr", french), ("en", english)):
        with translation.override(language):
            assert format_number(value, decimals, is_signed=signed) == written


@pytest.mark.parametrize(
    ("ratio", "french", "english"),
    [
        (None, "–", "–"),
        (math.nan, "–", "–"),
        (0.0797, "+8,0\u00a0%", "+8.0%"),
        (-0.001, "\u22120,1\u00a0%", "\u22120.1%"),
        (0.0, "0,0\u00a0%", "0.0%"),
    ],
)
def test_percentages(ratio: float | None, french: str, english: str) -> None:
    for language, written in (("fr", french), ("en", english)):
        with translation.override(language):
            assert format_percent(ratio, is_signed=True) == written


@given(st.floats(-1e12, 1e12, allow_nan=False), st.integers(0, 4))
def test_what_is_written_can_be_read_back(value: float, decimals: int) -> None:
    with translation.override("fr"):
        written = format_number(value, decimals)
    read = float(written.replace("\u202f", "").replace(",", ".").replace("\u2212", "-"))
    assert abs(read - value) <= 0.5 * 10**-decimals + abs(value) * 1e-15


def test_an_amount_is_written_in_the_language_of_each_reader() -> None:
    """One after the other in one process: nothing of the first is kept for the second."""
    for language, written in (
        ("fr", "1\u202f234,50\u00a0€"),
        ("en", "€1,234.50"),
        ("fr", "1\u202f234,50\u00a0€"),
    ):
        with translation.override(language):
            assert format_euros(123_450) == written


@pytest.mark.parametrize(
    ("language", "day", "written"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 21), "21 décembre 2026"),
        ("en", date(2026, 12, 1), "1 December 2026"),
        ("fr", datetime(2026, 8, 1, 23, tzinfo=UTC), "1er août 2026"),
    ],
)
def test_a_day_is_written_as_people_of_each_language_do(
    language: str, day: date, written: str
) -> None:
    with translation.override(language):
        assert format_day(day) == written
