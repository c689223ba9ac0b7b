"""The territories that somebody acts in, for what they do there."""

from __future__ import annotations

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.permissions import kept_perimeters
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within


def list_kept(scope: Scope) -> list[Perimeter]:
    """Return the territories whose directory a person keeps, by name."""
    return list(Perimeter.objects.filter(pk__in=kept_perimeters(scope)).order_by("name", "pk"))


def kept_around(scope: Scope, seat: Perimeter | None) -> Perimeter | None:
    """Return the territory that a person keeps and in which a commune lies, the first by name."""
    return next((kept for kept in list_kept(scope) if within([kept.pk]).holds(seat)), None)
