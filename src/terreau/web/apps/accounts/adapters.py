"""What django-allauth is told of this site: its words, its secrets, whom it lets in."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terreau.core.errors import StoreFailure
from terreau.web.apps.accounts.enciphering import decipher, encipher
from terreau.web.apps.accounts.models import User
from terreau.web.shared.requester import address_of

_log = logging.getLogger(__name__)
_BY_MAIL = "reauthenticate_by_code"
_WRONG_CODE = _("Ce code n’est pas le bon, ou n’est plus valable. Prenez le suivant.")


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """People, their addresses and their passwords."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Ce compte est fermé."),
        "duplicate_email": _("C’est déjà votre adresse."),
        "email_password_mismatch": _(
            "L’adresse ou le mot de passe n’est pas le bon. Les deux sont à vérifier : nous ne "
            "disons pas lequel."
        ),
        "enter_current_password": _("Donnez votre mot de passe actuel."),
        "incorrect_code": _WRONG_CODE,
        "incorrect_password": _("Ce n’est pas votre mot de passe."),
        "invalid_password_reset": _("Ce lien n’est plus valable. Demandez-en un autre."),
        "rate_limited": _("Trop de demandes en peu de temps. Attendez une minute."),
        "same_as_current": _("La nouvelle adresse est la même que l’ancienne."),
        "too_many_login_attempts": _(
            "Trop d’essais pour cette adresse. Attendez cinq minutes, ou choisissez un nouveau "
            "mot de passe."
        ),
    }

    def format_email_subject(self, subject: str) -> str:
        """Name the site before what a letter is about."""
        return f"[{settings.INSTANCE_NAME}] {subject}"

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Offer a code by e-mail to who has nothing else: a mailbox proves less than a key."""
        offered = super().get_reauthentication_methods(user)
        own = [method for method in offered if method["id"] != _BY_MAIL]
        return own or offered

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of who asks, as our proxies tell it."""
        return str(address_of(request) or "0.0.0.0")  # noqa: S104  (nobody's address)


class MfaAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys and one-time codes."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _WRONG_CODE,
        "unverified_email": _("Confirmez d’abord votre adresse électronique."),
    }

    def get_totp_issuer(self) -> str:
        """Return the name that stands in the application of a telephone."""
        return settings.INSTANCE_NAME

    def encrypt(self, text: str) -> str:
        """Return a key as the database keeps it."""
        return encipher(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return a key as it was given.

        Raises
        ------
        StoreFailure
            If the secret of the site was replaced and the former one is not known.
        """
        try:
            return decipher(encrypted_text)
        except InvalidToken:
            _log.error("Keys of one-time codes cannot be read: TERREAU_SECRET_KEY was replaced")
            raise StoreFailure(
                gettext("Les codes de ce compte ne peuvent pas être vérifiés pour le moment"),
                remedy=gettext("Écrivez à qui tient ce site : la panne est de son côté."),
            ) from None


class SocialAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who comes from an OpenID Connect provider."""

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> User:
        """Write the address and the name of somebody new; mandates are never made of claims."""
        user: User = sociallogin.user
        user.email = (data.get("email") or "").strip().lower()
        user.name = (data.get("name") or "")[:120]
        return user

    def on_authentication_error(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        """Tell the log why an exchange failed: the page does not."""
        _log.warning("The identity provider was not believed: %.300r", kwargs.get("exception"))
