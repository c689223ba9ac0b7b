"""The profile of a territory as data: numbers that each carry their provenance.

One object feeds the page, the API, the CSV and the terminal, so that they cannot
differ. Built by ``selectors``; written out by ``exports`` and the templates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from terreau.core.number import Number
from terreau.web.apps.observatory.depth import Certainty, Mix, Typology, Unemployment


@dataclass(frozen=True)
class SectorRow:
    """One sector of a territory: jobs at both dates, quotient, local effect.

    ``change`` is counted on the cells visible at both dates, where the dates differ. ``is_minor``
    where it has too few jobs to stand among the first; ``opens_less_present`` on the first one
    that is less present than in the country.
    """

    code: str
    label: str
    start: Number
    end: Number
    quotient: Number | None
    local: Number | None
    hidden_cells: int
    change: Number | None = None
    is_minor: bool = False
    opens_less_present: bool = False

    @property
    def is_change_apart(self) -> bool:
        """Whether the jobs shown do not subtract to the change: some cells are known once only."""
        if self.change is None or self.change.value is None:
            return False
        shown = (self.end.value or 0.0) - (self.start.value or 0.0)
        return round(shown) != round(self.change.value)

    @property
    def is_fall_denied(self) -> bool:
        """Whether it falls on comparable cells while the jobs shown do not."""
        if self.change is None or (self.change.value or 0.0) >= 0:
            return False
        return (self.end.value or 0.0) >= (self.start.value or 0.0)

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        parts = (self.start, self.end, self.change, self.quotient, self.local)
        yield from (number for number in parts if number)


@dataclass(frozen=True)
class Effects:
    """The decomposition of a change in jobs; what is displayed adds up.

    ``parts_of_local`` add up to ``local``, where the method tells them; ``not_compared`` is what
    the method can compare with nothing, None where there is no such thing.
    """

    total: Number
    macro: Number
    structural: Number
    local: Number
    local_rate: Number
    first_sector: SectorRow | None
    without_first: Number | None
    is_sign_decided_by_first: bool
    parts_of_local: tuple[Number, ...] = ()
    not_compared: Number | None = None

    def steps(self) -> tuple[Number, ...]:
        """Return what adds up to the total, in the order it is read."""
        last = (self.not_compared,) if self.not_compared else ()
        return (self.macro, self.structural, *(self.parts_of_local or (self.local,)), *last)

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        yield from (self.total, self.macro, self.structural, self.local)
        yield from self.parts_of_local
        if self.not_compared:
            yield self.not_compared
        yield self.local_rate
        if self.without_first:
            yield self.without_first


@dataclass(frozen=True)
class IndustryFigures:
    """Jobs in industry, their share of the jobs, and the country's share."""

    jobs: Number
    share: Number
    nation_share: Number | None

    def numbers(self) -> Iterator[Number]:
        """Yield its figures."""
        parts = (self.jobs, self.share, self.nation_share)
        yield from (number for number in parts if number)


@dataclass(frozen=True)
class Elsewhere:
    """A territory that shares communes with this one and has what this one lacks."""

    name: str
    kind_label: str
    slug: str
    code: str


@dataclass(frozen=True)
class Trend:
    """Jobs year by year as an index, beside the country's."""

    years: tuple[int, ...]
    jobs: tuple[Number, ...]
    own: tuple[Number, ...]
    nation: tuple[Number, ...]
    base_year: int

    @property
    def has_years_between(self) -> bool:
        """Whether it has more than its two ends."""
        return len(self.years) > 2

    def numbers(self) -> Iterator[Number]:
        """Yield its figures, year by year."""
        for years in zip(self.jobs, self.own, self.nation, strict=True):
            yield from years


@dataclass(frozen=True)
class Missing:
    """A panel that has no figure yet, with the source that would fill it."""

    key: str
    title: str
    reason: str
    source: str = ""
    command: str = ""
    elsewhere: Elsewhere | None = None


@dataclass(frozen=True)
class PrintedFigure:
    """A figure quoted from a source document, with its date; never computed with."""

    label: str
    display: str
    year: int | None
    source: str
    note: str = ""


@dataclass(frozen=True)
class Choice:
    """What was chosen and what could have been.

    Parameters
    ----------
    source : str
        Identifier of the dataset.
    start, end : int
        Years compared.
    level : str
        Level of the classification of activities; "" when the dataset has no sector.
    method : str
        How effects are told apart: "dunn", "chained", "rest" or "esteban".
    sources : tuple of (str, str)
        Identifier and title of every dataset that covers the territory; no two titles alike.
    years : tuple of int
        Years of the chosen dataset.
    levels : tuple of str
        Levels that can be computed from it.
    """

    source: str
    start: int
    end: int
    level: str
    method: str
    sources: tuple[tuple[str, str], ...]
    years: tuple[int, ...]
    levels: tuple[str, ...]

    @property
    def has_years_between(self) -> bool:
        """Whether the dataset has years between the two that are compared."""
        return any(self.start < year < self.end for year in self.years)


@dataclass(frozen=True)
class Profile:
    """Everything the profile of one territory says, in the reader's language."""

    kind: str
    kind_label: str
    code: str
    name: str
    context: str
    version_label: str
    is_example: bool
    sentence: str
    choice: Choice | None
    population: tuple[Number, ...] = ()
    employment_end: Number | None = None
    growth: Number | None = None
    nation_growth: Number | None = None
    weight: Number | None = None
    industry: IndustryFigures | None = None
    unemployment: Unemployment | None = None
    specialty: SectorRow | None = None
    effects: Effects | None = None
    certainty: Certainty | None = None
    mix: Mix | None = None
    typology: Typology | None = None
    sectors: tuple[SectorRow, ...] = ()
    trend: Trend | None = None
    printed: tuple[PrintedFigure, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    declining: SectorRow | None = None
    elsewhere: Elsewhere | None = None
    attributions: tuple[str, ...] = field(default=())

    def numbers(self) -> Iterator[Number]:
        """Yield every figure once, in the order of the page."""
        yield from self.population
        totals = (self.employment_end, self.growth, self.nation_growth, self.weight)
        yield from (number for number in totals if number)
        parts = (self.industry, self.unemployment, self.effects, self.certainty, self.mix)
        for part in (*parts, self.typology, *self.sectors, self.trend):
            if part:
                yield from part.numbers()
