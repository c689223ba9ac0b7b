"""Action plans that the source documents print: their sheets, who leads them, what is missing.

``plans.json`` is made by ``scripts/printed_plans.py``; ``plan_words.toml`` is written by hand. How
far a sheet got since its document is not known.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, Literal

from terreau.core.said import Said

# "blank": its cell is empty; "open": to be said later; "unprinted": the document has no leads.
LeadGap = Literal["", "blank", "open", "unreadable", "partly_unreadable", "unprinted"]

_FILES = resources.files("terreau.datasets.printed")


@dataclass(frozen=True)
class PrintedSheet:
    """A project of a plan as a document prints it.

    Parameters
    ----------
    code : str
        The one printed ("F2.1"), or ours where none is ("CAR-03"); unique in its plan.
    title : str
        The name of the project.
    theme : str
        Theme of phase 1 that the document puts it under: attirer, recruter, innover, simplifier;
        "" where it says none.
    leads, partners : tuple[str, ...]
        Who leads it and who takes part, as printed: `organisations` says which body a name is.
    lead_gap : LeadGap
        Why no lead is known, or not all of them; "" where the document says them.
    is_doubtful : bool
        Whether columns ran into each other: who leads it is likely, not sure.
    shared_with : str
        Another programme that it belongs to as well ("Pacte Ardennes"), or "".
    objective : Said
        What it is for, in our words; most documents print the title alone.
    note, state_then : Said or None
        What a reader must know of it; how far it was when the document was written, where said.
    """

    code: str
    title: str
    theme: str
    leads: tuple[str, ...]
    partners: tuple[str, ...]
    lead_gap: LeadGap
    is_doubtful: bool
    shared_with: str
    objective: Said
    note: Said | None = None
    state_then: Said | None = None

    @property
    def remarks(self) -> Said | None:
        """All that a reader must know of how it is printed; None where there is nothing."""
        said = [self.note] if self.note else []
        if self.state_then:
            then = self.state_then
            said.append(
                Said(f"The document says it is {then.en}.", f"Le document la dit {then.fr}.")
            )
        if self.shared_with:
            also = self.shared_with
            said.append(Said(f"It is in the {also} as well.", f"Elle est aussi dans le {also}."))
        if not said:
            return None
        return Said(" ".join(each.en for each in said), " ".join(each.fr for each in said))


@dataclass(frozen=True)
class PrintedAxis:
    """A part of a plan.

    Parameters
    ----------
    number : int or None
        The one printed; None where it is no axis.
    title : str
        As printed, or the theme of its sheets; "" where it holds all those of a plan without axes.
    sheets : tuple[PrintedSheet, ...]
        In the order of the document.
    """

    number: int | None
    title: str
    sheets: tuple[PrintedSheet, ...]


@dataclass(frozen=True)
class PrintedPlan:
    """A plan as a document prints it.

    Parameters
    ----------
    id, title : str
        Its short name, and its title.
    territoire_industrie : str
        Code of its territory in the register ("1:saint-nazaire-cordemais").
    epci : tuple[str, ...]
        SIREN of the intercommunalities whose plan it is.
    printed_axes, printed_sheets : int or None
        How many the document says there are; None where it does not.
    conveners : tuple[str, ...]
        Who called the meetings that wrote it, as printed.
    document, document_date : str
        Title and date of the document.
    axes : tuple[PrintedAxis, ...]
        In the order of the document.
    note : Said
        What a reader must know of it: where its totals differ, what it does not print.
    """

    id: str
    title: str
    territoire_industrie: str
    epci: tuple[str, ...]
    printed_axes: int | None
    printed_sheets: int | None
    conveners: tuple[str, ...]
    document: str
    document_date: str
    axes: tuple[PrintedAxis, ...]
    note: Said

    @property
    def sheets(self) -> tuple[PrintedSheet, ...]:
        """All of its sheets, in the order of the document."""
        return tuple(sheet for axis in self.axes for sheet in axis.sheets)

    @property
    def counted_axes(self) -> int | None:
        """How many numbered axes its table has; None where it has none."""
        return sum(axis.number is not None for axis in self.axes) or None

    @property
    def counted_sheets(self) -> int:
        """How many sheets its table has."""
        return len(self.sheets)

    @property
    def names(self) -> Iterator[str]:
        """Every name printed of who leads, takes part or convenes, as often as it is."""
        yield from self.conveners
        for sheet in self.sheets:
            yield from (*sheet.leads, *sheet.partners)


@cache
def list_plans() -> tuple[PrintedPlan, ...]:
    """Return the plans, in the order of the folder of facts."""
    rows = json.loads(_FILES.joinpath("plans.json").read_text(encoding="utf-8"))
    words = tomllib.loads(_FILES.joinpath("plan_words.toml").read_text(encoding="utf-8"))
    return tuple(_plan(row, words["plan"][row["id"]], words["sheet"]) for row in rows)


def _plan(row: dict[str, Any], note: dict[str, str], words: Mapping[str, Any]) -> PrintedPlan:
    axes = tuple(
        PrintedAxis(
            number=axis["number"],
            title=axis["title"],
            sheets=tuple(_sheet(sheet, words.get(sheet["code"], {})) for sheet in axis["sheets"]),
        )
        for axis in row["axes"]
    )
    lists = {key: tuple(row[key]) for key in ("epci", "conveners")}
    return PrintedPlan(**{**row, **lists, "axes": axes, "note": Said(**note)})


def _sheet(row: dict[str, Any], words: Mapping[str, dict[str, str]]) -> PrintedSheet:
    objective = Said(en=row.pop("objective_en"), fr=row.pop("objective_fr"))
    lists = {key: tuple(row[key]) for key in ("leads", "partners")}
    said = {key: Said(**sentence) for key, sentence in words.items()}
    return PrintedSheet(**{**row, **lists, **said, "objective": objective})
