"""The territories app through the API: search, a perimeter, its versions."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema

from terreau.web.apps.territories import presenters, search, selectors
from terreau.web.shared.api import REFUSALS, Code, Kind

router = Router(tags=["territories"])


class PerimeterOut(Schema):
    """A perimeter in a list."""

    kind: str = Field(description="Kind of the perimeter: commune, epci, territoire_industrie…")
    kind_label: str = Field(description="Its kind in the reader's language")
    code: str = Field(description='Official code; of a TI, its phase and identifier ("2:ti-0101")')
    name: str = Field(description="Official name")
    context: str = Field(description="What tells it from a namesake: department and code")
    population: int | None = Field(
        description="Inhabitants in the latest reference year, null where it is not known"
    )
    url: str = Field(description="Address of its page")
    profile_url: str = Field(description="Address of its profile")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")
    is_over: bool = Field(description="Whether it no longer exists")


class VersionOut(Schema):
    """A version: the communes of a run of vintages, both ends included."""

    number: int = Field(description="Rank of the version, from 1")
    valid_from: int = Field(description="First vintage of the run")
    valid_to: int = Field(description="Last vintage of the run")
    communes: list[str] = Field(description="Codes of its communes")


class PerimeterDetailOut(PerimeterOut):
    """A perimeter with its life."""

    has_all_members: bool | None = Field(
        description="Whether every member is known; null where the source does not say"
    )
    versions: list[VersionOut] = Field(description="Its versions in the order of time")
    parts: list[PerimeterOut] = Field(description="The perimeters it is declared to be made of")


@router.get(
    "/perimeters", response={200: list[PerimeterOut]} | REFUSALS, summary="Search perimeters"
)
def search_perimeters(
    request: HttpRequest,
    q: Annotated[str, Query(description="Name, code, SIREN or postal code", max_length=80)],
    kind: Annotated[str, Query(description="Keep one kind: commune, epci, ept…")] = "",
    limit: Annotated[int, Query(ge=1, le=50, description="At most this many, 1 to 50")] = 10,
) -> list[dict[str, Any]]:
    """Find perimeters by name, code or postal code; accents and typing errors are forgiven."""
    found = search.search_perimeters(q, kinds=(kind,) if kind else (), limit=limit)
    return [vars(presenters.as_result(f.perimeter)) for f in found]


@router.get(
    "/perimeters/{kind}/{code}",
    response={200: PerimeterDetailOut} | REFUSALS,
    summary="One perimeter, its versions",
)
def get_perimeter(request: HttpRequest, kind: Kind, code: Code) -> dict[str, Any]:
    """Give a perimeter by its kind and code, with the communes of each of its versions."""
    perimeter = selectors.get_perimeter(kind=kind, code=code)
    territory = selectors.get_territory(kind=kind, code=code)
    return vars(presenters.as_result(perimeter)) | {
        "has_all_members": perimeter.has_all_members,
        "versions": [
            {
                "number": v.number,
                "valid_from": v.valid_from,
                "valid_to": v.valid_to,
                "communes": sorted(v.communes),
            }
            for v in selectors.list_versions(perimeter)
        ],
        "parts": [vars(presenters.as_result(part)) for part in territory.parts],
    }
