"""What a person reads of their own account, and the personas of the demo."""

from __future__ import annotations

from dataclasses import dataclass

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.utils import timezone

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.rules import PERSONA_DOMAIN, device_of, is_shared


@dataclass(frozen=True)
class Security:
    """By what somebody signs in.

    Parameters
    ----------
    has_password, has_codes : bool
        Whether a password, and one-time codes, are set.
    passkeys : int
        How many there are.
    recovery_left : int or None
        Recovery codes that were not used; None where there are none at all.
    is_linked : bool
        Whether an OpenID Connect provider knows them.
    is_shared : bool
        Whether the account is that of a persona, which has no password.
    """

    has_password: bool
    has_codes: bool
    passkeys: int
    recovery_left: int | None
    is_linked: bool
    is_shared: bool


def get_security(user: User) -> Security:
    """Return by what somebody signs in: two queries."""
    kinds = Authenticator.Type
    held = list(Authenticator.objects.filter(user=user))
    recovery = next((one.wrap() for one in held if one.type == kinds.RECOVERY_CODES), None)
    return Security(
        has_password=user.has_usable_password(),
        has_codes=any(one.type == kinds.TOTP for one in held),
        passkeys=sum(one.type == kinds.WEBAUTHN for one in held),
        recovery_left=len(recovery.get_unused_codes()) if recovery else None,
        is_linked=SocialAccount.objects.filter(user=user).exists(),
        is_shared=is_shared(user.email),
    )


def list_sessions(user: User, current: str | None) -> list[dict[str, object]]:
    """Return where somebody is signed in and since how many days, the present one first."""
    found = [
        {
            "session": one,
            "device": device_of(one.user_agent),
            "is_current": is_current,
            "days": (timezone.localdate() - timezone.localdate(one.created_at)).days,
        }
        for one in UserSession.objects.purge_and_list(user)
        for is_current in (one.session_key == current,)
    ]
    return sorted(found, key=lambda row: not row["is_current"])


def count_accounts() -> int:
    """Return how many people have an account, but for those of the example country."""
    people = User.objects.filter(is_active=True)
    return people.exclude(email__endswith=PERSONA_DOMAIN).count()


def list_personas() -> list[User]:
    """Return the people of the example country, whose names say in what role they act."""
    return list(User.objects.filter(email__endswith=PERSONA_DOMAIN, is_active=True))


def suggested_siret(user: User) -> str | None:
    """Return the establishment that ProConnect names, to be offered to who asks to be attached.

    It is a claim of the provider: it gives no right by itself.
    """
    for account in SocialAccount.objects.filter(user=user):
        if siret := account.extra_data.get("userinfo", {}).get("siret"):
            return str(siret)
    return None
