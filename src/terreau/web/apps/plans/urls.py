"""Addresses of action plans."""

from django.urls import path

from terreau.web.apps.plans.views import budget, needs, parts, plans, sheets

app_name = "plans"

_PLAN = "<int:plan_id>/"
_NEED = "besoins/<int:need_id>/"
_SHEET = "fiches/<int:sheet_id>/"

urlpatterns = [
    path("", plans.index, name="index"),
    path("plans.<slug:suffix>", plans.plans_file, name="plans_file"),
    path("ouvrir/", plans.plan_open, name="plan_open"),
    path(_PLAN, plans.plan, name="plan"),
    path(f"{_PLAN}fiches.<slug:suffix>", plans.sheets_file, name="sheets_file"),
    path(f"{_PLAN}fiches/ajouter/", sheets.sheet_add, name="sheet_add"),
    path("besoins/", needs.needs, name="needs"),
    path("besoins.<slug:suffix>", needs.needs_file, name="needs_file"),
    path(f"{_PLAN}besoins/", needs.plan_needs, name="plan_needs"),
    path(f"{_PLAN}besoins/noter/", needs.need_raise, name="need_raise"),
    path(_NEED, needs.need, name="need"),
    path(f"{_NEED}modifier/", needs.need_change, name="need_change"),
    path(f"{_NEED}verifier/", needs.need_verify, name="need_verify"),
    path(f"{_NEED}ecarter/", needs.need_drop, name="need_drop"),
    path(f"{_SHEET}besoins/", needs.sheet_need, name="sheet_need"),
    path(
        f"{_SHEET}besoins/<int:need_id>/retirer/", needs.sheet_need_untie, name="sheet_need_untie"
    ),
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
