"""What may be asked, promised and noted, as tables without a database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from terreau.web.apps.outreach.rules import (
    is_promise_day,
    is_visit_day,
    lines_of,
    next_quarter,
    promise_may_become,
    question_may_become,
    why_not_asked,
)

DAY = date(2026, 11, 29)


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({}, ""),
        ({"agrees": False}, "disagrees"),
        ({"has_address": False}, "no_address"),
        ({"asked": 3}, "enough"),
        ({"asked": 3, "enough": 4}, ""),
        ({"enough": 0, "asked": 0}, "never"),
        ({"not_before": DAY + timedelta(days=1)}, "later"),
        ({"not_before": DAY}, ""),
        ({"agrees": False, "enough": 0}, "disagrees"),
    ],
)
def test_who_is_left_out(changed: dict[str, object], why: str) -> None:
    usual = {"agrees": True, "has_address": True, "asked": 2, "enough": 3, "not_before": None}
    assert why_not_asked(**usual | changed, today=DAY) == why


@pytest.mark.parametrize(
    ("day", "first"),
    [
        (date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 3, 31), date(2026, 4, 1)),
        (date(2026, 9, 30), date(2026, 10, 1)),
        (date(2026, 10, 1), date(2027, 1, 1)),
        (date(2026, 12, 31), date(2027, 1, 1)),
    ],
)
def test_the_next_quarter(day: date, first: date) -> None:
    assert next_quarter(day) == first


@pytest.mark.parametrize(("days", "is_one"), [(0, True), (1, False), (-730, True), (-731, False)])
def test_the_day_of_a_visit(days: int, is_one: bool) -> None:
    assert is_visit_day(DAY + timedelta(days=days), DAY) is is_one


@pytest.mark.parametrize(("days", "is_one"), [(730, True), (731, False), (-731, False)])
def test_the_day_of_a_promise(days: int, is_one: bool) -> None:
    assert is_promise_day(DAY + timedelta(days=days), DAY) is is_one


def test_what_is_settled_stays_settled() -> None:
    promises = [
        (a, b) for a in ("waiting", "kept", "dropped") for b in ("waiting", "kept", "dropped")
    ]
    assert [p for p in promises if promise_may_become(*p)] == [
        ("waiting", "kept"),
        ("waiting", "dropped"),
    ]
    states = ("draft", "sent", "closed")
    moves = [(a, b) for a in states for b in states if question_may_become(a, b)]
    assert moves == [("draft", "sent"), ("draft", "closed"), ("sent", "closed")]


@pytest.mark.parametrize(
    ("typed", "lines"),
    [
        ("", ()),
        (" \n\t\n", ()),
        ("* un\r\n– deux\n•  trois  fois", ("un", "deux", "trois fois")),
        ("=1+1\n-20 °C", ("=1+1", "-20 °C")),
    ],
)
def test_one_thing_a_line(typed: str, lines: tuple[str, ...]) -> None:
    assert lines_of(typed) == lines
