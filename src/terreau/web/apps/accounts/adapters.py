"""What django-allauth is told of this site: its words, its secrets, whom it lets in."""

from __future__ import annotations

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.models import EmailConfirmation
from allauth.account.utils import get_next_redirect_url
from allauth.core import context
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from cryptography.fernet import InvalidToken
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.urls import reverse_lazy
from django.utils.functional import lazy
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from terreau.core.errors import StoreFailure
from terreau.web.apps.accounts.enciphering import decipher, encipher
from terreau.web.apps.accounts.known_address import known_address
from terreau.web.apps.accounts.models import User
from terreau.web.shared.requester import address_of
from terreau.web.shared.shown_letter import show_letter

_log = logging.getLogger(__name__)
_BY_MAIL = "reauthenticate_by_code"
# How each way of proving again who one is reads among the others.
_WAYS = {
    "reauthenticate": _("Par votre mot de passe"),
    _BY_MAIL: _("Par un code envoyé à votre adresse"),
    "mfa_reauthenticate": _("Par un code à usage unique ou un code de secours"),
    "mfa_reauthenticate:webauthn": _("Par une clé d’accès"),
}
_TOO_MANY = lazy(format_html, SafeString)(
    '{} <a href="{}">{}</a>.',
    _("Trop d’essais pour cette adresse. Attendez cinq minutes, ou"),
    reverse_lazy("account_reset_password"),
    _("choisissez un nouveau mot de passe"),
)
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
        "too_many_login_attempts": _TOO_MANY,
    }

    def clean_email(self, email: str) -> str:
        """Refuse an address that would be cut, and be another one; one that nobody invited."""
        longest = User._meta.get_field("email").max_length or 0
        if len(email) > longest:
            raise ValidationError(
                _("Cette adresse est trop longue : %(longest)s caractères au plus."),
                params={"longest": longest},
            )
        if not _comes_alone() and _makes_an_account(context.request):
            invited = known_address(context.request)
            if email.lower() != invited:
                raise ValidationError(
                    _("Ici un compte se fait avec l’adresse de l’invitation : %(address)s."),
                    params={"address": invited},
                )
        return email

    def format_email_subject(self, subject: str) -> str:
        """Name the site before what a letter is about."""
        return f"[{settings.INSTANCE_NAME}] {subject}"

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Whether somebody may make an account: by themselves, or since they were invited."""
        return _comes_alone() or bool(known_address(request))

    def render_mail(self, *args: Any, **kwargs: Any) -> EmailMessage:
        """Return a letter that is about to leave; a demonstration shows it."""
        letter: EmailMessage = super().render_mail(*args, **kwargs)
        show_letter(context.request, letter)
        return letter

    def get_email_confirmation_url(
        self, request: HttpRequest, emailconfirmation: EmailConfirmation
    ) -> str:
        """Return the link of a letter; it goes on where the person was going, in any browser."""
        link: str = super().get_email_confirmation_url(request, emailconfirmation)
        wished = get_next_redirect_url(request)
        return f"{link}?{urlencode({'next': wished})}" if wished else link

    def is_email_verified(self, request: HttpRequest, email: str) -> bool:
        """Whether a letter opened in this browser has proved an address already."""
        return email.lower() == known_address(request)

    def get_reauthentication_methods(self, user: User | AnonymousUser) -> list[dict[str, Any]]:
        """Offer a code by e-mail to who has nothing else: a mailbox proves less than a key."""
        offered = [
            method | {"description": _WAYS[method["id"]]}
            for method in super().get_reauthentication_methods(user)
        ]
        own = [method for method in offered if method["id"] != _BY_MAIL]
        return own or offered

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count a try: of who is signed in, by session, which strangers cannot use up for them."""
        if not request.user.is_authenticated:
            super().pre_authenticate(request, **credentials)
            return
        self._login_failed_rl_usage = ratelimit.consume(
            request,
            app="allauth.account",
            action="prove_again",
            key=f"{request.user.pk}:{request.session.session_key}",
        )
        if not self._login_failed_rl_usage:
            raise self.validation_error("too_many_login_attempts")

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

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        """Whether somebody new may come in: by themselves, or by the address that was invited."""
        is_invited = sociallogin.user.email == known_address(request) != ""
        return _comes_alone() or is_invited

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


def _comes_alone() -> bool:
    """Whether anybody makes an account: an address that no letter reaches would prove nothing."""
    return settings.ACCOUNT_SIGNUP_ENABLED and settings.LETTERS != "kept"


def _makes_an_account(request: HttpRequest) -> bool:
    match = request.resolver_match
    return match is not None and match.view_name == "account_signup"
