"""What an indicator is, and reading definitions: strictly, so that a slip is named, not guessed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from terreau.core.said import Said
from terreau.datasets.indicators.formula import FUNCTIONS, YEARS, Formula, read_formula
from terreau.datasets.indicators.reading import Reader, Subject, read_toml
from terreau.datasets.measures import EMPLOYMENT
from terreau.datasets.reference import naf

# Name of a table in a definition → what the datasets that answer for it count.
TABLES: Mapping[str, tuple[str, ...]] = {
    "population": (),
    "employment": EMPLOYMENT,
    "establishments": ("establishments",),
    "creations": ("establishment_creations",),
    "census": ("employed_25_54",),
    "unemployment": ("unemployment_rate",),
}
# Tables without activity.
_PLAIN = frozenset({"population", "unemployment"})
THEMES = ("population", "jobs", "industry", "activities", "structure", "establishments", "long_run")
DIRECTIONS = ("up", "down", "none")
FIRST = "first"

ID = re.compile(r"[a-z][a-z0-9-]{1,60}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_LONGEST = 300  # characters of a formula
_SUBJECT = Subject("The definition of an indicator is not valid", "docs/howto/add-an-indicator.md")


@dataclass(frozen=True)
class Term:
    """What a formula names: a quantity of a table.

    Parameters
    ----------
    table : str
        One of `TABLES`.
    level : str or None
        Level of activities of ``sectors`` or of the vector; None for all activities together.
    sectors : tuple of str
        Activities that are summed; empty for all.
    is_vector : bool
        Whether it is one number for each activity of the level.
    back : int or None
        How many years before the year asked for; None for the first year of the table.
    """

    table: str
    level: str | None = None
    sectors: tuple[str, ...] = ()
    is_vector: bool = False
    back: int | None = 0


@dataclass(frozen=True)
class Indicator:
    """A definition.

    Parameters
    ----------
    id : str
        Short name, unique ("industry-share").
    theme : str
        One of `THEMES`.
    title, question, definition : Said
        What it is called, what it answers, what is counted.
    unit : str
        One of `UNITS`.
    decimals : int
        How many are shown.
    direction : str
        Whether "up" or "down" is what a territory wishes for; "none" where neither is.
    is_stock : bool
        Whether it is a number of people or things, drawn by the size of a symbol; else a ratio,
        drawn by the colour of an area.
    terms : tuple of (str, Term)
        What the formula names.
    formula : Formula
        How they are combined.
    file : str
        Name of the file that says it.
    """

    id: str
    theme: str
    title: Said
    question: Said
    definition: Said
    unit: str
    decimals: int
    direction: str
    is_stock: bool
    terms: tuple[tuple[str, Term], ...]
    formula: Formula
    file: str

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables it reads, sorted."""
        return tuple(sorted({term.table for _, term in self.terms}))


# Unit → how it is written after a number.
UNITS: Mapping[str, Said] = {
    "inhabitants": Said("inhabitants", "habitants"),
    "jobs": Said("jobs", "emplois"),
    "people": Said("people", "personnes"),
    "establishments": Said("establishments", "établissements"),
    "activities": Said("activities", "activités"),
    "percent": Said("%", "%"),
    "percent_a_year": Said("% a year", "% par an"),
    "points": Said("points", "points"),
    "per_hundred": Said("for 100 inhabitants", "pour 100 habitants"),
    "per_thousand": Said("for 1,000 inhabitants", "pour 1 000 habitants"),
    "index": Said("", ""),
}


def read_definitions(text: str, *, file: str) -> list[Indicator]:
    """Read the indicators of a file.

    Parameters
    ----------
    text : str
        TOML: ``theme`` and one table ``[indicator.<id>]`` for each.
    file : str
        Its name, for errors.

    Raises
    ------
    BadInput
        What cannot be read, with the indicator and the key.
    """
    reader = read_toml(text, file=file, subject=_SUBJECT)
    theme = reader.choice("theme", THEMES)
    every = reader.named(
        "indicator",
        is_name=lambda id_: bool(ID.fullmatch(id_)),
        absent="There is no [indicator.…] in the file",
        strange="An id is small letters, digits and hyphens",
    )
    found = [_indicator(each, theme) for each in every]
    reader.end()
    return found


def _indicator(reader: Reader, theme: str) -> Indicator:
    terms = _terms(reader)
    if len({term.level for _, term in terms if term.is_vector}) > 1:
        raise reader.refused("Its terms with `by` are of one level", str(len(terms)))
    formula = reader.text("formula")
    if len(formula) > _LONGEST:
        raise reader.refused("The formula is too long", f"{len(formula)} characters")
    found = Indicator(
        id=reader.name,
        theme=theme,
        title=reader.said("title"),
        question=reader.said("question"),
        definition=reader.said("definition"),
        unit=reader.choice("unit", tuple(UNITS)),
        decimals=reader.whole("decimals", most=4),
        direction=reader.choice("direction", DIRECTIONS),
        is_stock=reader.choice("draw", ("symbols", "areas")) == "symbols",
        terms=terms,
        formula=read_formula(formula, {name: term.is_vector for name, term in terms}),
        file=reader.file,
    )
    reader.end()
    return found


def _terms(reader: Reader) -> tuple[tuple[str, Term], ...]:
    every = reader.named(
        "terms",
        is_name=lambda name: (
            bool(_NAME.fullmatch(name)) and name != YEARS and name not in FUNCTIONS
        ),
        absent="`terms` names what the formula uses",
        strange="The name of a term is small letters, digits and _, and no word of formulas",
    )
    return tuple((each.name, _term(each)) for each in every)


def _term(reader: Reader) -> Term:
    table = reader.choice("table", tuple(TABLES))
    by = reader.optional("by")
    level = reader.optional("level") if by is None else by
    sectors = reader.optional("sectors") or []
    back = reader.optional("back")
    reader.end()
    is_level = isinstance(level, str) and level in naf.LEVELS and table not in _PLAIN
    if level is not None and not is_level:
        raise reader.refused(f"{level} is no level of activities of the table {table}", table)
    if not isinstance(sectors, list) or not (bool(sectors) == (level is not None and by is None)):
        raise reader.refused("`sectors` is a list of codes and goes with `level`", str(sectors))
    known = set(naf.bridge(level, level)) if level else set()
    if strange := [each for each in sectors if not isinstance(each, str) or each not in known]:
        raise reader.refused(f"No activity of {level} has this code", str(strange[0]))
    if back is not None and back != FIRST and not (type(back) is int and 0 <= back <= 100):
        raise reader.refused('`back` is a number of years, or "first"', str(back))
    return Term(
        table=table,
        level=level,
        sectors=tuple(sectors),
        is_vector=by is not None,
        back=None if back == FIRST else back or 0,
    )
