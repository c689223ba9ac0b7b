"""What a territory owes and the documents of a plan, through the API."""

from __future__ import annotations

import base64
from typing import Any

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api import agreement_rows as rows
from terreau.web.apps.plans.api import agreement_schemas as schemas
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import decoded, once
from terreau.web.apps.plans.selectors.documents import content_of, get_document, list_documents
from terreau.web.apps.plans.selectors.obligations import get_obligation, rows_of_plan
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.services import obligations as services
from terreau.web.apps.plans.services.documents import attach_document, remove_document
from terreau.web.shared.api import REFUSALS

_ONE: dict[int, Any] = {200: schemas.ObligationOut}


@router.get(
    "/plans/{number}/obligations",
    response={200: schemas.ObligationsOut} | REFUSALS,
    summary="What a territory owes",
)
def list_plan_obligations(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give what the territory of a plan owes, to its partners."""
    found = rows_of_plan(request.scope, number)
    return {"obligations": [rows.obligation_as_json(row) for row in found]}


@router.post(
    "/plans/{number}/obligations",
    response=_ONE | WRITE_REFUSALS,
    summary="Add something owed",
)
def post_obligation(
    request: ScopedRequest, number: Number, body: schemas.ObligationIn, key: Key = ""
) -> dict[str, Any]:
    """Add something owed to the calendar of a plan that one keeps."""

    def write() -> str:
        written = services.ObligationFields(**body.dict())
        made = services.add_obligation(acting=acting(request), plan_id=number, written=written)
        return str(made.pk)

    return once(request, write, lambda made: _shown(request, int(made)))


@router.put(
    "/obligations/{number}", response=_ONE | WRITE_REFUSALS, summary="Change something owed"
)
def put_obligation(
    request: ScopedRequest, number: Number, body: schemas.ObligationPut, key: Key = ""
) -> dict[str, Any]:
    """Change something owed; what another changed meanwhile is kept."""

    def write() -> str:
        said = body.dict()
        version = said.pop("version")
        services.change_obligation(
            acting=acting(request),
            obligation_id=number,
            version=version,
            written=services.ObligationFields(**said),
        )
        return str(number)

    return once(request, write, lambda made: _shown(request, int(made)))


@router.post(
    "/obligations/{number}/done",
    response=_ONE | WRITE_REFUSALS,
    summary="Say that something owed is done",
)
def post_obligation_done(
    request: ScopedRequest, number: Number, body: schemas.ObligationDoneIn, key: Key = ""
) -> dict[str, Any]:
    """Say which day something owed was done; what comes back every year comes back."""

    def write() -> str:
        services.settle_obligation(
            acting=acting(request), obligation_id=number, done_on=body.done_on
        )
        return str(number)

    return once(request, write, lambda made: _shown(request, int(made)))


@router.delete(
    "/obligations/{number}",
    response={200: schemas.ObligationsOut} | WRITE_REFUSALS,
    summary="Remove something owed",
)
def delete_obligation(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Take something owed out of the calendar; what is left is answered."""

    def write() -> str:
        return str(services.remove_obligation(acting=acting(request), obligation_id=number).pk)

    return once(request, write, lambda plan: list_plan_obligations(request, int(plan)))


@router.get(
    "/plans/{number}/documents",
    response={200: schemas.DocumentsOut} | REFUSALS,
    summary="Documents of a plan",
)
def list_plan_documents(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give the documents of a plan that the reader sees."""
    get_plan(request.scope, number)
    found = list_documents(request.scope).filter(plan=number)
    return {"documents": [rows.document_as_json(each) for each in found]}


@router.get(
    "/documents/{number}",
    response={200: schemas.DocumentWholeOut} | REFUSALS,
    summary="One document",
)
def get_one_document(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give a document, with what it holds."""
    found = get_document(request.scope, number)
    content = base64.b64encode(content_of(found)).decode()
    return rows.document_as_json(found) | {"content": content}


@router.post(
    "/documents", response={200: schemas.DocumentOut} | WRITE_REFUSALS, summary="Join a document"
)
def post_document(
    request: ScopedRequest, body: schemas.DocumentJoined, key: Key = ""
) -> dict[str, Any]:
    """Join a file to an action sheet, a committee or an agreement."""

    def write() -> str:
        made = attach_document(
            acting=acting(request),
            holder=body.holder,
            holder_id=body.holder_id,
            name=body.name,
            content=decoded(body.content),
        )
        return str(made.pk)

    return once(
        request,
        write,
        lambda made: rows.document_as_json(get_document(request.scope, int(made))),
    )


@router.delete(
    "/documents/{number}",
    response={200: schemas.DocumentsOut} | WRITE_REFUSALS,
    summary="Remove a document",
)
def delete_document(request: ScopedRequest, number: Number, key: Key = "") -> dict[str, Any]:
    """Remove a document; those of its plan are answered."""

    def write() -> str:
        return str(remove_document(acting=acting(request), document_id=number).plan_id)

    return once(request, write, lambda plan: list_plan_documents(request, int(plan)))


def _shown(request: ScopedRequest, number: int) -> dict[str, Any]:
    return rows.obligation_as_json(get_obligation(request.scope, number))
