"""What accounts hold of a person, and which of it has a history they read."""

from __future__ import annotations

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.models import Actor, ApiToken
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


def _own_tokens(scope: Scope) -> Q:
    """Return the condition of a person's own keys; a key reads nothing of them."""
    is_alone = scope.user_id is not None and scope.allows is None
    return Q(user=scope.user_id) if is_alone else Q(pk__in=[])
