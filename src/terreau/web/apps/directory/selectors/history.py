"""The history of an object as one reader may know it: who is a name, or a role."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Channel, Role, Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.models import Actor, HistoryEntry, User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.directory.permissions import audience
from terreau.web.apps.directory.selectors.mandates import names_of
from terreau.web.apps.directory.selectors.organisations import Shown
from terreau.web.shared.visibility import Visibility

SHOWN = 20


@dataclass(frozen=True)
class Change:
    """A field that changed: its name, and what it held before and after where that may be told."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class HistoryLine:
    """What was done, by whom, when, for whom.

    Parameters
    ----------
    entry : HistoryEntry
        The row.
    who : str
        A name where the reader may know it, else a role.
    behalf : str
        For whom and how it was asked; "" where nobody did.
    changes : tuple of Change
        Of the fields that the reader may see.
    """

    entry: HistoryEntry
    who: str
    behalf: str
    changes: tuple[Change, ...]

    @property
    def verb(self) -> str:
        """What was done, in the reader's language."""
        return str(Verb(self.entry.verb).label)


def list_organisation_history(scope: Scope, shown: Shown) -> list[HistoryLine]:
    """Return the newest entries of an organisation, of the fields that a reader may see."""
    entries = list(history_of(Organisation(pk=shown.pk))[:SHOWN])
    keys = [key for e in entries for key in (e.actor_key, e.behalf_key)]
    people = _people(scope, keys, shown)
    # What is public today may have been written when it was not: the others read that it changed.
    reads_all = audience(scope, Organisation(pk=shown.pk, seat=shown.seat)) == Visibility.PRIVATE
    return [
        HistoryLine(
            entry,
            _who(entry.actor_key, people),
            _behalf(entry, shown, people),
            tuple(_changes(entry.changes, shown.seen, reads_all=reads_all)),
        )
        for entry in entries
    ]


def _people(scope: Scope, keys: Collection[UUID | None], shown: Shown) -> dict[UUID, str]:
    """Return actor key → the name of a person or, where the reader may not know it, a role."""
    actors = Actor.objects.filter(key__in=filter(None, keys), user__isnull=False).select_related(
        "user"
    )
    users: dict[UUID, User] = {each.key: each.user for each in actors if each.user is not None}
    names = names_of(scope, users.values())
    roles = _roles(users.values(), shown)
    return {
        key: names.get(user.pk) or roles.get(user.pk) or _("une personne")
        for key, user in users.items()
    }


def _roles(users: Collection[User], shown: Shown) -> dict[int, str]:
    held = Mandate.objects.filter(holder__in=[user.pk for user in users])
    # A member of this very organisation is one, whatever else they are.
    own = Q(organisation=shown.pk)
    rows = [*held.exclude(own).values_list("holder", "role")]
    rows += held.filter(own).values_list("holder", "role")
    return {holder: str(Role(role).label).lower() for holder, role in rows}


def _who(key: UUID | None, people: Mapping[UUID, str]) -> str:
    if key is None:
        return _("la personne qui tient cette installation")
    return people.get(key, _("une personne effacée"))


def _behalf(entry: HistoryEntry, shown: Shown, people: Mapping[UUID, str]) -> str:
    if not entry.channel:
        return ""
    whom = (
        shown.name
        if entry.behalf_organisation == shown.pk
        else _who(entry.behalf_key, people)
        if entry.behalf_key
        else _("une organisation")
    )
    return _("pour %(whom)s, %(channel)s") % {
        "whom": whom,
        "channel": Channel(entry.channel).label,
    }


def _changes(
    changes: Mapping[str, Any], seen: Mapping[str, Any], *, reads_all: bool
) -> list[Change]:
    """Return the changes of the fields that a reader may see: the others are not told at all."""
    labels = field_labels()
    return [
        Change(labels[name], *(_written(name, value) if reads_all else PERSONAL for value in pair))
        for name, pair in sorted(changes.items())
        if name in seen and name in labels
    ]


def _written(name: str, value: object) -> str:
    if value in (None, "", "{}"):
        return ""
    if value == PERSONAL or name in {"seat", "field_visibility"}:
        return PERSONAL
    if name == "visibility":
        return str(Visibility(str(value)).label)
    return str(value)


def field_labels() -> dict[str, str]:
    """Return the name of each field of an organisation in the reader's language."""
    return {
        "name": _("Nom"),
        "kind": _("Nature"),
        "siren": _("SIREN"),
        "siret": _("SIRET"),
        "naf": _("Code NAF"),
        "seat": _("Commune du siège"),
        "email": _("Adresse électronique"),
        "phone": _("Téléphone"),
        "website": _("Site"),
        "description": _("Ce qu’elle fait"),
        "note": _("Note interne"),
        "visibility": _("Qui la voit"),
        "field_visibility": _("Confidentialité champ par champ"),
    }
