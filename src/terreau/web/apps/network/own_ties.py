"""The ties that this app knows: memberships, supplies, spaces, introductions, all lived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import cast

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.network.models import (
    CooperationSpace,
    Introduction,
    Membership,
    SpaceParticipation,
    Supply,
)
from terreau.web.apps.network.permissions import (
    can_see_introduced,
    can_view_membership,
    can_view_space,
    can_view_supply,
)
from terreau.web.apps.network.ties import Asked, Participation, declare_ties, lasting


def declare() -> None:
    """Tell the network where ties come from; called once, when the app is ready."""
    declare_ties(
        "membership", gettext_lazy("Adhésions"), "lived", membership_ties, _memberships_said
    )
    declare_ties("supply", gettext_lazy("Fournitures"), "lived", supply_ties, _supplies_said)
    declare_ties("space", gettext_lazy("Espaces de coopération"), "lived", space_ties, _spaces_said)
    declare_ties(
        "introduction",
        gettext_lazy("Mises en relation"),
        "lived",
        introduction_ties,
        _introductions_said,
    )


def _memberships_said(count: int) -> str:
    return ngettext("%(count)s adhésion", "%(count)s adhésions", count) % {"count": count}


def _supplies_said(count: int) -> str:
    return ngettext("%(count)s fourniture", "%(count)s fournitures", count) % {"count": count}


def _spaces_said(count: int) -> str:
    said = ngettext("%(count)s espace de coopération", "%(count)s espaces de coopération", count)
    return said % {"count": count}


def _introductions_said(count: int) -> str:
    said = ngettext("%(count)s mise en relation", "%(count)s mises en relation", count)
    return said % {"count": count}


def membership_ties(asked: Asked) -> Iterator[Participation]:
    """Yield a member and its association, where one of them is of the territory.

    Two members of one association have not met for that: each membership is a thing of two.
    """
    inside = asked.inside.values("pk")
    known = Membership.objects.filter(can_view_membership(asked.scope), valid_from__lte=asked.until)
    rows = known.filter(Q(organisation__in=inside) | Q(association__in=inside))
    for row in rows.select_related("association").order_by("pk"):
        for key in (row.organisation_id, row.association_id):
            yield from lasting(
                f"membership:{row.pk}", key, row.association.name,
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


def introduction_ties(asked: Asked) -> Iterator[Participation]:
    """Yield the two whom somebody introduced on a day, and that day alone: they met then.

    What was put off or dropped did not happen, and ties nobody.
    """
    known = Introduction.objects.filter(can_see_introduced(asked.scope), made_on__lte=asked.until)
    inside = asked.inside.values("pk")
    rows = known.filter(Q(offers__in=inside) | Q(seeks__in=inside)).order_by("pk")
    for row in rows:
        for key in (row.offers_id, row.seeks_id):
            day, label = cast("date", row.made_on), _("Mise en relation")
            yield Participation(f"introduction:{row.pk}", key, day, label)
