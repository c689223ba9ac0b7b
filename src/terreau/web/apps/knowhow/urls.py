"""Addresses of knowhow."""

from __future__ import annotations

from django.urls import URLPattern

app_name = "knowhow"

urlpatterns: list[URLPattern] = []
