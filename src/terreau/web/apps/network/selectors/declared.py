"""What is declared of an organisation: what it belongs to, who belongs to it, supplies, spaces."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.organisations import may_change
from terreau.web.apps.network.models import (
    CooperationSpace,
    Introduction,
    Lasting,
    Membership,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.network.permissions import (
    can_end_membership,
    can_end_supply,
    can_view_membership,
    can_view_space,
    can_view_supply,
    nothing_here,
)
from terreau.web.apps.network.selectors.introduced import list_introduced

Row = TypeVar("Row", bound=Lasting)


@dataclass(frozen=True)
class WorksWith:
    """With whom an organisation works, of what one reader may see; what stands comes first.

    Parameters
    ----------
    organisation_id : int
        Which.
    memberships, members : list[Membership]
        What it belongs to; who belongs to it.
    supplies, supplied : list[Supply]
        Whom it supplies; who supplies it.
    spaces : list[SpaceParticipation]
        The cooperation spaces it takes part in.
    introduced : list[Introduction]
        Whom it was introduced to, or they to it.
    may_declare : bool
        Whether the reader may declare for it.
    endable_memberships, endable_supplies : frozenset[int]
        Keys of what the reader may end.
    """

    organisation_id: int
    memberships: list[Membership]
    members: list[Membership]
    supplies: list[Supply]
    supplied: list[Supply]
    spaces: list[SpaceParticipation]
    introduced: list[Introduction]
    may_declare: bool
    endable_memberships: frozenset[int]
    endable_supplies: frozenset[int]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say."""
        rows = (
            self.memberships,
            self.members,
            self.supplies,
            self.supplied,
            self.spaces,
            self.introduced,
        )
        return not any(rows)


def section_of(scope: Scope, organisation: Organisation) -> Mapping[str, Any] | None:
    """Return the section of an organisation's page; None where there is nothing to say or do."""
    found = works_with(scope, organisation.pk)
    if found.is_empty and not found.may_declare:
        return None
    return {"organisation": organisation, "found": found}


def works_with(scope: Scope, organisation_id: int) -> WorksWith:
    """Return with whom an organisation that a reader sees works, in a bounded number of queries."""
    either = Q(organisation=organisation_id) | Q(association=organisation_id)
    joined = list(
        Membership.objects.filter(can_view_membership(scope), either).select_related(
            "organisation", "association", "declared_by"
        )
    )
    both = Q(supplier=organisation_id) | Q(customer=organisation_id)
    given = list(
        Supply.objects.filter(can_view_supply(scope), both).select_related(
            "supplier", "customer", "declared_by"
        )
    )
    may = may_change(scope, organisation_id)
    return WorksWith(
        organisation_id,
        _standing_first(row for row in joined if row.organisation_id == organisation_id),
        _standing_first(row for row in joined if row.association_id == organisation_id),
        _standing_first(row for row in given if row.supplier_id == organisation_id),
        _standing_first(row for row in given if row.customer_id == organisation_id),
        list_participations(scope, organisation_id),
        list_introduced(scope, organisation_id),
        may,
        _keys(Membership.objects.filter(can_end_membership(scope), either, valid_to=None)),
        _keys(Supply.objects.filter(can_end_supply(scope), both, valid_to=None)),
    )


def list_participations(scope: Scope, organisation_id: int) -> list[SpaceParticipation]:
    """Return the spaces, among those a reader sees, in which an organisation takes part."""
    rows = SpaceParticipation.objects.filter(organisation=organisation_id)
    seen = CooperationSpace.objects.filter(can_view_space(scope)).order_by().values("pk")
    return _standing_first(rows.filter(space__in=seen).select_related("space"))


def _keys(rows: QuerySet[Any]) -> frozenset[int]:
    return frozenset(rows.values_list("pk", flat=True))


def _standing_first(rows: Iterable[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.valid_to is not None)


@dataclass(frozen=True)
class Endable:
    """A membership or a supply that a reader may end: between whom, and whose page it is on."""

    organisation_id: int
    first: str
    second: str
    what: str


def get_endable(scope: Scope, link: str, number: int) -> Endable:
    """Return a membership ("adhesion") or a supply ("fourniture") that a reader may end.

    Raises
    ------
    NotHere
        If there is none, or it is not for them.
    """
    if link == "adhesion":
        joined = Membership.objects.filter(can_end_membership(scope), pk=number)
        member = joined.select_related("organisation", "association").first()
        if member is not None:
            names = (member.organisation.name, member.association.name)
            return Endable(member.organisation_id, *names, "")
    if link == "fourniture":
        given = Supply.objects.filter(can_end_supply(scope), pk=number)
        supply = given.select_related("supplier", "customer").first()
        if supply is not None:
            names = (supply.supplier.name, supply.customer.name)
            return Endable(supply.supplier_id, *names, supply.what)
    raise nothing_here()
