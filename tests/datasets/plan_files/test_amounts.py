"""Amounts: read to the cent in each way that people write them; what is none is never a number."""

from __future__ import annotations

import datetime as dt
import math
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.datasets.plan_files.amounts import MOST_CENTS, read_amount
from terreau.datasets.plan_files.enums import Level

K, M = 100_000, 100_000_000  # cents
READ = {
    "12 k€": 12 * K,
    "12k€": 12 * K,
    "12 K€": 12 * K,
    "12k": 12 * K,
    "12 ke": 12 * K,
    "12 keur": 12 * K,
    "12 kilos": None,
    "12 milliers d’euros": 12 * K,
    "12 mille euros": 12 * K,
    "12 000 €": 12 * K,
    "12\u202f000\u00a0€": 12 * K,
    "12'000": 12 * K,
    "12000": 12 * K,
    "€ 12 000": 12 * K,
    "12 000 euros": 12 * K,
    "12 000 EUR": 12 * K,
    "12 000,50 € HT": 12 * K + 50,
    "12.000,50": 12 * K + 50,
    "12,000.50": 12 * K + 50,
    "12 000.5": 12 * K + 50,
    "12€50": 12_50,
    "1,2 M€": 120_000_000,
    "1.25 M€": 125_000_000,
    "1,250 M€": 125_000_000,
    "1 200 000": 120_000_000,
    "1.200.000 €": 120_000_000,
    "2 millions d'euros": 2 * M,
    "1 million d’€": M,
    "0": 0,
    "0 €": 0,
    "0,00 €": 0,
    "12 000 € (HT)": 12 * K,
    "12 000 € T.T.C.": 12 * K,
    "1 Md€": 1_000 * M,
}
NONE = [
    "", "-", "–", "NC", "N.C.", "n/a", "à définir", "À DÉFINIR", "chiffrage en cours", "?", "néant",
    "2 ETP", "Phase 2", "3 salariés", "12 00", "1 2", "12,3,4", "12 kg", "12 mois", "10 %", "8%",
    "A12", "12e", "1er", "€", "k€", "HT", "12 12 k€", "01/09/2024", "2024-09-01", "T3 2024",
    "12 000 € + 3 000 €", "12 000 € (2024), 5 000 € (2025)", "2 postes à 30 000 €", "-12 000 €",
    "(12 000)", "12 000 € sur 3 ans", "12 à 15 k€", "entre 10 000 et 12 000 €", "10-12 k€", "²",
    "12²", "١٢", "1e5", "0x12", "1_000", "inf", "nan", "99999999999999 €", "12 k€ ou 3 %",
]  # fmt: skip


@pytest.mark.parametrize(("written", "cents"), READ.items())
def test_it_is_read_to_the_cent(written: str, cents: int | None) -> None:
    assert read_amount(written).cents == cents


@pytest.mark.parametrize("written", NONE)
def test_what_is_no_amount_is_no_number(written: str) -> None:
    assert read_amount(written).cents is None


@pytest.mark.parametrize(
    ("written", "cents", "code"),
    [
        ("env. 12 k€", 12 * K, "amount_about"),
        ("environ 12 k€", 12 * K, "amount_about"),
        ("~ 12 k€", 12 * K, "amount_about"),
        ("12 k€ max.", 12 * K, "amount_about"),
        ("12 k€ (estimation)", 12 * K, "amount_about"),
        ("12 k€ ?", 12 * K, "amount_about"),
        ("12 k€/an", 12 * K, "amount_yearly"),
        ("12 000 € par an", 12 * K, "amount_yearly"),
        ("12.000", 12 * K, "amount_separator"),
        ("12,000 €", 12 * K, "amount_separator"),
        ("12.500 k€", 1_250_000, "amount_separator"),
        ("Étude : 12 000 €", 12 * K, "amount_in_text"),
        ("12 000 € (devis reçu)", 12 * K, "amount_in_text"),
        ("1,2 M", 120_000_000, "amount_unit"),
        ("12 à 15 k€", None, "amount_range"),
        ("12,3456", 1235, "amount_rounded"),
    ],
)
def test_a_doubt_is_said(written: str, cents: int | None, code: str) -> None:
    read = read_amount(written)
    assert (read.cents, [remark.code for remark in read.remarks]) == (cents, [code])
    assert read.remarks[0].level is Level.DOUBT


def test_the_page_that_explains_tells_what_is_read() -> None:
    """Each row of its table of amounts: what is written, and the amounts, one for all or each."""
    page = (Path(__file__).parents[3] / "docs/explanation/plan-files.md").read_text("utf-8")
    table = page.partition("**Amounts**")[2].partition("**Days**")[0]
    rows = [line.split(" | ") for line in table.splitlines() if " · " in line or "€" in line]
    rows = [row for row in rows if len(row) == 3]
    assert len(rows) > 8
    for written, read, _said in rows:
        texts = written.strip("| ").replace("−", "-").split(" · ")
        amounts = [read_amount(text).cents for text in read.split(" · ")]
        told = [read_amount(text).cents for text in texts]
        assert told == (amounts if len(amounts) > 1 else amounts * len(texts)), written


def test_a_range_says_its_two_ends() -> None:
    remark = read_amount("12 à 15 k€").remarks[0]
    assert remark.parameters == {"low_cents": 12 * K, "high_cents": 15 * K}
    assert remark.said().fr.replace("\u202f", " ").replace("\u00a0", " ") == (
        "Entre 12 000 € et 15 000 € : aucun montant n’est choisi pour vous"
    )


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("à définir", "amount_unknown"),
        ("Phase 2", "amount_none"),
        ("80 %", "amount_percent"),
        ("-3 k€", "amount_negative"),
        (-3, "amount_negative"),
        (True, "amount_other"),
        (dt.date(2024, 1, 1), "amount_other"),
        (math.nan, "amount_none"),
        ("10 000 € HT / 12 000 € TTC", "amount_several"),
        (1e15, "amount_huge"),
    ],
)
def test_a_refusal_says_why(written: object, code: str) -> None:
    read = read_amount(written)
    assert (read.cents, [remark.code for remark in read.remarks]) == (None, [code])


def test_the_heading_says_the_unit_and_the_cell_wins() -> None:
    assert read_amount(12.5, scale=1_000).cents == 1_250_000
    assert read_amount("12,5", scale=1_000).cents == 1_250_000
    assert read_amount("12,500", scale=1_000).cents == 1_250_000
    assert read_amount("12 000 €", scale=1_000).cents == 12 * K
    assert read_amount("1 M€", scale=1_000).cents == M
    assert read_amount("12 à 15", scale=1_000).remarks[0].parameters["high_cents"] == 15 * K
    large = read_amount(120_000, scale=1_000)
    assert (large.cents, large.remarks[0].code) == (120 * M, "amount_large")


def test_taxes_are_kept_beside() -> None:
    assert [read_amount(w, tax="ht").tax for w in ("1 €", "1 € TTC", 1)] == ["ht", "ttc", "ht"]
    words = read_amount("1 € TTC").in_words()
    assert words is not None
    assert (words.en, words.fr.split()) == ("€1 tax included", ["1", "€", "TTC"])


def test_what_fractions_add_is_no_doubt() -> None:
    assert read_amount(0.1 + 0.2).remarks == ()
    assert read_amount(1234.5600000000001).remarks == ()


def _grouped(whole: int, space: str) -> str:
    return f"{whole:,}".replace(",", space)


CENTS = st.integers(min_value=0, max_value=MOST_CENTS)


@given(
    CENTS,
    st.sampled_from([" ", "\u00a0", "\u202f", "", "."]),
    st.sampled_from([" €", "€", " euros", ""]),
    st.sampled_from(["", " HT", " TTC"]),
)
def test_an_amount_written_in_euros_is_read_back(
    cents: int, space: str, unit: str, tax: str
) -> None:
    whole, rest = divmod(cents, 100)
    written = f"{_grouped(whole, space)},{rest:02}{unit}{tax}"
    assert read_amount(written).cents == cents
    assert read_amount(written).tax == tax.strip().casefold()


@given(
    CENTS, st.sampled_from([("k€", 5), ("K€", 5), (" k€", 5), (" M€", 8), (" millions d’euros", 8)])
)
def test_an_amount_written_in_thousands_is_read_back(cents: int, unit: tuple[str, int]) -> None:
    word, power = unit
    whole, rest = divmod(cents, 10**power)
    written = f"{_grouped(whole, ' ')},{rest:0{power}}{word}"
    assert read_amount(written).cents == cents


@given(CENTS)
def test_what_we_say_is_read_back(cents: int) -> None:
    words = read_amount(cents / 100).in_words()
    assert words is not None
    assert read_amount(words.fr).cents == read_amount(cents / 100).cents


@given(st.text())
def test_nothing_raises_and_a_text_without_digits_is_no_number(text: str) -> None:
    read = read_amount(text)
    assert read.cents is None or any(character in "0123456789" for character in text)


@given(st.text(alphabet="0123456789 ,.-€kKmM%/'’()àHTC²½e+x", max_size=18))
def test_nothing_raises_on_what_looks_like_an_amount(text: str) -> None:
    read = read_amount(text)
    assert read.cents is None or 0 <= read.cents <= MOST_CENTS
    for remark in read.remarks:
        assert remark.said().fr
        assert remark.said().en


@given(st.floats() | st.integers() | st.booleans() | st.none() | st.dates() | st.times())
def test_nothing_raises_on_a_cell_of_any_kind(written: object) -> None:
    read_amount(written)
