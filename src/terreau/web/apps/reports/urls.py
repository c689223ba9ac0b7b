"""Addresses of reports; that of a state of the data never changes."""

from django.urls import path

from terreau.web.apps.reports import views

app_name = "reports"

urlpatterns = [
    path("etat/<slug:digest>/", views.state, name="state"),
    path("comparaison/", views.comparison, name="comparison"),
    path("comparaison.<slug:suffix>", views.comparison_file, name="comparison_file"),
    path("<slug:kind>/<str:code>/", views.profile, name="profile"),
    path("<slug:kind>/<str:code>/profil.<slug:suffix>", views.profile_file, name="profile_file"),
]
