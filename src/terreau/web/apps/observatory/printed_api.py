"""What documents print beside what is computed, through the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from terreau.web.apps.observatory import printed_export
from terreau.web.apps.observatory.figure_schemas import FigureOut
from terreau.web.apps.observatory.printed_page import get_printed
from terreau.web.shared.api import REFUSALS

router = Router(tags=["observatory"])


class FactOut(Schema):
    """A figure that a document prints."""

    id: str = Field(description="Its short name")
    theme: str = Field(description="What it is about, in the reader's language")
    label: str = Field(description="What it counts")
    printed: str = Field(description="As the document gives it; never computed with")
    date: str = Field(description="What it describes in time")
    place: str = Field(description="Where it holds; empty for the country")
    document: str = Field(description="The document and its day")
    figure: str | None = Field(
        description="Key of the figure computed of the same thing; null where there is none"
    )
    why: str = Field(description="What makes the two differ")
    lacking: str = Field(description="Why nothing is computed, and which source would fill it")


class PrintedFactsOut(Schema):
    """What documents print, and the figures computed of the same things."""

    facts: list[FactOut] = Field(description="Theme by theme")
    figures: list[FigureOut] = Field(
        description="Of each fact that has one: what is computed, and its difference where the "
        "two are ten years apart at most"
    )


@router.get(
    "/printed",
    response={200: PrintedFactsOut} | REFUSALS,
    summary="What documents print, beside figures",
)
def list_printed(request: HttpRequest) -> dict[str, Any]:
    """List the figures that source documents print, each beside what is computed here."""
    return printed_export.as_json(get_printed())
