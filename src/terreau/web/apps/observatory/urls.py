"""Addresses of the observatory; a profile's address never changes."""

from django.urls import path

from terreau.web.apps.observatory import (
    dashboard_views,
    indicator_views,
    peers_views,
    printed_views,
    views,
    widget_views,
)

app_name = "observatory"

urlpatterns = [
    path("donnees/", views.datasets, name="datasets"),
    path("donnees/sources.<slug:suffix>", views.sources_file, name="sources_file"),
    path("donnees/apporter/", views.pull_missing, name="pull_missing"),
    path("donnees/sources/<slug:source_id>/", views.source, name="source"),
    path("donnees/sources/<slug:source_id>/etat/", views.source_state, name="source_state"),
    path("donnees/sources/<slug:source_id>/apporter/", views.pull_source, name="pull_source"),
    path("carte/", indicator_views.map_view, name="map"),
    path("carte/carte.svg", indicator_views.map_svg, name="map_svg"),
    path("carte/carte.png", indicator_views.map_png, name="map_png"),
    path("carte/valeurs.csv", indicator_views.map_csv, name="map_csv"),
    path("comparer/", indicator_views.comparison, name="compare"),
    path("comparer/comparaison.csv", indicator_views.comparison_csv, name="compare_csv"),
    path("tableaux/", dashboard_views.dashboards, name="dashboards"),
    path("tableaux/<slug:dashboard_id>/", dashboard_views.dashboard, name="dashboard"),
    path(
        "tableaux/<slug:dashboard_id>/chiffres.csv",
        dashboard_views.dashboard_csv,
        name="dashboard_csv",
    ),
    path("indicateurs.<slug:suffix>", indicator_views.catalogue_file, name="indicators_file"),
    path("indicateurs/", indicator_views.catalogue, name="indicators"),
    path("indicateurs/<slug:indicator_id>/", indicator_views.indicator, name="indicator"),
    path("integrer/carte/", widget_views.map_view, name="map_widget"),
    path(
        "integrer/indicateur/<slug:indicator_id>/<slug:kind>/<str:code>/",
        widget_views.indicator,
        name="indicator_widget",
    ),
    path("integrer/<slug:kind>/<str:code>/<str:what>/", widget_views.figure, name="widget"),
    path("chiffres-imprimes/", printed_views.printed, name="printed"),
    path("chiffres-imprimes/tableau.csv", printed_views.printed_csv, name="printed_csv"),
    path("<slug:kind>/<str:code>/", views.profile, name="profile"),
    path("<slug:kind>/<str:code>/semblables/", peers_views.peers, name="peers"),
    path("<slug:kind>/<str:code>/semblables.csv", peers_views.peers_csv, name="peers_csv"),
    path("<slug:kind>/<str:code>/profil.csv", views.profile_csv, name="profile_csv"),
]
