"""The search through the API: who answers, and why."""

from __future__ import annotations

from typing import Annotated, Any

from ninja import Field, Query, Router, Schema

from terreau.core.errors import BadInput, UnknownPerimeter
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.searching.asked import LONGEST_QUERY, SIZE_BANDS, Asked, Order
from terreau.web.apps.knowhow.searching.documents import SECTOR_CODES
from terreau.web.apps.knowhow.searching.verifying import Answer, find
from terreau.web.apps.knowhow.searching.wanting import chosen, cleaned
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS

router = Router(tags=["know-how"])


class ReasonOut(Schema):
    """Why a text was found."""

    typed: str = Field(description="What was asked")
    found: str = Field(description="What stands in the text")
    how: str = Field(description="same, family, typo, synonym, part or near")


class FoundLineOut(Schema):
    """A text that answers."""

    id: int | None = Field(description="Number of the know-how; null for the organisation itself")
    part: str = Field(description="line, name or description")
    kind: str = Field(description="makes, machine, certification…; empty where it is no line")
    text: str = Field(description="In its own words")
    reasons: list[ReasonOut] = Field(description="Why it was found")


class FoundOrganisationOut(Schema):
    """An organisation that answers."""

    organisation: int = Field(description="Its number")
    name: str = Field(description="Its name")
    kind: str = Field(description="company, plant, epci…")
    seat: str | None = Field(description="Code of the commune where it sits")
    km: float | None = Field(description="From the commune asked, as the crow flies")
    agrees_to_contact: bool = Field(description="Whether it agreed to be contacted")
    is_example: bool = Field(description="Whether it belongs to the fictitious example country")
    only_seeks: bool = Field(description="Whether it cannot do it, and seeks the same")
    lines: list[FoundLineOut] = Field(
        description="Its texts that answer, the best first; at most three"
    )


class FoundOut(Schema):
    """What answers a search."""

    total: int = Field(description="How many organisations answer, at most 1000")
    seeking: int = Field(description="How many of these only seek the same; they come last")
    is_cut: bool = Field(description="Whether there are more than that")
    answers: list[FoundOrganisationOut] = Field(description="The best first, or the nearest")


@router.get(
    "/know-how/search", response={200: FoundOut} | REFUSALS, summary="Who can do or seeks it"
)
def search_know_how(
    request: ScopedRequest,
    q: Annotated[str, Query(description="In anybody's words", max_length=LONGEST_QUERY)] = "",
    near: Annotated[
        str, Query(description="Code of a commune: distances are from it", max_length=5)
    ] = "",
    within_km: Annotated[
        int | None, Query(ge=1, le=2000, description="Keep what is at most so far from it")
    ] = None,
    territory: Annotated[
        str, Query(description="Keep what sits in it, as kind:code", max_length=80)
    ] = "",
    sector: Annotated[str, Query(description="Keep a sector, as A38 has it: CH, CK…")] = "",
    headcount: Annotated[
        str, Query(description="Keep a band: 00-03, 11-12, 21-31 or 32-53 (classes of INSEE)")
    ] = "",
    organisation_kind: Annotated[str, Query(description="company, plant, laboratory…")] = "",
    kind: Annotated[str, Query(description="makes, machine, certification, seeks…")] = "",
    certification: Annotated[
        str, Query(description="Keep those that have it, in anybody's words", max_length=80)
    ] = "",
    agrees_to_contact: Annotated[
        bool, Query(description="Keep those that agreed to be contacted")
    ] = False,
    order: Annotated[str, Query(description="relevance or distance")] = "relevance",
    limit: Annotated[int, Query(ge=1, le=100, description="At most this many")] = 20,
    offset: Annotated[int, Query(ge=0, le=1000, description="After this many")] = 0,
) -> dict[str, Any]:
    """Give the organisations that answer, of what the reader may read, and why each was found."""
    asked = Asked(
        query=cleaned(q, LONGEST_QUERY),
        near=_perimeter(PerimeterKind.COMMUNE, near),
        within_km=within_km if near else None,
        territory=_perimeter(*territory.partition(":")[::2]) if territory else None,
        sector=chosen("sector", sector, SECTOR_CODES),
        headcount=chosen("headcount", headcount, tuple(dict(SIZE_BANDS))),
        kind=chosen("organisation_kind", organisation_kind, tuple(OrganisationKind.values)),
        line_kind=chosen("kind", kind, tuple(KnowHowKind.values)),
        certification=cleaned(certification, 80),
        agrees=agrees_to_contact,
        order=chosen("order", order, tuple(Order.values)) or Order.RELEVANCE,
    )
    found = find(request.scope, asked)
    shown = found.answers[offset : offset + limit]
    return {
        "total": found.count,
        "seeking": found.seeking,
        "is_cut": found.is_cut,
        "answers": [_as_json(each) for each in shown],
    }


def _as_json(answer: Answer) -> dict[str, Any]:
    return {
        "organisation": answer.pk,
        "name": answer.name,
        "kind": answer.kind,
        "seat": answer.seat.code if answer.seat else None,
        "km": None if answer.km is None else round(answer.km, 1),
        "agrees_to_contact": answer.agrees,
        "is_example": answer.is_example,
        "only_seeks": answer.only_seeks,
        "lines": [
            {
                "id": line.proposal.line or None,
                "part": line.part.name.lower(),
                "kind": line.kind,
                "text": line.text,
                "reasons": [vars(reason) for reason in line.reasons],
            }
            for line in answer.lines
        ],
    }


def _perimeter(kind: str, code: str) -> Perimeter | None:
    if not code and kind == PerimeterKind.COMMUNE:
        return None
    try:
        return get_perimeter(kind=kind, code=code)
    except UnknownPerimeter as error:
        raise BadInput(error.what, value=f"{kind}:{code}", remedy=error.remedy) from error
