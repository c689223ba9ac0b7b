"""Addresses of the territories app; a perimeter's address never changes."""

from django.urls import path

from terreau.web.apps.territories import views

app_name = "territories"

urlpatterns = [
    path("", views.search, name="search"),
    path("suggestions/", views.suggestions, name="suggestions"),
    path("suggestions/communes/", views.commune_suggestions, name="commune_suggestions"),
    path("resultats.<slug:suffix>", views.search_file, name="search_file"),
    path("liste/", views.own_list, name="own_list"),
    path("<slug:kind>/<str:code>/", views.perimeter, name="perimeter"),
    path("<slug:kind>/<str:code>/vie/", views.life, name="life"),
]
