"""Papers of committees and of a year, on the plan's own templates; their lists as files."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.reporting.document import Document
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.plans.committee_exports import committee_list_answer
from terreau.web.apps.plans.documents.committee import (
    committee_document,
    duo_document,
    minutes_document,
)
from terreau.web.apps.plans.documents.year import indicator_lines, lead_of, year_document
from terreau.web.apps.plans.forms.committee import TemplateForm
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.selectors.committees import CommitteeShown, get_committee
from terreau.web.apps.plans.selectors.plans import PlanShown, get_plan
from terreau.web.apps.plans.selectors.review import get_review
from terreau.web.apps.plans.selectors.year import get_year
from terreau.web.apps.plans.selectors.year_figures import figures_of
from terreau.web.apps.plans.services.milestones import FIRST_YEAR
from terreau.web.apps.plans.services.templates import drop_template, keep_template
from terreau.web.apps.plans.views.committees import tell_refusal
from terreau.web.apps.reports.formats import chosen, posted_template
from terreau.web.apps.reports.making import make
from terreau.web.shared.download import file_answer

# Which formats each paper comes in.
_PAPERS = {
    "dossier": ("pdf", "pptx", "docx"),
    "binome": ("pdf",),
    "compte-rendu": ("pdf", "docx", "pptx"),
}
_YEAR_FORMATS = ("pdf", "docx", "pptx")


@require_http_methods(["GET", "HEAD", "POST"])
def paper(request: ScopedRequest, committee_id: int, name: str, suffix: str) -> HttpResponse:
    """Give a paper of a committee, on the template that is posted, else on that of its plan."""
    shown = get_committee(request.scope, committee_id)
    if suffix not in _PAPERS.get(name, ()):
        raise nothing_here()
    committee = shown.committee
    if name == "compte-rendu" and not committee.is_held:
        raise nothing_here()
    document = _document(request, shown, name)
    return paper_answer(request, committee.plan, document, f"{name}-{committee.on}", suffix)


@require_safe
def year(request: ScopedRequest, plan_id: int, year: int) -> HttpResponse:
    """Show a year of a plan."""
    _check_year(year)
    shown = get_year(request.scope, plan_id, year)
    context = {
        "shown": shown,
        "lead_text": lead_of(shown).replace("**", ""),
        "indicators": indicator_lines(shown),
        "figures": figures_of(shown.plan.perimeter),
        "today": timezone.localdate(),
        "before": year - 1,
        "formats": _YEAR_FORMATS,
    }
    return render(request, "plans/year.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def year_file(request: ScopedRequest, plan_id: int, year: int, suffix: str) -> HttpResponse:
    """Give the report of a year, on the template that is posted, else on that of its plan."""
    _check_year(year)
    if suffix not in _YEAR_FORMATS:
        raise nothing_here()
    shown = get_year(request.scope, plan_id, year)
    address = request.build_absolute_uri(reverse("plans:year", args=(plan_id, year)))
    is_partner = get_plan(request.scope, plan_id).may_read_committees
    figures = figures_of(shown.plan.perimeter)
    document = year_document(shown, figures, address=address, is_of_partners=is_partner)
    return paper_answer(request, shown.plan, document, f"bilan-{year}", suffix)


@require_safe
def committee_list(request: ScopedRequest, plan_id: int, what: str, suffix: str) -> HttpResponse:
    """Give the committees of a plan, their decisions or what follows from them, as a file."""
    shown = get_plan(request.scope, plan_id)
    return committee_list_answer(request.scope, shown.plan, what, suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def templates(request: ScopedRequest, plan_id: int) -> HttpResponse:
    """Show the templates of a plan; keep one more."""
    shown = _kept_plan(request, plan_id)
    form = TemplateForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        sent = form.cleaned_data["template"]
        try:
            kept = keep_template(
                acting=acting(request), plan_id=plan_id, name=sent.name, content=sent.read()
            )
        except BadInput as refusal:
            tell_refusal(form, refusal)
        else:
            said = _("« %(name)s » est gardé : les prochains papiers du plan sont faits dessus.")
            messages.success(request, said % {"name": kept.name})
            return HttpResponseRedirect(reverse("plans:templates", args=(plan_id,)))
    context = {
        "shown": shown,
        "form": form,
        "templates": list(shown.plan.templates.defer("content")),
    }
    return render(request, "plans/templates.html", context, status=400 if form.errors else 200)


@never_cache
@signed_in
@require_POST
def template_drop(request: ScopedRequest, plan_id: int, kind: str) -> HttpResponse:
    """Take a template out."""
    drop_template(acting=acting(request), plan_id=plan_id, kind=kind)
    messages.success(request, _("Le modèle est retiré."))
    return HttpResponseRedirect(reverse("plans:templates", args=(plan_id,)))


@never_cache
@signed_in
@require_safe
def template_file(request: ScopedRequest, plan_id: int, kind: str) -> HttpResponse:
    """Give a template back as it was sent."""
    found = _kept_plan(request, plan_id).plan.templates.filter(kind=kind).first()
    if found is None:
        raise nothing_here()
    return file_answer(bytes(found.content), chosen(kind).content_type, f"modele-{kind}.{kind}")


def paper_answer(
    request: ScopedRequest, plan: ActionPlan, document: Document, stem: str, suffix: str
) -> HttpResponse:
    """Answer with a paper of a plan, on the template that is posted, else on that of the plan."""
    form = chosen(suffix)
    template = posted_template(request, form)
    if template is None:
        kept = plan.templates.filter(kind=suffix).first()
        template = bytes(kept.content) if kept else None
    made = make(document, form, stem, template)
    return file_answer(made.content, made.content_type, made.name)


def _document(request: ScopedRequest, shown: CommitteeShown, name: str) -> Document:
    path = reverse("plans:committee", args=(shown.committee.pk,))
    address = request.build_absolute_uri(path)
    if name == "compte-rendu":
        return minutes_document(shown, address=address)
    told = duo_document if name == "binome" else committee_document
    return told(shown, get_review(request.scope, shown), address=address)


def _check_year(year: int) -> None:
    if not FIRST_YEAR <= year <= timezone.localdate().year:
        raise nothing_here()


def _kept_plan(request: ScopedRequest, plan_id: int) -> PlanShown:
    shown = get_plan(request.scope, plan_id)
    if not shown.may_keep:
        raise nothing_here()
    return shown
