"""Organisations through the API: the list, one, added, changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Path, Query, Router

from terreau.core.errors import BadInput, UnknownPerimeter
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import (
    WRITE_REFUSALS,
    OrganisationIn,
    OrganisationOut,
    OrganisationPatch,
    OrganisationsOut,
    organisation_as_json,
)
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.forms import OrganisationForm
from terreau.web.apps.directory.idempotency import Key, once
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors import organisations
from terreau.web.apps.directory.selectors.groups import group_of_number
from terreau.web.apps.directory.selectors.wanted import Wanted
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    add_organisation,
    change_organisation,
)
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS

router = Router(tags=["directory"])

Number = Annotated[int, Path(ge=1, le=2**62, description="Its number")]


@router.get("/organisations", response={200: OrganisationsOut} | REFUSALS, summary="Organisations")
def list_organisations(
    request: ScopedRequest,
    q: Annotated[str, Query(description="Words of the name, or digits", max_length=80)] = "",
    kind: Annotated[str, Query(description="Keep one kind: company, plant, epci…")] = "",
    territory: Annotated[
        str, Query(description="Keep what sits in it, as kind:code", max_length=80)
    ] = "",
    limit: Annotated[int, Query(ge=1, le=200, description="At most this many")] = 50,
    offset: Annotated[int, Query(ge=0, le=1_000_000, description="After this many")] = 0,
) -> dict[str, Any]:
    """Give the organisations that the reader may see, by name, with how many there are.

    They are counted to 1000, and all are read by ``offset``: the last page has fewer than asked.
    """
    wanted = Wanted(q, _kind(kind) if kind else "", _territory(territory))
    listed = organisations.list_organisations(request.scope, wanted, offset=offset, limit=limit)
    return {
        "total": listed.total,
        "is_cut": listed.is_cut,
        "organisations": [organisation_as_json(row) for row in listed.rows],
    }


@router.get(
    "/organisations/{number}",
    response={200: OrganisationOut} | REFUSALS,
    summary="One organisation",
)
def get_organisation(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give an organisation, of what the reader may see."""
    return organisation_as_json(organisations.get_organisation(request.scope, number))


@router.post(
    "/organisations",
    response={200: OrganisationOut} | WRITE_REFUSALS,
    summary="Add an organisation",
)
def post_organisation(
    request: ScopedRequest, body: OrganisationIn, key: Key = ""
) -> dict[str, Any]:
    """Add an organisation to the directory of a territory that one keeps."""
    who = acting(request)

    def write() -> str:
        return str(add_organisation(acting=who, written=_fields(body.dict())).pk)

    return once(request, write, _shown(request))


@router.patch(
    "/organisations/{number}",
    response={200: OrganisationOut} | WRITE_REFUSALS,
    summary="Change an organisation",
)
def patch_organisation(
    request: ScopedRequest, number: Number, body: OrganisationPatch, key: Key = ""
) -> dict[str, Any]:
    """Change an organisation that nobody changed since it was read."""
    who = acting(request)

    def write() -> str:
        held = organisations.get_changeable(who.scope, number)
        now = {each.name: getattr(held, each.name) for each in fields(OrganisationFields)}
        given = {name: value for name, value in body.dict().items() if value is not None}
        version = given.pop("version")
        given["seat"] = _seat(given["seat"]) if "seat" in given else now["seat"]
        if "group" in given:
            given["group"] = _group(given["group"], held.group_id)
        written = _checked(now | given)
        change_organisation(acting=who, organisation_id=number, version=version, written=written)
        return str(number)

    return once(request, write, _shown(request))


def _shown(request: ScopedRequest) -> Callable[[str], dict[str, Any]]:
    return lambda made: organisation_as_json(
        organisations.get_organisation(request.scope, int(made))
    )


def _fields(given: dict[str, Any]) -> OrganisationFields:
    return _checked(given | {"seat": _seat(given["seat"]), "group": _group(given["group"])})


def _checked(given: dict[str, Any]) -> OrganisationFields:
    """Check and clean what the page's form would: the kind, the address, the site.

    Raises
    ------
    BadField
        If one of them cannot be kept.
    """
    _kind(given["kind"])
    typed = ("name", "email", "website", "phone", "naf", "description", "note")
    form = OrganisationForm({name: given[name] for name in typed})
    for name in typed:
        for error in form.errors.get(name, []):
            raise BadField(name, str(error), value=str(given[name]))
    # What the form keeps, not what was typed: without spaces around, an address with its scheme.
    return OrganisationFields(**given | {name: form.cleaned_data[name] for name in typed})


def _kind(kind: str) -> str:
    if kind not in OrganisationKind.values:
        raise BadInput(
            _("Cette nature d’organisation n’existe pas"),
            value=kind,
            remedy=_("Choisissez parmi : %(kinds)s.")
            % {"kinds": ", ".join(OrganisationKind.values)},
        )
    return kind


def _seat(code: str) -> Perimeter:
    return get_perimeter(kind=PerimeterKind.COMMUNE, code=code)


def _group(number: int, held_id: int | None = None) -> Organisation | None:
    """Return the group of a number; None for 0.

    Raises
    ------
    BadField
        If everyone does not see it.
    """
    found = group_of_number(number, held_id) if number else None
    if number and found is None:
        raise BadField(
            "group", _("Aucune organisation visible de tous ne porte ce numéro."), value=str(number)
        )
    return found


def _territory(key: str) -> Perimeter | None:
    if not key:
        return None
    kind, _colon, code = key.partition(":")
    try:
        return get_perimeter(kind=kind, code=code)
    except UnknownPerimeter as error:
        raise BadInput(error.what, value=key, remedy=error.remedy) from error
