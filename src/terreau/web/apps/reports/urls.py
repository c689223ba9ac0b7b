"""Addresses of reports; that of a state of the data never changes."""

from django.urls import path

from terreau.web.apps.reports import batch_views, views

app_name = "reports"

urlpatterns = [
    path("etat/<slug:digest>/", views.state, name="state"),
    path("series/", batch_views.batch_list, name="batches"),
    path("series.<slug:suffix>", batch_views.batches_file, name="batches_file"),
    path("series/demander/", batch_views.batch_request, name="batch_request"),
    path("series/<int:batch_id>/", batch_views.batch, name="batch"),
    path("series/<int:batch_id>/etat/", batch_views.batch_state, name="batch_state"),
    path("series/<int:batch_id>/rapports.zip", batch_views.batch_file, name="batch_file"),
    path("comparaison/", views.comparison, name="comparison"),
    path("comparaison.<slug:suffix>", views.comparison_file, name="comparison_file"),
    path("<slug:kind>/<str:code>/", views.profile, name="profile"),
    path("<slug:kind>/<str:code>/profil.<slug:suffix>", views.profile_file, name="profile_file"),
]
