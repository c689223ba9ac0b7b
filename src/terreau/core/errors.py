"""The one hierarchy of errors a person may read.

Every message says what happened, the offending value, why, what to do and what
was kept. Programming mistakes stay ordinary Python exceptions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


class TerreauError(Exception):
    """Something a person can understand and act upon.

    Parameters
    ----------
    what : str
        What happened, one sentence without the final point.
    value : object, optional
        The offending value, quoted in the message.
    why : str
        Why it is a problem.
    remedy : str
        What to do now.
    kept : str
        What was kept, where something could have been lost.
    way : tuple of (str, str), optional
        Name and address of the page where the remedy is.
    """

    exit_code = 1

    def __init__(
        self,
        what: str,
        *,
        value: object = None,
        why: str = "",
        remedy: str = "",
        kept: str = "",
        way: tuple[str, str] | None = None,
    ) -> None:
        self.way = way
        self.what, self.value, self.why, self.remedy, self.kept = what, value, why, remedy, kept
        super().__init__(self.sentence())

    def sentence(self) -> str:
        """Return the whole message as one paragraph."""
        first = self.what if self.value is None else f"{self.what}: {self.value!r}"
        parts = (first, self.why, self.remedy, self.kept)
        return " ".join(_ended(part) for part in parts if part)


class BadInput(TerreauError):
    """What the person gave cannot be used; the command line exits with 2."""

    exit_code = 2


class NoSuchChoice(BadInput):
    """A choice written in an address is not one of those offered.

    Parameters
    ----------
    wish : str
        Name of the parameter.
    offered : Sequence[tuple[str, str]]
        Each value that can be asked, and its name in the reader's language.
    """

    def __init__(
        self, what: str, *, wish: str, value: str, offered: Sequence[tuple[str, str]], remedy: str
    ) -> None:
        self.wish, self.offered = wish, tuple(offered)
        super().__init__(what, value=value, remedy=remedy)


@dataclass(frozen=True)
class Place:
    """Where in a file something stands; lines are counted from 1, the header included."""

    file: str
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Return ``file, line 12, column 'Montant'``, with what is known."""
        line = f", line {self.line}" if self.line is not None else ""
        column = f", column {self.column!r}" if self.column is not None else ""
        return f"{self.file}{line}{column}"


class BadTable(BadInput):
    """A table that cannot be read as it is described.

    Parameters
    ----------
    place : Place
        File, and line and column where they are known.
    what, value, why, remedy, kept
        As in `TerreauError`.
    """

    def __init__(
        self,
        place: Place,
        what: str,
        *,
        value: object = None,
        why: str = "",
        remedy: str = "",
        kept: str = "",
    ) -> None:
        self.place = place
        super().__init__(f"{place}: {what}", value=value, why=why, remedy=remedy, kept=kept)


class BadDescription(BadTable):
    """A description (TOML) with a missing, unknown or contradictory key."""


class NotHere(BadInput):
    """What is asked for by its name is not here; a page answers 404."""


class Conflict(BadInput):
    """Somebody else wrote meanwhile; nothing was written. A page and the API answer 409."""

    # What a program is told of it beside the sentence: what each field holds now.
    members: Mapping[str, object] = {}


class NotSignedIn(BadInput):
    """Who asks did not say who they are, or their key is no good; the web answers 401."""


class NotAllowed(BadInput):
    """Who asks may see this, and may not do it; the web answers 403."""


class UnknownPerimeter(NotHere):
    """No perimeter has that name or code."""


class AmbiguousName(BadInput):
    """Several perimeters answer to one name; ``choices`` lists them in order."""

    def __init__(self, what: str, *, value: object, choices: Sequence[str], remedy: str) -> None:
        self.choices = tuple(choices)
        super().__init__(what, value=value, remedy=remedy)


class StoreFailure(TerreauError):
    """The disk refused (full, read-only, vanished); what was there before is intact."""


class ProgramFault(TerreauError):
    """A mistake of this program, which is its cause: one of several works ended by it."""


class FetchFailure(TerreauError):
    """The network or a publisher's site did not give a file; what was held is intact."""


def _ended(part: str) -> str:
    return part if part.endswith((".", "!", "?", ":")) else f"{part}."
