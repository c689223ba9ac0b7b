"""What the page of a dashboard holds: figures in groups, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString

from terreau.core.number import Number
from terreau.datasets.indicators.values import Status


@dataclass(frozen=True)
class Followed:
    """A figure year by year.

    Parameters
    ----------
    svg : SafeString
        What goes inside ``<svg>``.
    box : str
        Its view box.
    rows : tuple of (Number, Number or None)
        Each year: here, and in the country where it says something.
    is_apart : bool
        Whether it counts only the cells known in all the years, and so tells another last value.
    """

    svg: SafeString
    box: str
    rows: tuple[tuple[Number, Number | None], ...]
    is_apart: bool

    @property
    def has_nation(self) -> bool:
        """Whether the country is drawn beside."""
        return self.rows[0][1] is not None


@dataclass(frozen=True)
class Rank:
    """The rank of a value among those of its kind, from the highest.

    Parameters
    ----------
    number : Number
        The figure.
    count : int
        Of how many.
    is_wished : bool
        Whether a territory wishes one way; else it is a position, and to be low tells little.
    """

    number: Number
    count: int
    is_wished: bool

    @property
    def from_middle(self) -> float:
        """How far from the middle it is: 0 at the middle, 0.5 at either end."""
        return abs(self._place - 0.5)

    @property
    def is_telling(self) -> bool:
        """Whether it says what is here: a small part of the jobs says only what is not."""
        return self.is_wished or self._place < 0.5

    @property
    def _place(self) -> float:
        return ((self.number.value or 0) - 0.5) / self.count


@dataclass(frozen=True)
class Card:
    """An indicator of a dashboard.

    Parameters
    ----------
    own : Number
        Its value here; its key is the id of the indicator.
    unit : str
        As written after the value; "" for an index.
    nation : Number or None
        The same in the country; None of a stock, and where it is not known.
    rank : Rank or None
        A position among those of its kind; None of a stock, or where the kind is not ranked.
    status : Status
        Why there is a value, or none.
    status_label : str
        The same in the reader's words; "" where all is known.
    map_url : str
        The map, at this territory; "" where it is on none.
    """

    own: Number
    unit: str
    nation: Number | None
    rank: Rank | None
    status: Status
    status_label: str
    map_url: str

    @property
    def is_whole(self) -> bool:
        """Whether its value leaves nothing out."""
        return self.status == Status.OK

    def numbers(self) -> Iterator[Number]:
        """Give its figures."""
        yield self.own
        if self.nation:
            yield self.nation
        if self.rank:
            yield self.rank.number


@dataclass(frozen=True)
class CardGroup:
    """Indicators that answer one question: the one that leads, its curve, the others."""

    title: str
    question: str
    lead: Card | None
    followed: Followed | None
    others: tuple[Card, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """All of them, the leading one first."""
        return (*((self.lead,) if self.lead else ()), *self.others)


@dataclass(frozen=True)
class Lack:
    """Indicators of a group that nothing here tells, why, and the sources that would."""

    group: str
    titles: tuple[str, ...]
    why: str
    sources: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class DashboardPage:
    """A dashboard for a territory.

    Parameters
    ----------
    id, title, question : str
        Of the dashboard.
    kind, code, name, kind_label, version_label : str
        Of the territory.
    is_example : bool
        Whether it belongs to the fictitious example country.
    sentence : str
        What stands out.
    is_bare : bool
        Whether nothing that it asks is known: its one group tells what is known all the same.
    groups : tuple of CardGroup
        Those of which something is known.
    lacks : tuple of Lack
        What is not.
    sources : tuple of str
        What was read.
    """

    id: str
    title: str
    question: str
    kind: str
    code: str
    name: str
    kind_label: str
    version_label: str
    is_example: bool
    sentence: str
    is_bare: bool
    groups: tuple[CardGroup, ...]
    lacks: tuple[Lack, ...]
    sources: tuple[str, ...]

    @property
    def key(self) -> str:
        """The territory as addresses name it."""
        return f"{self.kind}:{self.code}"

    @property
    def has_ranks(self) -> bool:
        """Whether it ranks anything."""
        return any(card.rank for group in self.groups for card in group.cards)

    def numbers(self) -> Iterator[Number]:
        """Give every figure of the page, in the order of reading."""
        for group in self.groups:
            for card in group.cards:
                yield from card.numbers()
            for own, nation in group.followed.rows if group.followed else ():
                yield own
                if nation:
                    yield nation
