"""Headcounts as people write them: a table, without a database."""

from __future__ import annotations

import pytest

from terreau.web.apps.directory.register_headcounts import band_of


@pytest.mark.parametrize(
    ("typed", "band"),
    [
        ("12", "11"),
        ("12,5", "11"),
        ("12 salariés", "11"),
        ("0", "00"),
        ("1 200", "42"),
        ("20-49", "12"),
        ("20 – 49", "12"),
        ("de 20 à 49 salariés", "12"),
        ("2 000 à 4 999 salariés", "51"),
        ("10 000 salariés et plus", "53"),
        ("20-60", None),
        ("quinze", None),
        ("02", None),
        ("-3", None),
        ("?", None),
        ("9" * 40, None),
        ("  ", ""),
    ],
)
def test_a_headcount_is_a_number_of_employees(typed: str, band: str | None) -> None:
    assert band_of(typed, is_coded=False) == band


@pytest.mark.parametrize(
    ("typed", "band"), [("12", "12"), ("00", "00"), ("20-49", "12"), ("60", "21"), ("NN", None)]
)
def test_a_column_of_codes_holds_codes_first(typed: str, band: str | None) -> None:
    assert band_of(typed, is_coded=True) == band
