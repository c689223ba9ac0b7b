"""One contributor of the example told a month ago what became of its needs; the others never."""

from __future__ import annotations

import uuid
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.plans.enums import NeedState
from terreau.web.apps.plans.models import ActionPlan, Need, Restitution
from terreau.web.apps.plans.selectors.needs import list_needs
from terreau.web.apps.plans.selectors.outcomes import keys_of, outcomes_of
from terreau.web.apps.territories.enums import Country
from terreau.web.shared.visibility import Visibility

_TOLD = "Fonderie de la Licorne"
_TITLE = "Une navette pour l’équipe de cinq heures (exemple)"
_WHY = "un covoiturage entre trois ateliers l’a remplacée"


@transaction.atomic
def seed_restitution() -> bool:
    """Write it once; a need that its member noted was dropped since.

    Returns
    -------
    bool
        Whether it was written: False where one was before, or the plan and its people are not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    member = User.objects.filter(email=f"entreprise@{DOMAIN}").first()
    plan = ActionPlan.objects.filter(perimeter__country=Country.EXAMPLE).order_by("pk").first()
    told = Organisation.objects.filter(folded_name=fold(_TOLD)).first()
    if manager is None or member is None or plan is None or told is None:
        return False
    if Restitution.objects.filter(plan=plan).exists():
        return False
    acting, today = Acting(manager, scope_of(manager)), timezone.localdate()
    dropped = _dropped_need(plan, told, acting, Acting(member, scope_of(member)))
    needs = list(list_needs(acting.scope, perimeter=plan.perimeter).filter(organisation=told))
    before = [need for need in needs if need.pk != dropped.pk]
    row = Restitution.objects.create(
        key=uuid.uuid4(), plan=plan, organisation=told, sent_on=today - timedelta(days=30),
        told_by=manager, need_count=len(needs), reader_count=2,
        facts=[*keys_of(outcomes_of(acting.scope, before)), f"need:{dropped.pk}:raised"],
    )  # fmt: skip
    record(acting, Verb.CREATED, row, {"need_count": (0, row.need_count), "reader_count": (0, 2)})
    return True


def _dropped_need(plan: ActionPlan, told: Organisation, manager: Acting, member: Acting) -> Need:
    """Write a need that its member noted, and that the manager dropped after it was told."""
    today = timezone.localdate()
    need = Need.objects.create(
        perimeter=plan.perimeter, title=_TITLE, organisation=told, theme="skills",
        visibility=Visibility.TERRITORY, raised_by=member.user,
        raised_on=today - timedelta(days=100), state=NeedState.DROPPED, drop_reason=_WHY,
        dropped_on=today - timedelta(days=12),
    )  # fmt: skip
    record(member, Verb.CREATED, need, {"title": (None, need.title)})
    changes = {"state": (NeedState.RAISED, NeedState.DROPPED), "drop_reason": ("", _WHY)}
    record(manager, Verb.CHANGED, need, changes, personal=("drop_reason",))
    return need
