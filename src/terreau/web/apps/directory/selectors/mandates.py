"""Mandates: what a person holds, who acts in a territory or for an organisation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Holding, Scope
from terreau.web.apps.directory.message_permissions import can_write_to
from terreau.web.apps.directory.models import About, Mandate, held_for, in_force, not_over
from terreau.web.apps.directory.permissions import (
    can_end_mandate,
    can_prolong_mandate,
    can_view_mandate,
    nothing_here,
)
from terreau.web.apps.directory.rules import ENDING_DAYS, LISTED_DAYS
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

# The State and the Region are referents of a whole region: they act in each of its territories.
_REFERENTS = (Role.STATE_REFERENT, Role.REGION_REFERENT)


@dataclass(frozen=True)
class RoleHeld:
    """A mandate as a page shows it to one reader.

    Parameters
    ----------
    mandate : Mandate
        With its perimeter and its organisation.
    name : str
        Of its holder; "" when the reader may not know it.
    may_end : bool
        Whether the reader may end it.
    may_write : bool
        Whether the reader may write to its holder.
    """

    mandate: Mandate
    name: str
    may_end: bool
    may_write: bool = False

    @property
    def role(self) -> Role:
        """Its role."""
        return Role(self.mandate.role)


def list_holdings(user: User) -> Iterator[Holding]:
    """Yield what a person's mandates give them today."""
    held = Mandate.objects.filter(in_force(timezone.localdate()), holder=user)
    for role, perimeter, organisation in held.values_list("role", "perimeter", "organisation"):
        yield Holding(Role(role), perimeter, organisation)


def list_roles_held(scope: Scope, about: About) -> list[RoleHeld]:
    """Return the roles held today for a territory or an organisation, in the order of roles.

    Everyone may know that a role is held; the name is given to who may see the mandate. The
    observers are shown only to those who may.
    """
    held = Mandate.objects.filter(not_over(timezone.localdate()), _here(about))
    held = held.filter(holder__isnull=False).select_related("perimeter", "organisation", "holder")
    named = set(held.filter(can_view_mandate(scope)).values_list("pk", flat=True))
    endable = set(held.filter(can_end_mandate(scope)).values_list("pk", flat=True))
    writable = set(held.filter(can_write_to(scope)).values_list("pk", flat=True))
    found = [
        RoleHeld(
            each,
            each.holder.display_name if each.pk in named else "",
            may_end=each.pk in endable,
            may_write=each.pk in writable,
        )
        for each in held
        if each.holder is not None and (each.pk in named or each.role != Role.OBSERVER)
    ]
    order = list(Role)
    return sorted(found, key=lambda row: (order.index(row.role), row.name))


def get_role_held(scope: Scope, mandate_id: int) -> RoleHeld:
    """Return a mandate that the reader ended or could have ended, as they may see it today.

    Raises
    ------
    NotHere
        If it was not theirs to end.
    """
    found = Mandate.objects.filter(can_end_mandate(scope), pk=mandate_id)
    mandate = found.select_related("holder").first()
    if mandate is None:
        raise nothing_here()
    is_named = Mandate.objects.filter(can_view_mandate(scope), pk=mandate_id).exists()
    name = mandate.holder.display_name if mandate.holder and is_named else ""
    return RoleHeld(mandate, name, may_end=False)


def list_own_mandates(user: User) -> list[Mandate]:
    """Return the mandates that a person holds or will, those for a territory first."""
    held = Mandate.objects.filter(not_over(timezone.localdate()), holder=user)
    return list(
        held.select_related("perimeter", "organisation").order_by(
            "organisation__name", "perimeter__name", "role", "pk"
        )
    )


def list_past_mandates(user: User, held: Sequence[Mandate]) -> list[Mandate]:
    """Return the mandates of a person that ended within a year, the last first.

    Parameters
    ----------
    user : User
        The person.
    held : Sequence[Mandate]
        What they hold: what is held again is not told as ended.
    """
    since = timezone.now() - timedelta(days=LISTED_DAYS)
    today = timezone.localdate()
    by_its_day = Q(ended_at__isnull=True, valid_to__lt=today, valid_to__gte=since.date())
    over = Mandate.objects.filter(Q(ended_at__gte=since) | by_its_day, holder=user)
    again = {(each.role, each.perimeter_id, each.organisation_id) for each in held}
    past = [
        each
        for each in over.select_related("perimeter", "organisation")
        if (each.role, each.perimeter_id, each.organisation_id) not in again
    ]
    return sorted(past, key=lambda each: (each.last_day, each.pk), reverse=True)


def ends_soon(mandate: Mandate, today: date) -> bool:
    """Whether its last day is near: its holder is told, by letter and on the home page."""
    last = mandate.valid_to
    return last is not None and last <= today + timedelta(days=ENDING_DAYS)


def ending_soon(today: date) -> Q:
    """Return the same, of mandates in the base."""
    return Q(valid_to__lte=today + timedelta(days=ENDING_DAYS))


def list_ending_untold(today: date) -> list[Mandate]:
    """Return the mandates that end soon and whose holder was not told; given today, they know."""
    held = Mandate.objects.filter(
        ending_soon(today), in_force(today), told_of_end_at=None, holder__isnull=False
    )
    return list(held.exclude(valid_from=today).select_related("holder", "perimeter"))


def get_mandate(scope: Scope, mandate_id: int) -> Mandate:
    """Return a mandate that the reader may end, or could have.

    Raises
    ------
    NotHere
        If it is not theirs to end.
    """
    return _one(Mandate.objects.filter(can_end_mandate(scope), pk=mandate_id))


def get_mandate_to_end(scope: Scope, mandate_id: int) -> Mandate:
    """Return a mandate that the reader may end.

    Raises
    ------
    NotHere
        If it is not theirs to end.
    """
    current = Mandate.objects.filter(not_over(timezone.localdate()))
    return _one(current.filter(can_end_mandate(scope), pk=mandate_id))


def may_prolong(scope: Scope, mandate: Mandate) -> bool:
    """Whether the reader may change the end of a mandate that is not over."""
    allowed = Mandate.objects.filter(can_prolong_mandate(scope), pk=mandate.pk)
    return not mandate.is_over and allowed.exists()


def list_own_roles(scope: Scope, perimeter: Perimeter) -> list[Role]:
    """Return the roles by which a reader reaches a territory, today."""
    held = {holding.role for holding in scope.holdings if _reaches(holding, perimeter)}
    return [role for role in Role if role in held]


def names_of(scope: Scope, users: Iterable[User]) -> dict[int, str]:
    """Return key → display name of the people whom a reader may know by name.

    They are the reader, and those who hold a mandate that the reader may see.
    """
    people = {user.pk: user for user in users}
    seen = Mandate.objects.filter(
        can_view_mandate(scope), in_force(timezone.localdate()), holder__in=people
    )
    known = {*seen.values_list("holder", flat=True), scope.user_id}
    return {key: user.display_name for key, user in people.items() if key in known}


def _reaches(holding: Holding, perimeter: Perimeter) -> bool:
    return holding.perimeter_id is not None and within([holding.perimeter_id]).holds(perimeter)


def _one(found: QuerySet[Mandate]) -> Mandate:
    mandate = found.select_related("perimeter", "organisation__seat", "holder").first()
    if mandate is None:
        raise nothing_here()
    return mandate


def _here(about: About) -> Q:
    own = Q(**held_for(about))
    if not isinstance(about, Perimeter) or not about.region:
        return own
    region = Q(perimeter__kind=PerimeterKind.REGION, perimeter__code=about.region)
    return own | region & Q(role__in=_REFERENTS)
