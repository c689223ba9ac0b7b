"""What a program writes of money: schemes, calls, what an organisation says of itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory import idempotency
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.funding.api import schemas
from terreau.web.apps.funding.api.reads import (
    Number,
    get_fitting_schemes,
    get_one_scheme,
    router,
)
from terreau.web.apps.funding.selectors.catalogue import get_scheme
from terreau.web.apps.funding.selectors.writing import list_operators
from terreau.web.apps.funding.services import calls, schemes
from terreau.web.apps.funding.services.facts import state_facts
from terreau.web.apps.funding.services.scheme_fields import OfferFields, SchemeFields, TermsFields
from terreau.web.apps.funding.standing import WRITE
from terreau.web.apps.territories.models import Perimeter

_WHOLE: dict[int, Any] = {200: schemas.SchemeWholeOut}


def _once(
    request: ScopedRequest, write: Callable[[], str], show: Callable[[str], dict[str, Any]]
) -> dict[str, Any]:
    return idempotency.once(request, transaction.atomic(write), show, act=WRITE)


@router.post("/schemes", response=_WHOLE | WRITE_REFUSALS, summary="Add a scheme")
def post_scheme(request: ScopedRequest, body: schemas.SchemeIn, key: Key = "") -> dict[str, Any]:
    """Add a scheme to the catalogue, with its first terms."""

    def write() -> str:
        made = schemes.open_scheme(acting=acting(request), written=_fields(request, body))
        return str(made.pk)

    return _once(request, write, lambda made: get_one_scheme(request, int(made)))


@router.put("/schemes/{number}", response=_WHOLE | WRITE_REFUSALS, summary="Change a scheme")
def put_scheme(
    request: ScopedRequest, number: Number, body: schemas.SchemePut, key: Key = ""
) -> dict[str, Any]:
    """Change a scheme; terms that differ become a version of their own."""

    def write() -> str:
        schemes.change_scheme(
            acting=acting(request),
            scheme_id=number,
            version=body.version,
            written=_fields(request, body, number),
        )
        return str(number)

    return _once(request, write, lambda made: get_one_scheme(request, int(made)))


@router.post(
    "/schemes/{number}/calls",
    response={200: schemas.SchemeCallsOut} | WRITE_REFUSALS,
    summary="Add a call",
)
def post_scheme_call(
    request: ScopedRequest, number: Number, body: schemas.SchemeCallAdded, key: Key = ""
) -> dict[str, Any]:
    """Add a call to a scheme; its calls are answered."""

    def write() -> str:
        said = body.dict()
        follows = said.pop("follows")
        calls.add_call(
            acting=acting(request),
            scheme_id=number,
            written=calls.CallFields(**said),
            follows=follows,
        )
        return str(number)

    return _once(request, write, lambda made: _calls(request, int(made)))


@router.put(
    "/scheme-calls/{number}",
    response={200: schemas.SchemeCallsOut} | WRITE_REFUSALS,
    summary="Change a call",
)
def put_scheme_call(
    request: ScopedRequest, number: Number, body: schemas.SchemeCallPut, key: Key = ""
) -> dict[str, Any]:
    """Change a call; the calls of its scheme are answered."""

    def write() -> str:
        said = body.dict()
        version = said.pop("version")
        changed = calls.change_call(
            acting=acting(request),
            call_id=number,
            version=version,
            written=calls.CallFields(**said),
        )
        return str(changed.scheme_id)

    return _once(request, write, lambda made: _calls(request, int(made)))


@router.delete(
    "/scheme-calls/{number}",
    response={200: schemas.SchemeCallsOut} | WRITE_REFUSALS,
    summary="Remove a call",
)
def delete_scheme_call(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Take a call out of its scheme; the others are answered."""

    def write() -> str:
        return str(calls.remove_call(acting=acting(request), call_id=number).pk)

    return _once(request, write, lambda made: _calls(request, int(made)))


@router.put(
    "/organisations/{number}/stated-facts",
    response={200: schemas.FittingOut} | WRITE_REFUSALS,
    summary="Say facts of an organisation",
)
def put_stated_facts(
    request: ScopedRequest, number: Number, body: schemas.StatedIn, key: Key = ""
) -> dict[str, Any]:
    """Keep what an organisation says of itself; which schemes fit it is answered."""

    def write() -> str:
        state_facts(acting=acting(request), organisation_id=number, stated=body.stated)
        return str(number)

    return _once(request, write, lambda made: get_fitting_schemes(request, int(made)))


def _calls(request: ScopedRequest, number: int) -> dict[str, Any]:
    shown = get_scheme(request.scope, number)
    return {"calls": [schemas.call_as_json(each) for each in shown.calls]}


def _fields(
    request: ScopedRequest, body: schemas.SchemeIn, number: int | None = None
) -> SchemeFields:
    said = body.dict(exclude={"terms", "operator", "place", "version"})
    told = body.terms.dict(exclude={"offers"})
    offers = [OfferFields(**each.dict()) for each in body.terms.offers]
    return SchemeFields(
        **said,
        operator=_operator(request, body.operator, number),
        perimeter=_place(body.place),
        terms=TermsFields(**told, offers=offers),
    )


def _operator(request: ScopedRequest, key: int | None, number: int | None) -> Organisation | None:
    if key is None:
        return None
    scheme = get_scheme(request.scope, number).scheme if number is not None else None
    found = list_operators(request.scope, scheme).filter(pk=key).first()
    if found is None:
        raise BadField(
            "operator",
            _("Vous n’êtes agent d’aucun opérateur de ce numéro"),
            value=str(key),
            remedy=_("Écrivez son nom dans operator_names."),
        )
    return found


def _place(key: str | None) -> Perimeter | None:
    if key is None:
        return None
    kind, _colon, code = key.partition(":")
    found = Perimeter.objects.filter(kind=kind, code=code).first()
    if found is None:
        raise BadField(
            "place",
            _("Ce territoire n’existe pas"),
            value=key,
            remedy=_("Écrivez-le ainsi : epci:244400644."),
        )
    return found
