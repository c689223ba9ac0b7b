"""Mandates, requests and invitations as files: what the pages and the API give the same reader."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from terreau.web.apps.accounts.middleware import ScopedRequest
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.exports import (
    invitations_answer,
    mandates_answer,
    requests_answer,
)
from terreau.web.apps.directory.selectors import mandates, requests
from terreau.web.apps.directory.views.mandates import found_about


@require_safe
def mandates_file(
    request: ScopedRequest,
    suffix: str,
    kind: str = "",
    code: str = "",
    organisation_id: int | None = None,
) -> HttpResponse:
    """Give who acts in a territory or for an organisation."""
    about = found_about(request, kind, code, organisation_id)
    return mandates_answer(mandates.list_roles_held(request.scope, about), suffix)


@never_cache
@login_required
@require_safe
def own_mandates_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the mandates that who is signed in holds."""
    assert isinstance(request.user, User)
    name = request.user.display_name
    rows = (
        mandates.RoleHeld(mandate, name, may_end=True)
        for mandate in mandates.list_own_mandates(request.user)
    )
    return mandates_answer(rows, suffix)


@never_cache
@login_required
@require_safe
def requests_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the requests that who is signed in made, and those they may answer."""
    return requests_answer(request.scope, requests.list_requests(request.scope), suffix)


@never_cache
@login_required
@require_safe
def invitations_file(request: ScopedRequest, suffix: str) -> HttpResponse:
    """Give the invitations that who is signed in could have sent."""
    return invitations_answer(requests.list_invitations(request.scope), suffix)
