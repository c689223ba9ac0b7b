"""Days of a plan as a calendar that other programs subscribe to (RFC 5545).

Days only: nothing here is said to the hour. Pure: what is written depends on what is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

MEDIA_TYPE = "text/calendar; charset=utf-8"
# Octets of a line, without the CRLF that ends it; the rest goes on in the next, after a space.
_WIDEST = 75
_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_ENDS_OF_LINE = ("\r\n", "\r", "\v", "\f", "\x85", "\u2028", "\u2029")


@dataclass(frozen=True)
class CalendarDay:
    """What is due, or takes place, on a day.

    Parameters
    ----------
    uid : str
        Which one it is, the same each time the calendar is read: "obligation-12@terreau.example".
    on : date
        The day, whole.
    title : str
        What it is.
    words : str
        What is to be known of it, in lines.
    place : str
        Where.
    url : str
        The page that says more, with its host.
    is_cancelled : bool
        Whether it does not take place after all.
    """

    uid: str
    on: date
    title: str
    words: str = ""
    place: str = ""
    url: str = ""
    is_cancelled: bool = False


def write_calendar(name: str, days: Iterable[CalendarDay], *, written_at: datetime) -> str:
    r"""Return a calendar.

    Parameters
    ----------
    name : str
        As it is called in the program that subscribes to it.
    days : Iterable[CalendarDay]
        What it holds, in any order.
    written_at : datetime
        When it is written, of some time zone.

    Examples
    --------
    >>> day = CalendarDay("a@b", date(2026, 12, 31), "Bilan, puis envoi")
    >>> for line in write_calendar(
    ...     "Plan", [day], written_at=datetime(2026, 11, 29, tzinfo=UTC)
    ... ).split("\r\n")[8:12]:
    ...     print(line)
    UID:a@b
    DTSTAMP:20261129T000000Z
    DTSTART;VALUE=DATE:20261231
    DTEND;VALUE=DATE:20270101
    """
    stamp = f"{written_at.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Terreau//Plans//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{_escaped(name)}",
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        *(line for day in sorted(days, key=_order) for line in _event(day, stamp)),
        "END:VCALENDAR",
    ]
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _order(day: CalendarDay) -> tuple[date, str]:
    return day.on, day.uid


def _event(day: CalendarDay, stamp: str) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{_one_line(day.uid)}"
    yield f"DTSTAMP:{stamp}"
    yield f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}"
    if day.on < date.max:  # else it lasts a day, as one that says no end
        yield f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}"
    yield f"SUMMARY:{_escaped(day.title)}"
    if day.words:
        yield f"DESCRIPTION:{_escaped(day.words)}"
    if day.place:
        yield f"LOCATION:{_escaped(day.place)}"
    if day.url:
        yield f"URL:{_one_line(day.url)}"
    yield f"STATUS:{'CANCELLED' if day.is_cancelled else 'CONFIRMED'}"
    yield "TRANSP:TRANSPARENT"
    yield "END:VEVENT"


def _escaped(text: str) -> str:
    """Return a text as a property holds it: one line, nothing in it that means something else."""
    for end in _ENDS_OF_LINE:
        text = text.replace(end, "\n")
    kept = "".join(letter for letter in text.strip() if letter in "\n\t" or letter.isprintable())
    return kept.translate(_ESCAPED)


def _one_line(value: str) -> str:
    """Return a value that is no text without what would end its line."""
    return "".join(letter for letter in value if letter.isprintable())


def _folded(line: str) -> Iterator[str]:
    """Cut a line at 75 octets at most, never within a letter."""
    part, size = "", 0
    for letter in line:
        octets = len(letter.encode())
        if size + octets > _WIDEST:
            yield part
            part, size = " ", 1
        part += letter
        size += octets
    yield part
