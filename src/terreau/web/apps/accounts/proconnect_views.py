"""Going to an OpenID Connect provider, coming back, signing out of both."""

from __future__ import annotations

import secrets
from urllib.parse import urlencode, urlsplit

from allauth.account.views import LogoutView
from allauth.socialaccount import views as social
from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from requests import RequestException

from terreau.core.errors import NotHere, TerreauError
from terreau.web.apps.accounts.provider import (
    ID_TOKEN_KEY,
    ProConnectAdapter,
    ProConnectProvider,
)


@require_POST
@never_cache
def go(request: HttpRequest) -> HttpResponse:
    """Send to the provider, to sign in or to link an account that is signed in."""
    try:
        sent = _provider(request).redirect_from_request(request)
    except (RequestException, KeyError, ValueError) as error:
        raise TerreauError(
            _("%(name)s ne répond pas") % {"name": settings.OIDC_NAME},
            remedy=_("Réessayez dans un moment, ou connectez-vous par votre mot de passe."),
        ) from error
    return _leaving(request, sent) if _is_elsewhere(sent) else sent


@require_GET
@never_cache
def come_back(request: HttpRequest) -> HttpResponse:
    """Read the answer of the provider."""
    _provider(request)
    view = OAuth2CallbackView.adapter_view(ProConnectAdapter(request, ProConnectProvider.id))
    response: HttpResponse = view(request)
    return response


@never_cache
@login_required
def links(request: HttpRequest) -> HttpResponse:
    """Show the outside accounts that open this one, to link or unlink them."""
    if not settings.SOCIALACCOUNT_PROVIDERS:
        raise _is_off()
    response: HttpResponse = social.connections(request)
    return response


class SignOutView(LogoutView):  # type: ignore[misc]
    """Sign out here, and of the provider where one came from it."""

    def post(self, *args: object, **kwargs: object) -> HttpResponse:
        """Close the session; the provider closes its own."""
        id_token = self.request.session.get(ID_TOKEN_KEY)
        response: HttpResponse = super().post(*args, **kwargs)
        there = _end_of_session(self.request, id_token) if id_token else ""
        if there:
            return render(self.request, "accounts/leaving.html", {"target": there})
        return response


def _provider(request: HttpRequest) -> ProConnectProvider:
    try:
        found: ProConnectProvider = get_adapter(request).get_provider(
            request, ProConnectProvider.id
        )
    except SocialApp.DoesNotExist as error:
        raise _is_off() from error
    return found


def _is_off() -> NotHere:
    """Return what is told where no provider is set."""
    return NotHere(
        _("Ce site n’utilise pas %(name)s") % {"name": settings.OIDC_NAME},
        remedy=_("On s’y connecte par un mot de passe ou une clé d’accès."),
    )


def _is_elsewhere(response: HttpResponse) -> bool:
    return bool(urlsplit(response.get("Location", "")).netloc)


def _leaving(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Leave by a page: a form may not lead to another site (form-action of the policy)."""
    context = {"target": response["Location"], "oidc_name": settings.OIDC_NAME}
    return render(request, "accounts/leaving.html", context)


def _end_of_session(request: HttpRequest, id_token: str) -> str:
    """Return where the provider ends its session, or nothing where it cannot be known."""
    try:
        known = ProConnectAdapter(request, ProConnectProvider.id).openid_config
    except (RequestException, SocialApp.DoesNotExist, ValueError):
        return ""
    if not (address := known.get("end_session_endpoint")):
        return ""
    asked = {
        "id_token_hint": id_token,
        "state": secrets.token_urlsafe(16),
        "post_logout_redirect_uri": request.build_absolute_uri(settings.LOGOUT_REDIRECT_URL),
    }
    return f"{address}?{urlencode(asked)}"
