"""The territories like one through the API."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from terreau.web.apps.observatory import peers_export
from terreau.web.apps.observatory.figure_schemas import FigureOut
from terreau.web.apps.observatory.peers_page import get_peers_as_data
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.covering import get_surroundings
from terreau.web.shared.api import REFUSALS, Code, Kind

router = Router(tags=["observatory"])


class PeerOut(Schema):
    """A territory whose mix of activities is near; its numbers are among the figures."""

    kind: str = Field(description="Kind of the perimeter")
    code: str = Field(description="Its code, as the keys of its figures write it")
    name: str = Field(description="Its name")
    programme: list[str] = Field(description="The TI that an EPCI belongs to")
    reasons: list[str] = Field(
        description="Activities of which both have more than the country, the strongest first"
    )
    is_steady: bool = Field(description="Whether it remains a peer in more than half of the draws")
    is_partial: bool = Field(description="Whether an activity is not known in one of the two")


class PeerGroupOut(Schema):
    """The nearest among some territories."""

    name: str = Field(
        description='"same" kind; "inside", EPCI of the programme; "outside", EPCI out of it'
    )
    title: str = Field(description="The same in the reader's language")
    searched: str = Field(description="Among how many they were sought")
    peers: list[PeerOut] = Field(description="The nearest first")


class PeersOut(Schema):
    """The territories like one."""

    kind: str = Field(description="Kind of the perimeter")
    code: str = Field(description="Its code")
    name: str = Field(description="Its name")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")
    sentence: str = Field(description="Whom it resembles, and in what")
    notes: list[str] = Field(description="What is good to know of the figures")
    groups: list[PeerGroupOut] = Field(description="Its peers; empty where it has no known jobs")
    figures: list[FigureOut] = Field(description="Every figure of the page")


@router.get(
    "/perimeters/{kind}/{code}/peers",
    response={200: PeersOut} | REFUSALS,
    summary="Territories like one",
)
def get_peers(request: HttpRequest, kind: Kind, code: Code) -> dict[str, Any]:
    """Give the territories whose mix of activities is nearest, why, and how sure that is.

    Of an EPCI, those in the programme and those out of it; of a TI, the other TI and the EPCI out
    of the programme; of a zone, a department or a region, those of its kind. The answer is 404 for
    other kinds, and where no table of jobs by activity covers the country.
    """
    territory = territories.get_territory(kind=kind, code=code)
    return peers_export.as_json(get_peers_as_data(get_surroundings(territory)))
