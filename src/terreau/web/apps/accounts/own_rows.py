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
            {
                "name": _("Nom"),
                "prefix": _("Premières lettres"),
                "allows": _("Ce qu’elle permet"),
                "created_at": _("Faite le"),
                "expires_at": _("Fonctionne jusqu’au"),
                "last_used_on": _("Servie en dernier le"),
                "revoked_at": _("Révoquée le"),
            },
            OnErasure.DELETE,
            view="accounts:tokens",
        )
    )
    declare_personal(
        PersonalRows(_("Clé dans l’historique"), Actor, "user", {"key": _("Clé")}, OnErasure.FORGET)
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
    addresses = {
        "email": _("Adresse électronique"),
        "verified": _("Confirmée"),
        "primary": _("Principale"),
    }
    sessions = {
        "ip": _("Adresse IP"),
        "user_agent": _("Navigateur"),
        "created_at": _("Ouverte le"),
        "last_seen_at": _("Vue en dernier le"),
    }
    proofs = {
        "type": _("Moyen"),
        "created_at": _("Ajouté le"),
        "last_used_at": _("Servi en dernier le"),
    }
    linked = {
        "provider": _("Fournisseur"),
        "uid": _("Identifiant"),
        "extra_data": _("Ce qu’il a dit de vous"),
        "date_joined": _("Lié le"),
        "last_login": _("Servi en dernier le"),
    }
    letters = {
        "email": _("Adresse électronique"),
        "written_at": _("Écrite le"),
        "attempts": _("Essais"),
    }
    return tuple(
        PersonalRows(title, model, field, told, OnErasure.DELETE, view=view)
        for title, model, field, told, view in (
            (_("Adresses électroniques"), EmailAddress, "user", addresses, "account_email"),
            (_("Adresses électroniques"), EmailAddress, "email", addresses, "account_email"),
            (_("Moyens de se connecter"), Authenticator, "user", proofs, "mfa_index"),
            (_("Identités de ProConnect"), SocialAccount, "user", linked, ""),
            (_("Sessions ouvertes"), UserSession, "user", sessions, "usersessions_list"),
            (_("Lettres qui vont partir"), WaitingLetter, "email", letters, ""),
        )
    )


def _own_tokens(scope: Scope) -> Q:
    """Return the condition of a person's own keys; a key reads nothing of them."""
    is_alone = scope.user_id is not None and scope.allows is None
    return Q(user=scope.user_id) if is_alone else Q(pk__in=[])
