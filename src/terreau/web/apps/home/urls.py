"""Addresses of the pages that belong to no domain."""

from django.urls import path

from terreau.web.apps.home import contact_views, inbox_views, public_views, views

app_name = "home"

urlpatterns = [
    path("", views.home, name="home"),
    path("accessibilite/", public_views.accessibility, name="accessibility"),
    path("mentions-legales/", public_views.legal, name="legal"),
    path("donnees-personnelles/", public_views.privacy, name="privacy"),
    path("conditions/", public_views.terms, name="terms"),
    path("plan-du-site/", public_views.site_map, name="site_map"),
    path("contact/", contact_views.contact, name="contact"),
    path("contact/messages/", inbox_views.inbox, name="inbox"),
    path("contact/messages.<slug:suffix>", inbox_views.inbox_file, name="inbox_file"),
    path("contact/messages/<slug:reference>/", inbox_views.inbox_message, name="inbox_message"),
    path("contact/<slug:reference>/", contact_views.contact_message, name="contact_message"),
    path("stats/", public_views.stats_page, name="stats"),
    path("stats/usage.csv", public_views.stats_csv, name="stats_csv"),
    path(".well-known/security.txt", public_views.security_text, name="security_text"),
    path("robots.txt", public_views.robots_text, name="robots_text"),
    path("composants/", views.gallery, name="gallery"),
    path("api/", views.api_reference, name="api_reference"),
    path("langue/", views.choose_language, name="choose_language"),
    path("healthz", views.alive, name="alive"),
    path("readyz", views.ready, name="ready"),
    # As it was named at first.
    path("sante/", views.ready, name="health"),
]
