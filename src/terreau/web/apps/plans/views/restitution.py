"""Giving back: what became of needs, by contributor; a letter to one of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.documents.restitution import lead_of, restitution_document
from terreau.web.apps.plans.forms.restitution import RestitutionForm
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.restitution_exports import restitution_answer
from terreau.web.apps.plans.selectors.plans import PlanShown, get_plan
from terreau.web.apps.plans.selectors.raisers import seen_organisation
from terreau.web.apps.plans.selectors.restitution import (
    Contributor,
    count_told,
    get_contributor,
    list_contributors,
    paper_scope,
    told_of,
)
from terreau.web.apps.plans.services.giving_back import give_back, prepare_restitution
from terreau.web.apps.plans.views.committee_files import paper_answer
from terreau.web.apps.plans.views.committees import tell_refusal
from terreau.web.shared.errors import described
from terreau.web.shared.shown_letter import show_letter

_PAGE = 20
_PAPERS = ("pdf", "docx")


@dataclass(frozen=True)
class _Asked:
    """What is asked of a plan: all contributors, or one of them."""

    shown: PlanShown
    organisation: Organisation | None
    contributors: list[Contributor]

    @property
    def query(self) -> str:
        """The same in an address."""
        return f"organisation={self.organisation.pk}" if self.organisation else ""


@require_safe
def restitution(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show what became of the needs of a territory, by contributor."""
    asked = _asked(request, request.scope, plan_id)
    page = Paginator(asked.contributors, _PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": asked.shown,
        "organisation": asked.organisation,
        "query": asked.query,
        "page": page,
        "contributions": told_of(request.scope, page.object_list),
        "lead_text": lead_of(count_told(asked.contributors)).replace("**", ""),
        "papers": _PAPERS,
    }
    return render(request, "plans/restitution.html", context)


@require_safe
def restitution_file(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponse:
    """Give what became of needs as a file, of what the reader sees."""
    asked = _asked(request, request.scope, plan_id)
    told = told_of(request.scope, asked.contributors)
    return restitution_answer(asked.shown.plan, told, suffix)


@require_safe
def restitution_paper(request: ScopedRequest, plan_id: int, suffix: str) -> HttpResponse:
    """Give what became of needs on paper, of what whoever acts in the territory reads."""
    if suffix not in _PAPERS:
        raise nothing_here()
    scope = paper_scope(request.scope, get_plan(request.scope, plan_id).plan)
    asked = _asked(request, scope, plan_id)
    plan = asked.shown.plan
    path = reverse("plans:restitution", args=(plan_id,))
    document = restitution_document(
        plan,
        told_of(scope, asked.contributors),
        count_told(asked.contributors),
        address=request.build_absolute_uri(path),
    )
    return paper_answer(request, plan, document, f"restitution-{plan_id}", suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def restitution_write(request: ScopedRequest, plan_id: int, organisation_id: int) -> HttpResponse:
    """Show the form of a letter to a contributor, then the letter itself; send it."""
    contributor = get_contributor(request.scope, plan_id, organisation_id)
    form = RestitutionForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            return _next(request, plan_id, contributor, form)
        except BadInput as refusal:
            tell_refusal(form, refusal)
            form.refused_with = described(refusal)[0]
    return _write_page(request, plan_id, contributor, form)


def _next(
    request: ScopedRequest, plan_id: int, contributor: Contributor, form: RestitutionForm
) -> HttpResponse:
    """Go from the form to the letter as it arrives, back to the form, or send."""
    assert contributor.organisation is not None, "of an organisation"
    who, organisation_id = acting(request), contributor.organisation.pk
    words = form.cleaned_data["words"]
    match request.POST.get("act"):
        case "send":
            sent = give_back(
                acting=who,
                plan_id=plan_id,
                organisation_id=organisation_id,
                key=form.cleaned_data["key"],
                words=words,
            )
            for letter in sent.letters:
                show_letter(request, letter)
            said = ngettext(
                "%(count)s lettre part pour %(name)s.",
                "%(count)s lettres partent pour %(name)s, une à chacun.",
                sent.reader_count,
            )
            terms = {"count": sent.reader_count, "name": contributor.title}
            messages.success(request, said % terms)
            return HttpResponseRedirect(reverse("plans:restitution", args=(plan_id,)))
        case "write":
            return _write_page(request, plan_id, contributor, form)
        case _:
            prepared = prepare_restitution(
                acting=who, plan_id=plan_id, organisation_id=organisation_id, words=words
            )
            context = {
                "shown": get_plan(request.scope, plan_id),
                "form": form,
                "prepared": prepared,
                "words": words,
                "sender": request.user,
            }
            return render(request, "plans/restitution_preview.html", context)


def _write_page(
    request: ScopedRequest, plan_id: int, contributor: Contributor, form: RestitutionForm
) -> HttpResponse:
    (told,) = told_of(request.scope, [contributor])
    context = {
        "shown": get_plan(request.scope, plan_id),
        "contribution": told,
        "form": form,
    }
    status = form.refused_with if form.errors else 200
    return render(request, "plans/restitution_write.html", context, status=status)


def _asked(request: ScopedRequest, scope: Scope, plan_id: int) -> _Asked:
    """Return what is asked; an organisation that the reader does not see is not there."""
    shown = get_plan(scope, plan_id)
    typed = request.GET.get("organisation", "")
    organisation = None
    if typed:
        number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 19 else 0
        organisation = seen_organisation(scope, number)
        if organisation is None:
            raise nothing_here()
    return _Asked(shown, organisation, list_contributors(scope, shown.plan, organisation))
