"""What a person changes of their own account."""

from __future__ import annotations

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting


@transaction.atomic
def change_profile(*, acting: Acting, user: User, name: str, language: str) -> User:
    """Write the name and the language of somebody; they alone may.

    Raises
    ------
    BadInput
        Where somebody else acts, or the language is not one of the site's.
    """
    if acting.user is None or acting.user.pk != user.pk:
        raise BadInput("An account is changed by its owner alone", value=user.pk)
    if language not in dict(settings.LANGUAGES):
        raise BadInput("The site does not speak this language", value=language)
    kept = User.objects.select_for_update().get(pk=user.pk)
    changes = {"name": (kept.name, name), "language": (kept.language, language)}
    if any(before != after for before, after in changes.values()):
        kept.name, kept.language = name, language
        kept.save(update_fields=["name", "language"])
        record(acting, Verb.CHANGED, kept, changes, personal=("name",))
    return kept


@transaction.atomic
def close_session(*, acting: Acting, session_id: int, current: str | None) -> None:
    """Close a session of who acts: its device has to sign in again.

    Parameters
    ----------
    acting : Acting
        Whose session it is.
    session_id : int
        Which.
    current : str or None
        Key of the session they act from, which is left by signing out.

    Raises
    ------
    NotHere
        If they have no other session of this number.
    """
    found = _other_sessions(acting, current).filter(pk=session_id).first()
    if found is None:
        raise NotHere(
            _("Cette session n’est pas ouverte, ou n’est pas à vous"),
            remedy=_("Revenez à vos sessions : celles qui sont ouvertes y sont."),
        )
    _close(acting, found)


@transaction.atomic
def close_other_sessions(*, acting: Acting, current: str | None) -> None:
    """Close every session of who acts but the one they act from."""
    for session in _other_sessions(acting, current):
        _close(acting, session)


def _other_sessions(acting: Acting, current: str | None) -> QuerySet[UserSession]:
    own = UserSession.objects.select_for_update().filter(user=acting.user)
    others: QuerySet[UserSession] = own.exclude(session_key=current or "")
    return others


def _close(acting: Acting, session: UserSession) -> None:
    record(acting, Verb.ENDED, session)
    session.end()
