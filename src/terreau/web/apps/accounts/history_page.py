"""The history of one object in words, for whoever may see the object.

Of an object that is kept from some readers, past values are told only to those who read all of
it: what is public today may have been written when it was not. The others read who changed what
they may read, and when.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Channel, Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.models import Actor, HistoryEntry
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.accounts.subjects import Introduced, Subject, introduced, names_of, subjects
from terreau.web.shared.formatting import format_day
from terreau.web.shared.visibility import Confidential, Visibility, audience_of, is_within, readable

ENTRIES_A_PAGE = 25
_ORGANISATION = "directory.Organisation"
_USER = "accounts.User"


@dataclass(frozen=True)
class Change:
    """A field that changed; page, file and API tell it by the same words.

    Parameters
    ----------
    field : str
        Its name.
    before, after : str
        What it held, in words; empty where it held nothing or where it is not told.
    is_told : bool
        Whether its values are kept and for this reader.
    said : str
        The whole of it in words: from what to what, or only that it changed and why only that.
    """

    field: str
    before: str
    after: str
    is_told: bool
    said: str


@dataclass(frozen=True)
class Line:
    """What was done at once: when, what, by whom, for whom."""

    at: datetime
    verb: str
    what: str
    who: str
    behalf: str
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class HistoryPage:
    """A page of the history of an object, the newest first."""

    subject: str
    key: int
    title: str
    address: str
    lines: tuple[Line, ...]
    count: int
    number: int
    last: int


def get_history(scope: Scope, name: str, key: str, number: int = 1) -> HistoryPage:
    """Return a page of the history of an object.

    Parameters
    ----------
    scope : Scope
        Of who reads.
    name : str
        Kind of the object, as its app declared it.
    key : str
        Its number.
    number : int
        Which page, from 1.

    Raises
    ------
    NotHere
        If there is no such object for this reader, or no such page.
    """
    subject, about = _found(scope, name, key)
    entries, is_told = _for_reader(scope, subject, about)
    count = entries.count()
    last = max(1, -(-count // ENTRIES_A_PAGE))
    if not 1 <= number <= last:
        raise NotHere(_("L’historique n’a pas cette page"), value=number)
    start = (number - 1) * ENTRIES_A_PAGE
    lines = _lines(scope, subject, list(entries[start : start + ENTRIES_A_PAGE]), is_told)
    return HistoryPage(
        name, about.pk, subject.title(about), subject.address(about), lines, count, number, last
    )


def list_history(scope: Scope, name: str, key: str) -> tuple[Line, ...]:
    """Return the whole history of an object, the newest first; raises as `get_history`."""
    subject, about = _found(scope, name, key)
    entries, is_told = _for_reader(scope, subject, about)
    return _lines(scope, subject, list(entries), is_told)


def _found(scope: Scope, name: str, key: str) -> tuple[Subject, Model]:
    subject = subjects().get(name)
    about = None
    if subject is not None and key.isascii() and key.isdigit() and len(key) < 19:
        about = subject.model._meta.base_manager.filter(subject.visible(scope), pk=int(key)).first()
    if subject is None or about is None:
        raise NotHere(_("Il n’y a pas d’historique à lire ici"), value=f"{name} {key}")
    return subject, about


def _for_reader(
    scope: Scope, subject: Subject, about: Model
) -> tuple[QuerySet[HistoryEntry], Mapping[str, bool]]:
    """Return the entries a reader may see, and the fields told, each with its values or not."""
    entries = history_of(about)
    if not isinstance(about, Confidential):
        return entries, dict.fromkeys(subject.labels, True)
    reader = audience_of(scope, about)
    told = readable(about, reader)
    own = {field.name for field in about._meta.concrete_fields}
    apart = {
        name
        for name in subject.words.keys() - own
        if told and is_within(reader, about.level_of(subject.parts.get(name, "visibility")))
    }
    fields = [name for name in subject.labels if name in told or name in apart]
    seen = entries.filter(Q(changes={}) | Q(changes__has_any_keys=fields))
    reads_all = reader == Visibility.PRIVATE
    # Levels chosen field by field have no words here: that they changed is told.
    return seen, {name: reads_all and name != "field_visibility" for name in fields}


def _lines(
    scope: Scope, subject: Subject, entries: list[HistoryEntry], is_told: Mapping[str, bool]
) -> tuple[Line, ...]:
    """Put entries in words, in a number of queries that does not grow with them."""
    words = _Words(scope, subject, entries)
    return tuple(
        Line(
            at=entry.at,
            verb=entry.verb,
            what=str(Verb(entry.verb).label),
            who=words.author(entry),
            behalf=words.behalf(entry),
            changes=tuple(
                words.change(name, pair, is_first=entry.verb == Verb.CREATED, is_told=is_told[name])
                # In the order of names: an engine keeps the keys of JSON in its own.
                for name, pair in sorted(entry.changes.items())
                if name in is_told
            ),
        )
        for entry in entries
    )


class _Words:
    """The names that the entries of a page need, read at once."""

    def __init__(self, scope: Scope, subject: Subject, entries: list[HistoryEntry]) -> None:
        self._model, self._labels, self._told = subject.model, subject.labels, subject.words
        self._rows = subject.words.keys() - {each.name for each in subject.model._meta.get_fields()}
        keys = {key for e in entries for key in (e.actor_key, e.behalf_key) if key is not None}
        actors = Actor.objects.filter(key__in=keys, user__isnull=False)
        self._users = dict(actors.values_list("key", "user"))
        related = self._related(entries)
        people = {*self._users.values(), *related.pop(_USER, ())}
        self._people = introduced(scope, people)
        asked = (e.behalf_organisation for e in entries)
        related.setdefault(_ORGANISATION, set()).update(key for key in asked if key is not None)
        self._names = {model: names_of(model, scope, keys) for model, keys in related.items()}

    def author(self, entry: HistoryEntry) -> str:
        """Return who did it: who answered by a letter's link has no account, only a channel."""
        if entry.actor_key is None and entry.channel:
            return _("la personne qui a reçu la lettre")
        return self.actor(entry.actor_key, entry.at)

    def actor(self, key: Any, at: datetime) -> str:
        """Return who acted: a name, a role, or nobody that is still known."""
        if key is None:
            return _("la personne qui tient cette installation")
        if key not in self._users:
            return _("une personne effacée")
        person = self._people.get(self._users[key], Introduced())
        return person.name or person.role_on(timezone.localdate(at)) or _("une personne")

    def behalf(self, entry: HistoryEntry) -> str:
        """Return for whom it was written down and how they asked; empty where for oneself."""
        if not entry.channel:
            return ""
        if entry.behalf_organisation is not None:
            names = self._names[_ORGANISATION]
            whom = names.get(entry.behalf_organisation) or _("une organisation")
        else:
            whom = self.actor(entry.behalf_key, entry.at) if entry.behalf_key else _("quelqu’un")
        return _("%(whom)s, %(channel)s") % {
            "whom": whom,
            "channel": Channel(entry.channel).label,
        }

    def change(
        self, name: str, pair: Collection[object], *, is_first: bool, is_told: bool
    ) -> Change:
        """Return what became of a field: given at first, changed, emptied."""
        before, after = pair
        label = str(self._labels[name])
        if PERSONAL in pair:
            return Change(label, "", "", is_told=False, said=_personal(before, after))
        if not is_told:
            said = _("renseigné") if is_first else _("a changé (le détail n’est pas montré)")
            return Change(label, "", "", is_told=False, said=said)
        was, now = self._value(name, before), self._value(name, after)
        if not was:
            said = _("était vide, devient « %(now)s »")
            if is_first:
                said = _("« %(now)s »")
            elif name in self._rows:
                said = _("en plus : « %(now)s »")
        elif not now:
            said = _("« %(was)s » est retiré")
        else:
            said = _("de « %(was)s » à « %(now)s »")
        return Change(label, was, now, is_told=True, said=said % {"was": was, "now": now})

    def _value(self, name: str, held: object) -> str:
        if held is None or held == "":
            return ""
        if isinstance(held, bool):
            return _("oui") if held else _("non")
        if name in self._told:
            return self._told[name](str(held))
        field = self._model._meta.get_field(name)
        if model := field.related_model:
            return self._related_name(model._meta.label, held)
        choices = dict(getattr(field, "flatchoices", None) or ())
        return str(choices.get(held) or _dated(field.get_internal_type(), str(held)))

    def _related_name(self, model: str, key: object) -> str:
        if model == _USER:
            return self._people.get(int(str(key)), Introduced()).name or _("une personne")
        return self._names[model].get(int(str(key))) or _("n° %(key)s") % {"key": key}

    def _related(self, entries: list[HistoryEntry]) -> dict[str, set[int]]:
        """Return the keys that changes hold, by model."""
        found: dict[str, set[int]] = {}
        for entry in entries:
            for name, pair in entry.changes.items():
                model = _related_model(self._model, name)
                if model:
                    found.setdefault(model, set()).update(k for k in pair if isinstance(k, int))
        return found


def _personal(before: object, after: object) -> str:
    """Return what became of a value that the history does not keep."""
    if not before:
        return _("renseigné (sa valeur n’est pas gardée)")
    if not after:
        return _("retiré (sa valeur n’est pas gardée)")
    return _("a changé (sa valeur n’est pas gardée)")


def _related_model(model: type[Model], name: str) -> str:
    known = {field.name: field.related_model for field in model._meta.concrete_fields}
    related = known.get(name)
    return related._meta.label if related else ""


def _dated(kind: str, held: str) -> str:
    if kind == "DateField":
        return format_day(datetime.fromisoformat(held).date())
    if kind == "DateTimeField":
        return date_format(timezone.localtime(datetime.fromisoformat(held)), "j F Y, H:i")
    return held
