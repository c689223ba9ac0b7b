"""Addresses of the network."""

from django.urls import path

from terreau.web.apps.network.views import home, introductions, links, spaces, territory

app_name = "network"

_TERRITORY = "territoires/<slug:kind>/<str:code>/"
_INTRODUCTION = "mises-en-relation/<int:introduction_id>/"
_SPACE = "espaces/<int:space_id>/"

urlpatterns = [
    path("", home.index, name="index"),
    path(_TERRITORY, territory.territory, name="territory"),
    path(
        f"{_TERRITORY}<slug:nature>/organisations.<slug:suffix>",
        territory.organisations_file,
        name="territory_organisations",
    ),
    path(
        f"{_TERRITORY}<slug:nature>/liens.<slug:suffix>",
        territory.ties_file,
        name="territory_ties",
    ),
    path(f"{_TERRITORY}mises-en-relation/", introductions.introductions, name="introductions"),
    path(
        f"{_TERRITORY}mises-en-relation.<slug:suffix>",
        introductions.introductions_file,
        name="introductions_file",
    ),
    path(
        f"{_TERRITORY}mises-en-relation/<int:offered>/<int:sought>/<slug:said>/",
        introductions.introduction_note,
        name="introduction_note",
    ),
    path(_INTRODUCTION, introductions.introduction, name="introduction"),
    path(
        f"{_INTRODUCTION}<slug:said>/",
        introductions.introduction_change,
        name="introduction_change",
    ),
    path("filieres/<slug:key>/", home.chain, name="chain"),
    path("filieres/<slug:key>/acteurs.<slug:suffix>", home.chain_file, name="chain_file"),
    path("espaces.<slug:suffix>", home.spaces_file, name="spaces_file"),
    path("espaces/ouvrir/", spaces.space_add, name="space_add"),
    path(_SPACE, spaces.space, name="space"),
    path(f"{_SPACE}participer/", spaces.space_join, name="space_join"),
    path(f"{_SPACE}quitter/<int:organisation_id>/", spaces.space_leave, name="space_leave"),
    path(f"{_SPACE}mot/", spaces.space_note, name="space_note"),
    path(f"{_SPACE}fermer/", spaces.space_close, name="space_close"),
    path(f"{_SPACE}rouvrir/", spaces.space_reopen, name="space_reopen"),
    path("organisations/<int:organisation_id>/", links.link_declare, name="link_declare"),
    path(
        "organisations/<int:organisation_id>/liens.<slug:suffix>",
        links.links_file,
        name="links_file",
    ),
    path("<slug:link>/<int:number>/terminer/", links.link_end, name="link_end"),
]
