"""Who may see and do what in the directory. Default: nobody.

``Standing`` is where a scope stands towards every organisation at once, so that a
list is filtered by one condition and each row told how much of it is read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import About, Organisation, in_force
from terreau.web.apps.directory.rules import (
    GIVES,
    KEEPERS,
    ORGANISATION_ROLES,
    REFERENT_ROLES,
    digest_of,
    givers_of,
    is_for_organisation,
)
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.reach import Placed, Reach, reach_of, within
from terreau.web.shared.visibility import Visibility

READ, WRITE = "directory:read", "directory:write"

_PARTNERS = KEEPERS | {
    Role.DUO_ELECTED, Role.DUO_INDUSTRIALIST, Role.STATE_REFERENT, Role.REGION_REFERENT,
}  # fmt: skip
_TERRITORY = _PARTNERS | {Role.OBSERVER, Role.DELEGATION_AGENT}


@dataclass(frozen=True)
class Standing:
    """Where a scope stands towards organisations.

    Parameters
    ----------
    own : frozenset[int]
        Organisations the person belongs to.
    keeps, partners, territory : Reach
        What the mandates reach as keeper of a directory, as partner, as reader; each within
        the next.
    """

    own: frozenset[int]
    keeps: Reach
    partners: Reach
    territory: Reach

    def towards(self, organisation: Organisation) -> Visibility:
        """Return the narrowest level that is read of one organisation."""
        return self.towards_seated(organisation.pk, organisation.seat)

    def towards_seated(self, organisation_id: int, seat: Placed | None) -> Visibility:
        """Return the narrowest level that is read of an organisation that sits there."""
        if organisation_id in self.own or self.keeps.holds(seat):
            return Visibility.PRIVATE
        if self.partners.holds(seat):
            return Visibility.PARTNERS
        return Visibility.TERRITORY if self.territory.holds(seat) else Visibility.PUBLIC

    def condition(self, path: str = "", level: str = "") -> Q:
        """Return the condition of the organisations that are read at all, or of what is about them.

        By its path an engine tries the few that are asked about; of those "in" a queryset, SQLite
        would first gather them all.

        Parameters
        ----------
        path : str
            From what is about an organisation to it, as "organisation__".
        level : str
            The field that says who reads; by default that of the organisation.
        """
        level, seat = level or f"{path}visibility", f"{path}seat"
        private = Q(**{f"{path}pk__in": self.own}) | self.keeps.condition(seat)
        return (
            Q(**{level: Visibility.PUBLIC})
            | private
            | Q(**{level: Visibility.PARTNERS}) & self.partners.condition(seat)
            | Q(**{level: Visibility.TERRITORY}) & self.territory.condition(seat)
        )


def standing_of(scope: Scope) -> Standing:
    """Return where a scope stands, found once a request in a bounded number of queries."""
    return scope.remembered("standing", lambda: _standing_of(scope))


def _standing_of(scope: Scope) -> Standing:
    if not scope.allows_act(READ):
        return Standing(frozenset(), Reach(), Reach(), Reach())
    own = scope.organisations(ORGANISATION_ROLES)
    around = _territories_of(own)
    territory = within(scope.perimeters(_TERRITORY) | around)
    return Standing(own, reach_of(scope, KEEPERS), reach_of(scope, _PARTNERS), territory)


def audience(scope: Scope, organisation: Organisation) -> Visibility:
    """Return where a scope stands towards one organisation."""
    return standing_of(scope).towards(organisation)


def can_view_organisation(scope: Scope) -> Q:
    """Return the condition of the organisations that may be seen."""
    return standing_of(scope).condition()


def can_view_load(scope: Scope) -> Q:
    """Return the condition of the organisations of which one may see how often they were asked.

    Those one belongs to, and those one may see in a territory of which one is a partner.
    """
    standing = standing_of(scope)
    close = Q(pk__in=standing.own) | standing.partners.condition("seat")
    return close & standing.condition()


def can_change_organisation(scope: Scope) -> Q:
    """Return the condition of the organisations that may be written."""
    if not scope.allows_act(WRITE):
        return Q(pk__in=[])
    own = Q(pk__in=scope.organisations(ORGANISATION_ROLES))
    return own | reach_of(scope, KEEPERS).condition("seat")


def can_add_organisation(scope: Scope, seat: Perimeter | None) -> bool:
    """Whether an organisation that sits there may be added."""
    return scope.allows_act(WRITE) and reach_of(scope, KEEPERS).holds(seat)


def can_seat(scope: Scope, organisation: Organisation, seat: Perimeter | None) -> bool:
    """Whether an organisation that one may change may sit there from now on.

    Where it sits, its members read what is kept to the territory: they move it to where that
    gives them no other, and who keeps the directory of a territory lets it come there.
    """
    if can_add_organisation(scope, seat):
        return True
    is_own = organisation.pk in scope.organisations(ORGANISATION_ROLES)
    return is_own and _territories_at(seat) <= _territories_at(organisation.seat)


def keeps_a_directory(scope: Scope) -> bool:
    """Whether organisations may be added somewhere."""
    return scope.allows_act(WRITE) and bool(scope.perimeters(KEEPERS))


def can_view_run(scope: Scope) -> Q:
    """Return the condition of the readings of registers that may be seen: by keepers alone.

    Those one asked for, and those of the territories whose directory one keeps.
    """
    if not (scope.allows_act(READ) and scope.perimeters(KEEPERS)):
        return Q(pk__in=[])
    return Q(asked_by=scope.user_id) | reach_of(scope, KEEPERS).condition("perimeter")


def can_give(scope: Scope, role: Role, about: About) -> bool:
    """Whether a mandate of this role may be given, for this perimeter or organisation."""
    if not scope.allows_act(WRITE) or is_for_organisation(role) == isinstance(about, Perimeter):
        return False
    if isinstance(about, Perimeter):
        return reach_of(scope, givers_of(role) - ORGANISATION_ROLES).holds(about)
    if about.pk in scope.organisations(givers_of(role) & ORGANISATION_ROLES):
        return True
    return reach_of(scope, givers_of(role) - ORGANISATION_ROLES).holds(about.seat)


def roles_to_give(scope: Scope, about: About) -> list[Role]:
    """Return the roles that may be given for a perimeter or an organisation, in their order."""
    return [role for role in Role if can_give(scope, role, about)]


def can_give_held(scope: Scope) -> Q:
    """Return the condition of the mandates, requests and invitations that one may decide of."""
    return _could_have_given(scope) if scope.allows_act(WRITE) else Q(pk__in=[])


def _could_have_given(scope: Scope) -> Q:
    found = Q(pk__in=[])
    for giver in {held.role for held in scope.holdings} & GIVES.keys():
        given = Q(role__in=GIVES[giver])
        reach = reach_of(scope, {giver})
        found |= given & (
            Q(organisation__in=scope.organisations({giver}))
            | reach.condition("perimeter")
            | reach.condition("organisation__seat")
        )
    return found


def can_view_mandate(scope: Scope) -> Q:
    """Return the condition of the mandates that may be seen, their holder named.

    One's own, those within what one holds, those for the region around it, those for one's
    organisations, and those in force whose holder lets everyone read their name; none for an
    organisation that may not be seen.
    """
    seen = standing_of(scope).condition("organisation__")
    return _holder_named(scope) & (Q(organisation=None) | seen)


def _holder_named(scope: Scope) -> Q:
    everyone = Q(is_name_public=True) & in_force(timezone.localdate())
    if scope.user_id is None or not scope.allows_act(READ):
        return everyone
    held = scope.perimeters(frozenset(Role))
    around = within(held)
    regions = Perimeter.objects.filter(pk__in=held).exclude(region="").values("region")
    return (
        everyone
        | Q(holder=scope.user_id)
        | around.condition("perimeter")
        | around.condition("organisation__seat")
        | Q(perimeter__kind=PerimeterKind.REGION, perimeter__code__in=regions)
        | Q(organisation__in=scope.organisations(ORGANISATION_ROLES))
    )


def can_view_referent(scope: Scope) -> Q:
    """Return the condition of the mandates of the register of referents whose holder is named.

    As everywhere; and the referents of the State know those of their whole country, as the
    delegation does.
    """
    seen = can_view_mandate(scope)
    if not scope.allows_act(READ):
        return seen
    held = Perimeter.objects.filter(pk__in=scope.perimeters({Role.STATE_REFERENT}))
    in_country = Q(perimeter__country__in=held.values("country"))
    return seen | Q(role__in=REFERENT_ROLES) & in_country


def can_end_mandate(scope: Scope) -> Q:
    """Return the condition of the mandates that may be ended: one's own, those one could give."""
    if not scope.allows_act(WRITE):
        return Q(pk__in=[])
    return Q(holder=scope.user_id, holder__isnull=False) | can_give_held(scope)


def can_prolong_mandate(scope: Scope) -> Q:
    """Return the condition of the mandates whose end one may change: nobody prolongs their own."""
    return can_give_held(scope) & ~Q(holder=scope.user_id)


def can_view_request(scope: Scope) -> Q:
    """Return the condition of the requests that may be seen: one's own, those one answers."""
    if scope.user_id is None or not scope.allows_act(READ):
        return Q(pk__in=[])
    return Q(asked_by=scope.user_id) | _could_have_given(scope)


def can_answer_request(scope: Scope) -> Q:
    """Return the condition of the requests that may be answered: nobody answers their own."""
    return can_give_held(scope) & ~Q(asked_by=scope.user_id)


def can_withdraw_request(scope: Scope) -> Q:
    """Return the condition of the requests that may be withdrawn: one's own."""
    if scope.user_id is None or not scope.allows_act(WRITE):
        return Q(pk__in=[])
    return Q(asked_by=scope.user_id)


def can_view_invitation(scope: Scope) -> Q:
    """Return the condition of the invitations that may be seen: those one could have sent."""
    return _could_have_given(scope) if scope.allows_act(READ) else Q(pk__in=[])


def can_manage_invitation(scope: Scope) -> Q:
    """Return the condition of the invitations that may be withdrawn, sent again."""
    return can_give_held(scope)


def holds_letter(secret: str) -> Q:
    """Return the condition of the invitation that a secret opens, whoever holds its letter."""
    return Q(digest=digest_of(secret))


def is_invited(user: User | None) -> Q:
    """Return the condition of the invitations to an address, which signing in has proved."""
    return Q(email=user.email) if user is not None else Q(pk__in=[])


def nothing_here() -> NotHere:
    """Return what is answered about an object that one may not see: it does not exist."""
    return NotHere(
        _("Cette page n’existe pas, ou n’est pas à vous"),
        remedy=_("Revenez à vos mandats : ce que vous pouvez faire y est."),
    )


def _territories_of(organisations: frozenset[int]) -> frozenset[int]:
    """Return the TI in which organisations sit."""
    if not organisations:
        return frozenset()
    return _territories(Organisation.objects.filter(pk__in=organisations).values("seat__code"))


def _territories_at(seat: Perimeter | None) -> frozenset[int]:
    """Return the TI in which a commune is."""
    return _territories([seat.code]) if seat else frozenset()


def _territories(seats: Iterable[Any]) -> frozenset[int]:
    return frozenset(
        PerimeterMember.objects.filter(
            commune_code__in=seats, perimeter__kind=PerimeterKind.TERRITOIRE_INDUSTRIE
        ).values_list("perimeter", flat=True)
    )
