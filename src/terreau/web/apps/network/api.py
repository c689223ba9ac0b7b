"""The network through the API: links, cooperation spaces, chains, measures."""

from __future__ import annotations

from typing import Annotated, Any

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.directory.selectors.organisations import get_visible
from terreau.web.apps.network import api_schemas as schemas
from terreau.web.apps.network.chains import get_chain
from terreau.web.apps.network.introduction_schemas import (
    IntroductionOut,
    IntroductionsOut,
    introduction_as_json,
    proposal_as_json,
)
from terreau.web.apps.network.next_introduction import next_introductions
from terreau.web.apps.network.page import Wanted, measured_season
from terreau.web.apps.network.permissions import can_introduce, nothing_here
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.selectors import introduced
from terreau.web.apps.network.selectors.chain_actors import chain_actors
from terreau.web.apps.network.selectors.declared import works_with
from terreau.web.apps.network.selectors.spaces import get_space, list_spaces
from terreau.web.apps.network.ties import NATURES
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS

router = Router(tags=["network"])
_MOST = 200
Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]
Kind = Annotated[str, Path(description="Kind of the territory", max_length=24)]
Code = Annotated[str, Path(description="Code of the territory", max_length=40)]


@router.get(
    "/organisations/{number}/links",
    response={200: schemas.LinksOut} | REFUSALS,
    summary="With whom an organisation works",
)
def list_links(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give what is declared of an organisation, of what the reader sees."""
    return schemas.links_as_json(works_with(request.scope, get_visible(request.scope, number).pk))


@router.get(
    "/cooperation-spaces",
    response={200: schemas.SpacesOut} | REFUSALS,
    summary="Cooperation spaces",
)
def list_cooperation_spaces(
    request: ScopedRequest,
    chain: Annotated[str, Query(description="Keep one value chain", max_length=24)] = "",
) -> dict[str, Any]:
    """Give the cooperation spaces that the reader sees, those that are open first."""
    found = list_spaces(request.scope, chain=get_chain(chain).key if chain else "")
    return {"spaces": [schemas.space_as_json(space) for space in found[:_MOST]]}


@router.get(
    "/cooperation-spaces/{number}",
    response={200: schemas.SpaceWholeOut} | REFUSALS,
    summary="One cooperation space",
)
def get_cooperation_space(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a space with the participants that the reader sees, and what was said in it."""
    return schemas.whole_space_as_json(get_space(request.scope, number))


@router.get(
    "/chains/{key}/actors",
    response={200: schemas.ActorsOut} | REFUSALS,
    summary="Actors of a value chain",
)
def list_chain_actors(
    request: ScopedRequest,
    key: Annotated[str, Path(description="Key of the chain", max_length=24)],
    territory: Annotated[
        str, Query(description="Keep what sits in it, as kind:code", max_length=80)
    ] = "",
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="After this many")] = 0,
) -> dict[str, Any]:
    """Give the organisations of a chain that the reader sees, by name."""
    where = _perimeter(territory) if territory else None
    found = chain_actors(request.scope, get_chain(key), where)
    numbers = list(found.values_list("pk", flat=True)[offset : offset + _MOST])
    return {"total": found.count(), "organisations": numbers}


@router.get(
    "/perimeters/{kind}/{code}/network",
    response={200: schemas.NetworkOut} | REFUSALS,
    summary="Who works with whom in a territory",
)
def get_network(
    request: ScopedRequest,
    kind: Kind,
    code: Code,
    before: Annotated[str, Query(description="First day of the season", max_length=10)] = "",
    after: Annotated[str, Query(description="Last day of the season", max_length=10)] = "",
    group: Annotated[str, Query(description="secteur or epci", max_length=8)] = "",
    nature: Annotated[str, Query(description="lived or planned", max_length=8)] = "lived",
) -> dict[str, Any]:
    """Give the measures of ties of one nature, to who acts in the territory."""
    chosen = next((each for each in NATURES if each == nature), None)
    if chosen is None:
        raise BadInput(
            _("Un lien est vécu (lived) ou prévu (planned)"),
            value=nature,
            remedy=_("Choisissez l’un."),
        )
    where = get_perimeter(kind=kind, code=code)
    _network, season = measured_season(
        request.scope, where, Wanted.of(before, after, group), chosen
    )
    return {
        "before": schemas.measures_as_json(season.before),
        "after": schemas.measures_as_json(season.after),
        "is_lock_in": season.is_lock_in,
    }


@router.get(
    "/perimeters/{kind}/{code}/introductions",
    response={200: IntroductionsOut} | REFUSALS,
    summary="Introductions of a territory",
)
def list_introductions(request: ScopedRequest, kind: Kind, code: Code) -> dict[str, Any]:
    """Give the next introductions and what came of the others, to who keeps the directory there."""
    where = get_perimeter(kind=kind, code=code)
    if not can_introduce(request.scope, where):
        raise nothing_here()
    network = see_network(request.scope, where, "lived", timezone.localdate())
    rows = introduced.list_introductions(request.scope, where)
    return {
        "proposed": [
            proposal_as_json(each) for each in next_introductions(request.scope, where, network)
        ],
        "total": rows.count(),
        "introductions": [introduction_as_json(row) for row in rows[:_MOST]],
    }


@router.get(
    "/introductions/{number}",
    response={200: IntroductionOut} | REFUSALS,
    summary="One introduction",
)
def get_introduction(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give an introduction and what came of it, to who keeps the directory there."""
    return introduction_as_json(introduced.get_introduction(request.scope, number))


def _perimeter(key: str) -> Perimeter:
    kind, _colon, code = key.partition(":")
    return get_perimeter(kind=kind, code=code)
