"""Schemes that the source documents print, 2018 to 2022: a dated history, never current rules.

``schemes.json`` is made by ``scripts/printed_schemes.py``; ``scheme_words.toml`` is written by
hand.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from terreau.core.said import Said

_FILES = resources.files("terreau.datasets.printed")


@dataclass(frozen=True)
class PrintedAmount:
    """A number printed of a scheme.

    Parameters
    ----------
    value : float
        The number.
    unit : Said
        "EUR", "%", or what is counted.
    what : Said
        What it is: a grant, an envelope, a share.
    per : Said or None
        For what it is given: a recruitment, a month.
    qualifier : Said or None
        "more than", "up to", "hoped"; None where the number stands alone.
    is_derived : bool
        Whether it follows from others that are printed.
    """

    value: float
    unit: Said
    what: Said
    per: Said | None = None
    qualifier: Said | None = None
    is_derived: bool = False

    def as_dict(self) -> dict[str, Any]:
        """Return it ready for JSON."""
        told = {"unit": self.unit, "what": self.what, "per": self.per, "qualifier": self.qualifier}
        said = {key: each.as_dict() if each else None for key, each in told.items()}
        return {"value": self.value, **said, "is_derived": self.is_derived}


@dataclass(frozen=True)
class PrintedDay:
    """A day, a month or a year printed of a scheme, and what happened then."""

    when: Said
    what: Said


@dataclass(frozen=True)
class PrintedScheme:
    """A scheme as a document prints it.

    Parameters
    ----------
    id, name, kind : str
        Its short name, its name and its sort, as printed.
    counted_as : str
        The sort that a catalogue counts it as: "grant", "call", "expression_of_interest",
        "service", "engineering", "programme", "network", "patronage", "rule".
    theme : str
        Theme of phase 2 that it falls under: skills, land, innovation, ecology; "" under none.
    operators : tuple of str
        Who runs it, as printed.
    is_operator_inferred : bool
        Whether that was inferred, from a link most often.
    funders, beneficiaries, conditions : tuple of Said
        Who pays, for whom, on what conditions.
    amounts : tuple of PrintedAmount
        Every number printed, rates included.
    days : tuple of PrintedDay
        Every day printed.
    status, note : Said or None
        Where it stood then; what a reader must know of how it is printed.
    links : tuple of str
        Addresses as printed, never opened.
    document, document_date : str
        Title and date of the document; "" where it bears no date.
    """

    id: str
    name: str
    kind: str
    counted_as: str
    theme: str
    operators: tuple[str, ...]
    is_operator_inferred: bool
    funders: tuple[Said, ...]
    beneficiaries: tuple[Said, ...]
    conditions: tuple[Said, ...]
    amounts: tuple[PrintedAmount, ...]
    days: tuple[PrintedDay, ...]
    status: Said | None
    note: Said | None
    links: tuple[str, ...]
    document: str
    document_date: str


@cache
def list_schemes() -> tuple[PrintedScheme, ...]:
    """Return the schemes, in the order of the folder of facts."""
    rows = json.loads(_FILES.joinpath("schemes.json").read_text(encoding="utf-8"))
    words = tomllib.loads(_FILES.joinpath("scheme_words.toml").read_text(encoding="utf-8"))
    return tuple(_scheme(row, words) for row in rows)


def _scheme(row: Mapping[str, Any], words: Mapping[str, Mapping[str, str]]) -> PrintedScheme:
    def said(phrase: str) -> Said:
        return Said(en=words["en"].get(phrase, phrase), fr=words["fr"].get(phrase, phrase))

    def amount(told: Mapping[str, Any]) -> PrintedAmount:
        texts = {
            key: said(told[key]) for key in ("unit", "what", "per", "qualifier") if key in told
        }
        return PrintedAmount(told["value"], **texts, is_derived=told.get("is_derived", False))

    lists = {
        key: tuple(said(each) for each in row[key])
        for key in ("funders", "beneficiaries", "conditions")
    }
    return PrintedScheme(
        id=row["id"],
        name=row["name"],
        kind=row["kind"],
        counted_as=words["kinds"][row["kind"]],
        theme=words["themes"].get(row["theme"], ""),
        operators=tuple(row["operators"]),
        is_operator_inferred=row["is_operator_inferred"],
        **lists,
        amounts=tuple(amount(each) for each in (*row["amounts"], *row["rates"])),
        days=tuple(PrintedDay(said(when), said(what)) for when, what in row["dates"]),
        status=said(row["status"]) if row["status"] else None,
        note=said(row["note"]) if row["note"] else None,
        links=tuple(row["links"]),
        document=row["document"],
        document_date=row["document_date"],
    )
