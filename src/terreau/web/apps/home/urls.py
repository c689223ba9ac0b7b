"""Addresses of the pages that belong to no domain."""

from django.urls import path

from terreau.web.apps.home import views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("accessibilite/", views.accessibility, name="accessibility"),
    path("mentions-legales/", views.legal, name="legal"),
    path("composants/", views.gallery, name="gallery"),
    path("api/", views.api_reference, name="api_reference"),
    path("langue/", views.choose_language, name="choose_language"),
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    # As it was named at first.
    path("sante/", views.ready, name="health"),
]
