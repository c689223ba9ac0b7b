"""A plan read from its bytes to what it proposes, as an app does it."""

from __future__ import annotations

from collections.abc import Sequence

from messy_plans import Cell, plain

from terreau.datasets.plan_files.columns import guess_columns, uses_of
from terreau.datasets.plan_files.headings import find_headings, likeliest_sheet
from terreau.datasets.plan_files.proposals import ProposedSheet
from terreau.datasets.plan_files.reading import read_plan_file
from terreau.datasets.plan_files.tables import Proposals, propose_sheets

HEADINGS: list[Cell] = [
    "Axe",
    "N°",
    "Action",
    "Pilote",
    "Partenaires",
    "Statut",
    "Coût",
    "Observations",
]


def proposed(content: bytes) -> Proposals:
    """Read the likeliest sheet as its headings and its cells say."""
    sheet = likeliest_sheet(read_plan_file("plan", content))
    headings = find_headings(sheet)
    assert headings is not None
    return propose_sheets(sheet, headings, uses_of(guess_columns(sheet, headings)))


def of_rows(*rows: Sequence[Cell], headings: Sequence[Cell] = HEADINGS) -> Proposals:
    """Read rows below headings."""
    return proposed(plain([headings, *rows]))


def codes(sheet: ProposedSheet) -> list[str]:
    """Return what is said of a whole sheet."""
    return [remark.code for remark in sheet.remarks]


def lines(found: Proposals) -> list[tuple[int, str]]:
    """Return what is said of the lines that are no action."""
    return [(said.line, said.remark.code) for said in found.lines]
