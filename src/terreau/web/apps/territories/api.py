"""The territories app through the API: search, a perimeter, its versions."""

from __future__ import annotations

from typing import Annotated, Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from terreau.core.errors import UnknownPerimeter
from terreau.web.apps.territories import lives, presenters, search, selectors
from terreau.web.apps.territories.life_page import LifePage, life_page
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


class NamedOut(Schema):
    """A territory that an event names."""

    code: str = Field(description="Its code at the time")
    name: str = Field(description="Its last name, or its code where no name is known")
    url: str = Field(description="Address of its page; empty where it has none")


class EventOut(Schema):
    """Something that happened to a perimeter."""

    kind: str = Field(
        description="first_known, created, renamed, legal_form, recoded, merged, enlarged, "
        "separated, joined, reduced, absorbed, left or ended"
    )
    title: str = Field(description="What happened, in the reader's language")
    communes: list[NamedOut] = Field(description="Communes that came, left, merged or separated")
    elsewhere: NamedOut | None = Field(
        description="Perimeter of the same kind they come from or went to, where it is known"
    )
    note: str = Field(description="What cannot be known of it; may be empty")


class YearOut(Schema):
    """The events of one vintage."""

    year: int | None = Field(
        description="First vintage in which they are seen; null where no source dates them"
    )
    events: list[EventOut] = Field(description="In the order in which the page tells them")


class BelongingOut(Schema):
    """Where a commune belongs over a run of vintages, both included."""

    kind_label: str = Field(description="Kind of the perimeter, in the reader's language")
    perimeter: NamedOut = Field(description="The perimeter")
    first: int = Field(description="First vintage of the run")
    last: int = Field(description="Last vintage of the run")


class LifeOut(Schema):
    """The life of a perimeter, as its page tells it."""

    sentence: str = Field(description="Its life in one sentence")
    years: list[YearOut] = Field(description="In the order of time")
    belongings: list[BelongingOut] = Field(description="Of a commune: where it has belonged")
    doubt: str = Field(
        description="How many jobs are where earlier figures cannot be told apart; may be empty"
    )
    notes: list[str] = Field(description="What the source tells, and what it does not")


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


@router.get(
    "/perimeters/{kind}/{code}/life",
    response={200: LifeOut} | REFUSALS,
    summary="The life of a perimeter",
)
def get_life(request: HttpRequest, kind: Kind, code: Code) -> LifePage:
    """Tell who came, left, merged or separated, vintage by vintage, and what is not known."""
    territory = selectors.get_territory(kind=kind, code=code)
    if territory.perimeter is None:
        raise UnknownPerimeter(
            _("Une liste choisie n’a pas de vie à raconter"),
            value=code,
            remedy=_("Demandez celle de ses communes ou de ses intercommunalités."),
        )
    return life_page(lives.get_life(territory))
