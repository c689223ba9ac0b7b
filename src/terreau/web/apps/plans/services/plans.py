"""A plan opened, and held by who keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.enums import Phase
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.permissions import can_change_plan, can_keep_plans, nothing_here
from terreau.web.apps.territories.models import Perimeter


@dataclass(frozen=True)
class PlanFields:
    """All that people write of a plan."""

    title: str
    perimeter: Perimeter
    phase: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None


@transaction.atomic
def open_plan(*, acting: Acting, written: PlanFields) -> ActionPlan:
    """Open a plan for a territory that one keeps.

    Raises
    ------
    NotHere
        If one keeps no plan there.
    BadField
        If it has no title or that of another, or its days are not in order.
    """
    if not can_keep_plans(acting.scope, written.perimeter):
        raise nothing_here()
    title = " ".join(written.title.split())[:200]
    if not title:
        raise BadField("title", _("Un plan d’action a un titre"), remedy=_("Écrivez-le."))
    if written.phase is not None and written.phase not in Phase.values:
        raise BadField("phase", _("Cette phase n’existe pas"), value=str(written.phase))
    check_days(written.starts_on, written.ends_on)
    if ActionPlan.objects.filter(perimeter=written.perimeter, title=title).exists():
        raise BadField(
            "title",
            _("Ce territoire a déjà un plan de ce titre"),
            value=title,
            remedy=_("Ajoutez-y vos fiches, ou donnez un autre titre à celui-ci."),
        )
    plan = ActionPlan.objects.create(
        perimeter=written.perimeter,
        title=title,
        phase=written.phase,
        starts_on=written.starts_on,
        ends_on=written.ends_on,
    )
    record(acting, Verb.CREATED, plan, {"title": (None, title)})
    return plan


def locked_plan(acting: Acting, plan_id: int) -> ActionPlan:
    """Return a plan that who acts keeps, held until the transaction ends.

    Raises
    ------
    NotHere
        If there is none.
    """
    return _kept(acting, ActionPlan.objects.select_for_update(of=("self",)).filter(pk=plan_id))


def kept_plan(acting: Acting, plan_id: int) -> ActionPlan:
    """Return a plan that who acts keeps, not held; raises as `locked_plan`."""
    return _kept(acting, ActionPlan.objects.filter(pk=plan_id))


def _kept(acting: Acting, found: QuerySet[ActionPlan]) -> ActionPlan:
    if not acting.is_operator:
        found = found.filter(can_change_plan(acting.scope))
    plan = found.select_related("perimeter").first()
    if plan is None:
        raise nothing_here()
    return plan


def check_days(starts_on: date | None, ends_on: date | None) -> None:
    """Refuse an end before its start."""
    if starts_on and ends_on and ends_on < starts_on:
        raise BadField(
            "ends_on",
            _("La fin est avant le début"),
            value=ends_on.isoformat(),
            remedy=_("Corrigez l’un des deux jours."),
        )
