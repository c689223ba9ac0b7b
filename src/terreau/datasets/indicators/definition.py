"""What an indicator is, and reading definitions: strictly, so that a slip is named, not guessed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from terreau.core.errors import BadInput
from terreau.core.said import Said
from terreau.datasets.indicators.formula import FUNCTIONS, YEARS, Formula, read_formula
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

_ID = re.compile(r"[a-z][a-z0-9-]{1,60}")
_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")
_LONGEST = 300  # characters of a formula


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
    try:
        content = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise _Reader(file, "", {}).refused("The file is not TOML", str(error)) from None
    reader = _Reader(file, "", content)
    theme = reader.choice("theme", THEMES)
    found = [_indicator(each, theme) for each in reader.indicators()]
    reader.end()
    return found


def _indicator(reader: _Reader, theme: str) -> Indicator:
    terms = tuple((name, _term(each)) for name, each in reader.terms())
    if len({term.level for _, term in terms if term.is_vector}) > 1:
        raise reader.refused("Its terms with `by` are of one level", str(len(terms)))
    formula = reader.text("formula")
    if len(formula) > _LONGEST:
        raise reader.refused("The formula is too long", f"{len(formula)} characters")
    found = Indicator(
        id=reader.id,
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


def _term(reader: _Reader) -> Term:
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


class _Reader:
    """The keys of a part of a file, each taken once; what is left is unknown."""

    def __init__(self, file: str, id_: str, content: Mapping[str, Any]) -> None:
        self.file, self.id = file, id_
        self._left = dict(content)

    def refused(self, what: str, value: str) -> BadInput:
        place = f"{self.file}, {self.id}" if self.id else self.file
        return BadInput(
            "The definition of an indicator is not valid",
            value=value,
            why=f"{place}: {what}",
            remedy="See docs/howto/add-an-indicator.md",
        )

    def inside(self, *path: str) -> _Reader:
        content: Any = self._left
        for name in path:
            content = content.get(name) if isinstance(content, dict) else None
        if not isinstance(content, dict):
            raise self.refused("A table is expected there", ".".join(path))
        return _Reader(self.file, path[-1] if not self.id else f"{self.id}.{path[-1]}", content)

    def indicators(self) -> list[_Reader]:
        ids = self._left.get("indicator")
        if not isinstance(ids, dict) or not ids:
            raise self.refused("There is no [indicator.…] in the file", "")
        if strange := [id_ for id_ in ids if not _ID.fullmatch(id_)]:
            raise self.refused("An id is small letters, digits and hyphens", strange[0])
        found = [self.inside("indicator", id_) for id_ in ids]
        del self._left["indicator"]
        return found

    def terms(self) -> Iterator[tuple[str, _Reader]]:
        names = self._left.get("terms")
        if not isinstance(names, dict) or not names:
            raise self.refused("`terms` names what the formula uses", str(names))
        for name in names:
            if not _NAME.fullmatch(name) or name == YEARS or name in FUNCTIONS:
                raise self.refused(
                    "The name of a term is small letters, digits and _, and no word of formulas",
                    name,
                )
            yield name, self.inside("terms", name)
        del self._left["terms"]

    def text(self, key: str) -> str:
        value = self.optional(key)
        if not isinstance(value, str) or not value.strip():
            raise self.refused(f"`{key}` must be written", str(value))
        if not value.isprintable():
            raise self.refused(f"`{key}` holds what cannot be printed", repr(value))
        return value.strip()

    def said(self, key: str) -> Said:
        reader = self.inside(key)
        said = Said(en=reader.text("en"), fr=reader.text("fr"))
        reader.end()
        del self._left[key]
        return said

    def choice(self, key: str, offered: tuple[str, ...]) -> str:
        value = self.text(key)
        if value not in offered:
            raise self.refused(f"`{key}` is one of {', '.join(offered)}", value)
        return value

    def whole(self, key: str, *, most: int) -> int:
        value = self.optional(key)
        if type(value) is not int or not 0 <= value <= most:
            raise self.refused(f"`{key}` is a whole number up to {most}", str(value))
        return value

    def optional(self, key: str) -> Any:
        return self._left.pop(key, None)

    def end(self) -> None:
        if self._left:
            raise self.refused("Unknown key", next(iter(self._left)))
