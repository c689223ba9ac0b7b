"""Facts that the source documents print, and how the same thing is computed here, where it is.

``facts.json`` is made by ``scripts/printed_facts.py``; ``pairs.toml`` is written by hand. No
computation ever reads a printed value.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

from terreau.core.said import Said

_FILES = resources.files("terreau.datasets.printed")


@dataclass(frozen=True)
class Fact:
    """A figure as a document prints it.

    Parameters
    ----------
    id, theme : str
        Its short name, and the theme it stands under.
    date : str
        What it describes ("2014", "1975–2012", "2019 (summer)").
    label : Said
        What it counts.
    value : float
        The number printed.
    unit, qualifier, scope : str
        "%", "million jobs"…; "about", "more than"… or ""; where it holds.
    document, document_date : str
        Title and date of the document; "" where it bears none.
    """

    id: str
    theme: str
    date: str
    label: Said
    value: float
    unit: str
    qualifier: str
    scope: str
    document: str
    document_date: str


@dataclass(frozen=True)
class Pair:
    """How what a fact states is computed here, and why the two differ.

    Parameters
    ----------
    fact : str
        Id of the fact.
    how : str
        "indicator": its value in a territory; "rising": how many territories of a kind have a
        positive one; "programme": how many TI or EPCI are in the programme; "basins": the bassins
        de vie of a class; "missing": it is not computed, a source is said.
    why : Said
        What makes the two differ, or why there is no other.
    indicator, kind, code : str
        Of "indicator", with code "nation" for the country, and of "rising"; kind of "programme".
    year : int or None
        The year asked for, the nearest known being taken; None for the last one.
    scale : float
        What the value computed is multiplied by, to be in the unit of the fact.
    basins, part : str
        Class of "basins", and what of it: "count", "share_start" or "share_end".
    source : str
        Of "missing": what would fill it.
    """

    fact: str
    how: str
    why: Said
    indicator: str = ""
    kind: str = ""
    code: str = ""
    year: int | None = None
    scale: float = 1.0
    basins: str = ""
    part: str = ""
    source: str = ""


@cache
def list_facts() -> tuple[Fact, ...]:
    """Return the facts, theme by theme."""
    rows = json.loads(_FILES.joinpath("facts.json").read_text(encoding="utf-8"))
    return tuple(
        Fact(label=Said(en=row.pop("label_en"), fr=row.pop("label_fr")), **row) for row in rows
    )


@cache
def pairs() -> Mapping[str, Pair]:
    """Return the pair of each fact that has one, by its id."""
    written = tomllib.loads(_FILES.joinpath("pairs.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            fact: Pair(fact=fact, **{**keys, "why": Said(**written["why"][keys["why"]])})
            for fact, keys in written["pair"].items()
        }
    )
