"""Pages of questions to a territory: listed, asked, sent to those it fits, read, closed."""

from __future__ import annotations

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in, what_was_typed
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation, nothing_here
from terreau.web.apps.directory.selectors.organisations import list_organisations
from terreau.web.apps.directory.selectors.wanted import Wanted
from terreau.web.apps.outreach.enums import QuestionState
from terreau.web.apps.outreach.exports import questions_answer
from terreau.web.apps.outreach.letters import asker_of
from terreau.web.apps.outreach.models import TerritoryQuestion
from terreau.web.apps.outreach.question_forms import CloseForm, QuestionForm
from terreau.web.apps.outreach.rules import MOST_ASKED
from terreau.web.apps.outreach.selectors import questions
from terreau.web.apps.outreach.selectors.consents import list_own_answers
from terreau.web.apps.outreach.selectors.fitting import propose
from terreau.web.apps.outreach.services.asking import (
    close_question,
    name_asker,
    send_question,
    write_question,
)
from terreau.web.apps.outreach.services.telling import mark_answers_read
from terreau.web.apps.outreach.services.withdrawing import withdraw_consent
from terreau.web.shared.shown_letter import show_letter

_PAGE = 50
_ADDED = 10


@require_safe
def question_list(request: ScopedRequest) -> HttpResponse:
    """List the questions that the reader may see: their own, their territory's, published ones."""
    query = _query(request)
    page = Paginator(questions.list_questions(request.scope, query), _PAGE)
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {
        "page": page.get_page(request.GET.get("page")),
        "query": query,
        "asked": asked.urlencode(),
        "may_ask": bool(questions.list_territories_to_ask(request.scope)),
    }
    return render(request, "outreach/questions.html", context)


@require_safe
def questions_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the whole list as a file."""
    return questions_answer(questions.list_questions(request.scope, _query(request)), suffix)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question_ask(request: ScopedRequest) -> HttpResponse:
    """Show the form of a question; write it, nobody being asked yet."""
    places = questions.list_territories_to_ask(request.scope)
    if not places:
        raise nothing_here()
    text = (request.POST.get("text") or request.GET.get("q", ""))[:500]
    aimed = _aimed_at(request)
    first = {"text": _as_sentence(text), "territory": places[0].pk, "around": ""}
    form = QuestionForm(request.scope, what_was_typed(request), initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            question = write_question(acting=acting(request), written=form.fields_written())
        except BadInput as refusal:
            form.add_error("text", f"{refusal.what}. {refusal.remedy}")
        else:
            address = reverse("outreach:question_send", args=(question.pk,))
            wanted = urlencode({"organisation": aimed.pk}) if aimed else ""
            return HttpResponseRedirect(f"{address}?{wanted}" if wanted else address)
    before = questions.list_asked_before(request.scope, text)
    context = {"form": form, "before": before, "aimed": aimed}
    status = 400 if form.errors else 200
    return render(request, "outreach/question_ask.html", context, status=status)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question_send(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Show whom the question fits, and why; send it to those who are ticked."""
    question = questions.get_own_question(request.scope, question_id)
    if question.state != QuestionState.DRAFT:
        return HttpResponseRedirect(reverse("outreach:question", args=(question_id,)))
    typed = what_was_typed(request)
    aimed = _aimed_at(request)
    ticked = _numbers(typed.getlist("organisation")) if typed else [aimed.pk] if aimed else None
    if request.method == "POST" and request.POST.get("act") == "send":
        try:
            sent = send_question(
                acting=acting(request), question_id=question_id, organisation_ids=ticked or []
            )
        except BadInput as refusal:
            return _choice(request, question, ticked, refusal)
        for letter in sent[:1]:
            show_letter(request, letter)
        messages.success(request, _("La question est partie."))
        return HttpResponseRedirect(reverse("outreach:question", args=(question_id,)))
    return _choice(request, question, ticked, None)


def _aimed_at(request: ScopedRequest) -> Organisation | None:
    """Return the organisation from whose page somebody came to ask; None: the whole territory."""
    numbers = _numbers([request.GET.get("organisation", "")])
    return Organisation.objects.filter(can_view_organisation(request.scope), pk__in=numbers).first()


def _choice(
    request: ScopedRequest,
    question: TerritoryQuestion,
    ticked: list[int] | None,
    refusal: BadInput | None,
) -> HttpResponse:
    """Show whom a question may be sent to; what was ticked stays."""
    name = request.POST.get("name", "").strip()[:80]
    rows = list_organisations(request.scope, Wanted(query=name), limit=_ADDED).rows if name else []
    candidates = propose(request.scope, question, [*(ticked or []), *(row.pk for row in rows)])
    chosen = {each.pk for each in candidates if each.is_chosen}
    askable = [each for each in candidates if each.may_be_asked]
    left_out = [each for each in candidates if not each.may_be_asked]
    context = {
        "question": question,
        "asker": asker_of(question),
        "candidates": askable,
        "sure": [each for each in askable if not each.is_unsure],
        "unsure": [each for each in askable if each.is_unsure],
        "left_out": sorted(left_out, key=lambda each: not each.is_strong),
        "ticked": chosen if ticked is None else set(ticked),
        "name": name,
        "is_name_lost": bool(name) and not rows,
        "most": MOST_ASKED,
        "refusal": refusal,
    }
    status = 400 if refusal else 200
    return render(request, "outreach/question_send.html", context, status=status)


@require_safe
def question(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Show a question: who answered what to who asked it, counts to its keepers."""
    found = questions.get_question(request.scope, question_id)
    is_own = questions.is_own(request.scope, found)
    answers = questions.list_answers(request.scope, found)
    context = {
        "question": found,
        "is_own": is_own,
        "asker": asker_of(found) if questions.may_know_asker(request.scope, found) else "",
        "answers": answers,
        # To name oneself answers those who answered without their name; without one, to nobody.
        "may_name_asker": is_own and questions.may_name_asker(found, answers),
        "asked_names": questions.list_asked(request.scope, found),
        "is_open": questions.is_open(found),
        "own_answers": list_own_answers(request.scope, found),
    }
    if is_own and answers and request.method == "GET":
        mark_answers_read(request.scope, question_id)
    return render(request, "outreach/question.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def question_close(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Ask what a question came to; close it."""
    found = questions.get_own_question(request.scope, question_id)
    form = CloseForm(what_was_typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            close_question(acting=acting(request), question_id=question_id, **form.cleaned_data)
        except BadInput as refusal:
            form.add_error(None, f"{refusal.what}. {refusal.remedy}")
        else:
            messages.success(request, _("La question est close ; merci à qui a répondu."))
            return HttpResponseRedirect(reverse("outreach:question", args=(question_id,)))
    context = {"form": form, "question": found}
    status = 400 if form.errors else 200
    return render(request, "outreach/question_close.html", context, status=status)


@never_cache
@signed_in
@require_POST
def question_name(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Say who asks, to those asked."""
    name_asker(acting=acting(request), question_id=question_id)
    messages.success(request, _("Celles qui ont répondu sans se nommer savent qui demande."))
    return HttpResponseRedirect(reverse("outreach:question", args=(question_id,)))


@never_cache
@signed_in
@require_POST
def question_withdraw(request: ScopedRequest, question_id: int) -> HttpResponse:
    """Take back something that the answer of one's organisation agreed to."""
    (organisation_id,) = _numbers([request.POST.get("organisation", "")]) or [0]
    withdraw_consent(
        acting=acting(request),
        question_id=question_id,
        organisation_id=organisation_id,
        consent=request.POST.get("withdraw", ""),
    )
    messages.success(request, _("C’est retiré, partout et dès maintenant."))
    return HttpResponseRedirect(reverse("outreach:question", args=(question_id,)))


def _as_sentence(words: str) -> str:
    """Return the draft of a question about what a search looked for."""
    if not words or words.rstrip().endswith("?"):
        return words
    return _("Qui peut m’aider : %(words)s ?") % {"words": words}


def _query(request: ScopedRequest) -> str:
    return request.GET.get("q", "").strip()[:80]


def _numbers(typed: list[str]) -> list[int]:
    """Return the keys that were ticked; what is no number is nobody."""
    numbers = (int(each) for each in typed if each.isascii() and each.isdigit() and len(each) < 19)
    return list(dict.fromkeys(numbers))[:200]
