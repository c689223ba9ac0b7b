"""What a Region puts first, written by its referent; sheets said to answer it, by their keepers."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionSheet, RegionalPriority
from terreau.web.apps.plans.permissions import (
    can_keep_sheet,
    can_write_priorities,
    nothing_here,
)
from terreau.web.apps.plans.selectors.priorities import list_priorities_of
from terreau.web.apps.plans.services.news import locked_sheet, tell_news
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter


@transaction.atomic
def add_priority(*, acting: Acting, region_code: str, title: str) -> RegionalPriority:
    """Add a priority to a region of which one is the referent; said twice counts once.

    One that was ended holds again.

    Raises
    ------
    NotHere
        If one is not.
    BadField
        If it has no title.
    """
    region = Perimeter.objects.filter(kind=PerimeterKind.REGION, code=region_code).first()
    if region is None or not can_write_priorities(acting.scope, region):
        raise nothing_here()
    said = " ".join(title.split())
    if not said or len(said) > 200:
        raise BadField(
            "title", _("Une priorité a un titre de 200 caractères au plus"), remedy=_("Écrivez-le.")
        )
    priority, is_new = RegionalPriority.objects.get_or_create(
        region=region, title=said, defaults={"written_by": acting.user}
    )
    if priority.ended_on is not None:
        priority.ended_on = None
        priority.save(update_fields=("ended_on",))
        is_new = True
    if is_new:
        record(acting, Verb.CREATED, priority, {"title": (None, said)})
    return priority


@transaction.atomic
def end_priority(*, acting: Acting, priority_id: int) -> RegionalPriority:
    """End a priority; the sheets that answered it keep their history.

    Raises
    ------
    NotHere
        If one is not the referent of its region, or it has ended.
    """
    priority = (
        RegionalPriority.objects.select_for_update(of=("self",))
        .select_related("region")
        .filter(pk=priority_id, ended_on=None)
        .first()
    )
    if priority is None or not can_write_priorities(acting.scope, priority.region):
        raise nothing_here()
    priority.ended_on = timezone.localdate()
    priority.save(update_fields=("ended_on",))
    record(acting, Verb.ENDED, priority, {"ended_on": (None, priority.ended_on)})
    return priority


@transaction.atomic
def say_priorities(*, acting: Acting, sheet_id: int, priority_ids: Collection[int]) -> ActionSheet:
    """Say which priorities of its region a sheet answers, by who keeps its plan.

    Raises
    ------
    NotHere
        If the sheet is not for who acts to keep, or one of these is no priority of its region.
    """
    sheet = locked_sheet(can_keep_sheet(acting.scope), sheet_id)
    offered = {each.pk: each for each in list_priorities_of(sheet.plan)}
    if not set(priority_ids) <= set(offered):
        raise nothing_here()
    before = set(sheet.regional_priorities.filter(pk__in=offered).values_list("pk", flat=True))
    after = set(priority_ids)
    if before != after:
        sheet.regional_priorities.remove(*(offered[key] for key in before - after))
        sheet.regional_priorities.add(*(offered[key] for key in after - before))
        told = tuple(
            ", ".join(sorted(offered[key].title for key in keys)) for keys in (before, after)
        )
        tell_news(acting, sheet, {"regional_priority": (told[0], told[1])})
    return sheet
