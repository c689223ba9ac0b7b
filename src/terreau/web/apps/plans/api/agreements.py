"""The label of a territory and the agreements of a plan, through the API."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from ninja import Path

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.directory.api_schemas import WRITE_REFUSALS
from terreau.web.apps.directory.idempotency import Key
from terreau.web.apps.plans.api import agreement_rows as rows
from terreau.web.apps.plans.api import agreement_schemas as schemas
from terreau.web.apps.plans.api.reads import Number, router
from terreau.web.apps.plans.api.writing import once
from terreau.web.apps.plans.selectors.agreements import get_agreement, list_agreements
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.selectors.programme import labels_of
from terreau.web.apps.plans.services import agreements as services
from terreau.web.apps.plans.services.labels import tell_label
from terreau.web.apps.plans.services.signing import move_agreement
from terreau.web.apps.territories.selectors import get_perimeter
from terreau.web.shared.api import REFUSALS

Kind = Annotated[str, Path(max_length=24, description="Kind of the territory")]
Code = Annotated[str, Path(max_length=64, description="Code of the territory")]
_WHOLE: dict[int, Any] = {200: schemas.AgreementWholeOut}


@router.get(
    "/perimeters/{kind}/{code}/label",
    response={200: schemas.LabelsOut} | REFUSALS,
    summary="Label of a territory",
)
def list_labels(request: ScopedRequest, kind: Kind, code: Code) -> dict[str, Any]:
    """Give the label of a territory, phase by phase."""
    found = labels_of(request.scope, get_perimeter(kind=kind, code=code))
    return {"labels": [rows.label_as_json(each) for each in found]}


@router.post(
    "/perimeters/{kind}/{code}/label",
    response={200: schemas.LabelsOut} | WRITE_REFUSALS,
    summary="Tell a label",
)
def post_label(
    request: ScopedRequest, kind: Kind, code: Code, body: schemas.LabelActIn, key: Key = ""
) -> dict[str, Any]:
    """Tell what becomes of the label of a territory, by its keepers or the delegation."""
    perimeter = get_perimeter(kind=kind, code=code)

    def write() -> str:
        told = tell_label(acting=acting(request), perimeter=perimeter, **body.dict())
        return str(told.pk)

    return once(request, write, lambda _made: list_labels(request, kind, code))


@router.get(
    "/plans/{number}/agreements",
    response={200: schemas.AgreementsOut} | REFUSALS,
    summary="Agreements of a plan",
)
def list_plan_agreements(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give the agreements of a plan that the reader sees."""
    get_plan(request.scope, number)
    found = list_agreements(request.scope).filter(plan=number)
    return {"agreements": [rows.agreement_as_json(each) for each in found]}


@router.get("/agreements/{number}", response=_WHOLE | REFUSALS, summary="One agreement")
def get_one_agreement(request: ScopedRequest, number: Number) -> dict[str, Any]:
    """Give an agreement, of what the reader may read of it."""
    return rows.whole_agreement_as_json(get_agreement(request.scope, number))


@router.post(
    "/plans/{number}/agreements", response=_WHOLE | WRITE_REFUSALS, summary="Add an agreement"
)
def post_agreement(
    request: ScopedRequest, number: Number, body: schemas.AgreementIn, key: Key = ""
) -> dict[str, Any]:
    """Add an agreement to a plan that one keeps."""

    def write() -> str:
        made = services.add_agreement(
            acting=acting(request), plan_id=number, written=_written(body)
        )
        return str(made.pk)

    return once(request, write, lambda made: get_one_agreement(request, int(made)))


@router.put("/agreements/{number}", response=_WHOLE | WRITE_REFUSALS, summary="Change an agreement")
def put_agreement(
    request: ScopedRequest, number: Number, body: schemas.AgreementPut, key: Key = ""
) -> dict[str, Any]:
    """Change what is written of an agreement; what another changed meanwhile is kept."""
    return _once(
        request,
        number,
        lambda: services.change_agreement(
            acting=acting(request),
            agreement_id=number,
            version=body.version,
            written=_written(body),
        ),
    )


@router.post(
    "/agreements/{number}/steps",
    response=_WHOLE | WRITE_REFUSALS,
    summary="Say what becomes of an agreement",
)
def post_agreement_step(
    request: ScopedRequest, number: Number, body: schemas.AgreementStepIn, key: Key = ""
) -> dict[str, Any]:
    """Record the Region's opinion, or say that an agreement is signed, amended, ended."""
    return _once(
        request,
        number,
        lambda: move_agreement(acting=acting(request), agreement_id=number, **body.dict()),
    )


@router.post(
    "/agreements/{number}/signatories",
    response=_WHOLE | WRITE_REFUSALS,
    summary="Add a signatory",
)
def post_signatory(
    request: ScopedRequest, number: Number, body: schemas.SignatoryIn, key: Key = ""
) -> dict[str, Any]:
    """Add who signs an agreement, by name."""
    return _once(
        request,
        number,
        lambda: services.add_signatory(acting=acting(request), agreement_id=number, **body.dict()),
    )


@router.delete(
    "/agreements/{number}/signatories/{signatory}",
    response=_WHOLE | WRITE_REFUSALS,
    summary="Remove a signatory",
)
def delete_signatory(
    request: ScopedRequest, number: Number, signatory: Number, key: Key = ""
) -> dict[str, Any]:
    """Take a signatory out of an agreement."""
    return _once(
        request,
        number,
        lambda: services.remove_signatory(
            acting=acting(request), agreement_id=number, signatory_id=signatory
        ),
    )


@router.post(
    "/agreements/{number}/versions",
    response=_WHOLE | WRITE_REFUSALS,
    summary="Add a version of an agreement",
)
def post_agreement_version(
    request: ScopedRequest, number: Number, body: schemas.AgreementVersionIn, key: Key = ""
) -> dict[str, Any]:
    """Add a version of the text of an agreement: what changed, in words."""
    return _once(
        request,
        number,
        lambda: services.add_agreement_version(
            acting=acting(request),
            agreement_id=number,
            what_changed=body.what_changed,
            on=body.on,
            document_id=body.document,
        ),
    )


def _written(body: schemas.AgreementIn) -> services.AgreementFields:
    return services.AgreementFields(
        body.kind, body.title, body.amends, body.ends_on, body.is_public
    )


def _once(request: ScopedRequest, number: int, write: Callable[[], object]) -> dict[str, Any]:
    """Write once of an agreement, and show it."""

    def written() -> str:
        write()
        return str(number)

    return once(request, written, lambda made: get_one_agreement(request, int(made)))
