"""The profile of a territory as data: numbers that each carry their provenance.

One object feeds the page, the API, the CSV and the terminal, so that they cannot
differ. Built by ``selectors``; written out by ``exports`` and the templates.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from terreau.core.provenance import Provenance


@dataclass(frozen=True)
class Number:
    """One figure of a profile.

    Parameters
    ----------
    key : str
        Its name everywhere ("employment.end", "sector.CL.local").
    label : str
        What it is, in the reader's language.
    value : float or None
        Full precision; None where it is not known.
    unit : str
        "jobs", "inhabitants", "ratio", "times" or "index".
    display : str
        As written in the reader's language.
    provenance : Provenance
        Where it comes from and how to produce it again.
    period : str
        "2024", or "2019-2024".
    """

    key: str
    label: str
    value: float | None
    unit: str
    display: str
    provenance: Provenance
    period: str = ""


@dataclass(frozen=True)
class SectorRow:
    """One sector of a territory: jobs at both dates, quotient, local effect.

    ``change`` is counted on the cells visible at both dates, where the dates differ.
    """

    code: str
    label: str
    start: Number
    end: Number
    quotient: Number | None
    local: Number | None
    hidden_cells: int
    change: Number | None = None


@dataclass(frozen=True)
class Effects:
    """The decomposition of a change in jobs; what is displayed adds up.

    ``parts_of_local`` add up to ``local``, where the method tells them.
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


@dataclass(frozen=True)
class IndustryFigures:
    """Jobs in industry, their share of the jobs, and the country's share."""

    jobs: Number
    share: Number
    nation_share: Number | None


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
    industry: IndustryFigures | None = None
    specialty: SectorRow | None = None
    effects: Effects | None = None
    sectors: tuple[SectorRow, ...] = ()
    trend: Trend | None = None
    printed: tuple[PrintedFigure, ...] = ()
    missing: tuple[Missing, ...] = ()
    warnings: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    declining: SectorRow | None = None
    attributions: tuple[str, ...] = field(default=())

    def numbers(self) -> Iterator[Number]:
        """Yield every figure once, in the order of the page."""
        yield from self.population
        for number in (self.employment_end, self.growth, self.nation_growth):
            if number:
                yield number
        if self.industry:
            shares = (self.industry.jobs, self.industry.share, self.industry.nation_share)
            yield from (number for number in shares if number)
        if self.effects:
            e = self.effects
            yield from (e.total, e.macro, e.structural, e.local, *e.parts_of_local, e.local_rate)
            if e.without_first:
                yield e.without_first
        for row in self.sectors:
            parts = (row.start, row.end, row.change, row.quotient, row.local)
            yield from (n for n in parts if n)
        if self.trend:
            for jobs, own, nation in zip(
                self.trend.jobs, self.trend.own, self.trend.nation, strict=True
            ):
                yield from (jobs, own, nation)
