"""A calendar of whole days as RFC 5545 writes it, that any calendar program reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

# A line holds so many octets; what follows goes on the next, after a space.
_LONGEST_LINE = 75


@dataclass(frozen=True)
class Event:
    """A day of a calendar.

    Parameters
    ----------
    uid : str
        Its name for ever: a program that reads again knows it by that.
    on : date
        The day.
    title : str
        What it is.
    address : str
        The page that tells more.
    place : str
        Where; "" where nobody said.
    is_cancelled : bool
        Whether it does not take place after all.
    """

    uid: str
    on: date
    title: str
    address: str
    place: str = ""
    is_cancelled: bool = False


def calendar_text(name: str, events: Iterable[Event], made_at: datetime) -> str:
    """Return a calendar of whole days, each line ended and folded as the standard says."""
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Terreau//Plans//FR",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        f"X-WR-CALNAME:{escaped(name)}",
    ]
    for event in events:
        lines += _event(event, made_at)
    lines.append("END:VCALENDAR")
    return "".join(f"{folded(line)}\r\n" for line in lines)


def escaped(text: str) -> str:
    r"""Return a text as a value: what would end or cut it is marked, and no line is broken.

    Examples
    --------
    >>> escaped("Copil; salle 2, étage 1\nà \\ 9 h")
    'Copil\\; salle 2\\, étage 1\\nà \\\\ 9 h'
    """
    marked = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    plain = marked.replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\\n")
    return "".join(char for char in plain if char >= " " and char != "\x7f")


def folded(line: str) -> str:
    """Return a line cut so that no part is longer than the standard allows, in octets.

    No character is cut in two.

    Examples
    --------
    >>> [len(part.encode()) for part in folded("é" * 60).splitlines()]
    [74, 47]
    """
    return "\r\n ".join(_parts(line))


def _parts(line: str) -> Iterator[str]:
    part, size, most = "", 0, _LONGEST_LINE
    for char in line:
        octets = len(char.encode("utf-8"))
        if size + octets > most:
            yield part
            # The space that begins what goes on counts.
            part, size, most = "", 0, _LONGEST_LINE - 1
        part, size = part + char, size + octets
    yield part


def _event(event: Event, made_at: datetime) -> list[str]:
    lines = [
        "BEGIN:VEVENT",
        f"UID:{escaped(event.uid)}",
        f"DTSTAMP:{made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"DTSTART;VALUE=DATE:{event.on:%Y%m%d}",
        f"DTEND;VALUE=DATE:{event.on + timedelta(days=1):%Y%m%d}",
        f"SUMMARY:{escaped(event.title)}",
        f"URL:{event.address}",
        f"STATUS:{'CANCELLED' if event.is_cancelled else 'CONFIRMED'}",
        "TRANSP:TRANSPARENT",
    ]
    if event.place:
        lines.append(f"LOCATION:{escaped(event.place)}")
    return [*lines, "END:VEVENT"]
