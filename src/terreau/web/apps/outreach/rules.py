"""What visits, promises and questions obey, without a database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from terreau.core.text import fold
from terreau.matching.stemming import family
from terreau.web.apps.outreach.enums import PromiseState, QuestionState

# A visit is noted on a telephone: a box holds lines, not a report.
LONGEST_LINE = 300
MOST_LINES = 20
# How far back a visit is noted, how far ahead a promise is made.
OLDEST_VISIT = timedelta(days=730)
FARTHEST_PROMISE = timedelta(days=730)
USUAL_PROMISE = timedelta(days=14)
# What people said of people is kept for this long.
VISIT_WORDS_DAYS = 1095
REACH_DAYS = 365

MOST_ASKED = 20
QUESTION_DAYS = 30
# Questions that one person, and one territory, may send in a month.
QUESTIONS_A_MONTH = 10

# A question is a sentence: of fewer words, nobody knows what is asked.
FEWEST_WORDS = 3
# Words of most questions, which tell nothing of what is asked.
_OF_ANY_QUESTION = {"sait", "savoir", "peut", "faire", "pour", "avec", "dans", "cherche", "entre"}
_SHORTEST_TELLING = 4
_WORD = re.compile(r"[a-z]+")

# At most so many times a quarter, and not before a day; None: it has not said.
Peace = tuple[int | None, date | None]
_BULLET = re.compile(r"^\s*[-•*–]\s+")
_PROMISE_MOVES = {PromiseState.WAITING: {PromiseState.KEPT, PromiseState.DROPPED}}
_QUESTION_MOVES = {
    QuestionState.DRAFT: {QuestionState.SENT, QuestionState.CLOSED},
    QuestionState.SENT: {QuestionState.CLOSED},
}


def promise_may_become(state: str, wanted: str) -> bool:
    """Whether a promise may pass from a state to another.

    Examples
    --------
    >>> promise_may_become("waiting", "kept"), promise_may_become("kept", "dropped")
    (True, False)
    """
    return PromiseState(wanted) in _PROMISE_MOVES.get(PromiseState(state), set())


def question_may_become(state: str, wanted: str) -> bool:
    """Whether a question may pass from a state to another.

    Examples
    --------
    >>> question_may_become("draft", "sent"), question_may_become("closed", "sent")
    (True, False)
    """
    return QuestionState(wanted) in _QUESTION_MOVES.get(QuestionState(state), set())


def lines_of(typed: str) -> tuple[str, ...]:
    r"""Return one line for each thing that was written, without bullets, empty ones or doubles.

    Examples
    --------
    >>> lines_of("- un tourneur\n\n • un four \n- un tourneur\n-20 °C")
    ('un tourneur', 'un four', '-20 °C')
    """
    said = (" ".join(_BULLET.sub("", line).split()) for line in typed.splitlines())
    return tuple(dict.fromkeys(line for line in said if line))


def too_many(lines: Sequence[str]) -> bool:
    """Whether there are more lines than a box holds."""
    return len(lines) > MOST_LINES


def too_long(lines: Iterable[str]) -> str:
    """Return the first line that is too long; empty where none is."""
    return next((line for line in lines if len(line) > LONGEST_LINE), "")


def is_sentence(text: str) -> bool:
    """Whether a question says enough to be understood by who does not know the asker.

    Examples
    --------
    >>> is_sentence("Qui sait anodiser un profilé ?"), is_sentence("anodisation profilé")
    (True, False)
    """
    return len([word for word in text.split() if fold(word)]) >= FEWEST_WORDS


def shared_words(text: str, other: str) -> int:
    """Return how many words that tell something two questions share, of one family each.

    Examples
    --------
    >>> shared_words("poudrage 4 m", "Qui sait peindre par poudrage une pièce de 4 m ?")
    1
    >>> shared_words("Qui sait faire ?", "Qui sait peindre ?")
    0
    """
    return len(_telling(text) & _telling(other))


def is_about_the_same(text: str, other: str) -> bool:
    """Whether a question of the past may answer a new one: two words in common, or its only one.

    Examples
    --------
    >>> past = "Qui sait peindre par poudrage une pièce de 4 m ?"
    >>> is_about_the_same("poudrage", past), is_about_the_same("poudrage de métal", past)
    (True, False)
    """
    return 0 < min(2, len(_telling(text))) <= shared_words(text, other)


def _telling(text: str) -> set[str]:
    words = [word for word in _WORD.findall(fold(text)) if len(word) >= _SHORTEST_TELLING]
    return {family(word) for word in words if word not in _OF_ANY_QUESTION}


def is_visit_day(day: date, today: date) -> bool:
    """Whether a visit that is noted today may have taken place on a day."""
    return today - OLDEST_VISIT <= day <= today


def is_promise_day(day: date, today: date) -> bool:
    """Whether a promise may be for a day: a visit that is noted late may have one that is over."""
    return today - OLDEST_VISIT <= day <= today + FARTHEST_PROMISE


def next_quarter(day: date) -> date:
    """Return the first day of the quarter after that of a day.

    Examples
    --------
    >>> next_quarter(date(2026, 11, 29)), next_quarter(date(2026, 3, 31))
    (datetime.date(2027, 1, 1), datetime.date(2026, 4, 1))
    """
    quarter = (day.month - 1) // 3
    return date(day.year + 1, 1, 1) if quarter == 3 else date(day.year, 3 * quarter + 4, 1)


def asked_less(before: Peace, wanted: Peace) -> Peace:
    """Return how often an organisation lets itself be asked, never more than before.

    Examples
    --------
    >>> asked_less((2, None), (None, date(2027, 1, 1)))
    (2, datetime.date(2027, 1, 1))
    >>> asked_less((0, None), (5, None)), asked_less((None, None), (3, None))
    ((0, None), (3, None))
    """
    times = [each[0] for each in (before, wanted) if each[0] is not None]
    days = [each[1] for each in (before, wanted) if each[1] is not None]
    return (min(times, default=None), max(days, default=None))


def why_not_asked(
    *,
    agrees: bool,
    has_address: bool,
    asked: int,
    enough: int,
    not_before: date | None,
    today: date,
) -> str:
    """Return why an organisation is not to be asked: "" where it may be.

    Parameters
    ----------
    agrees, has_address : bool
        Whether it agreed to be contacted, and may be written to.
    asked : int
        How many times it was asked this quarter.
    enough : int
        How many times a quarter are enough, by its own word or by the usual measure; 0: never.
    not_before : date or None
        The first day on which it may be asked again, where it said so.
    today : date
        The day.

    Examples
    --------
    >>> day = date(2026, 11, 29)
    >>> may = {"agrees": True, "has_address": True, "not_before": None, "today": day}
    >>> why_not_asked(asked=3, enough=4, **may), why_not_asked(asked=4, enough=4, **may)
    ('', 'enough')
    """
    if not agrees:
        return "disagrees"
    if not has_address:
        return "no_address"
    if enough == 0:
        return "never"
    if not_before is not None and today < not_before:
        return "later"
    return "enough" if asked >= enough else ""
