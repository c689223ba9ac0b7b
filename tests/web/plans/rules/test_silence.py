"""A silence told in time, the days of letters."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from terreau.web.apps.plans.rules.digests import is_letter_day, news_since
from terreau.web.apps.plans.rules.silence import silence_of

LATER = date(2027, 2, 28)


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
    assert (silence.is_told, silence.shown_on <= last + timedelta(days=days)) == (told, shown)
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
