"""The ties that this app knows: memberships, supplies and cooperation spaces, all lived."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from terreau.web.apps.directory.permissions import standing_of
from terreau.web.apps.network.models import (
    CooperationSpace,
    Membership,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.network.permissions import (
    can_view_membership,
    can_view_space,
    can_view_supply,
)
from terreau.web.apps.network.ties import Asked, Participation, declare_ties, lasting


def declare() -> None:
    """Tell the network where ties come from; called once, when the app is ready."""
    declare_ties("membership", gettext_lazy("Adhésions"), "lived", membership_ties)
    declare_ties("supply", gettext_lazy("Fournitures"), "lived", supply_ties)
    declare_ties("space", gettext_lazy("Espaces de coopération"), "lived", space_ties)


def membership_ties(asked: Asked) -> Iterator[Participation]:
    """Yield an association and its members, where one of them is of the territory."""
    inside = asked.inside.values("pk")
    known = Membership.objects.filter(can_view_membership(asked.scope), valid_from__lte=asked.until)
    touched = known.filter(Q(organisation__in=inside) | Q(association__in=inside))
    rows = known.filter(association__in=touched.order_by().values("association"))
    for row in rows.select_related("association").order_by("pk"):
        thing = f"membership:{row.association_id}"
        for key in (row.organisation_id, row.association_id):
            yield from lasting(
                thing, key, row.association.name,
                first=row.valid_from, last=row.valid_to, until=asked.until,
            )  # fmt: skip


def supply_ties(asked: Asked) -> Iterator[Participation]:
    """Yield a supplier and its customer, where one of them is of the territory."""
    inside = asked.inside.values("pk")
    known = Supply.objects.filter(can_view_supply(asked.scope), valid_from__lte=asked.until)
    for row in known.filter(Q(supplier__in=inside) | Q(customer__in=inside)).order_by("pk"):
        label = _("Fourniture : %(what)s") % {"what": row.what}
        for key in (row.supplier_id, row.customer_id):
            yield from lasting(
                f"supply:{row.pk}", key, label,
                first=row.valid_from, last=row.valid_to, until=asked.until,
            )  # fmt: skip


def space_ties(asked: Asked) -> Iterator[Participation]:
    """Yield the participants of the spaces that the reader sees."""
    inside, seen = asked.inside.values("pk"), standing_of(asked.scope).condition("organisation__")
    spaces = CooperationSpace.objects.filter(can_view_space(asked.scope)).order_by().values("pk")
    known = SpaceParticipation.objects.filter(seen, valid_from__lte=asked.until, space__in=spaces)
    touched = known.filter(organisation__in=inside).order_by().values("space")
    rows = known.filter(space__in=touched).select_related("space").order_by("pk")
    for row in rows:
        last = row.valid_to or row.space.closed_on
        yield from lasting(
            f"space:{row.space_id}", row.organisation_id, row.space.name,
            first=row.valid_from, last=last, until=asked.until,
        )  # fmt: skip
