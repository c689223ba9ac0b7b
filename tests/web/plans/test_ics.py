"""A calendar as RFC 5545 wants it: read back by a reader written apart, whatever it holds."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.plans.ics import CalendarDay, write_calendar

NOW = datetime(2026, 11, 29, 21, 5, 7, tzinfo=UTC)
DAY = CalendarDay("obligation-12@terreau.example", date(2026, 12, 31), "Rapport annuel")


def read_back(calendar: str) -> list[dict[str, str]]:
    """Return the events of a calendar, unfolded and unescaped, property by property."""
    assert calendar.endswith("\r\n")
    events: list[dict[str, str]] = []
    for line in calendar.replace("\r\n ", "").split("\r\n"):
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            events.append({})
        elif events:
            events[-1][name] = unescaped(value)
    return events


def unescaped(value: str) -> str:
    """Return a text as it was before it was escaped."""
    return re.sub(r"\\(.)", lambda found: "\n" if found[1] == "n" else found[1], value)


def written(*days: CalendarDay, name: str = "Plan") -> str:
    """Return the calendar of some days."""
    return write_calendar(name, days, written_at=NOW)


def test_a_day_is_whole_and_ends_the_next() -> None:
    (event,) = read_back(written(DAY))
    assert event["DTSTART;VALUE=DATE"] == "20261231"
    assert event["DTEND;VALUE=DATE"] == "20270101"
    assert event["DTSTAMP"] == "20261129T210507Z"
    assert event["UID"] == DAY.uid
    assert {"DESCRIPTION", "LOCATION", "URL"}.isdisjoint(event)


def test_the_last_day_there_is_has_no_next() -> None:
    (event,) = read_back(written(CalendarDay("a", date.max, "Fin")))
    assert "DTEND;VALUE=DATE" not in event


def test_what_does_not_take_place_is_said() -> None:
    (event,) = read_back(written(CalendarDay("a", DAY.on, "COPIL", is_cancelled=True)))
    assert event["STATUS"] == "CANCELLED"


def test_days_are_in_order_whatever_the_order_given() -> None:
    early = CalendarDay("b", date(2026, 1, 1), "Avant")
    assert written(DAY, early) == written(early, DAY)
    assert [event["SUMMARY"] for event in read_back(written(DAY, early))] == [
        "Avant",
        "Rapport annuel",
    ]


@pytest.mark.parametrize("end", ["\r\n", "\r", "\n", "\u2028", "\x85", "\v"])
def test_no_text_begins_a_property(end: str) -> None:
    hostile = f"Bilan{end}END:VEVENT{end}ATTACH:https://ailleurs.example/"
    day = CalendarDay("a", DAY.on, hostile, url=f"https://ici.example/{end}ATTACH:x")
    calendar = written(day, name=hostile)
    assert calendar.count("\r\nEND:VEVENT\r\n") == 1
    assert "\r\nATTACH" not in calendar
    assert read_back(calendar)[0]["SUMMARY"] == hostile.replace(end, "\n")


@given(title=st.text(max_size=300), words=st.text(max_size=300))
def test_what_is_written_is_read_back(title: str, words: str) -> None:
    calendar = written(CalendarDay("a", DAY.on, title, words=words))
    lines = calendar.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    (event,) = read_back(calendar)
    for name, given_text in (("SUMMARY", title), ("DESCRIPTION", words)):
        kept = [letter for letter in event.get(name, "") if letter.isprintable()]
        assert kept == [letter for letter in given_text.strip() if letter.isprintable()]
