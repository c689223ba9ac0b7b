"""The page that a letter opens: one press says that all is still true. Reading writes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from terreau.core.errors import Conflict
from terreau.web.apps.accounts.middleware import ScopedRequest, acting
from terreau.web.apps.accounts.typed import signed_in
from terreau.web.apps.directory.models import Solicitation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.rules import one_line
from terreau.web.apps.knowhow.selectors.asking import (
    get_question,
    is_unsubscribed,
    list_lines_asked,
)
from terreau.web.apps.knowhow.services import asking
from terreau.web.apps.knowhow.services.asking import BadAnswers, LineAnswer
from terreau.web.shared.shown_letter import show_letter

# What is pressed on the page; whatever else is sent says nothing.
_BUTTONS = {"all", "each", "leave"}


@dataclass(frozen=True)
class AskedLine:
    """A line, and what was answered of it so far."""

    line: KnowHow
    text: str
    is_true: bool
    error: str

    @property
    def is_open(self) -> bool:
        """Whether its words are shown to be corrected: they were, or are refused."""
        return bool(self.error) or self.text != self.line.text


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def still_true(request: HttpRequest, token: str) -> HttpResponse:
    """Show what is written of an organisation; keep what it answers."""
    question = get_question(token)
    errors: Mapping[int, str] = {}
    if request.method == "POST" and {*request.POST} & _BUTTONS:
        try:
            _keep(request.POST, question)
        except BadAnswers as refusal:
            errors = refusal.errors
        except Conflict:
            pass  # Its page says when it was answered.
        if not errors:
            return HttpResponseRedirect(reverse("knowhow:still_true", args=(token,)))
    return _page(request, question, errors)


@never_cache
@signed_in
@require_POST
def ask_again(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Let an organisation that had refused be asked again."""
    asking.ask_again(acting=acting(request), organisation_id=organisation_id)
    return HttpResponseRedirect(reverse("directory:organisation", args=(organisation_id,)))


@never_cache
@signed_in
@require_POST
def ask_now(request: ScopedRequest, organisation_id: int) -> HttpResponse:
    """Send the yearly letter to an organisation today."""
    sent = asking.ask_now(acting=acting(request), organisation_id=organisation_id)
    for letter in sent:
        show_letter(request, letter)
    messages.success(request, _("La lettre est partie : sa réponse mettra ces lignes à jour."))
    return HttpResponseRedirect(reverse("directory:organisation", args=(organisation_id,)))


def _keep(sent: QueryDict, question: Solicitation) -> None:
    if "leave" in sent:
        asking.unsubscribe(question_id=question.pk)
        return
    lines = list_lines_asked(question.organisation)
    is_all = "all" in sent
    answers = {line.pk: _answer(sent, line, is_all=is_all) for line in lines}
    seen = {key: answer for key, answer in answers.items() if answer.version}
    asking.answer_still_true(question_id=question.pk, answers=seen)


def _answer(sent: QueryDict, line: KnowHow, *, is_all: bool) -> LineAnswer:
    """Return what is said of a line; a line that the page did not show has no version."""
    version = sent.get(f"version-{line.pk}", "")
    number = int(version) if version.isascii() and version.isdigit() and len(version) < 10 else 0
    if is_all:
        return LineAnswer(number)
    is_true = f"true-{line.pk}" in sent
    text = one_line(sent.get(f"text-{line.pk}", ""))
    # An emptied line is one that is not true any more: nothing is left of it to be kept.
    return LineAnswer(number, is_true and bool(text), "" if text == line.text else text)


def _page(request: HttpRequest, question: Solicitation, errors: Mapping[int, str]) -> HttpResponse:
    seat = question.organisation.seat
    context = {
        "question": question,
        "organisation": question.organisation,
        "lines": [_asked(request.POST, line, errors) for line in _lines(question)],
        "errors": errors,
        "is_unsubscribed": is_unsubscribed(question.organisation),
        "is_example": seat is not None and seat.country == "XX",
        "title": _("Toujours vrai ?"),
    }
    return render(request, "knowhow/still_true.html", context, status=400 if errors else 200)


def _lines(question: Solicitation) -> list[KnowHow]:
    return list_lines_asked(question.organisation)


def _asked(sent: QueryDict, line: KnowHow, errors: Mapping[int, str]) -> AskedLine:
    if f"version-{line.pk}" not in sent:
        return AskedLine(line, line.text, is_true=True, error="")
    text = sent.get(f"text-{line.pk}", line.text)
    is_true = f"true-{line.pk}" in sent or "all" in sent
    return AskedLine(line, text, is_true, errors.get(line.pk, ""))
