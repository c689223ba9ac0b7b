"""Addresses of action plans."""

from django.urls import path

from terreau.web.apps.plans.views import (
    boards,
    bulk,
    files,
    following,
    nation,
    needs,
    plans,
    saved_views,
    sheets,
)

app_name = "plans"

_PLAN = "<int:plan_id>/"
_NEED = "besoins/<int:need_id>/"
_SHEET = "fiches/<int:sheet_id>/"

urlpatterns = [
    path("", plans.index, name="index"),
    path("plans.<slug:suffix>", plans.plans_file, name="plans_file"),
    path("ouvrir/", plans.plan_open, name="plan_open"),
    path("nation/", nation.nation, name="nation"),
    path("nation.<slug:suffix>", nation.nation_file, name="nation_file"),
    path("regions/<slug:code>/", nation.region, name="region"),
    path("priorites/<int:priority_id>/clore/", nation.priority_end, name="priority_end"),
    path("suivies/", following.alerts, name="alerts"),
    path("agenda/<str:token>.ics", following.calendar_feed, name="calendar_feed"),
    path(_PLAN, boards.plan, name="plan"),
    path(f"{_PLAN}fiches.<slug:suffix>", files.sheets_file, name="sheets_file"),
    path(f"{_PLAN}plan.pdf", files.plan_pdf, name="plan_pdf"),
    path(f"{_PLAN}projets.csv", files.common_file, name="common_file"),
    path(f"{_PLAN}budget.<slug:suffix>", files.budget_file, name="budget_file"),
    path(f"{_PLAN}tableaux/<slug:name>/", boards.board, name="board"),
    path(f"{_PLAN}fiches/changer/", bulk.bulk_change, name="bulk_change"),
    path(f"{_PLAN}agenda/ouvrir/", following.calendar_open, name="calendar_open"),
    path(f"{_PLAN}agenda/retirer/", following.calendar_revoke, name="calendar_revoke"),
    path(f"{_PLAN}vues/garder/", saved_views.view_save, name="view_save"),
    path(f"{_PLAN}vues/<int:view_id>/retirer/", saved_views.view_remove, name="view_remove"),
    path(f"{_PLAN}fiches/ajouter/", sheets.sheet_add, name="sheet_add"),
    path("fiches.<slug:suffix>", files.all_sheets_file, name="all_sheets_file"),
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
    path(f"{_SHEET}suivre/", following.sheet_follow, name="sheet_follow"),
    path(f"{_SHEET}priorites/", nation.sheet_priorities, name="sheet_priorities"),
    path(f"{_SHEET}ailleurs/", nation.elsewhere, name="elsewhere"),
    path(f"{_SHEET}fiche.pdf", files.sheet_pdf, name="sheet_pdf"),
    path(f"{_SHEET}modifier/", sheets.sheet_change, name="sheet_change"),
    path(f"{_SHEET}etape/<slug:act>/", sheets.sheet_move, name="sheet_move"),
]
