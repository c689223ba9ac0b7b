"""Documents: those of a plan, one given, one joined, one removed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.plans.agreement_enums import DocumentKind
from terreau.web.apps.plans.asking import Asked, ask
from terreau.web.apps.plans.exports_agreements import documents_answer
from terreau.web.apps.plans.forms.obligations import DocumentForm
from terreau.web.apps.plans.models import ActionSheet, Agreement, Committee, Document
from terreau.web.apps.plans.rules.documents import LARGEST, MEDIA_TYPES
from terreau.web.apps.plans.selectors.documents import (
    content_of,
    get_document,
    get_holder,
    list_documents,
)
from terreau.web.apps.plans.selectors.plans import get_plan
from terreau.web.apps.plans.services.documents import attach_document, holder_of, remove_document
from terreau.web.shared.forms import PageForm

# Whatever a browser makes of a file, it runs nothing, reaches nothing and is of no origin.
_SANDBOX = "sandbox; default-src 'none'"


@require_safe
def documents(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show the documents of a plan that the reader sees."""
    shown = get_plan(request.scope, plan_id)
    rows = list_documents(request.scope).filter(plan=plan_id)
    return render(request, "plans/documents.html", {"shown": shown, "rows": rows})


@require_safe
def documents_file(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponse:
    """Give the list of the documents of a plan as a file."""
    get_plan(request.scope, plan_id)
    return documents_answer(list_documents(request.scope).filter(plan=plan_id), suffix)


@require_safe
def document(request: ScopedRequest, document_id: int) -> HttpResponse:
    """Give a document to keep, to who reads what it hangs on."""
    found = get_document(request.scope, document_id)
    response = HttpResponse(content_of(found), content_type=MEDIA_TYPES[DocumentKind(found.kind)])
    disposition = content_disposition_header(as_attachment=True, filename=found.name)
    response["Content-Disposition"] = disposition or "attachment"
    response["Content-Security-Policy"] = _SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    return response


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def document_add(request: ScopedRequest, holder: str, holder_id: int) -> HttpResponse:
    """Join a document to a sheet, a committee or an agreement."""
    about = get_holder(request.scope, holder, holder_id)
    is_sent = request.method == "POST"
    form = DocumentForm(request.POST, request.FILES) if is_sent else DocumentForm()
    back_url, back_name = _page_of(about)
    asked = Asked(
        title=_("Joindre un document"),
        lead=_("Il sera lu par qui lit ce à quoi il est joint."),
        submit=_("Joindre"),
        back_url=back_url,
        back_name=back_name,
        done=_("Le document est joint."),
        plan=about.plan,
    )

    def write() -> None:
        sent = form.cleaned_data["file"]
        # One byte more than is taken is enough to refuse it.
        attach_document(
            acting=acting(request),
            holder=holder,
            holder_id=holder_id,
            name=sent.name,
            content=sent.read(LARGEST + 1),
        )

    return ask(request, form, asked, write)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def document_remove(request: ScopedRequest, document_id: int) -> HttpResponse:
    """Remove a document, confirmed by its name."""
    found = get_document(request.scope, document_id)
    about = _holder(request, found)
    back_url, back_name = _page_of(about)
    asked = Asked(
        title=_("Retirer « %s »") % found.name,
        lead=_("Le fichier est supprimé. Il reste dit qui l’a retiré, et quand."),
        submit=_("Retirer"),
        back_url=back_url,
        back_name=back_name,
        done=_("Le document est retiré."),
        plan=found.plan,
        is_removal=True,
    )
    return ask(
        request,
        PageForm({} if request.method == "POST" else None),
        asked,
        lambda: remove_document(acting=acting(request), document_id=document_id),
    )


def _holder(request: ScopedRequest, found: Document) -> ActionSheet | Committee | Agreement:
    holder = holder_of(found)
    return get_holder(request.scope, holder, getattr(found, f"{holder}_id"))


def _page_of(about: ActionSheet | Committee | Agreement) -> tuple[str, str]:
    """Return the address and the name of what a document is joined to."""
    if isinstance(about, ActionSheet):
        return reverse("plans:sheet", args=(about.pk,)), about.code
    if isinstance(about, Agreement):
        return reverse("plans:agreement", args=(about.pk,)), about.title
    return reverse("plans:committee", args=(about.pk,)), about.get_kind_display()
