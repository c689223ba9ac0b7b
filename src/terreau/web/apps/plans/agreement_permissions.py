"""Who may see and do what with labels, agreements, documents and obligations. Default: nobody.

A territory may lie in several regions: each of their referents reads and gives an opinion.
"""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import F, Q

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.models import ActionPlan, Agreement, Committee
from terreau.web.apps.plans.permissions import can_view_committee, seen_discussion
from terreau.web.apps.plans.rules.agreements import Signer
from terreau.web.apps.plans.standing import READ, WRITE, plan_standing
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.reach import reach_of

_NOBODY = Q(pk__in=[])
_REGION = frozenset({Role.REGION_REFERENT})
_REFERENTS = _REGION | {Role.STATE_REFERENT}
_DELEGATION = frozenset({Role.DELEGATION_AGENT})


def can_view_agreement(scope: Scope) -> Q:
    """Return the condition of the agreements that may be seen.

    By partners of the territory; by everyone once signed, where it is said public.
    """
    return Q(is_public=True, signed_on__isnull=False) | partners_of_plan(scope)


def can_change_agreement(scope: Scope) -> Q:
    """Return the condition of the agreements that may be written: of a plan one keeps."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return plan_standing(scope).keeps.condition("plan__perimeter")


def can_move_agreement(scope: Scope) -> Q:
    """Return the condition of the agreements of which one may say something: keepers, Region."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return can_change_agreement(scope) | _touched_by(scope, _REGION, "plan__perimeter")


def signers_of(scope: Scope, perimeter: Perimeter) -> frozenset[Signer]:
    """Return as what a scope stands towards the label and the agreements of a territory."""
    if not scope.allows_act(WRITE):
        return frozenset()
    here = ActionPlan.objects.filter(perimeter=perimeter)
    held = {
        Signer.KEEPER: plan_standing(scope).keeps.holds(perimeter),
        Signer.REGION: here.filter(_touched_by(scope, _REGION, "perimeter")).exists(),
        Signer.DELEGATION: reach_of(scope, _DELEGATION).holds(perimeter),
    }
    return frozenset(signer for signer, holds in held.items() if holds)


def can_tell_label(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether the label of a territory may be told: by its keepers, by the delegation."""
    is_ti = perimeter.kind == PerimeterKind.TERRITOIRE_INDUSTRIE
    return is_ti and bool(signers_of(scope, perimeter) & {Signer.KEEPER, Signer.DELEGATION})


def can_view_obligation(scope: Scope) -> Q:
    """Return the condition of the obligations that may be seen: by partners."""
    return partners_of_plan(scope)


def can_change_obligation(scope: Scope) -> Q:
    """Return the condition of the obligations that may be written: of a plan one keeps."""
    return can_change_agreement(scope)


def can_view_document(scope: Scope) -> Q:
    """Return the condition of the documents that may be seen: as what they hang on.

    One of a sheet is read by who reads what is said of the sheet.
    """
    standing = plan_standing(scope)
    committees = Committee.objects.filter(can_view_committee(scope)).order_by()
    agreements = Agreement.objects.filter(can_view_agreement(scope)).order_by()
    return (
        Q(sheet__isnull=False) & seen_discussion(standing, "sheet__")
        | Q(committee__in=committees.values("pk"))
        | Q(agreement__in=agreements.values("pk"))
    )


def partners_of_plan(scope: Scope) -> Q:
    """Return the condition of what hangs on plans of whose territory one is a partner."""
    partners = plan_standing(scope).partners.condition("plan__perimeter")
    return partners | _touched_by(scope, _REFERENTS, "plan__perimeter")


def is_partner(scope: Scope, plan: ActionPlan) -> bool:
    """Whether one is a partner of the territory of a plan; the same as `partners_of_plan`."""
    if plan_standing(scope).partners.holds(plan.perimeter):
        return True
    here = ActionPlan.objects.filter(_touched_by(scope, _REFERENTS, "perimeter"), pk=plan.pk)
    return here.exists()


def _touched_by(scope: Scope, roles: Collection[Role], path: str) -> Q:
    """Return the condition of what lies, in part, in a territory where some roles are held."""
    held = scope.perimeters(roles) if scope.allows_act(READ) else frozenset()
    if not held:
        return _NOBODY
    last = Q(last_vintage=F("perimeter__last_vintage"))
    rows = PerimeterMember.objects.order_by()
    own = rows.filter(last, perimeter__in=held).values("commune_code")
    planned = ActionPlan.objects.order_by().values("perimeter")
    touched = rows.filter(last, perimeter__in=planned, commune_code__in=own).values("perimeter")
    return Q(**{f"{path}__in": touched})
