"""Who keeps the directory of a territory, and of which ones somebody does."""

from __future__ import annotations

from django.db.models import F, QuerySet
from django.utils import timezone

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Mandate, in_force
from terreau.web.apps.directory.permissions import READ
from terreau.web.apps.directory.rules import KEEPERS
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.reach import within


def list_kept(scope: Scope) -> list[Perimeter]:
    """Return the territories whose directory a person keeps, by name."""
    held = scope.perimeters(KEEPERS) if scope.allows_act(READ) else frozenset()
    return list(Perimeter.objects.filter(pk__in=held).order_by("name", "pk"))


def kept_around(scope: Scope, seat: Perimeter | None) -> Perimeter | None:
    """Return the territory that a person keeps and in which a commune lies, the first by name."""
    return next((kept for kept in list_kept(scope) if within([kept.pk]).holds(seat)), None)


def list_keepers(seat: Perimeter | None) -> QuerySet[User]:
    """Return those who keep the directory of where a commune lies, by name."""
    if seat is None:
        return User.objects.none()
    around = PerimeterMember.objects.filter(
        commune_code=seat.code,
        perimeter__country=seat.country,
        last_vintage=F("perimeter__last_vintage"),
    )
    held = Mandate.objects.filter(
        in_force(timezone.localdate()),
        role__in=KEEPERS,
        perimeter__in=around.values("perimeter"),
        holder__isnull=False,
    )
    return User.objects.filter(pk__in=held.values("holder"), is_active=True).order_by("name", "pk")
