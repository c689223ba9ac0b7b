"""Documents joined to a sheet, a committee or an agreement, and removed."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Sum
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans import uploads
from terreau.web.apps.plans.agreement_enums import DocumentKind
from terreau.web.apps.plans.agreement_permissions import can_change_agreement, can_view_document
from terreau.web.apps.plans.models import ActionPlan, Document
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.documents import LARGEST, QUOTA, clean_name, kind_of
from terreau.web.apps.plans.services.agreements import locked_agreement, tell_agreement
from terreau.web.apps.plans.services.committees import locked_committee, tell_committee
from terreau.web.apps.plans.services.news import changeable, hold_plans_of, tell_news

# On what a document hangs, as addresses write it.
HOLDERS = ("sheet", "committee", "agreement")


@dataclass(frozen=True)
class _Held:
    """What a document hangs on, held, and how its history is told of it."""

    about: Any
    tell: Callable[[dict[str, tuple[object, object]]], None]


@transaction.atomic
def attach_document(
    *, acting: Acting, holder: str, holder_id: int, name: str, content: bytes
) -> Document:
    """Join a file to a sheet, a committee or an agreement that one may write.

    Its file is on the disk before its row is; refused or stopped, nothing of it stays.

    Raises
    ------
    NotHere
        If there is no such object for who acts to write.
    BadField
        If it is of no kind that is taken, too large, or the plan has no room left.
    StoreFailure
        If the disk refuses it.
    """
    held = _held(acting, holder, holder_id)
    kind = _checked(name, content)
    plan = held.about.plan  # held with it: two files at once never take the same last room
    _check_room(plan, len(content))
    key = uploads.keep(content)
    try:
        document = Document.objects.create(
            plan=plan, name=clean_name(name, kind), kind=kind, size=len(content),
            sha256=hashlib.sha256(content).hexdigest(), key=key, added_by=acting.user,
            **{holder: held.about},
        )  # fmt: skip
        held.tell({"document": ("", document.name)})
    except BaseException:
        uploads.forget(key)
        raise
    return document


@transaction.atomic
def remove_document(*, acting: Acting, document_id: int) -> Document:
    """Remove a document: its file is deleted, its row says who and when. Once is enough.

    Raises
    ------
    NotHere
        If it is not seen, or hangs on nothing that who acts may write.
    """
    hold_plans_of(Document.objects.filter(pk=document_id))
    seen = Document.objects.select_for_update(of=("self",)).filter(can_view_document(acting.scope))
    document = seen.filter(pk=document_id).first()
    if document is None:
        raise nothing_here()
    holder = holder_of(document)
    held = _held(acting, holder, getattr(document, f"{holder}_id"))
    if document.is_removed:
        return document
    key = document.key
    document.key, document.removed_by, document.removed_at = "", acting.user, timezone.now()
    document.save(update_fields=("key", "removed_by", "removed_at"))
    held.tell({"document": (document.name, "")})
    transaction.on_commit(lambda: uploads.forget(key))
    return document


def sweep_uploads() -> int:
    """Remove files that no document has: of writes that were stopped; return how many."""
    return uploads.sweep(set(Document.objects.exclude(key="").values_list("key", flat=True)))


def holder_of(document: Document) -> str:
    """Return on what a document hangs, as addresses write it."""
    return next(name for name in HOLDERS if getattr(document, f"{name}_id") is not None)


def _held(acting: Acting, holder: str, holder_id: int) -> _Held:
    if holder == "sheet":
        sheet = changeable(acting, holder_id)
        return _Held(sheet, lambda changes: tell_news(acting, sheet, changes))
    if holder == "agreement":
        agreement = locked_agreement(can_change_agreement(acting.scope), holder_id)
        return _Held(agreement, lambda changes: tell_agreement(acting, agreement, changes))
    if holder != "committee":
        raise nothing_here()
    committee = locked_committee(acting, holder_id)
    return _Held(committee, lambda changes: tell_committee(acting, committee, changes))


def _checked(name: str, content: bytes) -> DocumentKind:
    if len(content) > LARGEST:
        raise BadField(
            "file",
            _("Ce fichier est trop gros : %s au plus") % filesizeformat(LARGEST),
            value=filesizeformat(len(content)),
            remedy=_("Réduisez-le, ou gardez-le ailleurs et écrivez où."),
        )
    kind = kind_of(content, name)
    if kind is None:
        raise BadField(
            "file",
            _("Ce fichier n’est pas de ceux qui se joignent ici"),
            remedy=_("Joignez un PDF, un document Word, Excel, PowerPoint ou OpenDocument sans "
                     "macro, une image PNG ou JPEG, un CSV ou un texte."),
        )  # fmt: skip
    return kind


def _check_room(plan: ActionPlan, size: int) -> None:
    kept = plan.documents.filter(removed_at=None).aggregate(total=Sum("size"))["total"] or 0
    if kept + size > QUOTA:
        raise BadField(
            "file",
            _("Les documents de ce plan prennent déjà toute leur place : %s")
            % filesizeformat(QUOTA),
            remedy=_("Retirez-en d’abord."),
        )
