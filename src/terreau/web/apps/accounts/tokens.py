"""Keys by which a program acts as a person: made, found, revoked.

The key itself is shown once and kept nowhere; what is kept is its digest, which finds it again.
It is 256 bits of chance, so that a plain SHA-256 is enough: there is nothing to guess.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Collection
from datetime import timedelta

from django.db import OperationalError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotHere, NotSignedIn
from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.accounts.scope import Acting

# What tells one of our keys from another secret, to a person and to what looks for leaks.
BEGINNING = "ter_"
LONGEST = timedelta(days=365)
_SHOWN = 12


@transaction.atomic
def make_token(
    *, acting: Acting, name: str, allows: Collection[str], lasts: timedelta
) -> tuple[ApiToken, str]:
    """Make a key for who acts.

    Parameters
    ----------
    acting : Acting
        Who makes it: the program will act as this person.
    name : str
        What it is for.
    allows : Collection[str]
        Acts it allows, as "directory:read"; all of them declared.
    lasts : timedelta
        How long it works, a year at most.

    Returns
    -------
    tuple of (ApiToken, str)
        What is kept, and the key itself, which nothing gives again.

    Raises
    ------
    NotSignedIn
        If nobody acts.
    BadInput
        If it has no name, allows nothing or what is not an act, or lasts too long.
    """
    if acting.user is None:
        raise NotSignedIn(_("Une clé appartient à une personne connectée"))
    _check(name, allows, lasts)
    secret = BEGINNING + secrets.token_urlsafe(32)
    now = timezone.now()
    token = ApiToken.objects.create(
        user=acting.user,
        name=name.strip(),
        digest=_digest(secret),
        prefix=secret[:_SHOWN],
        allows=sorted(allows),
        created_at=now,
        expires_at=now + lasts,
    )
    said = {"name": ("", token.name), "allows": ("", ", ".join(token.allows))}
    record(acting, Verb.CREATED, token, said, personal=("name",))
    return token, secret


@transaction.atomic
def revoke_token(*, acting: Acting, token_id: int) -> ApiToken:
    """Make a key of who acts work no longer; one that is revoked stays so.

    Raises
    ------
    NotHere
        If they have no key of this number.
    """
    token = get_token(acting.user, token_id, lock=True)
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.save(update_fields=("revoked_at",))
        record(acting, Verb.ENDED, token)
    return token


@transaction.atomic
def revoke_all_tokens(*, acting: Acting) -> int:
    """Make every key of who acts work no longer; return how many worked until then."""
    if acting.user is None:
        return 0
    tokens = list(list_working_tokens(acting.user).select_for_update())
    for token in tokens:
        token.revoked_at = timezone.now()
        token.save(update_fields=("revoked_at",))
        record(acting, Verb.ENDED, token)
    return len(tokens)


def list_tokens(user: User) -> QuerySet[ApiToken]:
    """Return the keys of a person, the newest first."""
    return ApiToken.objects.filter(user=user)


def list_working_tokens(user: User) -> QuerySet[ApiToken]:
    """Return the keys of a person that open something."""
    return list_tokens(user).filter(revoked_at=None, expires_at__gt=timezone.now())


def get_token(user: User | None, token_id: int, *, lock: bool = False) -> ApiToken:
    """Return a key of a person.

    Raises
    ------
    NotHere
        If they have no key of this number.
    """
    own = ApiToken.objects.filter(user=user, pk=token_id)
    token = (own.select_for_update() if lock else own).first()
    if token is None:
        raise NotHere(_("Vous n’avez pas de clé de ce numéro"), value=token_id)
    return token


def find_token(secret: str) -> ApiToken | None:
    """Return the key that still works, with its person; None for one that does not.

    Parameters
    ----------
    secret : str
        The key, as a program sends it.
    """
    return (
        ApiToken.objects.select_related("user")
        .filter(digest=_digest(secret), revoked_at=None, expires_at__gt=timezone.now())
        .filter(user__is_active=True)
        .first()
    )


def note_use(token: ApiToken) -> None:
    """Keep the day on which a key was last used: one write a day, which no read fails for."""
    today = timezone.localdate()
    if token.last_used_on == today:
        return
    with contextlib.suppress(OperationalError), transaction.atomic():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def _check(name: str, allows: Collection[str], lasts: timedelta) -> None:
    if not name.strip():
        raise BadInput(_("Une clé porte un nom"), remedy=_("Dites à quoi elle sert."))
    if not allows:
        raise BadInput(_("Cette clé ne permettrait rien"), remedy=_("Cochez ce qu’elle permet."))
    if unknown := set(allows) - acts().keys():
        raise BadInput(_("Une clé ne peut pas permettre cela"), value=", ".join(sorted(unknown)))
    if not timedelta(0) < lasts <= LONGEST:
        raise BadInput(_("Une clé dure un an au plus"), value=lasts.days)
