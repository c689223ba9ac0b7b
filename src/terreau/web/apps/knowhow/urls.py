"""Addresses of knowhow."""

from __future__ import annotations

from django.urls import path

from terreau.web.apps.knowhow.views import files, importing, lines, noting, search, still_true

app_name = "knowhow"

_LINE = "<int:know_how_id>/"
_ORGANISATION = "organisations/<int:organisation_id>/"

urlpatterns = [
    path("", search.search, name="search"),
    path("resultats.<slug:suffix>", search.search_file, name="search_file"),
    path("importer/", importing.know_how_import, name="know_how_import"),
    path("liste.<slug:suffix>", files.know_how_file, name="know_how_file"),
    path(_LINE, lines.know_how, name="know_how"),
    path(f"{_LINE}modifier/", lines.know_how_change, name="know_how_change"),
    path(f"{_LINE}verifier/", lines.know_how_verify, name="know_how_verify"),
    path(f"{_LINE}confirmer/", lines.know_how_confirm, name="know_how_confirm"),
    path(f"{_LINE}terminer/", lines.know_how_end, name="know_how_end"),
    path(f"{_ORGANISATION}ajouter/", noting.know_how_add, name="know_how_add"),
    path(f"{_ORGANISATION}demander/", still_true.ask_now, name="ask_now"),
    path(f"{_ORGANISATION}redemander/", still_true.ask_again, name="ask_again"),
    path("toujours-vrai/<str:token>/", still_true.still_true, name="still_true"),
]
