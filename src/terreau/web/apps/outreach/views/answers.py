"""The page that a letter's link opens: an answer, and how often one lets oneself be asked."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.outreach.letters import PURPOSE, asker_of, get_by_key
from terreau.web.apps.outreach.models import AskedOrganisation
from terreau.web.apps.outreach.question_forms import (
    AnswerForm,
    LimitForm,
    initial_answer,
    initial_limit,
)
from terreau.web.apps.outreach.selectors.questions import get_asked, is_open
from terreau.web.apps.outreach.services.answering import answer_question, limit_by_link
from terreau.web.shared.signed_link import read_link

# The link opens the page for as long as what it says may be of use; the question closes before.
_LASTS = timedelta(days=90)


# The link itself proves who answers: a cookie would prove nothing more.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show a question to who holds its link; take their answer."""
    asked = get_by_key(read_link(PURPOSE, token, _LASTS))
    if asked is None:
        raise nothing_here()
    is_limit = request.POST.get("act") == "limit"
    first = initial_answer(getattr(asked, "answer", None))
    form = AnswerForm(None if is_limit else request.POST or None, initial=first)
    said = getattr(asked.organisation, "solicitation_limit", None)
    limit = LimitForm(
        request.POST if is_limit else None, initial=initial_limit(said, timezone.localdate())
    )
    status = 200
    if is_limit and limit.is_valid():
        limit_by_link(asked_id=asked.pk, **limit.cleaned_data)
        messages.success(request, _("C’est noté : nous en tiendrons compte."))
        return HttpResponseRedirect(request.path)
    if not is_limit and request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                answer_question(
                    asked_id=asked.pk,
                    version=form.cleaned_data["version"],
                    written=form.fields_written(),
                )
            except Conflict as refusal:
                status = 409
                asked = _after_conflict(form, request, refusal, asked)
            except BadInput as refusal:
                form.add_error(None, f"{refusal.what}. {refusal.remedy}")
            else:
                messages.success(request, _("Merci : votre réponse est arrivée."))
                return HttpResponseRedirect(request.path)
    return _page(request, asked, form, limit, 400 if limit.errors else status)


def _after_conflict(
    form: AnswerForm, request: HttpRequest, refusal: Conflict, asked: AskedOrganisation
) -> AskedOrganisation:
    """Show what a colleague answered meanwhile beside what was written: sent again, it replaces."""
    now = get_asked(asked.pk) or asked
    form.data = {**request.POST.dict(), "version": str(now.answer.version)}
    form.add_error(None, f"{refusal.what}. {refusal.remedy} {refusal.kept}")
    return now


def _page(
    request: HttpRequest, asked: AskedOrganisation, form: AnswerForm, limit: LimitForm, status: int
) -> HttpResponse:
    context = {
        "asked": asked,
        "question": asked.question,
        "asker": asker_of(asked.question),
        "others": asked.question.asked_organisations.count() - 1,
        "answer": getattr(asked, "answer", None),
        "is_open": is_open(asked.question),
        "form": form,
        "limit": limit,
        "is_stale": status == 409,
    }
    return render(request, "outreach/question_answer.html", context, status=status)
