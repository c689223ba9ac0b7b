"""Indicators through the API: what they are, and their values for the territories of a kind."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja import Path as PathParam

from terreau.datasets.indicators import registry
from terreau.web.apps.observatory import compared_export, values_export
from terreau.web.apps.observatory.comparing import compare
from terreau.web.apps.observatory.figure_schemas import FigureOut
from terreau.web.apps.observatory.map_asked import Wish
from terreau.web.apps.observatory.map_page import get_values_of_map
from terreau.web.shared.api import REFUSALS

router = Router(tags=["observatory"])


class IndicatorOut(Schema):
    """The definition of an indicator."""

    id: str = Field(description="Its short name")
    theme: str = Field(description="population, jobs, industry, activities, structure, "
                       "establishments or long_run")  # fmt: skip
    title: str = Field(description="Its name, in the reader's language")
    question: str = Field(description="What it answers")
    definition: str = Field(description="What is counted")
    unit: str = Field(description="Unit of its values; empty for an index")
    decimals: int = Field(description="How many decimals pages show")
    direction: str = Field(description="up or down where a territory wishes for it, else none")
    is_stock: bool = Field(description="Whether it is a number of people or things")
    formula: str = Field(description="Its formula over the terms")
    tables: list[str] = Field(description="The tables it needs")


class ValueOut(Schema):
    """The value of an indicator for a territory."""

    code: str = Field(description="Code of the territory")
    name: str = Field(description="Its name")
    value: float | None = Field(description="In full precision; null where there is none")
    display: str = Field(description="As pages write it")
    rank: int | None = Field(description="From the highest; null without a value")
    status: str = Field(
        description="ok, partial (some cells are secret or missing, and in no sum), unknown or "
        "undefined"
    )
    hidden_share: float = Field(description="Share of the cells needed that are not known")


class ValuesOut(Schema):
    """An indicator for every territory of a kind."""

    indicator: IndicatorOut = Field(description="The definition")
    kind: str = Field(description="Kind of the territories")
    country: str = Field(description="FR, or XX for the fictitious example country")
    year: int = Field(description="The year asked for")
    years: list[int] = Field(description="Those that can be asked for")
    nation: float | None = Field(description="The same for the country; null where not known")
    sources: str = Field(description="The tables that were read, and their years")
    licences: str = Field(description="Their licences")
    obligation: str = Field(description="What they ask beyond naming the source; may be empty")
    command: str = Field(description="The command that prints the values again")
    values: list[ValueOut] = Field(description="The highest first, then those without a value")


class ComparedOut(Schema):
    """A territory of a comparison."""

    key: str = Field(description="kind:code")
    name: str = Field(description="Its name")
    kind: str = Field(description="Its kind, in the reader's language")


class ComparisonOut(Schema):
    """Territories side by side."""

    territories: list[ComparedOut] = Field(description="In the order asked")
    is_example: bool = Field(description="Whether they are of the fictitious example country")
    sentence: str = Field(description="What sets them apart; may be empty")
    certainty: str = Field(description="How far it can be relied upon; may be empty")
    figures: list[FigureOut] = Field(description="Each named indicator@kind:code")
    sources: list[str] = Field(description="The tables that were read")


@router.get("/indicators", response={200: list[IndicatorOut]} | REFUSALS, summary="Indicators")
def list_indicators(request: HttpRequest) -> list[dict[str, Any]]:
    """List the definitions of the indicators, theme by theme."""
    known = registry.list_indicators(Path(settings.TERREAU_HOME)).values()
    return [values_export.defined(each) for each in known]


@router.get(
    "/indicators/{indicator}/values",
    response={200: ValuesOut} | REFUSALS,
    summary="Values of an indicator",
)
def get_indicator_values(
    request: HttpRequest,
    indicator: Annotated[str, PathParam(description="Its short name, as /indicators lists them")],
    *,
    kind: Annotated[
        str,
        Query(description="epci, territoire_industrie, zone_emploi, departement or region"),
    ] = "",
    year: Annotated[str, Query(description="The last one by default")] = "",
    country: Annotated[str, Query(description="FR, or XX for the example country")] = "",
) -> dict[str, Any]:
    """Give the value of every territory of a kind, and where they come from.

    The answer is 404 where a table that the indicator needs is not here.
    """
    wish = Wish(indicator=indicator, kind=kind, year=year, country=country)
    page = get_values_of_map(wish)
    return values_export.as_json(page.values, page.rows)


@router.get(
    "/comparison",
    response={200: ComparisonOut} | REFUSALS,
    summary="Comparison of territories",
)
def get_comparison(
    request: HttpRequest,
    t: Annotated[list[str], Query(description="kind:code of each, two to six of them")],
) -> dict[str, Any]:
    """Give every figure of a comparison, in full precision, with its provenance."""
    return compared_export.as_json(compare(t))
