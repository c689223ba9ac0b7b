"""A calendar as RFC 5545 writes it, a silence told in time, the days of letters."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from terreau.web.apps.plans.rules.digests import is_letter_day, news_since
from terreau.web.apps.plans.rules.ics import Event, calendar_text, escaped, folded
from terreau.web.apps.plans.rules.silence import silence_of

NOW = datetime(2026, 11, 29, 21, 5, 7, tzinfo=UTC)
LATER = date(2027, 2, 28)


def unfolded(text: str) -> list[str]:
    """Read a calendar as the standard says: what begins with a space goes on the line before."""
    return text.replace("\r\n ", "").split("\r\n")


def test_a_calendar_has_what_the_standard_asks() -> None:
    text = calendar_text("Plan", [Event("a@b", LATER, "Bilan", "https://exemple.fr/1")], NOW)
    lines = unfolded(text)
    assert lines[:2] == ["BEGIN:VCALENDAR", "VERSION:2.0"]
    assert lines[-2:] == ["END:VCALENDAR", ""]
    assert {
        "UID:a@b", "DTSTAMP:20261129T210507Z", "DTSTART;VALUE=DATE:20270228",
        "DTEND;VALUE=DATE:20270301", "SUMMARY:Bilan", "STATUS:CONFIRMED",
    } <= set(lines)  # fmt: skip
    assert not [line for line in lines if line.startswith("LOCATION")]


def test_what_people_write_ends_no_line_and_begins_no_property() -> None:
    title = "Copil; salle 2, à 9 h\r\nEND:VEVENT\nATTACH:x \\ \x07"
    text = calendar_text(
        "P", [Event("u", LATER, title, "a", place="Là, ici", is_cancelled=True)], NOW
    )
    lines = unfolded(text)
    assert "SUMMARY:Copil\\; salle 2\\, à 9 h\\nEND:VEVENT\\nATTACH:x \\\\ " in lines
    assert lines.count("END:VEVENT") == 1
    assert "LOCATION:Là\\, ici" in lines
    assert "STATUS:CANCELLED" in lines


@pytest.mark.parametrize("char", ["a", "é", "€", "🏭"])
@pytest.mark.parametrize("count", [1, 74, 75, 76, 200])
def test_no_line_is_longer_than_75_octets_and_no_character_is_cut(char: str, count: int) -> None:
    parts = folded(char * count).split("\r\n")
    assert all(len(part.encode()) <= 75 for part in parts)
    assert all(part.startswith(" ") for part in parts[1:])
    assert parts[0] + "".join(part[1:] for part in parts[1:]) == char * count


def test_every_line_of_a_long_calendar_is_folded() -> None:
    text = calendar_text("É" * 90, [Event("u", LATER, "é" * 200, "https://e.fr/")], NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")


def test_marks_are_marked_once() -> None:
    assert escaped("\\;") == "\\\\\\;"


@pytest.mark.parametrize(
    ("days", "told", "shown"),
    [(0, False, False), (89, False, False), (90, True, False), (119, True, False),
     (120, True, True)],
)  # fmt: skip
def test_a_territory_knows_a_month_before_the_delegation(
    days: int, told: bool, shown: bool
) -> None:
    last = date(2026, 1, 1)
    silence = silence_of(last, last + timedelta(days=days))
    assert silence is not None
    assert (silence.is_told, silence.is_shown) == (told, shown)
    assert (silence.shown_on - silence.told_on).days == 30


def test_what_never_had_news_is_not_silent() -> None:
    assert silence_of(None, date(2026, 1, 1)) is None


@pytest.mark.parametrize(
    ("rhythm", "ago", "due"),
    [
        ("daily", None, True), ("daily", 0, False), ("daily", 1, True),
        ("weekly", None, True), ("weekly", 6, False), ("weekly", 7, True),
        ("never", None, False), ("never", 400, False),
    ],
)  # fmt: skip
def test_letters_keep_the_rhythm_that_was_chosen(rhythm: str, ago: int | None, due: bool) -> None:
    told = None if ago is None else LATER - timedelta(days=ago)
    assert is_letter_day(rhythm, told, LATER) is due


def test_news_is_what_came_after_the_last_letter() -> None:
    assert news_since("weekly", date(2026, 1, 1), LATER) == date(2026, 1, 1)
    assert news_since("weekly", None, LATER) == LATER - timedelta(days=7)
    assert news_since("daily", None, LATER) == LATER - timedelta(days=1)
