"""One address that writes as a service does: an object and its history, in one transaction."""

from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from terreau.web.apps.accounts import history
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.scope import OPERATOR
from terreau.web.apps.directory.models import Organisation


@csrf_exempt
def write(request: HttpRequest, number: int) -> HttpResponse:
    """Create an organisation; answer once it is kept."""
    with transaction.atomic():
        made = Organisation.objects.create(name=f"N{number}", folded_name="n", kind="company")
        history.record(OPERATOR, Verb.CREATED, made, {"name": ("", made.name)})
    return HttpResponse(str(made.pk))


urlpatterns = [path("written/<int:number>/", write), path("", include("terreau.web.urls"))]
