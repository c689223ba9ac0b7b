"""The catalogue of indicators: what each asks, from what, and what is known of it here."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from terreau.datasets.indicators.dashboards import list_dashboards
from terreau.datasets.indicators.definition import THEMES, Indicator, Term
from terreau.datasets.indicators.registry import list_indicators
from terreau.datasets.indicators.values import Status
from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.compared_words import SHOWN
from terreau.web.apps.observatory.formula_words import (
    activities_in_words,
    formula_in_words,
    term_in_words,
)
from terreau.web.apps.observatory.indicator_words import (
    KINDS,
    TABLES,
    read_sentence,
    told,
    unit_of,
)
from terreau.web.apps.observatory.indicator_words import THEMES as THEME_NAMES
from terreau.web.apps.observatory.source_rows import SourceRow, list_rows
from terreau.web.apps.observatory.source_uses import SOURCES_OF
from terreau.web.apps.territories.enums import Country


@dataclass(frozen=True)
class Entry:
    """An indicator in the catalogue: its words, whether it can be computed here, who uses it.

    The dashboards that show it stand by id and title.
    """

    id: str
    title: str
    question: str
    definition: str
    unit: str
    years: tuple[int, ...]
    tables: tuple[str, ...]
    dashboards: tuple[tuple[str, str], ...]
    is_compared: bool

    @property
    def is_here(self) -> bool:
        """Whether it can be computed for some kind of territories."""
        return bool(self.years)


@dataclass(frozen=True)
class Coverage:
    """What is known of an indicator for a kind of territories, at its last year."""

    kind: str
    label: str
    years: tuple[int, ...]
    known: int
    partial: int
    of: int


@dataclass(frozen=True)
class IndicatorPage:
    """The page of an indicator.

    Parameters
    ----------
    entry : Entry
        Its words.
    words : str
        Its formula in words.
    activities : tuple of (str, str)
        Code and name of those that the formula names.
    formula : str
        As it is written.
    terms : tuple of (str, str, str)
        Name of each term, what it stands for in words, and as it is written.
    coverage : tuple of Coverage
        By kind of territories.
    sources : tuple of str
        Tables that are read here.
    quality : tuple of SourceRow
        The official sources that bring such tables: how far their reading is proved, their
        coverage and their vintages here.
    file : str
        The file that defines it.
    """

    entry: Entry
    words: str
    activities: tuple[tuple[str, str], ...]
    formula: str
    terms: tuple[tuple[str, str, str], ...]
    coverage: tuple[Coverage, ...]
    sources: tuple[str, ...]
    quality: tuple[SourceRow, ...]
    file: str

    @property
    def quality_here(self) -> list[SourceRow]:
        """The sources of which something is here."""
        return [row for row in self.quality if row.is_here]

    @property
    def quality_elsewhere(self) -> list[SourceRow]:
        """The others."""
        return [row for row in self.quality if not row.is_here]


def list_entries() -> list[tuple[str, list[Entry]]]:
    """Return the indicators theme by theme; those that can be computed here say their years."""
    found = list_indicators(Path(settings.TERREAU_HOME)).values()
    years = indicating.list_all_years(found, country=Country.FRANCE)
    return [
        (
            str(THEME_NAMES[theme]),
            [_entry(each, years[each.id]) for each in found if each.theme == theme],
        )
        for theme in THEMES
    ]


def _entry(indicator: Indicator, years: tuple[int, ...]) -> Entry:
    return Entry(
        id=indicator.id,
        title=told(indicator.title),
        question=told(indicator.question),
        definition=told(indicator.definition),
        unit=unit_of(indicator),
        years=years,
        tables=tuple(str(TABLES[name]) for name in indicator.tables),
        dashboards=tuple(
            (each.id, told(each.title))
            for each in list_dashboards(Path(settings.TERREAU_HOME)).values()
            if indicator.id in each.indicators
        ),
        is_compared=indicator.id in SHOWN,
    )


def get_page(indicator_id: str) -> IndicatorPage | None:
    """Return the page of an indicator; None when there is none of that name."""
    indicator = list_indicators(Path(settings.TERREAU_HOME)).get(indicator_id)
    if indicator is None:
        return None
    found = {
        kind: indicating.get_values(indicator, kind=kind, country=Country.FRANCE)
        for kind in indicating.KINDS
    }
    coverage = tuple(
        Coverage(
            kind=kind,
            label=str(KINDS[kind]),
            years=values.years,
            known=values.status.count(Status.OK),
            partial=values.status.count(Status.PARTIAL),
            of=len(values.codes),
        )
        for kind, values in found.items()
        if values is not None
    )
    sources = dict.fromkeys(
        read_sentence(read, values.country)
        for values in found.values()
        if values
        for read in values.read
    )
    years = next((values.years for values in found.values() if values is not None), ())
    return IndicatorPage(
        entry=_entry(indicator, years),
        words=formula_in_words(indicator),
        activities=activities_in_words(indicator),
        formula=indicator.formula.text,
        terms=tuple((name, term_in_words(term), _written(term)) for name, term in indicator.terms),
        coverage=coverage,
        sources=tuple(sources),
        quality=_quality(indicator),
        file=indicator.file,
    )


def _quality(indicator: Indicator) -> tuple[SourceRow, ...]:
    wanted = {id_ for name in indicator.tables for id_ in SOURCES_OF[name]}
    return tuple(row for row in list_rows() if row.source.id in wanted) if wanted else ()


def _written(term: Term) -> str:
    """Write a term as its file does, without the braces."""
    pieces = [f'table = "{term.table}"']
    if term.is_vector:
        pieces.append(f'by = "{term.level}"')
    elif term.level:
        pieces.append(f'level = "{term.level}", sectors = {list(term.sectors)}'.replace("'", '"'))
    if term.back != 0:
        pieces.append(f"back = {term.back}" if term.back else 'back = "first"')
    return ", ".join(pieces)
