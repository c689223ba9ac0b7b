"""All that is held of a person, as one file that they take away, in words they read."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import orjson
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.web.apps.accounts.models import Actor, HistoryEntry, User
from terreau.web.apps.accounts.personal import PersonalRows, personal_rows

_ACCOUNT = {
    "email": gettext_lazy("Adresse électronique"),
    "name": gettext_lazy("Nom"),
    "language": gettext_lazy("Langue"),
    "created_at": gettext_lazy("Compte ouvert le"),
    "last_login": gettext_lazy("Dernière connexion"),
}
_ACTS = {
    "at": gettext_lazy("Quand"),
    "verb": gettext_lazy("Ce que vous avez fait"),
    "object_type": gettext_lazy("Nature de l’objet"),
    "object_key": gettext_lazy("Numéro de l’objet"),
    "changes": gettext_lazy("Ce qui a changé"),
    "channel": gettext_lazy("Comment on vous l’a demandé"),
}


@dataclass(frozen=True)
class Counted:
    """How many rows of a kind are held of a person, and where they see them."""

    title: str
    count: int
    address: str


def own_data(person: User) -> dict[str, Any]:
    """Return all that is held of a person, by what it is.

    Parameters
    ----------
    person : User
        Of whom.
    """
    held: dict[str, Any] = {
        _("Fichier fait le"): timezone.now(),
        _("Compte"): {str(label): getattr(person, name) for name, label in _ACCOUNT.items()},
    }
    for title, (_first, rows) in _kinds(person).items():
        held[title] = rows
    labels = dict(HistoryEntry._meta.get_field("verb").flatchoices)
    held[_("Historique de ce que vous avez fait")] = [
        {str(label): entry[name] for name, label in _ACTS.items()}
        | {str(_ACTS["verb"]): str(labels[entry["verb"]])}
        for entry in _acts(person).values(*_ACTS)
    ]
    return held


def count_own_data(person: User) -> list[Counted]:
    """Return what is held of a person and how many rows of each, those that have any."""
    counted = [
        Counted(title, len(rows), reverse(first.view) if first.view else "")
        for title, (first, rows) in _kinds(person).items()
        # A key of the history is one for each: how much was done under it says more.
        if first.model is not Actor
    ]
    done = Counted(_("Actes gardés dans l’historique"), _acts(person).count(), "")
    return [each for each in (*counted, done) if each.count]


def as_json(held: dict[str, Any]) -> bytes:
    """Return the bytes of the file."""
    return orjson.dumps(held, default=str, option=orjson.OPT_INDENT_2)


def _kinds(person: User) -> dict[str, tuple[PersonalRows, list[dict[str, Any]]]]:
    """Return the rows of each kind once, whichever field led to them, by title."""
    firsts: dict[str, PersonalRows] = {}
    found: defaultdict[str, dict[tuple[type[Model], int], dict[str, Any]]] = defaultdict(dict)
    for rows in personal_rows():
        title = str(rows.title)
        firsts.setdefault(title, rows)
        found[title] |= {(rows.model, key): row for key, row in rows.rows(person).items()}
    return {title: (first, list(found[title].values())) for title, first in firsts.items()}


def _acts(person: User) -> QuerySet[HistoryEntry]:
    """Return what the person did; what it was done to is named by its number."""
    key = person.actor.key if hasattr(person, "actor") else None
    return HistoryEntry.objects.filter(actor_key=key) if key else HistoryEntry.objects.none()
