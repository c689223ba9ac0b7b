"""The page of a letter's link: an answer, what it agreed to, how often one may be asked."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
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
    LowerLimitForm,
    initial_answer,
    initial_limit,
)
from terreau.web.apps.outreach.selectors.consents import list_agreed
from terreau.web.apps.outreach.selectors.questions import get_asked, is_open
from terreau.web.apps.outreach.services.answering import answer_question, limit_by_link
from terreau.web.apps.outreach.services.withdrawing import withdraw_by_link
from terreau.web.shared.signed_link import read_link

# The link opens the page for as long as what it says may be of use; the question closes before.
_LASTS = timedelta(days=90)
# What an answer agreed to is taken back for as long as the answer is here.
_WITHDRAWN_FOR = timedelta(days=3653)


# The link itself proves who answers: a cookie would prove nothing more.
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def question_answer(request: HttpRequest, token: str) -> HttpResponse:
    """Show a question to who holds its link; take an answer, what is taken back, a limit."""
    asked = _opened_by(token)
    if "withdraw" in request.POST:
        withdraw_by_link(asked_id=asked.pk, consent=request.POST["withdraw"])
        return _done(request, _("C’est retiré, partout et dès maintenant."))
    if request.POST.get("act") == "limit":
        return _limit(request, asked)
    if request.method == "POST":
        return _answer(request, asked)
    return _page(request, asked)


def _opened_by(token: str) -> AskedOrganisation:
    """Return the organisation asked that a link is about: longer where it has answered."""
    asked = get_by_key(read_link(PURPOSE, token, _WITHDRAWN_FOR))
    if asked is None:
        raise nothing_here()
    if not hasattr(asked, "answer"):
        read_link(PURPOSE, token, _LASTS)
    return asked


def _limit(request: HttpRequest, asked: AskedOrganisation) -> HttpResponse:
    limit = _limit_form(asked, request.POST)
    if not limit.is_valid():
        return _page(request, asked, limit=limit, status=400)
    limit_by_link(asked_id=asked.pk, **limit.cleaned_data)
    return _done(request, _("C’est noté : nous en tiendrons compte."))


def _answer(request: HttpRequest, asked: AskedOrganisation) -> HttpResponse:
    form = AnswerForm(request.POST, initial=initial_answer(getattr(asked, "answer", None)))
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
            return _done(request, _("Merci : votre réponse est arrivée."))
    return _page(request, asked, form, status=status)


def _done(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return HttpResponseRedirect(request.path)


def _limit_form(asked: AskedOrganisation, typed: QueryDict | None = None) -> LimitForm:
    said = getattr(asked.organisation, "solicitation_limit", None)
    form = LimitForm if is_open(asked.question) else LowerLimitForm
    return form(typed, initial=initial_limit(said, timezone.localdate()))


def _after_conflict(
    form: AnswerForm, request: HttpRequest, refusal: Conflict, asked: AskedOrganisation
) -> AskedOrganisation:
    """Show what a colleague answered meanwhile beside what was written: sent again, it replaces."""
    now = get_asked(asked.pk) or asked
    form.data = {**request.POST.dict(), "version": str(now.answer.version)}
    form.add_error(None, f"{refusal.what}. {refusal.remedy} {refusal.kept}")
    return now


def _page(
    request: HttpRequest,
    asked: AskedOrganisation,
    form: AnswerForm | None = None,
    limit: LimitForm | None = None,
    status: int = 200,
) -> HttpResponse:
    answer = getattr(asked, "answer", None)
    said = getattr(asked.organisation, "solicitation_limit", None)
    context = {
        "asked": asked,
        "question": asked.question,
        "asker": asker_of(asked.question),
        "others": asked.question.asked_organisations.count() - 1,
        "answer": answer,
        "agreed": list_agreed(answer),
        "is_open": is_open(asked.question),
        "form": form or AnswerForm(initial=initial_answer(answer)),
        "limit": limit or _limit_form(asked),
        "is_never_asked": said is not None and said.a_quarter == 0,
        "is_stale": status == 409,
    }
    return render(request, "outreach/question_answer.html", context, status=status)
