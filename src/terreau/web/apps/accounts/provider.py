"""ProConnect, or any OpenID Connect provider: how one is sent there and what is believed back.

django-allauth finds `provider_classes` here by the name of this module. Beyond what it does of
OpenID Connect: a nonce, signatures verified always, a userinfo that may be signed, and no more
kept than the identifier and the SIRET.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Any

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse

from terreau.web.apps.accounts.signed_claims import signed_claims

ID_TOKEN_KEY = "terreau_id_token"  # noqa: S105
_NONCE_KEY = "terreau_oidc_nonce"


class ProConnectAdapter(OpenIDConnectOAuth2Adapter):  # type: ignore[misc]
    """One exchange with the provider."""

    def complete_login(
        self, request: HttpRequest, app: SocialApp, token: SocialToken, **kwargs: Any
    ) -> SocialLogin:
        """Verify what came back, and say who it is."""
        id_token = kwargs["response"].get("id_token")
        if not id_token:
            raise OAuth2Error("the provider gave no id_token")
        identity = self._believed(id_token)
        nonce = request.session.pop(_NONCE_KEY, "")
        if not nonce or not hmac.compare_digest(nonce, str(identity.get("nonce", ""))):
            raise OAuth2Error("the answer of the provider is not to our question")
        told = self._userinfo(token.token)
        if told.get("sub") != identity["sub"]:
            raise OAuth2Error("the provider speaks of two people")
        # For signing out there too.
        request.session[ID_TOKEN_KEY] = id_token
        return self.get_provider().sociallogin_from_response(request, {"userinfo": told})

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:
        """Return the address that the provider sends people back to."""
        return request.build_absolute_uri(reverse("accounts:proconnect_return"))

    def _userinfo(self, access_token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            answer = session.get(
                self.profile_url, headers={"Authorization": f"Bearer {access_token}"}
            )
            answer.raise_for_status()
        if "application/jwt" in answer.headers.get("Content-Type", ""):
            return self._believed(answer.text)
        return dict(answer.json())

    def _believed(self, token: str) -> dict[str, Any]:
        with get_adapter().get_requests_session() as session:
            return signed_claims(
                token,
                configuration=self.openid_config,
                client_id=self.get_provider().app.client_id,
                session=session,
            )


class ProConnectProvider(OpenIDConnectProvider):  # type: ignore[misc]
    """The provider that the operator named."""

    id = "proconnect"
    name = "ProConnect"
    oauth2_adapter_class = ProConnectAdapter
    supports_token_authentication = False
    pkce_enabled_default = True

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:
        """Return where one asks to be sent there."""
        return reverse("accounts:proconnect")

    def get_callback_url(self) -> str:
        """Return where one comes back."""
        return reverse("accounts:proconnect_return")

    def get_default_scope(self) -> list[str]:
        """Return what is asked of the provider, and no more."""
        return ["openid", "given_name", "usual_name", "email", "siret", "uid"]

    def get_scope_from_request(self, request: HttpRequest) -> list[str]:
        """Return the same for everybody: no address may ask for more."""
        return self.get_scope()  # type: ignore[no-any-return]

    def get_auth_params_from_request(self, request: HttpRequest, action: str) -> dict[str, str]:
        """Return the level of trust that is asked and this question's own number."""
        nonce = secrets.token_urlsafe(24)
        request.session[_NONCE_KEY] = nonce
        return {"acr_values": "eidas1", "nonce": nonce}

    def extract_extra_data(self, data: dict[str, Any]) -> dict[str, Any]:
        """Keep the SIRET, which is offered to who asks to be attached to an organisation."""
        told = data["userinfo"]
        return {"userinfo": {name: told[name] for name in ("sub", "siret") if told.get(name)}}

    def extract_common_fields(self, data: dict[str, Any]) -> dict[str, Any]:
        """Return the address and the name."""
        told = data["userinfo"]
        names = (told.get("given_name"), told.get("usual_name") or told.get("family_name"))
        return {"email": told.get("email"), "name": " ".join(name for name in names if name)}


provider_classes = [ProConnectProvider]
