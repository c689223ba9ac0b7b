"""Action sheets to start from: usual steps, partners, schemes and indicators; all proposals."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from types import MappingProxyType

from terreau.core.said import Said

_FILE = resources.files("terreau.web.apps.plans").joinpath("sheet_templates.toml")


@dataclass(frozen=True)
class Step:
    """A usual step: how many months after the start, and what it is."""

    months: int
    title: Said


@dataclass(frozen=True)
class SheetTemplate:
    """What a sheet of a kind usually holds.

    Parameters
    ----------
    key : str
        As rows keep it.
    title, problem, objectives : Said
        Its title; the questions to which its first two texts answer.
    theme : str
        Key of a theme of phase 2.
    partners : tuple of Said
        Who is usually there, by what they are.
    schemes : tuple of str
        Schemes that others asked, as people call them; what they give today is with the money.
    steps : tuple of Step
        In order.
    indicators : tuple of (Said, str)
        What is usually counted, and its unit.
    """

    key: str
    title: Said
    problem: Said
    objectives: Said
    theme: str
    partners: tuple[Said, ...]
    schemes: tuple[str, ...]
    steps: tuple[Step, ...]
    indicators: tuple[tuple[Said, str], ...]


@cache
def sheet_templates() -> Mapping[str, SheetTemplate]:
    """Return the templates by key, in the order of their file."""
    written = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return MappingProxyType({key: _template(key, row) for key, row in written.items()})


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later; the last of a shorter month.

    Examples
    --------
    >>> months_after(date(2026, 11, 30), 3), months_after(date(2026, 1, 31), 12)
    (datetime.date(2027, 2, 28), datetime.date(2027, 1, 31))
    """
    year, month = divmod(day.month - 1 + months, 12)
    last = calendar.monthrange(day.year + year, month + 1)[1]
    return date(day.year + year, month + 1, min(day.day, last))


def _template(key: str, row: Mapping[str, object]) -> SheetTemplate:
    def said(pair: object) -> Said:
        assert isinstance(pair, Sequence)
        return Said(fr=str(pair[0]), en=str(pair[1]))

    def rows(name: str) -> Sequence[Sequence[object]]:
        held = row[name]
        assert isinstance(held, Sequence)
        return held

    return SheetTemplate(
        key=key,
        title=said(row["title"]),
        problem=said(row["problem"]),
        objectives=said(row["objectives"]),
        theme=str(row["theme"]),
        partners=tuple(said(pair) for pair in rows("partners")),
        schemes=tuple(str(name) for name in rows("schemes")),
        steps=tuple(
            Step(int(str(months)), Said(fr=str(fr), en=str(en))) for months, fr, en in rows("steps")
        ),
        indicators=tuple(
            (Said(fr=str(fr), en=str(en)), str(unit)) for fr, en, unit in rows("indicators")
        ),
    )
