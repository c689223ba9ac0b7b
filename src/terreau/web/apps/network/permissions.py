"""Who may see and write what of the network. Default: nobody.

A membership or a supply is seen by who sees both organisations; a space by who its confidentiality
says; the measures by who acts in the territory.
"""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    READ,
    WRITE,
    can_change_organisation,
    can_view_organisation,
)
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.directory.standing import Standing, standing_of
from terreau.web.apps.network.enums import IntroductionState
from terreau.web.apps.network.models import CooperationSpace
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import Reach, reach_of
from terreau.web.shared.visibility import Visibility

KEEPERS = frozenset({Role.PROJECT_MANAGER, Role.FACILITATOR})


def visible_organisations(scope: Scope) -> QuerySet[Organisation]:
    """Return the organisations that a reader may see."""
    return Organisation.objects.filter(can_view_organisation(scope)).order_by()


def changeable_organisations(scope: Scope) -> QuerySet[Organisation]:
    """Return the organisations for which somebody may write."""
    return Organisation.objects.filter(can_change_organisation(scope)).order_by()


def can_view_membership(scope: Scope) -> Q:
    """Return the condition of the memberships that may be seen: both organisations are."""
    standing = standing_of(scope)
    return standing.condition("organisation__") & standing.condition("association__")


def can_view_supply(scope: Scope) -> Q:
    """Return the condition of the supplies that may be seen: both organisations are."""
    standing = standing_of(scope)
    return standing.condition("supplier__") & standing.condition("customer__")


def can_end_membership(scope: Scope) -> Q:
    """Return the condition of the memberships that one may end: of either of both."""
    own = changeable_organisations(scope).values("pk")
    return can_view_membership(scope) & (Q(organisation__in=own) | Q(association__in=own))


def can_end_supply(scope: Scope) -> Q:
    """Return the condition of the supplies that one may end: of either of both."""
    own = changeable_organisations(scope).values("pk")
    return can_view_supply(scope) & (Q(supplier__in=own) | Q(customer__in=own))


def can_view_space(scope: Scope) -> Q:
    """Return the condition of the spaces that may be seen."""
    return seen_spaces(standing_of(scope))


def seen_spaces(standing: Standing) -> Q:
    """Return the condition of the spaces seen from where a reader stands."""
    return (
        Q(visibility=Visibility.PUBLIC)
        | standing.keeps.condition("perimeter")
        | Q(pk__in=_joined(standing.own))
        | Q(visibility=Visibility.PARTNERS) & standing.partners.condition("perimeter")
        | Q(visibility=Visibility.TERRITORY) & standing.territory.condition("perimeter")
    )


def space_audience(scope: Scope, space: CooperationSpace) -> Visibility:
    """Return where a scope stands towards a space."""
    standing = standing_of(scope)
    if standing.keeps.holds(space.perimeter) or _joined(standing.own).filter(pk=space.pk).exists():
        return Visibility.PRIVATE
    if standing.partners.holds(space.perimeter):
        return Visibility.PARTNERS
    if standing.territory.holds(space.perimeter):
        return Visibility.TERRITORY
    return Visibility.PUBLIC


def can_write_in_space(scope: Scope) -> Q:
    """Return the condition of the spaces one writes in: its participants' members, the keepers."""
    if not scope.allows_act(WRITE):
        return Q(pk__in=[])
    own = scope.organisations(ORGANISATION_ROLES)
    return reach_of(scope, KEEPERS).condition("perimeter") | Q(pk__in=_joined(own))


def can_keep_space(scope: Scope) -> Q:
    """Return the condition of the spaces one may close or open again: those one keeps."""
    if not scope.allows_act(WRITE):
        return Q(pk__in=[])
    return reach_of(scope, KEEPERS).condition("perimeter")


def can_open_space(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether a space may be opened there: by who keeps the directory of the territory."""
    return scope.allows_act(WRITE) and reach_of(scope, KEEPERS).holds(perimeter)


def opens_spaces(scope: Scope) -> bool:
    """Whether a space may be opened somewhere."""
    return scope.allows_act(WRITE) and bool(scope.perimeters(KEEPERS))


def can_view_introduction(scope: Scope) -> Q:
    """Return the condition of the introductions that may be read.

    Of a territory whose directory one keeps, between organisations that one sees.
    """
    return introduced_in(reach_of(scope, KEEPERS)) & _both_introduced(standing_of(scope))


def can_note_introduction(scope: Scope) -> Q:
    """Return the condition of the introductions of which one may say what came: those one reads."""
    if not scope.allows_act(WRITE):
        return Q(pk__in=[])
    return can_view_introduction(scope)


def can_introduce(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether one says there what came of introductions: who keeps the territory's directory."""
    return scope.allows_act(WRITE) and reach_of(scope, KEEPERS).holds(perimeter)


def can_see_introduced(scope: Scope) -> Q:
    """Return the condition of the introductions of which one knows that they were made.

    Of a territory where one acts, between organisations that one sees; not what was said of them.
    """
    standing = standing_of(scope)
    made = Q(state=IntroductionState.MADE) & introduced_in(standing.territory)
    return made & _both_introduced(standing)


def introduced_in(reach: Reach) -> Q:
    """Return the condition of the introductions of a territory: one of the two sits there."""
    return reach.condition("offers__seat") | reach.condition("seeks__seat")


def _both_introduced(standing: Standing) -> Q:
    return standing.condition("offers__") & standing.condition("seeks__")


def can_read_measures(scope: Scope, perimeter: Perimeter) -> bool:
    """Whether the measures of a territory are read: by who acts in it."""
    return scope.allows_act(READ) and standing_of(scope).territory.holds(perimeter)


def _joined(organisations: frozenset[int]) -> QuerySet[CooperationSpace, int]:
    """Return the spaces in which organisations take part today."""
    return CooperationSpace.objects.filter(
        participations__organisation__in=organisations, participations__valid_to=None
    ).values_list("pk", flat=True)


def nothing_here() -> NotHere:
    """Return what is answered about what one may not see: it does not exist."""
    return NotHere(
        _("Cette page n’existe pas, ou n’est pas à vous"),
        remedy=_("Revenez à l’annuaire : ce que vous pouvez voir y est."),
    )
