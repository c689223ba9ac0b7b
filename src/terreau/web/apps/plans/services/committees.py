"""Committees: planned, moved, cancelled, held, told in minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.plans.enums import CommitteeKind, CommitteeState
from terreau.web.apps.plans.models import (
    Committee,
    CommitteeSnapshot,
    FinancingLine,
    Milestone,
)
from terreau.web.apps.plans.permissions import can_change_committee, nothing_here
from terreau.web.apps.plans.services.committee_checks import (
    check_alone,
    check_length,
    check_validated,
)
from terreau.web.apps.plans.services.milestones import FIRST_YEAR, LAST_YEAR
from terreau.web.apps.plans.services.news import Changes, hold_plans_of
from terreau.web.apps.plans.services.plans import locked_plan

# Of these the history says that they changed, not what they hold: free words may name people.
_PERSONAL = ("agenda", "minutes", "decision", "follow_up")
# Held longer ago, how the plan stood then is not how it stands now.
_FRESH = timedelta(days=31)


@dataclass(frozen=True)
class CommitteeFields:
    """All that people write of a committee before it is held."""

    kind: str
    on: date
    place: str = ""
    agenda: str = ""
    is_public: bool = False


@transaction.atomic
def add_committee(
    *, acting: Acting, plan_id: int, kind: str, on: date, place: str = "", agenda: str = ""
) -> Committee:
    """Plan a committee of a plan that one keeps, or note one that was held: its day says which.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    BadField
        If there is no such kind of committee, or its day is of no plan.
    """
    plan = locked_plan(acting, plan_id)
    written = _checked(CommitteeFields(kind, on, place, agenda))
    is_held = on < timezone.localdate()
    committee, is_new = Committee.objects.get_or_create(
        plan=plan,
        kind=kind,
        on=on,
        defaults={
            "place": written.place,
            "agenda": written.agenda,
            "state": CommitteeState.HELD if is_held else CommitteeState.PLANNED,
            "written_by": acting.user,
        },
    )
    if is_new:
        record(acting, Verb.CREATED, committee, {"kind": (None, kind), "on": (None, on)})
        if is_held:
            _keep_snapshot(committee)
    return committee


@transaction.atomic
def change_committee(
    *, acting: Acting, committee_id: int, version: int, written: CommitteeFields
) -> Committee:
    """Move a committee, or change its place, its agenda, who reads it.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    VersionConflict
        If somebody else changed the same meanwhile.
    BadField
        If what is written is wrong, or a committee of that kind is there that day.
    """
    committee = locked_committee(acting, committee_id)
    written = _checked(written)
    if committee.is_held and written.on > timezone.localdate():
        raise BadField(
            "on",
            _("Ce comité s’est tenu : son jour est aujourd’hui ou avant"),
            value=written.on.isoformat(),
            remedy=_("Pour le prochain, prévoyez-en un autre."),
        )
    _write(acting, committee, version, asdict(written))
    check_alone(committee)
    check_validated(committee)
    return committee


@transaction.atomic
def write_minutes(*, acting: Acting, committee_id: int, version: int, minutes: str) -> Committee:
    """Write what was said at a committee that was held; raises as `change_committee`."""
    committee = locked_committee(acting, committee_id)
    check_held(committee)
    said = minutes.replace("\r\n", "\n").strip()
    check_length("minutes", said)
    committee.written_by = acting.user
    _write(acting, committee, version, {"minutes": said})
    return committee


@transaction.atomic
def hold_committee(*, acting: Acting, committee_id: int) -> Committee:
    """Say that a committee took place; how the plan stands is kept for the next. Twice is once.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    BadInput
        If it is to come, or was cancelled.
    """
    committee = locked_committee(acting, committee_id)
    if committee.is_held:
        return committee
    if committee.state == CommitteeState.CANCELLED:
        raise BadInput(
            _("Ce comité a été annulé"), remedy=_("Prévoyez-en un autre à la date qui convient.")
        )
    if committee.on > timezone.localdate():
        raise BadInput(
            _("Ce comité est à venir : il se tient le %(day)s")
            % {"day": f"{committee.on:%d/%m/%Y}"},
            remedy=_("S’il a été avancé, changez d’abord sa date."),
        )
    committee.state = CommitteeState.HELD
    committee.written_by = acting.user
    told = {"state": (CommitteeState.PLANNED, CommitteeState.HELD)}
    tell_committee(acting, committee, told, ("state", "written_by"))
    _keep_snapshot(committee)
    return committee


@transaction.atomic
def cancel_committee(*, acting: Acting, committee_id: int) -> Committee:
    """Say that a committee that is planned will not take place; twice is once.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    BadInput
        If it took place.
    """
    committee = locked_committee(acting, committee_id)
    if committee.is_held:
        raise BadInput(
            _("Ce comité s’est tenu : il ne s’annule plus"),
            remedy=_("Corrigez sa date ou son compte rendu."),
        )
    if committee.state == CommitteeState.PLANNED:
        committee.state = CommitteeState.CANCELLED
        told = {"state": (CommitteeState.PLANNED, CommitteeState.CANCELLED)}
        tell_committee(acting, committee, told, ("state",))
    return committee


def locked_committee(acting: Acting, committee_id: int) -> Committee:
    """Return a committee that who acts may write, held until the transaction ends.

    Raises
    ------
    NotHere
        If there is none.
    """
    hold_plans_of(Committee.objects.filter(pk=committee_id))
    found = Committee.objects.select_for_update(of=("self",)).filter(
        can_change_committee(acting.scope), pk=committee_id
    )
    committee = found.select_related("plan__perimeter").first()
    if committee is None:
        raise nothing_here()
    return committee


def check_held(committee: Committee) -> None:
    """Refuse what only a committee that took place holds."""
    if not committee.is_held:
        raise BadInput(
            _("Ce comité n’est pas encore tenu"),
            remedy=_("Dites d’abord qu’il s’est tenu : le bouton est sur sa page."),
        )


def tell_committee(
    acting: Acting, committee: Committee, changes: Changes, fields: Iterable[str] = ()
) -> None:
    """Save some fields of a committee and its version, and write it in its history."""
    committee.version = F("version") + 1
    committee.save(update_fields=(*fields, "version"))
    committee.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, committee, changes, personal=_PERSONAL)


def _write(acting: Acting, committee: Committee, version: int, values: dict[str, Any]) -> None:
    """Write fields, but for those that only somebody else touched since a version."""
    now = {name: getattr(committee, name) for name in values}
    if committee.version != version:
        conflict = conflict_of(committee, committee.version, version, now, values)
        if conflict.theirs:
            raise conflict
        values = values | {name: now[name] for name in conflict.newer}
    changes = {name: (now[name], value) for name, value in values.items() if now[name] != value}
    if changes:
        for name, (_before, value) in changes.items():
            setattr(committee, name, value)
        tell_committee(acting, committee, changes, (*changes, "written_by"))


def _checked(written: CommitteeFields) -> CommitteeFields:
    if written.kind not in CommitteeKind.values:
        raise BadField(
            "kind",
            _("Ce comité n’existe pas"),
            value=written.kind,
            remedy=_("Choisissez parmi : %s.") % ", ".join(CommitteeKind.values),
        )
    if not FIRST_YEAR <= written.on.year <= LAST_YEAR:
        raise BadField(
            "on",
            _("Ce jour n’est d’aucun plan d’action"),
            value=written.on.isoformat(),
            remedy=_("Corrigez l’année."),
        )
    agenda = written.agenda.replace("\r\n", "\n").strip()
    check_length("agenda", agenda)
    place = " ".join(written.place.split())[:120]
    return CommitteeFields(written.kind, written.on, place, agenda, written.is_public)


def _keep_snapshot(committee: Committee) -> None:
    """Keep how the plan stands, where a committee was held lately."""
    if timezone.localdate() - committee.on > _FRESH:
        return
    steps = Milestone.objects.filter(sheet__plan=committee.plan_id, done_on=None)
    money: dict[str, dict[str, list[int]]] = {}
    for line in FinancingLine.objects.filter(sheet__plan=committee.plan_id):
        held = money.setdefault(str(line.sheet_id), {}).setdefault(line.instrument, [0, 0])
        held[0] += line.obtained_eur_cents or 0
        held[1] += line.paid_eur_cents or 0
    CommitteeSnapshot.objects.create(
        committee=committee,
        milestones={str(step.pk): step.due_on.isoformat() for step in steps},
        money=money,
    )
