"""The state of a sheet changed: by whom the table says, with what it must say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import CommitteeState, SheetAct, SheetState
from terreau.web.apps.plans.models import ActionSheet, Committee, CommitteeDecision, SheetEvent
from terreau.web.apps.plans.permissions import (
    actors_of,
    can_keep_sheet,
    can_move_sheet,
)
from terreau.web.apps.plans.rules.workflow import (
    CLOSED,
    TRANSITIONS,
    IllegalAct,
    Told,
    next_state,
)
from terreau.web.apps.plans.services.news import locked_sheet, tell_news
from terreau.web.shared.formatting import format_day

# Farther back, a day is a mistake of typing.
_OLDEST = timedelta(days=3653)
_TYPED_AFTER = timedelta(days=31)


@dataclass(frozen=True)
class Move:
    """An act, and what it says.

    Parameters
    ----------
    act : str
        What is done (`SheetAct`).
    on : date or None
        The day it was; None = today.
    reason : str
        Why.
    committee_id : int or None
        Which committee validated.
    into_id : int or None
        Into which sheet it is merged.
    told : str
        In which state a sheet of unknown state is (`SheetState`).
    """

    act: str
    on: date | None = None
    reason: str = ""
    committee_id: int | None = None
    into_id: int | None = None
    told: str = ""


@transaction.atomic
def move_sheet(*, acting: Acting, sheet_id: int, move: Move, is_noted: bool = False) -> SheetEvent:
    """Change the state of a sheet.

    One that a committee validates is among its decisions, but where they say it already
    (``is_noted``).

    Raises
    ------
    NotHere
        If nothing of its state is for who acts to change.
    BadInput
        If its state or their part does not allow the act, or something that must be said lacks.
    """
    sheet = locked_sheet(can_move_sheet(acting.scope), sheet_id)
    act = _allowed_act(acting, sheet, move)
    must_say = TRANSITIONS[act].must_say
    committee = _committee(sheet, move) if must_say is Told.COMMITTEE else None
    on = _checked_day(sheet, move, committee)
    reason = " ".join(move.reason.split())[:500]
    if must_say is Told.REASON and not reason:
        raise BadField("reason", _("Dites pourquoi"), remedy=_("Quelques mots suffisent."))
    into = _other_sheet(acting, sheet, move) if must_say is Told.OTHER_SHEET else None
    before = SheetState(sheet.state)
    after = _after(sheet, act, move)
    event = SheetEvent.objects.create(
        sheet=sheet, act=act, before=before, after=after, on=on, reason=reason,
        committee=committee, told_by=acting.user,
    )  # fmt: skip
    sheet.state, sheet.merged_into = after, into
    told = {
        "state": (before, after),
        "reason": ("", reason),
        "committee": ("", committee_name(committee) if committee else ""),
        "merged_into": (None, into.pk if into else None),
    }
    tell_news(acting, sheet, told, ("state", "merged_into"))
    if committee is not None and not is_noted:
        said = _("Fiche validée")
        CommitteeDecision.objects.get_or_create(committee=committee, sheet=sheet, text=said)
        record(acting, Verb.CHANGED, committee, {"decision": ("", said)})
    return event


def committees_of(sheet: ActionSheet) -> QuerySet[Committee]:
    """Return the committees that may have validated a sheet: held since it is there, or lately.

    Sheets are often typed after the meeting that validated them.
    """
    told = sheet.events.order_by("on").values_list("on", flat=True).first()
    since = min(filter(None, (told, timezone.localdate(sheet.created_at))))
    return Committee.objects.filter(
        plan=sheet.plan_id, state=CommitteeState.HELD, on__gte=since - _TYPED_AFTER
    )


def committee_name(committee: Committee) -> str:
    """Name a committee by its kind and its day."""
    return f"{committee.get_kind_display()}, {committee.on:%d/%m/%Y}"


def _allowed_act(acting: Acting, sheet: ActionSheet, move: Move) -> SheetAct:
    if move.act not in SheetAct.values:
        raise BadInput(
            _("Cette étape n’existe pas"),
            value=move.act,
            remedy=_("Choisissez parmi : %s.") % ", ".join(SheetAct.values),
        )
    act = SheetAct(move.act)
    if TRANSITIONS[act].actors.isdisjoint(actors_of(acting.scope, sheet)):
        raise BadInput(
            _("Cette étape n’est pas à vous"),
            value=str(act.label),
            remedy=_("Demandez-la au chef de projet du territoire."),
        )
    return act


def _after(sheet: ActionSheet, act: SheetAct, move: Move) -> SheetState:
    told = SheetState(move.told) if move.told in SheetState.values else SheetState.UNKNOWN
    try:
        return next_state(SheetState(sheet.state), act, before_hold=_before_hold(sheet), told=told)
    except IllegalAct as illegal:
        if illegal.state is SheetState.UNKNOWN and act is SheetAct.TELL:
            raise BadField(
                "told", _("Dites où en est la fiche"), remedy=_("Choisissez son état.")
            ) from illegal
        raise BadInput(
            _("Cette étape n’est pas possible : la fiche est « %(state)s »")
            % {"state": illegal.state.label},
            value=str(act.label),
            remedy=_("Rechargez la page : quelqu’un l’a peut-être déjà fait."),
        ) from illegal


def _before_hold(sheet: ActionSheet) -> SheetState:
    """Return where a sheet stood before its last pause."""
    held = sheet.events.filter(act=SheetAct.HOLD).values_list("before", flat=True).first()
    return SheetState(held) if held else SheetState.DRAFT


def _checked_day(sheet: ActionSheet, move: Move, committee: Committee | None) -> date:
    """Return the day of an act: where none is said, that of its committee, else today.

    A sheet whose presentation was told after the committee is validated the day it was told.
    """
    today = timezone.localdate()
    on = move.on or today
    if committee and not move.on:
        last = sheet.events.order_by("-on").values_list("on", flat=True).first()
        on = max(filter(None, (committee.on, last)))
    if committee and on < committee.on:
        raise BadField(
            "on",
            _("Ce jour est avant le comité"),
            value=on.isoformat(),
            remedy=_("Le comité s’est tenu le %(day)s.") % {"day": format_day(committee.on)},
        )
    if not today - _OLDEST <= on <= today:
        raise BadField(
            "on",
            _("Ce jour n’est pas possible : aujourd’hui ou avant, dix ans au plus"),
            value=on.isoformat(),
            remedy=_("Corrigez le jour."),
        )
    return on


def _committee(sheet: ActionSheet, move: Move) -> Committee:
    """Return the committee that validates: of the plan, held since the sheet is there."""
    found = committees_of(sheet).filter(pk=move.committee_id or 0).first()
    if found is None:
        raise BadField(
            "committee",
            _("Dites quel comité a validé la fiche"),
            remedy=_(
                "Un comité de ce plan, tenu au plus tôt un mois avant que la fiche soit écrite."
            ),
        )
    return found


def _other_sheet(acting: Acting, sheet: ActionSheet, move: Move) -> ActionSheet:
    """Return the sheet into which one is merged: another of the plan, that goes on."""
    kept = ActionSheet.objects.filter(can_keep_sheet(acting.scope), plan=sheet.plan_id)
    found = kept.filter(pk=move.into_id or 0).exclude(pk=sheet.pk).exclude(state__in=CLOSED).first()
    if found is None:
        raise BadField(
            "into",
            _("Dites dans quelle fiche elle est fusionnée"),
            remedy=_("Une autre fiche de ce plan, qui continue."),
        )
    return found
