"""The territories of which a reader reads the network."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter


def list_measured(scope: Scope) -> QuerySet[Perimeter]:
    """Return where a reader acts, and the Territoires d'industrie within, by name.

    A delegation, the State or a Region acts in the territories that its mandate reaches.
    """
    reach = standing_of(scope).territory
    reached = Q(pk__in=reach.perimeter_ids) | Q(country__in=reach.countries)
    held = Q(pk__in={each.perimeter_id for each in scope.holdings if each.perimeter_id})
    within = Q(kind=PerimeterKind.TERRITOIRE_INDUSTRIE, last_vintage__isnull=False)
    found = Perimeter.objects.filter(reached, held | within).exclude(kind=PerimeterKind.NATION)
    return found.order_by("name", "pk")
