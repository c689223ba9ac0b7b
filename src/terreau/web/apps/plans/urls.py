"""Addresses of action plans."""

from django.urls import path

from terreau.web.apps.plans.views import budget, parts, plans, sheets

app_name = "plans"

_PLAN = "<int:plan_id>/"
_SHEET = "fiches/<int:sheet_id>/"

urlpatterns = [
    path("", plans.index, name="index"),
    path("plans.<slug:suffix>", plans.plans_file, name="plans_file"),
    path("ouvrir/", plans.plan_open, name="plan_open"),
    path(_PLAN, plans.plan, name="plan"),
    path(f"{_PLAN}fiches.<slug:suffix>", plans.sheets_file, name="sheets_file"),
    path(f"{_PLAN}fiches/ajouter/", sheets.sheet_add, name="sheet_add"),
    path(_SHEET, sheets.sheet, name="sheet"),
    path("fiches/organisations/", parts.organisation_suggestions, name="organisation_suggestions"),
    path(f"{_SHEET}budget/", budget.budget, name="budget"),
    path(f"{_SHEET}participants/", parts.people, name="people"),
    path(f"{_SHEET}calendrier/", parts.calendar, name="calendar"),
    path(f"{_SHEET}suivi/", parts.tracking, name="tracking"),
    path(f"{_SHEET}risques/", parts.risks, name="risks"),
    path(f"{_SHEET}echanges/", parts.words, name="words"),
    path(f"{_SHEET}modifier/", sheets.sheet_change, name="sheet_change"),
    path(f"{_SHEET}etape/<slug:act>/", sheets.sheet_move, name="sheet_move"),
]
