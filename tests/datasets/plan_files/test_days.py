"""Days: each way to write one gives a first day, a last one, and how near it is known."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.datasets.plan_files.days import read_day
from terreau.datasets.plan_files.enums import Precision

DAYS = st.dates(min_value=dt.date(1990, 1, 1), max_value=dt.date(2100, 12, 31))
SEPTEMBER = ("2024-09-01", "2024-09-30", "month")
THIRD = ("2024-07-01", "2024-09-30", "quarter")
FIRST_DAY = ("2024-09-01", "2024-09-01", "day")
YEAR = ("2024-01-01", "2024-12-31", "year")
HALF = ("2025-01-01", "2025-06-30", "half_year")
READ = {
    "01/09/24": FIRST_DAY,
    "01/09/2024": FIRST_DAY,
    "1/9/2024": FIRST_DAY,
    "01-09-2024": FIRST_DAY,
    "01.09.2024": FIRST_DAY,
    "2024-09-01": FIRST_DAY,
    "2024-09-01T00:00:00": FIRST_DAY,
    "01/09/2024 14:30": FIRST_DAY,
    "1er septembre 2024": FIRST_DAY,
    "le 1er sept. 2024": FIRST_DAY,
    "1 SEPT 24": FIRST_DAY,
    "sept. 2024": SEPTEMBER,
    "septembre 2024": SEPTEMBER,
    "Sept-24": SEPTEMBER,
    "09/2024": SEPTEMBER,
    "9/2024": SEPTEMBER,
    "2024-09": SEPTEMBER,
    "fin septembre 2024": SEPTEMBER,
    "février 2024": ("2024-02-01", "2024-02-29", "month"),
    "août 2024": ("2024-08-01", "2024-08-31", "month"),
    "T3 2024": THIRD,
    "T3-2024": THIRD,
    "T3/24": THIRD,
    "Q3 2024": THIRD,
    "3T2024": THIRD,
    "2024 T3": THIRD,
    "3e trimestre 2024": THIRD,
    "3ème trim. 2024": THIRD,
    "S1 2025": HALF,
    "1er semestre 2025": HALF,
    "2025-S1": HALF,
    "2024": YEAR,
    "courant 2024": YEAR,
    "année 2024": YEAR,
    "2024-2026": ("2024-01-01", "2026-12-31", "span"),
    "2024/2026": ("2024-01-01", "2026-12-31", "span"),
    "de 2024 à 2026": ("2024-01-01", "2026-12-31", "span"),
    "du 01/09/2024 au 31/12/2024": ("2024-09-01", "2024-12-31", "span"),
    "septembre - décembre 2024": ("2024-09-01", "2024-12-31", "span"),
    "T1 2024 → T3 2024": ("2024-01-01", "2024-09-30", "span"),
}
DOUBTS = {
    "fin 2024": (("2024-10-01", "2024-12-31", "quarter"), "day_part"),
    "début 2024": (("2024-01-01", "2024-03-31", "quarter"), "day_part"),
    "mi-2024": (("2024-06-01", "2024-07-31", "span"), "day_part"),
    "été 2024": (THIRD, "day_part"),
    "rentrée 2024": (SEPTEMBER, "day_part"),
    "2024 ?": (YEAR, "day_question"),
    "09/13/2024": (("2024-09-13", "2024-09-13", "day"), "day_american"),
    "45536": (FIRST_DAY, "day_serial"),
}
NONE = {
    "31/02/2024": "day_impossible",
    "2024-13-01": "day_impossible",
    "13/2024": "day_impossible",
    "T3": "day_yearless",
    "septembre": "day_yearless",
    "licorne": "day_none",
    "12 k€": "day_none",
    "dans 3 ans": "day_none",
    "1954": "day_far",
    "01/09/1954": "day_far",
    "à définir": "day_unknown",
    "2026-2024": "day_backwards",
    "-": "day_unknown",
}


def shown(written: object) -> tuple[tuple[str, ...] | None, list[str]]:
    read = read_day(written)
    span = tuple(read.span.as_dict().values()) if read.span else None
    return span, [remark.code for remark in read.remarks]


@pytest.mark.parametrize(("written", "span"), READ.items())
def test_a_day_is_read(written: str, span: tuple[str, ...]) -> None:
    assert shown(written) == (span, [])


@pytest.mark.parametrize(("written", "read"), DOUBTS.items())
def test_a_doubt_is_said(written: str, read: tuple[tuple[str, ...], str]) -> None:
    assert shown(written) == (read[0], [read[1]])


@pytest.mark.parametrize(("written", "code"), NONE.items())
def test_what_is_no_day_gives_none(written: str, code: str) -> None:
    assert shown(written) == (None, [code])


@pytest.mark.parametrize(
    ("cell", "first", "codes"),
    [
        (dt.date(2024, 9, 1), dt.date(2024, 9, 1), []),
        (dt.datetime(2024, 9, 1, 8), dt.date(2024, 9, 1), []),  # noqa: DTZ001 - as a cell is
        (45536.0, dt.date(2024, 9, 1), ["day_serial"]),
        (2024.0, dt.date(2024, 1, 1), []),
    ],
)
def test_the_days_of_a_spreadsheet(cell: object, first: dt.date, codes: list[str]) -> None:
    read = read_day(cell)
    assert read.span is not None
    assert (read.span.first, [remark.code for remark in read.remarks]) == (first, codes)


@pytest.mark.parametrize(
    "cell", [True, dt.time(8), 12.0, 3e9, float("inf"), float("nan"), -5, 1e300]
)
def test_other_cells_are_no_day(cell: object) -> None:
    assert read_day(cell).span is None


@given(DAYS, st.sampled_from(["%d/%m/%Y", "%Y-%m-%d", "%d.%m.%Y", "%d-%m-%Y"]))
def test_a_day_written_is_read_back(day: dt.date, how: str) -> None:
    span = read_day(day.strftime(how)).span
    assert span is not None
    assert (span.first, span.last, span.precision) == (day, day, Precision.DAY)


@given(DAYS)
def test_a_serial_number_is_its_day(day: dt.date) -> None:
    serial = (day - dt.date(1899, 12, 30)).days
    assert read_day(serial) == read_day(str(serial))
    span = read_day(serial).span
    assert span is not None
    assert span.first == day


@given(st.text() | st.text(alphabet="0123456789/-. TSQàfin2024éraujlet", max_size=16))
def test_nothing_raises(text: str) -> None:
    read = read_day(text)
    assert read.span is None or read.span.first <= read.span.last
    for remark in read.remarks:
        assert remark.said().fr
