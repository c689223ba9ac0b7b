"""Addresses of the observatory; a profile's address never changes."""

from django.urls import path

from terreau.web.apps.observatory import views

app_name = "observatory"

urlpatterns = [
    path("donnees/", views.datasets, name="datasets"),
    path("<slug:kind>/<str:code>/", views.profile, name="profile"),
    path("<slug:kind>/<str:code>/profil.csv", views.profile_csv, name="profile_csv"),
]
