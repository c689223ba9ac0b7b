"""Addresses of money."""

from django.urls import path

from terreau.web.apps.funding.views import catalogue, fitting, writing

app_name = "funding"

_SCHEME = "dispositifs/<int:scheme_id>/"
_CALL = "appels/<int:call_id>/"

urlpatterns = [
    path("", catalogue.index, name="index"),
    path("dispositifs.<slug:suffix>", catalogue.schemes_file, name="schemes_file"),
    path("echeances.ics", catalogue.feed, name="feed"),
    path("dispositifs/ajouter/", writing.scheme_new, name="scheme_new"),
    path(_SCHEME, catalogue.scheme, name="scheme"),
    path(f"{_SCHEME}modifier/", writing.scheme_change, name="scheme_change"),
    path(f"{_SCHEME}appels/", writing.call_add, name="call_add"),
    path(f"{_CALL}modifier/", writing.call_change, name="call_change"),
    path(f"{_CALL}suivant/", writing.call_follow, name="call_follow"),
    path(f"{_CALL}retirer/", writing.call_remove, name="call_remove"),
    path("pour/", fitting.fits, name="fits"),
    path("pour/<int:organisation_id>/", fitting.organisation_fits, name="organisation_fits"),
]
