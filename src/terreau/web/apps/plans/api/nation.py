"""What a program reads of plans above one territory."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from ninja import Field, Query, Schema

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.plans.api.reads import router
from terreau.web.apps.plans.selectors.nation import country_to_show, get_totals
from terreau.web.shared.api import REFUSALS


class StateTotalOut(Schema):
    """How many sheets are in a state."""

    state: str = Field(description="idea, draft, presented…")
    sheets: int = Field(description="How many the reader sees")


class ThemeTotalOut(Schema):
    """How many sheets are of a theme."""

    theme: str = Field(
        description="Its key in the set of the phase; apart: of another phase, without equivalent; "
        "without: none of the programme"
    )
    sheets: int = Field(description="How many the reader sees")


class RegionTotalOut(Schema):
    """What is done in a region."""

    region: str = Field(description="Its code; empty where it is not known")
    plans: int = Field(description="How many plans")
    sheets: int = Field(description="How many sheets the reader sees")


class PlanTotalsOut(Schema):
    """What is counted in a country."""

    country: str = Field(description="FR, or XX of the example country")
    plans: int = Field(description="How many plans")
    sheets: int = Field(description="How many sheets the reader sees")
    states: list[StateTotalOut] = Field(description="In the order of a sheet's life")
    themes: list[ThemeTotalOut] = Field(description="Those of the phase, then the others")
    regions: list[RegionTotalOut] = Field(description="By name")


@router.get(
    "/plan-totals",
    response={200: PlanTotalsOut} | REFUSALS,
    summary="Action plans of a country, counted",
)
def get_plan_totals(
    request: ScopedRequest,
    country: Annotated[
        Literal["FR", "XX", ""],
        Query(description="FR or XX; left out: France, the example where it alone has plans"),
    ] = "",
    phase: Annotated[int, Query(ge=1, le=2, description="Whose themes are counted")] = 2,
) -> dict[str, Any]:
    """Count the sheets that the reader sees by state, by theme of a phase, by region."""
    shown = country_to_show(country)
    totals = get_totals(request.scope, country=shown, phase=phase)
    return {
        "country": shown,
        "plans": totals.plans,
        "sheets": totals.sheets,
        "states": [{"state": state, "sheets": count} for state, count in totals.by_state],
        "themes": [{"theme": each.key, "sheets": each.sheets} for each in totals.by_theme],
        "regions": [
            {"region": each.code, "plans": each.plans, "sheets": each.sheets}
            for each in totals.by_region
        ],
    }
