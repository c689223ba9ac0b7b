"""Addresses of the history of objects."""

from django.urls import path

from terreau.web.apps.accounts import history_views

app_name = "history"

urlpatterns = [
    path("<slug:name>/<str:key>/", history_views.history, name="page"),
    path("<slug:name>/<str:key>/historique.<slug:suffix>", history_views.history_file, name="file"),
]
