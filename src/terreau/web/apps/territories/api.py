"""The territories app through the API: search, a perimeter, its versions."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from terreau.web.apps.territories import presenters, search, selectors
from terreau.web.shared.api import REFUSALS

router = Router(tags=["territories"])


class PerimeterOut(Schema):
    """A perimeter in a list."""

    kind: str
    kind_label: str
    code: str
    name: str
    context: str
    population: int | None
    url: str
    profile_url: str
    is_example: bool
    is_over: bool


class VersionOut(Schema):
    """A version: the communes of a run of vintages, both ends included."""

    number: int
    valid_from: int
    valid_to: int
    communes: list[str]


class PerimeterDetailOut(PerimeterOut):
    """A perimeter with its life."""

    has_all_members: bool | None
    versions: list[VersionOut]
    parts: list[PerimeterOut]


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
def get_perimeter(request: HttpRequest, kind: str, code: str) -> dict[str, Any]:
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
