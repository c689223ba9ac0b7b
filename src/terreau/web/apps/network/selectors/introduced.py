"""Introductions as a reader may see them: what came of them, and what is still to propose."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_view_know_how
from terreau.web.apps.network.models import Introduction
from terreau.web.apps.network.permissions import (
    can_see_introduced,
    can_view_introduction,
    introduced_in,
    nothing_here,
)
from terreau.web.apps.network.rules import is_settled
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import reach_in

OFFERS = frozenset({KnowHowKind.MAKES, KnowHowKind.MACHINE, KnowHowKind.MATERIAL})


def list_introductions(scope: Scope, perimeter: Perimeter) -> QuerySet[Introduction]:
    """Return what came of the introductions of a territory, the last said first.

    One of the two sits there, wherever it was said: those that are ties of its network.
    """
    here = introduced_in(reach_in(scope, perimeter))
    found = Introduction.objects.filter(can_view_introduction(scope), here)
    return found.select_related("perimeter", "offers", "seeks")


def get_introduction(scope: Scope, introduction_id: int) -> Introduction:
    """Return one introduction that a reader may see.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    found = Introduction.objects.filter(can_view_introduction(scope), pk=introduction_id)
    row = found.select_related("perimeter", "offers", "seeks").first()
    if row is None:
        raise nothing_here()
    return row


def list_introduced(scope: Scope, organisation_id: int) -> list[Introduction]:
    """Return the introductions of an organisation that a reader knows were made."""
    either = Q(offers=organisation_id) | Q(seeks=organisation_id)
    found = Introduction.objects.filter(can_see_introduced(scope), either)
    return list(found.select_related("offers", "seeks").order_by("-made_on", "-pk"))


def settled_pairs(scope: Scope, perimeter: Perimeter, today: date) -> frozenset[frozenset[int]]:
    """Return the pairs of a territory that are not to be proposed, to nobody who acts there.

    Introduced, put off until later, or dropped: whoever said so, in whatever territory.
    """
    rows = Introduction.objects.filter(introduced_in(reach_in(scope, perimeter))).order_by()
    return frozenset(
        frozenset(pair)
        for state, again_on, *pair in rows.values_list("state", "again_on", "offers", "seeks")
        if is_settled(state, again_on, today)
    )


def get_proposed(
    scope: Scope, perimeter: Perimeter, offered_id: int, sought_id: int
) -> tuple[KnowHow, KnowHow]:
    """Return the two lines of an introduction to make, of two organisations of a territory.

    Raises
    ------
    NotHere
        If one is not read, is over, does not say what is offered and what is sought, or they are
        of one organisation.
    """
    found = lines_of(scope, perimeter).in_bulk([offered_id, sought_id])
    offered, sought = found.get(offered_id), found.get(sought_id)
    if (
        offered is None
        or sought is None
        or offered.kind not in OFFERS
        or sought.kind != KnowHowKind.SEEKS
        or offered.organisation_id == sought.organisation_id
    ):
        raise nothing_here()
    return offered, sought


def lines_of(scope: Scope, perimeter: Perimeter) -> QuerySet[KnowHow]:
    """Return the know-how of a territory that a reader may see, in force, in a fixed order."""
    seated = reach_in(scope, perimeter).condition("organisation__seat")
    found = KnowHow.objects.filter(can_view_know_how(scope), seated, ended_on=None)
    return found.select_related("organisation__seat").order_by("pk")
