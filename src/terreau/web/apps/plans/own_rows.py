"""What plans hold of a person: who wrote, told, raised; the rows stay, and say nobody."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from terreau.web.apps.accounts.personal import OnErasure, PersonalRows, declare_personal
from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.labels import (
    AGREEMENT,
    COMMITTEE,
    LABEL,
    NEED,
    PLAN,
    RESTITUTION,
    SHEET,
)
from terreau.web.apps.plans.models import (
    ActionSheet,
    AgreementEvent,
    CalendarLink,
    Committee,
    Digest,
    Document,
    LabelEvent,
    Need,
    PlanImport,
    RegionalPriority,
    Restitution,
    SavedView,
    SheetComment,
    SheetEvent,
    Subscription,
)
from terreau.web.apps.plans.models.imports import OPEN_IMPORTS
from terreau.web.shared.retention import Rule, declare_rule

_ROWS = (
    (_("Fiches action que vous avez créées"), ActionSheet, "created_by",
     {"code": SHEET["code"], "title": SHEET["title"], "created_at": _("Créée le")}, ()),
    (_("Étapes de fiches que vous avez dites"), SheetEvent, "told_by",
     {"sheet__title": SHEET["title"], "act": SHEET["state"], "reason": SHEET["reason"],
      "told_at": _("Dit le")}, ("reason",)),
    (_("Mots laissés sur des fiches"), SheetComment, "written_by",
     {"sheet__title": SHEET["title"], "text": _("Mot laissé"), "written_at": _("Écrit le")},
     ("text",)),
    (_("Besoins que vous avez notés"), Need, "raised_by",
     {"title": NEED["title"], "description": NEED["description"], "raised_on": _("Noté le")},
     ("description",)),
    (_("Comptes rendus que vous avez écrits"), Committee, "written_by",
     {"kind": COMMITTEE["kind"], "on": COMMITTEE["on"], "minutes": COMMITTEE["minutes"]},
     ("minutes",)),
    # agreements
    (_("Étapes d’un label que vous avez dites"), LabelEvent, "told_by",
     {"act": LABEL["state"], "on": LABEL["on"], "words": LABEL["words"]}, ("words",)),
    (_("Étapes d’accords que vous avez dites"), AgreementEvent, "told_by",
     {"agreement__title": AGREEMENT["title"], "act": AGREEMENT["state"],
      "words": AGREEMENT["words"], "told_at": _("Dit le")}, ()),
    (_("Documents que vous avez joints"), Document, "added_by",
     {"name": _("Document"), "added_at": _("Joint le")}, ()),
    (_("Documents que vous avez retirés"), Document, "removed_by",
     {"name": _("Document"), "removed_at": _("Retiré le")}, ()),
    (_("Fichiers que vous avez donnés à un plan"), PlanImport, "started_by",
     {"file_name": _("Fichier"), "started_at": _("Donné le")}, ()),
    (_("Fichiers que vous avez importés ou abandonnés"), PlanImport, "ended_by",
     {"file_name": _("Fichier"), "ended_at": _("Le")}, ()),
    (_("Comptes rendus aux organisations que vous avez envoyés"), Restitution, "told_by",
     {"organisation__name": RESTITUTION["organisation"], "sent_on": _("Envoyé le")}, ()),
    (_("Priorités régionales que vous avez écrites"), RegionalPriority, "written_by",
     {"title": SHEET["title"], "written_on": _("Écrite le")}, ()),
)  # fmt: skip
# What people keep for themselves goes with them.
_OWN = (
    (_("Vues de plans que vous avez gardées"), SavedView,
     {"name": _("Nom"), "plan__title": PLAN["title"], "query": _("Filtres"),
      "saved_at": _("Gardée le")}),
    (_("Fiches action que vous suivez"), Subscription,
     {"sheet__title": SHEET["title"], "since": _("Suivie depuis")}),
    (_("Lettres sur les fiches que vous suivez"), Digest,
     {"rhythm": _("Rythme"), "told_on": _("Dernière lettre le")}),
    (_("Calendriers de plans que vous lisez ailleurs"), CalendarLink,
     {"plan__title": PLAN["title"], "made_at": _("Ouvert le")}),
)  # fmt: skip

# A file may name people: one that nobody accepts is not kept.
IMPORT_DAYS = 30


def declare() -> None:
    """Tell what plans hold of a person; called once, when the app is ready."""
    for title, model, field, told, words in _ROWS:
        declare_personal(PersonalRows(title, model, field, told, OnErasure.FORGET, words=words))
    for title, own, kept in _OWN:
        declare_personal(PersonalRows(title, own, "user", kept, OnErasure.DELETE))
    rule = Rule("plan-imports", IMPORT_DAYS, _count_imports, _drop_imports)
    declare_rule(rule)


def _forgotten_imports(before: datetime) -> QuerySet[PlanImport]:
    return PlanImport.objects.filter(started_at__lt=before, state__in=OPEN_IMPORTS)


def _count_imports(before: datetime) -> int:
    return _forgotten_imports(before).count()


def _drop_imports(before: datetime) -> int:
    return _forgotten_imports(before).update(
        state=ImportState.DROPPED, content=None, answers={}, choices={}, ended_at=timezone.now()
    )
