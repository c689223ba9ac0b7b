"""Addresses of outreach."""

from __future__ import annotations

from django.urls import path

from terreau.web.apps.outreach.views import answers, loads, promises, questions, visits

app_name = "outreach"

_VISIT = "visites/<int:visit_id>/"
_QUESTION = "questions/<int:question_id>/"
_ORGANISATION = "organisations/<int:organisation_id>/"

urlpatterns = [
    path("visites/", visits.visit_list, name="visits"),
    path("visites.<slug:suffix>", visits.visits_file, name="visits_file"),
    path("visites/noter/", visits.visit_note, name="visit_note"),
    path("visites/entreprises/", visits.visit_suggestions, name="visit_suggestions"),
    path(_VISIT, visits.visit, name="visit"),
    path(f"{_VISIT}modifier/", visits.visit_change, name="visit_change"),
    path(f"{_VISIT}lignes/<int:line_id>/montrer/", visits.visit_show_line, name="visit_show_line"),
    path("promesses/<int:promise_id>/", promises.promise, name="promise"),
    path("questions/", questions.question_list, name="questions"),
    path("questions.<slug:suffix>", questions.questions_file, name="questions_file"),
    path("questions/poser/", questions.question_ask, name="question_ask"),
    path("questions/repondre/<str:token>/", answers.question_answer, name="question_answer"),
    path(_QUESTION, questions.question, name="question"),
    path(f"{_QUESTION}envoyer/", questions.question_send, name="question_send"),
    path(f"{_QUESTION}clore/", questions.question_close, name="question_close"),
    path(f"{_QUESTION}se-nommer/", questions.question_name, name="question_name"),
    path(f"{_QUESTION}retirer/", questions.question_withdraw, name="question_withdraw"),
    path("sollicitations/", loads.load_list, name="loads"),
    path("sollicitations.<slug:suffix>", loads.loads_file, name="loads_file"),
    path(f"{_ORGANISATION}appel/", loads.call_note, name="call_note"),
    path(f"{_ORGANISATION}sollicitations/", loads.limit_change, name="limit_change"),
]
