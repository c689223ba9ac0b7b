"""What a committee decides, and what follows from it: who, until when, done or not."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Part, SheetAct
from terreau.web.apps.plans.models import ActionSheet, Committee, CommitteeDecision, FollowUp
from terreau.web.apps.plans.permissions import can_change_committee, nothing_here
from terreau.web.apps.plans.rules.review import months_later
from terreau.web.apps.plans.selectors.committees import following_of
from terreau.web.apps.plans.selectors.raisers import organisation_named_by
from terreau.web.apps.plans.services.committees import (
    check_held,
    locked_committee,
    tell_committee,
)
from terreau.web.apps.plans.services.milestones import FIRST_YEAR, LAST_YEAR
from terreau.web.apps.plans.services.moving import Move, move_sheet

_LONGEST_DECISION, _LONGEST_FOLLOW_UP = 500, 300


@transaction.atomic
def add_decision(
    *,
    acting: Acting,
    committee_id: int,
    text: str = "",
    sheet_id: int | None = None,
    validates: bool = False,
) -> CommitteeDecision:
    """Note what a committee decided; one that validates a sheet changes its state. Twice is once.

    One that was noted without validating its sheet, said again as validating it, validates it.

    Raises
    ------
    NotHere
        If the committee is not for who acts to change.
    BadField
        If nothing is said, or the sheet is not of the plan.
    BadInput
        If the committee is not held, or the state of the sheet does not allow it.
    """
    committee = locked_committee(acting, committee_id)
    check_held(committee)
    sheet = _sheet(committee, sheet_id)
    said = " ".join(text.split())
    if validates and sheet is None:
        raise BadField("sheet", _("Dites quelle fiche est validée"), remedy=_("Choisissez-la."))
    said = said or (_("Fiche validée") if validates else "")
    _check_text("text", said, _LONGEST_DECISION, _("Une décision se dit en quelques mots"))
    decision, is_new = CommitteeDecision.objects.get_or_create(
        committee=committee, sheet=sheet, text=said
    )
    if validates and sheet is not None and not _is_validated(committee, sheet):
        move = Move(SheetAct.VALIDATE, on=committee.on, committee_id=committee.pk)
        move_sheet(acting=acting, sheet_id=sheet.pk, move=move, is_noted=True)
    if is_new:
        tell_committee(acting, committee, {"decision": ("", said)})
    return decision


@transaction.atomic
def remove_decision(*, acting: Acting, committee_id: int, decision_id: int) -> None:
    """Take a decision out; what it did to a sheet stays, and its history says so.

    Raises
    ------
    NotHere
        If the committee is not for who acts to change, or took no such decision.
    """
    committee = locked_committee(acting, committee_id)
    decision = committee.decisions.filter(pk=decision_id).first()
    if decision is None:
        raise nothing_here()
    said = decision.text
    decision.delete()
    tell_committee(acting, committee, {"decision": (said, "")})


@transaction.atomic
def follow_decision(*, acting: Acting, committee_id: int, decision_id: int) -> FollowUp:
    """Make a decision something to be done: by who leads its sheet, before the next committee.

    Pressed twice, it is the one that is there. Raises as `remove_decision`.
    """
    committee = locked_committee(acting, committee_id)
    decision = committee.decisions.select_related("sheet").filter(pk=decision_id).first()
    if decision is None:
        raise nothing_here()
    leads = decision.sheet.participations.filter(part=Part.SHEET_LEAD) if decision.sheet else None
    lead = leads.select_related("organisation").first() if leads is not None else None
    following = following_of(acting.scope, committee)
    row, is_new = FollowUp.objects.get_or_create(
        committee=committee,
        decision=decision,
        defaults={
            "sheet": decision.sheet,
            "text": decision.text[:_LONGEST_FOLLOW_UP],
            "organisation": lead.organisation if lead else None,
            "written_name": lead.written_name if lead else "",
            "due_on": following.on if following else months_later(committee.on),
        },
    )
    if is_new:
        tell_committee(acting, committee, {"follow_up": ("", row.text)})
    return row


@transaction.atomic
def add_follow_up(
    *,
    acting: Acting,
    committee_id: int,
    text: str,
    who: str = "",
    due_on: date | None = None,
    sheet_id: int | None = None,
) -> FollowUp:
    """Note what is to be done after a committee; said twice counts once.

    Raises
    ------
    NotHere
        If the committee is not for who acts to change.
    BadField
        If nothing is said, its day is of no plan, or the sheet is not of it.
    BadInput
        If the committee is not held.
    """
    committee = locked_committee(acting, committee_id)
    check_held(committee)
    sheet = _sheet(committee, sheet_id)
    said, name = " ".join(text.split()), " ".join(who.split())[:200]
    _check_follow_up(said, due_on)
    organisation = organisation_named_by(acting.scope, name) if name else None
    row, is_new = FollowUp.objects.get_or_create(
        committee=committee,
        sheet=sheet,
        text=said,
        organisation=organisation,
        written_name="" if organisation else name,
        due_on=due_on,
    )
    if is_new:
        tell_committee(acting, committee, {"follow_up": ("", said)})
    return row


@transaction.atomic
def change_follow_up(
    *,
    acting: Acting,
    follow_up_id: int,
    text: str,
    who: str = "",
    due_on: date | None = None,
    was: str | None = None,
) -> FollowUp:
    """Write what is to be done otherwise: what, by whom, until when.

    ``was`` is its mark when it was read (`mark_of`): what somebody else changed of it meanwhile
    is told.

    Raises
    ------
    NotHere
        If its committee is not for who acts to change.
    BadField
        As `add_follow_up`, or if somebody else changed it.
    """
    committee, row = _follow_up(acting, follow_up_id)
    before, mark, theirs = _in_words(row), mark_of(row), row.text
    row.text, name = " ".join(text.split()), " ".join(who.split())[:200]
    _check_follow_up(row.text, due_on)
    if name != row.name:
        row.organisation = organisation_named_by(acting.scope, name) if name else None
        row.written_name = "" if row.organisation else name
    row.due_on = due_on
    after = _in_words(row)
    if was is not None and mark != was and before != after:
        raise BadField(
            "text",
            _("Une autre personne vient de la changer"),
            value=theirs,
            remedy=_("Gardez la sienne, ou enregistrez la vôtre à nouveau."),
        )
    if before != after:
        row.save()
        tell_committee(acting, committee, {"follow_up": (before, after)})
    return row


def mark_of(row: FollowUp) -> str:
    """Return what tells apart two ways of writing what is to be done, and tells neither."""
    return salted_hmac("plans.FollowUp", _in_words(row)).hexdigest()


def _in_words(row: FollowUp) -> str:
    day = f"{row.due_on:%d/%m/%Y}" if row.due_on else ""
    return " · ".join(filter(None, (row.text, row.name, day)))


@transaction.atomic
def settle_follow_up(*, acting: Acting, follow_up_id: int, done_on: date | None) -> FollowUp:
    """Say that something was done on a day, or (None) that it is not done after all.

    Raises
    ------
    NotHere
        If its committee is not for who acts to change.
    BadField
        If the day is to come.
    """
    committee, row = _follow_up(acting, follow_up_id)
    if done_on is not None and done_on > timezone.localdate():
        raise BadField(
            "done_on",
            _("Ce qui est fait l’est aujourd’hui ou avant"),
            value=done_on.isoformat(),
            remedy=_("Corrigez le jour."),
        )
    if row.done_on != done_on:
        before = row.done_on
        row.done_on = done_on
        row.save(update_fields=("done_on",))
        tell_committee(acting, committee, {"follow_up_done_on": (before, done_on)})
    return row


@transaction.atomic
def remove_follow_up(*, acting: Acting, follow_up_id: int) -> None:
    """Take out what was to be done; raises as `settle_follow_up`."""
    committee, row = _follow_up(acting, follow_up_id)
    said = row.text
    row.delete()
    tell_committee(acting, committee, {"follow_up": (said, "")})


def _follow_up(acting: Acting, follow_up_id: int) -> tuple[Committee, FollowUp]:
    kept = Committee.objects.filter(can_change_committee(acting.scope)).values("pk")
    row = FollowUp.objects.filter(pk=follow_up_id, committee__in=kept).first()
    if row is None:
        raise nothing_here()
    committee = locked_committee(acting, row.committee_id)
    row.refresh_from_db()
    return committee, row


def _is_validated(committee: Committee, sheet: ActionSheet) -> bool:
    """Whether a committee validated a sheet already; where it stands since is another matter."""
    return sheet.events.filter(act=SheetAct.VALIDATE, committee=committee).exists()


def _sheet(committee: Committee, sheet_id: int | None) -> ActionSheet | None:
    if sheet_id is None:
        return None
    found = ActionSheet.objects.filter(plan=committee.plan_id, pk=sheet_id).first()
    if found is None:
        raise BadField("sheet", _("Cette fiche n’est pas de ce plan"), value=str(sheet_id))
    return found


def _check_follow_up(said: str, due_on: date | None) -> None:
    _check_text("text", said, _LONGEST_FOLLOW_UP, _("Ce qui est à faire se dit en quelques mots"))
    if due_on is not None and not FIRST_YEAR <= due_on.year <= LAST_YEAR:
        raise BadField(
            "due_on",
            _("Ce jour n’est d’aucun plan d’action"),
            value=due_on.isoformat(),
            remedy=_("Corrigez l’année."),
        )


def _check_text(name: str, said: str, most: int, refusal: str) -> None:
    if not said or len(said) > most:
        raise BadField(
            name,
            refusal,
            value=said[:60],
            remedy=_("De un à %(most)s caractères.") % {"most": most},
        )
