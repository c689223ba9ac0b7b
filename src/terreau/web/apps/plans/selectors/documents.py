"""Documents: those that a reader sees, one to be given."""

from __future__ import annotations

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans import uploads
from terreau.web.apps.plans.agreement_permissions import can_change_agreement, can_view_document
from terreau.web.apps.plans.models import ActionSheet, Agreement, Committee, Document
from terreau.web.apps.plans.permissions import (
    can_change_committee,
    can_change_sheet,
    nothing_here,
)


def list_documents(scope: Scope) -> QuerySet[Document]:
    """Return the documents that a reader sees, those that are removed among them."""
    found = Document.objects.filter(can_view_document(scope))
    return found.select_related("sheet", "committee", "agreement", "plan__perimeter")


def get_document(scope: Scope, document_id: int) -> Document:
    """Return a document that a reader sees and that is still there.

    Raises
    ------
    NotHere
        If they do not, there is none, or it is removed.
    """
    document = list_documents(scope).filter(pk=document_id, removed_at=None).first()
    if document is None:
        raise nothing_here()
    return document


def content_of(document: Document) -> bytes:
    """Return what a document holds.

    Raises
    ------
    NotHere
        If its file is no more on the disk.
    """
    try:
        return uploads.path_of(document.key).read_bytes()
    except OSError as error:
        raise NotHere(
            _("Ce document n’est plus sur le disque"),
            value=document.name,
            remedy=_("Prévenez qui tient cette installation : une sauvegarde l’a peut-être."),
        ) from error


def get_holder(scope: Scope, holder: str, holder_id: int) -> ActionSheet | Committee | Agreement:
    """Return what a document may be joined to, that a reader writes.

    Raises
    ------
    NotHere
        If they do not, or there is none.
    """
    found = _writable(scope, holder).filter(pk=holder_id).select_related("plan__perimeter").first()
    if found is None:
        raise nothing_here()
    return found  # type: ignore[no-any-return]


def _writable(scope: Scope, holder: str) -> QuerySet:  # type: ignore[type-arg]
    if holder == "sheet":
        return ActionSheet.objects.filter(can_change_sheet(scope))
    if holder == "committee":
        return Committee.objects.filter(can_change_committee(scope))
    if holder == "agreement":
        return Agreement.objects.filter(can_change_agreement(scope))
    raise nothing_here()
