"""The territories like one, as data: each number with where it comes from.

One object feeds the page, the API, the CSV and the terminal, so that they cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from terreau.core.number import Number
from terreau.web.apps.observatory.profile import Missing
from terreau.web.apps.territories.presenters import Result


@dataclass(frozen=True)
class PeerRow:
    """A territory near to the one of the page.

    Parameters
    ----------
    result : Result
        Its name, its kind, where it is, its addresses.
    programme : tuple of str
        The TI that an EPCI belongs to.
    reasons, short_reasons : tuple of str
        Activities of which both have more than the country, the strongest first; whole names, and
        cut short for a sentence.
    steadiness : str
        How sure it is; "" where there was no other to choose.
    is_steady, is_partial : bool
        Whether it remains more often than not; whether an activity is not known in one of the two.
    distance, jobs, local : Number
        How near, how large, how its jobs went.
    stability : Number or None
        Share of the draws in which it remains; None where there was no other to choose.
    """

    result: Result
    programme: tuple[str, ...]
    reasons: tuple[str, ...]
    short_reasons: tuple[str, ...]
    steadiness: str
    is_steady: bool
    is_partial: bool
    distance: Number
    stability: Number | None
    jobs: Number
    local: Number
    peers_url: str
    compare_url: str

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield self.distance
        if self.stability:
            yield self.stability
        yield from (self.jobs, self.local)


@dataclass(frozen=True)
class PeerGroup:
    """The nearest of some territories: who was sought, the rows, one comparison of them all."""

    name: str
    title: str
    sentence: str
    searched: str
    rows: tuple[PeerRow, ...]
    compare_url: str

    @property
    def steady(self) -> list[PeerRow]:
        """Those that remain in half of the draws at least."""
        return [row for row in self.rows if row.is_steady]

    @property
    def unstable(self) -> list[PeerRow]:
        """The others."""
        return [row for row in self.rows if not row.is_steady]


@dataclass(frozen=True)
class PeersPage:
    """What the page, the API, the CSV and the terminal say of the peers of a territory."""

    kind: str
    code: str
    name: str
    is_example: bool
    sentence: str
    about: str = ""
    notes: tuple[str, ...] = ()
    belongs: str = ""
    jobs: Number | None = None
    local: Number | None = None
    groups: tuple[PeerGroup, ...] = ()
    instead: tuple[Result, ...] = ()
    missing: tuple[Missing, ...] = ()
    attribution: str = ""

    def numbers(self) -> Iterator[Number]:
        """Yield every figure once, in the order of the page."""
        yield from (number for number in (self.jobs, self.local) if number)
        for group in self.groups:
            for row in group.rows:
                yield from row.numbers()
