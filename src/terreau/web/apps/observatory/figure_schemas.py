"""How the API describes a figure, whatever page it belongs to."""

from __future__ import annotations

from ninja import Field, Schema


class ProvenanceOut(Schema):
    """Where a figure comes from and how to produce it again."""

    source: str = Field(description="Publisher and title of the table")
    dataset: str = Field(
        description="Identifier of the table and its checksum; empty for what is bundled"
    )
    vintage: str = Field(description="Vintage of the table, as its publisher names it")
    licence: str = Field(description="Licence of the table")
    obligation: str = Field(
        description="What the licence asks beyond naming the source (share alike); may be empty"
    )
    geography: str = Field(
        description="Version of the perimeter, and geography of the codes of the table"
    )
    absent: str = Field(description="What an absent cell means")
    coverage: str = Field(description="What the figure covers and what it leaves out")
    formula: str = Field(description="How it is computed")
    command: str = Field(description="The command that prints the figure again")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")


class FigureOut(Schema):
    """One figure and its provenance."""

    key: str = Field(description="Name of the figure, the same in the CSV and in the terminal")
    label: str = Field(description="What it is, in the reader's language")
    period: str = Field(description='Year, or first and last year ("2019-2024")')
    value: float | None = Field(description="In full precision; null where it is not known")
    lower: float | None = Field(description="Lower bound of its interval, null without")
    upper: float | None = Field(description="Upper bound of its interval, null without")
    unit: str = Field(
        description="jobs, inhabitants, ratio, times or index; of an indicator, its own; or rank"
    )
    display: str = Field(description="As the page writes it, in the reader's language")
    provenance: ProvenanceOut = Field(description="Where it comes from and how to produce it again")
