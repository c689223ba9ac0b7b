"""A person is erased: what says who they are goes, what they did stays under a key of nobody."""

from __future__ import annotations

import logging
from functools import partial
from pathlib import Path

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotAllowed, NotHere
from terreau.web.apps.accounts import erasures
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import actor_key, record
from terreau.web.apps.accounts.models import Actor, User
from terreau.web.apps.accounts.personal import personal_rows
from terreau.web.apps.accounts.scope import OPERATOR, Acting
from terreau.web.apps.accounts.signals import person_erased

_log = logging.getLogger(__name__)


def get_person(email: str) -> User:
    """Return the person of an address.

    Raises
    ------
    NotHere
        If nobody has it.
    """
    person = User.objects.filter(email=email.strip().lower()).first()
    if person is None:
        raise NotHere(_("Aucun compte n’a cette adresse"), value=email)
    return person


@transaction.atomic
def erase_person(*, acting: Acting, person_id: int, typed: str, home: Path) -> None:
    """Erase a person; nothing brings them back.

    Parameters
    ----------
    acting : Acting
        The person themselves, or whoever holds the machine.
    person_id : int
        Who.
    typed : str
        Their address, typed again by who is sure.
    home : Path
        Where the key is written down, before anything is final.

    Raises
    ------
    NotAllowed
        If it is somebody else.
    NotHere
        If there is no such person.
    BadInput
        If what was typed is not their address.
    """
    person = User.objects.select_for_update().filter(pk=person_id).first()
    if person is None:
        raise NotHere(_("Il n’y a pas de compte de ce numéro"), value=person_id)
    if not acting.is_operator and acting.user != person:
        raise NotAllowed(_("On n’efface que son propre compte"))
    if typed.strip().lower() != person.email:
        raise BadInput(
            _("Ce n’est pas l’adresse de ce compte"),
            value=typed,
            remedy=_("Rien n’a été effacé. Retapez l’adresse exactement."),
        )
    _erase_for_good(acting, person, home)


def erase_stale(person: User, home: Path) -> None:
    """Erase somebody who has been away too long, within the transaction of who found them."""
    _erase_for_good(OPERATOR, person, home)


@transaction.atomic
def replay_erasures(home: Path) -> int:
    """Erase again whoever a restored backup brought back.

    Parameters
    ----------
    home : Path
        Where the keys were written down.

    Returns
    -------
    int
        How many people came back and are gone again.
    """
    keys = set(erasures.kept(home))
    back = Actor.objects.filter(key__in=keys, user__isnull=False).select_related("user")
    people = [actor.user for actor in back if actor.user is not None]
    for person in people:
        _erase(OPERATOR, person)
    if people:
        _log.warning("%d erased people had come back with a backup", len(people))
    return len(people)


def _erase_for_good(acting: Acting, person: User, home: Path) -> None:
    key, email = actor_key(person), person.email
    _erase(acting, person)
    transaction.on_commit(partial(person_erased.send, User, email=email))
    # Last, so that what fails above promises nothing; before the commit, so that no erasure is
    # final without it: at worst the key is kept, and the person is erased at the next restore.
    erasures.keep(home, key)


def _erase(acting: Acting, person: User) -> None:
    record(acting, Verb.ERASED, person)
    for rows in personal_rows():
        rows.prepare(acting, person)
    for rows in personal_rows():
        rows.erase(person)
    _end_sessions(person)
    person.delete()


def _end_sessions(person: User) -> None:
    """Delete the sessions of a person: which they are is only written inside them."""
    own = str(person.pk)
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == own:
            session.delete()
