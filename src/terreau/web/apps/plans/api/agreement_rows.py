"""Labels, agreements, documents and obligations as the API answers them."""

from __future__ import annotations

from typing import Any

from terreau.web.apps.plans.models import Agreement, Document
from terreau.web.apps.plans.selectors.agreements import AgreementShown
from terreau.web.apps.plans.selectors.obligations import ObligationRow
from terreau.web.apps.plans.selectors.programme import LabelShown


def label_as_json(label: LabelShown) -> dict[str, Any]:
    """Return the label of a territory in a phase."""
    return {
        "phase": label.phase.value,
        "state": label.state or "",
        "source": label.source,
        "events": [
            {"act": each.act, "after": each.after, "on": each.on, "words": each.words}
            for each in label.events
        ],
        "acts": list(label.acts),
    }


def agreement_as_json(agreement: Agreement) -> dict[str, Any]:
    """Return an agreement of a list."""
    names = ("kind", "title", "state", "signed_on", "ends_on", "is_public", "version")
    return {
        "id": agreement.pk,
        "plan": agreement.plan_id,
        "amends": agreement.amends_id,
        **{name: getattr(agreement, name) for name in names},
    }


def whole_agreement_as_json(shown: AgreementShown) -> dict[str, Any]:
    """Return an agreement with what its reader may read."""
    return {
        **agreement_as_json(shown.agreement),
        "signatories": [
            {
                "id": each.pk,
                "organisation": each.organisation_id,
                "name": each.name,
                "as_what": each.as_what,
                "signed_on": each.signed_on,
            }
            for each in shown.signatories
        ],
        "versions": [
            {
                "number": each.number,
                "on": each.on,
                "what_changed": each.what_changed,
                "document": each.document_id,
            }
            for each in shown.versions
        ],
        "events": [
            {
                "act": each.act,
                "after": each.after,
                "on": each.on,
                "words": each.words,
                "is_on_behalf": each.is_on_behalf,
            }
            for each in shown.events
        ],
        "documents": [document_as_json(each) for each in shown.documents],
        "acts": list(shown.acts),
    }


def document_as_json(document: Document) -> dict[str, Any]:
    """Return a document without what it holds."""
    names = ("name", "kind", "size", "sha256", "added_at", "removed_at")
    return {
        "id": document.pk,
        "sheet": document.sheet_id,
        "committee": document.committee_id,
        "agreement": document.agreement_id,
        **{name: getattr(document, name) for name in names},
    }


def obligation_as_json(row: ObligationRow) -> dict[str, Any]:
    """Return something owed."""
    names = (
        "title", "due_on", "kind", "owed_to", "recurrence", "source", "is_to_check", "done_on",
        "version",
    )  # fmt: skip
    kept = {name: getattr(row.obligation, name) for name in names}
    return {"id": row.obligation.pk, "urgency": row.urgency.value, **kept}
