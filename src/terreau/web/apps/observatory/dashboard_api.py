"""Dashboards through the API: what they are, and their figures for a territory."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

from django.conf import settings
from django.http import HttpRequest
from ninja import Field, Query, Router, Schema
from ninja import Path as PathParam

from terreau.datasets.indicators import dashboards
from terreau.web.apps.observatory import dashboard_out
from terreau.web.apps.observatory.dashboard_page import (
    asked_territory,
    find_dashboard,
    get_dashboard_page,
)
from terreau.web.apps.observatory.figure_schemas import FigureOut
from terreau.web.shared.api import REFUSALS

router = Router(tags=["observatory"])


class GroupOut(Schema):
    """Indicators of a dashboard that answer one question."""

    title: str = Field(description="What they are about")
    question: str = Field(description="What they answer; may be empty")
    indicators: list[str] = Field(description="Their names, as /indicators lists them")
    lead: str = Field(description="The one followed over the years; empty for none")


class DashboardOut(Schema):
    """The definition of a dashboard."""

    id: str = Field(description="Its short name")
    title: str = Field(description="What it is called")
    question: str = Field(description="What it answers")
    groups: list[GroupOut] = Field(description="Its indicators, in the order of reading")


class LackOut(Schema):
    """Indicators that nothing here tells of the territory."""

    group: str = Field(description="The group they belong to")
    indicators: list[str] = Field(description="Their titles")
    reason: str = Field(description="Why they have no value")
    sources: list[str] = Field(description="The sources that would fill them, by name")


class DashboardPageOut(Schema):
    """A dashboard for a territory."""

    dashboard: str = Field(description="Its short name")
    title: str = Field(description="What it is called")
    kind: str = Field(description="Kind of the territory; list for one's own list")
    code: str = Field(description="Its code; of a list, its codes separated by commas")
    name: str = Field(description="Its name")
    version: str = Field(description="Version of the perimeter that is counted")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")
    sentence: str = Field(description="What stands out")
    figures: list[FigureOut] = Field(
        description="Every figure of the page; its key is the name of an indicator, alone or with "
        ".country, .rank or the year"
    )
    statuses: dict[str, str] = Field(
        description="Of each indicator that has a value, ok or partial (some cells are secret or "
        "missing, and in no sum)"
    )
    missing: list[LackOut] = Field(description="What has no figure, and what would fill it")


@router.get("/dashboards", response={200: list[DashboardOut]} | REFUSALS, summary="Dashboards")
def list_dashboards(request: HttpRequest) -> list[dict[str, Any]]:
    """List the dashboards: groups of indicators read together for one territory."""
    known = dashboards.list_dashboards(Path(settings.TERREAU_HOME)).values()
    return [dashboard_out.defined(each) for each in known]


@router.get(
    "/dashboards/{dashboard}",
    response={200: DashboardPageOut} | REFUSALS,
    summary="A dashboard for a territory",
)
def get_dashboard(
    request: HttpRequest,
    dashboard: Annotated[str, PathParam(description="Its short name, as /dashboards lists them")],
    *,
    t: Annotated[
        list[str] | None, Query(description="The territory: kind:code (epci:244400644), once")
    ] = None,
) -> dict[str, Any]:
    """Give every figure of the page of a dashboard, in full precision, with its provenance."""
    page = get_dashboard_page(find_dashboard(dashboard), asked_territory(t or []))
    return dashboard_out.as_json(page)
