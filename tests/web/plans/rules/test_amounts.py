"""Amounts as people write them: the same cents however they are written, or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.datasets.plan_files.amounts import MOST_CENTS
from terreau.web.apps.plans.rules.amounts import AmountFault, BadAmount, as_written, cents_of


@pytest.mark.parametrize(
    ("written", "cents"),
    [
        ("", None),
        ("   ", None),
        ("0", 0),
        ("12 000,50 €", 1_200_050),
        ("12\N{NO-BREAK SPACE}000,50\N{NO-BREAK SPACE}€", 1_200_050),
        ("12\N{NARROW NO-BREAK SPACE}000", 1_200_000),
        ("12000.5", 1_200_050),
        ("1.234.567,89", 123_456_789),
        ("1,234,567.89", 123_456_789),
        ("12'000", 1_200_000),
        ("12 k€", 1_200_000),
        ("12,5 K€", 1_250_000),
        ("12 ke", 1_200_000),
        ("1,2 M€", 120_000_000),
        ("1,2 million d’euros", 120_000_000),
        ("0,500 M€", 50_000_000),
        ("3 euros", 300),
    ],
)
def test_an_amount_is_read_to_the_cent(written: str, cents: int | None) -> None:
    assert cents_of(written) == cents


@pytest.mark.parametrize(
    ("written", "fault"),
    [
        ("douze", AmountFault.UNREADABLE),
        ("12 €/an", AmountFault.UNREADABLE),
        ("à définir", AmountFault.UNREADABLE),
        ("5 à 10 k€", AmountFault.UNREADABLE),
        ("12 k€ TTC", AmountFault.UNREADABLE),
        ("1 23", AmountFault.UNREADABLE),
        ("1,234,56", AmountFault.UNREADABLE),
        ("12 % ", AmountFault.UNREADABLE),
        ("12.500", AmountFault.AMBIGUOUS),
        ("12,500", AmountFault.AMBIGUOUS),
        ("12,345678", AmountFault.TOO_PRECISE),
        ("0,001", AmountFault.TOO_PRECISE),
        ("-12", AmountFault.NEGATIVE),
        ("1 000 001 M€", AmountFault.TOO_LARGE),
        ("9" * 400, AmountFault.UNREADABLE),
    ],
)
def test_what_is_not_sure_is_refused(written: str, fault: AmountFault) -> None:
    with pytest.raises(BadAmount) as refused:
        cents_of(written)
    assert refused.value.fault == fault


@given(st.integers(0, MOST_CENTS))
def test_what_is_written_is_read_back(cents: int) -> None:
    assert cents_of(as_written(cents)) == cents


@given(st.text(max_size=40))
def test_nothing_typed_breaks_it(text: str) -> None:
    try:
        cents = cents_of(text)
    except BadAmount:
        return
    assert cents is None or 0 <= cents <= MOST_CENTS
