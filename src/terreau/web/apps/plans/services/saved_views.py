"""A view of a plan kept under a name, and taken out."""

from __future__ import annotations

from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext as _

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, SavedView
from terreau.web.apps.plans.permissions import can_change_plan, nothing_here
from terreau.web.apps.plans.selectors.wanted import wanted_of

# One has some; a hundred is a mistake, or a program's.
_MOST = 100


@transaction.atomic
def save_view(
    *, acting: Acting, plan_id: int, name: str, query: str, board: str = "", is_shared: bool = False
) -> SavedView:
    """Keep what is asked of a plan under a name; the same name takes the place of the one before.

    Raises
    ------
    NotHere
        If there is no such plan.
    BadField
        If it has no name, there are too many, or who acts shares it and does not keep the plan.
    BadInput
        If what it asks is nothing that can be asked.
    """
    plan = ActionPlan.objects.filter(pk=plan_id).first()
    if plan is None or acting.user is None:
        raise nothing_here()
    said = " ".join(name.split())[:80]
    if not said:
        raise BadField("name", _("Une vue a un nom"), remedy=_("Écrivez-le."))
    keeps = ActionPlan.objects.filter(can_change_plan(acting.scope), pk=plan_id).exists()
    if is_shared and not keeps:
        raise BadField("is_shared", _("Seul qui tient le plan partage une vue"))
    own = SavedView.objects.filter(user=acting.user, plan=plan)
    if own.exclude(name=said).count() >= _MOST:
        raise BadField("name", _("Vous avez déjà cent vues ici"), remedy=_("Retirez-en une."))
    asked = wanted_of(QueryDict(query[:2000])).query()
    view, _is_new = SavedView.objects.update_or_create(
        user=acting.user,
        plan=plan,
        name=said,
        defaults={"query": asked[:1000], "board": board[:16], "is_shared": is_shared},
    )
    return view


@transaction.atomic
def remove_view(*, acting: Acting, plan_id: int, view_id: int) -> None:
    """Take out one's own view.

    Raises
    ------
    NotHere
        If it is not one's own.
    """
    mine = SavedView.objects.filter(user=acting.user, plan=plan_id, pk=view_id).first()
    if acting.user is None or mine is None:
        raise nothing_here()
    mine.delete()
