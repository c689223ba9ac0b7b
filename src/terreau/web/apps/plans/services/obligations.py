"""What a territory owes: written, done, suggested; one that comes back comes back once done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import conflict_of
from terreau.web.apps.plans.agreement_enums import ObligationKind, Recurrence
from terreau.web.apps.plans.agreement_permissions import can_change_obligation
from terreau.web.apps.plans.models import ActionPlan, Obligation
from terreau.web.apps.plans.permissions import nothing_here
from terreau.web.apps.plans.rules.obligations import SUGGESTIONS, day_of, next_year, titles_of
from terreau.web.apps.plans.services.agreements import check_past
from terreau.web.apps.plans.services.news import hold_plans_of
from terreau.web.apps.plans.services.plans import locked_plan

_FIELDS = ("kind", "title", "owed_to", "due_on", "recurrence", "source", "is_to_check")
_FIRST_YEAR, _LAST_YEAR = 2018, 2060


@dataclass(frozen=True)
class ObligationFields:
    """All that people write of an obligation."""

    title: str
    due_on: date
    kind: str = ObligationKind.OTHER
    owed_to: str = ""
    recurrence: str = Recurrence.ONCE
    source: str = ""
    is_to_check: bool = False


@transaction.atomic
def add_obligation(*, acting: Acting, plan_id: int, written: ObligationFields) -> Obligation:
    """Add an obligation to a plan that one keeps; said twice, it is the one that is there.

    Raises
    ------
    NotHere
        If one does not keep it.
    BadField
        If a field cannot be kept.
    """
    plan = locked_plan(acting, plan_id)
    return _add(acting, plan, written)


@transaction.atomic
def change_obligation(
    *, acting: Acting, obligation_id: int, version: int, written: ObligationFields
) -> Obligation:
    """Change an obligation; a new day is told of again. What another changed meanwhile is kept.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    BadField
        If a field cannot be kept.
    VersionConflict
        If both changed a field, each otherwise.
    """
    row = _locked(acting, obligation_id)
    before, after = _told(row), _checked(written)
    if row.version != version:
        conflict = conflict_of(row, row.version, version, before, after)
        if conflict.theirs:
            raise conflict
        after |= conflict.newer
    if before == after:
        return row
    for name, held in after.items():
        setattr(row, name, held)
    if before["due_on"] != after["due_on"]:
        row.told_days = None
    changes = {name: (before[name], after[name]) for name in _FIELDS}
    _save(acting, row, changes, (*_FIELDS, "told_days"))
    return row


@transaction.atomic
def settle_obligation(*, acting: Acting, obligation_id: int, done_on: date | None) -> Obligation:
    """Say that an obligation was done on a day, or (None) that it is not done after all.

    One that comes back every year is there for the next year, once.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    BadField
        If the day is to come.
    """
    row = _locked(acting, obligation_id)
    check_past("done_on", done_on)
    if row.done_on != done_on:
        before, row.done_on = row.done_on, done_on
        _save(acting, row, {"done_on": (before, done_on)}, ("done_on",))
    if done_on is not None and row.recurrence == Recurrence.YEARLY:
        _come_back(acting, row)
    return row


@transaction.atomic
def remove_obligation(*, acting: Acting, obligation_id: int) -> ActionPlan:
    """Take an obligation out of the calendar; the history of the plan keeps it.

    Raises
    ------
    NotHere
        If it is not for who acts to change.
    """
    row = _locked(acting, obligation_id)
    plan = row.plan
    record(acting, Verb.CHANGED, plan, {"obligation": (f"{row.title} ({row.due_on})", None)})
    row.delete()
    return plan


@transaction.atomic
def take_suggestions(*, acting: Acting, plan_id: int, chosen: Collection[int]) -> list[Obligation]:
    """Add the suggested obligations that were chosen, by their rank; those there are left.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    """
    plan = locked_plan(acting, plan_id)
    today, added = timezone.localdate(), []
    for rank in sorted(set(chosen)):
        if not 0 <= rank < len(SUGGESTIONS):
            continue
        each = SUGGESTIONS[rank]
        if plan.obligations.filter(title__in=titles_of(each)).exists():
            continue
        written = ObligationFields(
            title=str(each.title),
            due_on=day_of(each, today),
            kind=each.kind,
            owed_to=str(each.owed_to),
            recurrence=each.recurrence,
            source=str(each.source),
            is_to_check=each.is_to_check,
        )
        added.append(_add(acting, plan, written))
    return added


@transaction.atomic
def turn_calendar(*, acting: Acting, plan_id: int) -> ActionPlan:
    """Close every link to the calendar of a plan that was given before.

    Raises
    ------
    NotHere
        If one does not keep it.
    """
    plan = locked_plan(acting, plan_id)
    plan.calendar_turn = F("calendar_turn") + 1
    plan.save(update_fields=("calendar_turn",))
    plan.refresh_from_db(fields=("calendar_turn",))
    record(acting, Verb.CHANGED, plan, {"calendar_turn": (None, plan.calendar_turn)})
    return plan


def _add(acting: Acting, plan: ActionPlan, written: ObligationFields) -> Obligation:
    said = _checked(written)
    row, is_new = Obligation.objects.get_or_create(
        plan=plan, title=said["title"], due_on=written.due_on, defaults=said
    )
    if is_new:
        record(
            acting, Verb.CREATED, row, {name: (None, held) for name, held in said.items() if held}
        )
    return row


def _come_back(acting: Acting, row: Obligation) -> None:
    """Have an obligation there again a year later, unless it is already."""
    if Obligation.objects.filter(previous=row).exists():
        return
    following = Obligation.objects.create(
        plan=row.plan,
        previous=row,
        **(_told(row) | {"due_on": next_year(row.due_on)}),
    )
    record(acting, Verb.CREATED, following, {"due_on": (None, following.due_on)})


def _locked(acting: Acting, obligation_id: int) -> Obligation:
    hold_plans_of(Obligation.objects.filter(pk=obligation_id))
    found = Obligation.objects.select_for_update(of=("self",))
    allowed = found.filter(can_change_obligation(acting.scope), pk=obligation_id)
    row = allowed.select_related("plan__perimeter").first()
    if row is None:
        raise nothing_here()
    return row


def _save(
    acting: Acting,
    row: Obligation,
    changes: dict[str, tuple[object, object]],
    fields: tuple[str, ...],
) -> None:
    row.version = F("version") + 1
    row.save(update_fields=(*fields, "version"))
    row.refresh_from_db(fields=("version",))
    record(acting, Verb.CHANGED, row, changes)


def _told(row: Obligation) -> dict[str, object]:
    return {name: getattr(row, name) for name in _FIELDS}


def _checked(written: ObligationFields) -> dict[str, object]:
    """Return what is kept of what was written."""
    title = " ".join(written.title.split())
    if not fold(title) or len(title) > 200:
        raise BadField(
            "title",
            _("Une échéance a un titre de 200 caractères au plus"),
            remedy=_("Écrivez-le."),
        )
    if written.kind not in ObligationKind.values:
        raise BadField("kind", _("Cette sorte d’échéance n’existe pas"), value=written.kind)
    if written.recurrence not in Recurrence.values:
        raise BadField("recurrence", _("Ce retour n’existe pas"), value=written.recurrence)
    if not _FIRST_YEAR <= written.due_on.year <= _LAST_YEAR:
        raise BadField(
            "due_on",
            _("Ce jour n’est d’aucun plan d’action"),
            value=written.due_on.isoformat(),
            remedy=_("Corrigez l’année."),
        )
    return {
        "kind": str(written.kind),
        "title": title,
        "owed_to": " ".join(written.owed_to.split())[:200],
        "due_on": written.due_on,
        "recurrence": str(written.recurrence),
        "source": " ".join(written.source.split())[:300],
        "is_to_check": written.is_to_check,
    }
