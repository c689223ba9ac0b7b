"""Who may see and do what in the directory. Default: nobody.

One function a model and a verb; where a scope stands towards organisations is in `standing`.
"""

from __future__ import annotations

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
from terreau.web.apps.directory.rules import READ as READ  # noqa: PLC0414
from terreau.web.apps.directory.rules import WRITE as WRITE  # noqa: PLC0414
from terreau.web.apps.directory.standing import standing_of, territories_at
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import reach_of, within
from terreau.web.shared.visibility import Visibility


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
    return is_own and territories_at(seat) <= territories_at(organisation.seat)


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
