"""Addresses of knowhow."""

from __future__ import annotations

from django.urls import path

from terreau.web.apps.knowhow.views import search

app_name = "knowhow"

urlpatterns = [
    path("", search.search, name="search"),
    path("resultats.<slug:suffix>", search.search_file, name="search_file"),
]
