"""Addresses of a person's own pages."""

from django.urls import path

from terreau.web.apps.accounts import privacy_views, token_views

app_name = "accounts"

urlpatterns = [
    path("cles/", token_views.tokens, name="tokens"),
    path("cles/<int:token_id>/revoquer/", token_views.token_revoke, name="token_revoke"),
    path("mes-donnees/", privacy_views.own_data_page, name="own_data"),
    path("mes-donnees/exporter/", privacy_views.data_export, name="data_export"),
    path("mes-donnees/effacer/", privacy_views.erasure, name="erasure"),
]
