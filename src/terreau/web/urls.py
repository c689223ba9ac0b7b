"""Every address of the site. Addresses are French, as its readers are; they do not change."""

from django.urls import include, path

from terreau.web.api import api

handler400 = "terreau.web.shared.errors.bad_request"
handler403 = "terreau.web.shared.errors.denied"
handler404 = "terreau.web.shared.errors.not_found"
handler429 = "terreau.web.shared.errors.too_many"
handler500 = "terreau.web.shared.errors.server_error"

urlpatterns = [
    path("", include("terreau.web.apps.home.urls")),
    path("territoires/", include("terreau.web.apps.territories.urls")),
    path("observatoire/", include("terreau.web.apps.observatory.urls")),
    path("plans/", include("terreau.web.apps.plans.urls")),
    path("financements/", include("terreau.web.apps.funding.urls")),
    path("annuaire/savoir-faire/", include("terreau.web.apps.knowhow.urls")),
    path("annuaire/reseau/", include("terreau.web.apps.network.urls")),
    path("annuaire/", include("terreau.web.apps.outreach.urls")),
    path("annuaire/", include("terreau.web.apps.directory.urls")),
    path("rapports/", include("terreau.web.apps.reports.urls")),
    path("compte/", include("terreau.web.apps.accounts.urls")),
    path("historique/", include("terreau.web.apps.accounts.history_urls")),
    path("api/v1/", api.urls),
]
