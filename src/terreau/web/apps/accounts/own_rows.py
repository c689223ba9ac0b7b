"""What accounts hold of a person, and which of it has a history they read."""

from __future__ import annotations

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.models import Actor, ApiToken, WaitingLetter
from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.subjects import Subject, declare_subject


def declare() -> None:
    """Tell what accounts hold of a person; the account itself is told and erased apart."""
    declare_personal(
        PersonalRows(
            _("Clés d’API"),
            ApiToken,
            "user",
            ("name", "prefix", "allows", "created_at", "expires_at", "last_used_on", "revoked_at"),
            OnErasure.DELETE,
        )
    )
    declare_personal(
        PersonalRows(_("Numéro dans l’historique"), Actor, "user", ("key",), OnErasure.FORGET)
    )
    for rows in _of_signing_in():
        declare_personal(rows)
    declare_subject(
        Subject(
            "token",
            ApiToken,
            _own_tokens,
            title=lambda token: token.name,
            address=lambda token: reverse("accounts:tokens"),
            labels={"name": _("Nom"), "allows": _("Ce qu’elle permet")},
        )
    )


def _of_signing_in() -> tuple[PersonalRows, ...]:
    """Return what django-allauth holds of a person: never a secret, only that there is one."""
    gone = OnErasure.DELETE
    addresses = ("email", "verified", "primary")
    sessions = ("ip", "user_agent", "created_at", "last_seen_at")
    return (
        PersonalRows(_("Adresses électroniques"), EmailAddress, "user", addresses, gone),
        PersonalRows(_("Adresses électroniques"), EmailAddress, "email", addresses, gone),
        PersonalRows(
            _("Moyens de se connecter"), Authenticator, "user",
            ("type", "created_at", "last_used_at"), gone,
        ),
        PersonalRows(
            _("Identités de ProConnect"), SocialAccount, "user",
            ("provider", "uid", "extra_data", "date_joined", "last_login"), gone,
        ),
        PersonalRows(_("Sessions ouvertes"), UserSession, "user", sessions, gone),
        PersonalRows(
            _("Lettres qui vont partir"), WaitingLetter, "email",
            ("email", "written_at", "attempts"), gone,
        ),
    )  # fmt: skip


def _own_tokens(scope: Scope) -> Q:
    """Return the condition of a person's own keys; a key reads nothing of them."""
    is_alone = scope.user_id is not None and scope.allows is None
    return Q(user=scope.user_id) if is_alone else Q(pk__in=[])
