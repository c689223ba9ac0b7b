"""Who may see and do what with plans. Default: nobody.

One function a model and a verb; what a scope may do of the state of one sheet is `actors_of`.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.models import ActionSheet, Need, Participation
from terreau.web.apps.plans.reader import reader_of
from terreau.web.apps.plans.rules.workflow import Actor
from terreau.web.apps.plans.standing import READ, WRITE, PlanStanding, plan_standing
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

_NOBODY = Q(pk__in=[])


def can_change_plan(scope: Scope) -> Q:
    """Return the condition of the plans that may be written: of a territory one keeps."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return plan_standing(scope).keeps.condition("perimeter")


def can_keep_plans(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether the plans of a territory may be opened and written: by who keeps it."""
    return scope.allows_act(WRITE) and plan_standing(scope).keeps.holds(perimeter)


def can_view_sheet(scope: Scope) -> Q:
    """Return the condition of the sheets that may be seen."""
    return seen_sheets(plan_standing(scope))


def seen_sheets(standing: PlanStanding, path: str = "") -> Q:
    """Return the condition of the sheets seen from where a reader stands.

    Parameters
    ----------
    standing : PlanStanding
        Of the reader.
    path : str
        From what is about a sheet to it, as "sheet__".
    """
    level = f"{path}visibility"
    close, near, inside = _standings(standing, path)
    return (
        Q(**{level: Visibility.PUBLIC})
        | close
        | Q(**{level: Visibility.PARTNERS}) & near
        | Q(**{level: Visibility.TERRITORY}) & (near | inside)
    )


def seen_discussion(standing: PlanStanding, path: str = "") -> Q:
    """Return the condition of the sheets of which a reader also reads what is said of them.

    The same as `Reader.reads`, for what an engine chooses; as `seen_sheets`.
    """
    level = f"{path}field_visibility__discussion"
    close, near, inside = _standings(standing, path)
    wide = Q(**{f"{level}__in": [Visibility.TERRITORY, Visibility.PUBLIC]})
    by_partners = Q(**{f"{level}__isnull": True}) | Q(**{level: Visibility.PARTNERS}) | wide
    return seen_sheets(standing, path) & (
        close | by_partners & near | wide & inside | Q(**{level: Visibility.PUBLIC})
    )


def _standings(standing: PlanStanding, path: str) -> tuple[Q, Q, Q]:
    """Return the conditions of the sheets one is within, is a partner of, lives around.

    Each leaves out what the one before holds: where it counts, they are read already.
    """
    place = f"{path}plan__perimeter"
    held = standing.keeps | standing.governs
    close = held.condition(place)
    near = standing.partners.beyond(held).condition(place)
    inside = standing.territory.beyond(held | standing.partners).condition(place)
    if standing.own:
        close |= Q(**{f"{path}pk__in": _with_part(standing, (Part.SHEET_LEAD,))})
        near |= Q(**{f"{path}pk__in": _with_part(standing)})
    return close, near, inside


def sheet_audience(scope: Scope, sheet: ActionSheet) -> Visibility:
    """Return where a scope stands towards a sheet."""
    return reader_of(scope).towards(sheet)


def can_change_sheet(scope: Scope) -> Q:
    """Return the condition of the sheets that may be written: keepers, members of the lead."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    standing = plan_standing(scope)
    kept = standing.keeps.condition("plan__perimeter")
    if not standing.own:
        return kept
    return kept | Q(pk__in=_with_part(standing, (Part.SHEET_LEAD,)))


def can_keep_sheet(scope: Scope) -> Q:
    """Return the condition of the sheets of which one keeps the plan."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return plan_standing(scope).keeps.condition("plan__perimeter")


def can_move_sheet(scope: Scope) -> Q:
    """Return the condition of the sheets of whose state one may do something."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return can_change_sheet(scope) | plan_standing(scope).governs.condition("plan__perimeter")


def can_comment_sheet(scope: Scope) -> Q:
    """Return the condition of the sheets of which one may say something: their partners."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    standing = plan_standing(scope)
    near = standing.partners.condition("plan__perimeter")
    if standing.own:
        near |= Q(pk__in=_with_part(standing))
    return near & seen_sheets(standing)


def actors_of(scope: Scope, sheet: ActionSheet) -> frozenset[Actor]:
    """Return as what a scope may change the state of a sheet, whose plan is loaded."""
    if not scope.allows_act(WRITE):
        return frozenset()
    reader, place = reader_of(scope), sheet.plan.perimeter
    held = {
        Actor.KEEPER: reader.standing.keeps.holds(place),
        Actor.DUO: reader.standing.governs.holds(place),
        Actor.LEAD: sheet.pk in reader.led,
    }
    return frozenset(actor for actor, holds in held.items() if holds)


def can_view_need(scope: Scope) -> Q:
    """Return the condition of the needs that may be seen."""
    standing = plan_standing(scope)
    held = standing.keeps | standing.governs
    wide = [Visibility.PARTNERS, Visibility.TERRITORY]
    around = standing.territory.beyond(held | standing.partners)
    return (
        Q(visibility=Visibility.PUBLIC)
        | held.condition("perimeter")
        | Q(organisation__in=standing.own)
        | Q(visibility__in=wide) & standing.partners.beyond(held).condition("perimeter")
        | Q(visibility=Visibility.TERRITORY) & around.condition("perimeter")
    )


def need_audience(scope: Scope, need: Need) -> Visibility:
    """Return where a scope stands towards a need."""
    standing = plan_standing(scope)
    is_close = standing.keeps.holds(need.perimeter) or standing.governs.holds(need.perimeter)
    if is_close or need.organisation_id in standing.own:
        return Visibility.PRIVATE
    if standing.partners.holds(need.perimeter):
        return Visibility.PARTNERS
    is_inside = standing.territory.holds(need.perimeter)
    return Visibility.TERRITORY if is_inside else Visibility.PUBLIC


def can_change_need(scope: Scope) -> Q:
    """Return the condition of the needs that may be written: keepers, who raised them."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    standing = plan_standing(scope)
    return standing.keeps.condition("perimeter") | Q(organisation__in=standing.own)


def can_verify_need(scope: Scope) -> Q:
    """Return the condition of the needs that may be verified: by keepers, never by who raised."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return plan_standing(scope).keeps.condition("perimeter")


def can_raise_need(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether a need may be raised there: by its keepers, by members who sit there."""
    if not scope.allows_act(WRITE):
        return False
    standing = plan_standing(scope)
    is_member = bool(standing.own) and standing.territory.holds(perimeter)
    return standing.keeps.holds(perimeter) or is_member


def can_view_restitution(scope: Scope) -> Q:
    """Return the condition of the tellings that may be seen: partners, members of who was told."""
    standing = plan_standing(scope)
    told = Q(organisation__in=standing.own)
    return told | standing.partners.condition("plan__perimeter")


def can_change_import(scope: Scope) -> Q:
    """Return the condition of the imports that may be read and written: of a plan one keeps."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return plan_standing(scope).keeps.condition("plan__perimeter")


def can_view_committee(scope: Scope) -> Q:
    """Return the condition of the committees that may be seen: partners; all where it is public."""
    return Q(is_public=True) | can_view_committee_history(scope)


def can_view_committee_history(scope: Scope) -> Q:
    """Return the condition of the committees whose history may be read: by partners alone.

    One that is public may have been said to partners first: what it held then stays theirs.
    """
    return plan_standing(scope).partners.condition("plan__perimeter")


def can_change_committee(scope: Scope) -> Q:
    """Return the condition of the committees that may be written: of a plan one keeps."""
    if not scope.allows_act(WRITE):
        return _NOBODY
    return plan_standing(scope).keeps.condition("plan__perimeter")


def can_write_priorities(scope: Scope, region: Perimeter) -> bool:
    """Whether the priorities of a region may be written: by its referent, for that very region."""
    return scope.allows_act(WRITE) and region.pk in scope.perimeters({Role.REGION_REFERENT})


def can_view_saved_view(scope: Scope) -> Q:
    """Return the condition of the saved views that may be opened: one's own, shared by keepers."""
    if scope.user_id is None or not scope.allows_act(READ):
        return _NOBODY
    shared = Q(is_shared=True) & plan_standing(scope).keeps.condition("plan__perimeter")
    return Q(user=scope.user_id) | shared


def nothing_here() -> NotHere:
    """Return what is answered about an object that one may not see: it does not exist."""
    return NotHere(
        _("Cette page n’existe pas, ou n’est pas à vous"),
        remedy=_("Revenez aux plans d’action : ceux que vous pouvez lire y sont."),
    )


def _with_part(standing: PlanStanding, parts: tuple[Part, ...] = ()) -> object:
    rows = Participation.objects.filter(organisation__in=standing.own).order_by()
    return (rows.filter(part__in=parts) if parts else rows).values("sheet")
