"""Committees: planned, held."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import CommitteeKind, CommitteeState
from terreau.web.apps.plans.models import Committee
from terreau.web.apps.plans.services.plans import locked_plan


@transaction.atomic
def add_committee(
    *, acting: Acting, plan_id: int, kind: str, on: date, place: str = ""
) -> Committee:
    """Plan a committee of a plan that one keeps, or note one that was held: its day says which.

    Raises
    ------
    NotHere
        If one does not keep the plan.
    BadField
        If there is no such kind of committee.
    """
    plan = locked_plan(acting, plan_id)
    if kind not in CommitteeKind.values:
        raise BadField(
            "kind",
            _("Ce comité n’existe pas"),
            value=kind,
            remedy=_("Choisissez parmi : %s.") % ", ".join(CommitteeKind.values),
        )
    is_held = on <= timezone.localdate()
    committee, is_new = Committee.objects.get_or_create(
        plan=plan,
        kind=kind,
        on=on,
        defaults={
            "place": " ".join(place.split())[:120],
            "state": CommitteeState.HELD if is_held else CommitteeState.PLANNED,
        },
    )
    if is_new:
        record(acting, Verb.CREATED, committee, {"kind": (None, kind), "on": (None, on)})
    return committee
