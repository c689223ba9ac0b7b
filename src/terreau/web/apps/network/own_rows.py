"""What the network holds of a person: who noted, opened, wrote; the rows stay, and say nobody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.network.labels import INTRODUCTION
from terreau.web.apps.network.models import (
    CooperationSpace,
    Introduction,
    Membership,
    SpaceNote,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.network.rules import INTRODUCTION_WORDS_DAYS
from terreau.web.shared.retention import Rule, declare_rule

_SINCE = {"valid_from": _("Depuis le"), "valid_to": _("Jusqu’au"), "noted_at": _("Noté le")}
_ROWS = (
    (_("Adhésions que vous avez notées"), Membership, "noted_by",
     {"organisation__name": _("Organisation"), "association__name": _("Adhère à")} | _SINCE),
    (_("Fournitures que vous avez notées"), Supply, "noted_by",
     {"supplier__name": _("Fournisseur"), "customer__name": _("Client"), "what": _("Quoi")}
     | _SINCE),
    (_("Participations que vous avez notées"), SpaceParticipation, "noted_by",
     {"space__name": _("Espace"), "organisation__name": _("Organisation")} | _SINCE),
    (_("Espaces de coopération que vous avez ouverts"), CooperationSpace, "opened_by",
     {"name": _("Nom"), "purpose": _("But"), "opened_on": _("Ouvert le")}),
    (_("Mots laissés dans des espaces"), SpaceNote, "written_by",
     {"space__name": _("Espace"), "text": _("Mot laissé"), "written_at": _("Écrit le")}),
    (_("Mises en relation que vous avez notées"), Introduction, "noted_by",
     {"offers__name": INTRODUCTION["offers"], "seeks__name": INTRODUCTION["seeks"]}
     | {name: INTRODUCTION[name] for name in ("state", "made_on", "again_on", "reason", "word")}
     | {"noted_at": _("Noté le")}),
)  # fmt: skip
# What they wrote there stays to the territory, without what they said of themselves.
_WORDS = {
    Supply: ("what",),
    CooperationSpace: ("name", "purpose", "closing_reason"),
    SpaceNote: ("text",),
    Introduction: ("word",),
}


def declare() -> None:
    """Tell what the network holds of a person; called once, when the app is ready."""
    for title, model, field, told in _ROWS:
        words = _WORDS.get(model, ())
        declare_personal(PersonalRows(title, model, field, told, OnErasure.FORGET, words=words))
    rule = Rule("introduction-words", INTRODUCTION_WORDS_DAYS, _count_words, _delete_words)
    declare_rule(rule)


def _old_words(before: datetime) -> QuerySet[Introduction]:
    return Introduction.objects.filter(noted_at__lt=before).exclude(word="")


def _count_words(before: datetime) -> int:
    return _old_words(before).count()


def _delete_words(before: datetime) -> int:
    return _old_words(before).update(word="")
