"""Agreements written and changed, their signatories, the versions of their text."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.plans.agreement_enums import AgreementKind, AgreementState
from terreau.web.apps.plans.agreement_permissions import can_change_agreement
from terreau.web.apps.plans.models import Agreement, AgreementVersion, Signatory
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.raisers import organisation_named_by
from terreau.web.apps.plans.services.news import hold_plans_of
from terreau.web.apps.plans.services.plans import locked_plan
from terreau.web.shared.visibility import Visibility

_FIELDS = ("kind", "title", "amends", "ends_on", "is_public")
_COLUMNS = {"amends": "amends_id"}
# Hidden organisations are told in no history by their name.
_NAMED = (Visibility.PUBLIC, Visibility.TERRITORY)


@dataclass(frozen=True)
class AgreementFields:
    """All that people write of an agreement itself; ``amends_id`` of an amendment alone."""

    kind: str
    title: str
    amends_id: int | None = None
    ends_on: date | None = None
    is_public: bool = False


@transaction.atomic
def add_agreement(*, acting: Acting, plan_id: int, written: AgreementFields) -> Agreement:
    """Add an agreement in preparation to a plan that one keeps.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadField
        If a field cannot be kept.
    """
    plan = locked_plan(acting, plan_id)
    agreement = Agreement(plan=plan)
    _write(agreement, written)
    agreement.save()
    record(
        acting,
        Verb.CREATED,
        agreement,
        {name: (None, told) for name, told in _told_fields(agreement).items() if told},
    )
    return agreement


@transaction.atomic
def change_agreement(
    *, acting: Acting, agreement_id: int, version: int, written: AgreementFields
) -> Agreement:
    """Change what is written of an agreement; what another changed meanwhile is kept.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    BadField
        If a field cannot be kept.
    VersionConflict
        If both changed a field, each otherwise.
    """
    agreement = locked_agreement(can_change_agreement(acting.scope), agreement_id)
    before = _told_fields(agreement)
    _write(agreement, written)
    after = _told_fields(agreement)
    if agreement.version != version:
        conflict = conflict_of(agreement, agreement.version, version, before, after)
        if conflict.theirs:
            raise conflict
        for name in conflict.newer:
            after[name] = before[name]
            setattr(agreement, _COLUMNS.get(name, name), before[name])
    if before != after:
        changes = {name: (before[name], after[name]) for name in before}
        tell_agreement(acting, agreement, changes, _FIELDS)
    return agreement


@transaction.atomic
def add_signatory(
    *,
    acting: Acting,
    agreement_id: int,
    name: str,
    as_what: str = "",
    signed_on: date | None = None,
) -> Signatory:
    """Add who signs an agreement, by name; one that is there already is told anew.

    Raises
    ------
    NotHere
        If the agreement is not for who acts to change.
    BadField
        If there is no name, or the day is to come.
    """
    agreement = locked_agreement(can_change_agreement(acting.scope), agreement_id)
    said = " ".join(name.split())[:200]
    if not fold(said):
        raise BadField("name", _("Il manque un nom"), remedy=_("Écrivez celui de l’organisation."))
    check_past("signed_on", signed_on)
    known = organisation_named_by(acting.scope, said)
    row, is_new = Signatory.objects.update_or_create(
        agreement=agreement,
        organisation=known,
        written_name="" if known else said,
        defaults={"as_what": " ".join(as_what.split())[:120], "signed_on": signed_on},
    )
    tell_agreement(acting, agreement, {"signatory": ("" if is_new else None, _told(row))})
    return row


@transaction.atomic
def remove_signatory(*, acting: Acting, agreement_id: int, signatory_id: int) -> None:
    """Take a signatory out; the history of the agreement keeps it.

    Raises
    ------
    NotHere
        If the agreement is not for who acts to change, or has no such signatory.
    """
    agreement = locked_agreement(can_change_agreement(acting.scope), agreement_id)
    rows = agreement.signatories.select_related("organisation")
    row = rows.filter(pk=signatory_id).first()
    if row is None:
        raise nothing_here()
    told = _told(row)
    row.delete()
    tell_agreement(acting, agreement, {"signatory": (told, "")})


@transaction.atomic
def add_agreement_version(
    *,
    acting: Acting,
    agreement_id: int,
    what_changed: str,
    on: date,
    document_id: int | None = None,
) -> AgreementVersion:
    """Add a version of the text of an agreement: what changed, in words, and its document.

    Raises
    ------
    NotHere
        If the agreement is not for who acts to change.
    BadField
        If it does not say what changed, the day is to come, or no such document hangs on it.
    """
    agreement = locked_agreement(can_change_agreement(acting.scope), agreement_id)
    said = what_changed.strip()
    if not said or len(said) > 1000:
        raise BadField(
            "what_changed",
            _("Une version dit ce qui change, en 1000 caractères au plus"),
            remedy=_("Écrivez-le."),
        )
    check_past("on", on)
    document = agreement.documents.filter(pk=document_id or 0, removed_at=None).first()
    if document_id is not None and document is None:
        raise BadField("document", _("Ce document n’est pas joint à cet accord"))
    last = agreement.versions.order_by("-number").values_list("number", flat=True).first()
    row = AgreementVersion.objects.create(
        agreement=agreement, number=(last or 0) + 1, on=on, what_changed=said, document=document
    )
    tell_agreement(acting, agreement, {"agreement_version": (last, row.number)})
    return row


def locked_agreement(allowed: Q, agreement_id: int) -> Agreement:
    """Return an agreement that one may write, held until the transaction ends.

    Raises
    ------
    NotHere
        If there is none under that condition.
    """
    hold_plans_of(Agreement.objects.filter(pk=agreement_id))
    found = Agreement.objects.select_for_update(of=("self",)).filter(allowed, pk=agreement_id)
    agreement = found.select_related("plan__perimeter", "amends").first()
    if agreement is None:
        raise nothing_here()
    return agreement


def tell_agreement(
    acting: Acting,
    agreement: Agreement,
    changes: dict[str, tuple[object, object]],
    fields: tuple[str, ...] = (),
) -> None:
    """Save some fields of an agreement and its version, and write it in its history."""
    agreement.version = F("version") + 1
    agreement.save(update_fields=(*fields, "version"))
    agreement.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, agreement, changes, personal=("words",))


def check_past(name: str, day: date | None) -> None:
    """Refuse a day that is to come."""
    if day is not None and day > timezone.localdate():
        raise BadField(
            name, _("Ce jour est à venir"), value=day.isoformat(), remedy=_("Corrigez-le.")
        )


def _write(agreement: Agreement, written: AgreementFields) -> None:
    """Put what was written in an agreement, checked."""
    if written.kind not in AgreementKind.values:
        raise BadField(
            "kind",
            _("Cette sorte d’accord n’existe pas"),
            value=written.kind,
            remedy=_("Choisissez parmi : %s.") % ", ".join(AgreementKind.values),
        )
    title = " ".join(written.title.split())
    if not fold(title) or len(title) > 200:
        raise BadField(
            "title", _("Un accord a un titre de 200 caractères au plus"), remedy=_("Écrivez-le.")
        )
    same = agreement.plan.agreements.filter(title=title).exclude(pk=agreement.pk)
    if same.exists():
        raise BadField(
            "title",
            _("Un autre accord de ce plan porte ce titre"),
            value=title,
            remedy=_("Donnez-lui un autre titre."),
        )
    agreement.kind, agreement.title = written.kind, title
    agreement.amends = _amended(agreement, written)
    agreement.ends_on, agreement.is_public = written.ends_on, written.is_public


def _amended(agreement: Agreement, written: AgreementFields) -> Agreement | None:
    """Return the agreement that an amendment changes."""
    if written.kind != AgreementKind.AMENDMENT:
        if written.amends_id is not None:
            raise BadField("amends_id", _("Seul un avenant modifie un autre accord"))
        return None
    others = agreement.plan.agreements.exclude(kind=AgreementKind.AMENDMENT)
    found = others.filter(pk=written.amends_id or 0).exclude(state=AgreementState.PREPARED).first()
    if found is None and (written.amends_id is None or written.amends_id != agreement.amends_id):
        raise BadField(
            "amends_id",
            _("Un avenant dit quel accord de ce plan il modifie"),
            remedy=_("Choisissez un accord signé."),
        )
    return found or agreement.amends


def _told_fields(agreement: Agreement) -> dict[str, object]:
    return {name: getattr(agreement, _COLUMNS.get(name, name)) for name in _FIELDS}


def _told(row: Signatory) -> str:
    """Say a signatory in one line, as the history keeps it."""
    is_named = row.organisation is None or row.organisation.visibility in _NAMED
    name = row.name if is_named else _("une organisation")
    day = f"{row.signed_on:%d/%m/%Y}" if row.signed_on else ""
    return ", ".join(part for part in (name, row.as_what, day) if part)
