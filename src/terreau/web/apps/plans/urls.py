"""Addresses of action plans."""

from django.urls import path

from terreau.web.apps.plans.views import boards, bulk, plans, saved_views, sheets

app_name = "plans"

_PLAN = "<int:plan_id>/"
_SHEET = "fiches/<int:sheet_id>/"

urlpatterns = [
    path("", plans.index, name="index"),
    path("ouvrir/", plans.plan_open, name="plan_open"),
    path(_PLAN, boards.plan, name="plan"),
    path(f"{_PLAN}tableaux/<slug:name>/", boards.board, name="board"),
    path(f"{_PLAN}fiches/changer/", bulk.bulk_change, name="bulk_change"),
    path(f"{_PLAN}vues/garder/", saved_views.view_save, name="view_save"),
    path(f"{_PLAN}vues/<int:view_id>/retirer/", saved_views.view_remove, name="view_remove"),
    path(f"{_PLAN}fiches/ajouter/", sheets.sheet_add, name="sheet_add"),
    path(_SHEET, sheets.sheet, name="sheet"),
    path(f"{_SHEET}modifier/", sheets.sheet_change, name="sheet_change"),
    path(f"{_SHEET}etape/<slug:act>/", sheets.sheet_move, name="sheet_move"),
]
