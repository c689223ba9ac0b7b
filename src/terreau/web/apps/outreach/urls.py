"""Addresses of outreach."""

from __future__ import annotations

from django.urls import path

from terreau.web.apps.outreach.views import promises, visits

app_name = "outreach"

_VISIT = "visites/<int:visit_id>/"

urlpatterns = [
    path("visites/", visits.visit_list, name="visits"),
    path("visites.<slug:suffix>", visits.visits_file, name="visits_file"),
    path("visites/noter/", visits.visit_note, name="visit_note"),
    path("visites/entreprises/", visits.visit_suggestions, name="visit_suggestions"),
    path(_VISIT, visits.visit, name="visit"),
    path(f"{_VISIT}modifier/", visits.visit_change, name="visit_change"),
    path(f"{_VISIT}lignes/<int:line_id>/montrer/", visits.visit_show_line, name="visit_show_line"),
    path("promesses/<int:promise_id>/", promises.promise, name="promise"),
]
