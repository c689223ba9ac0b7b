"""The only doors to organisations and mandates."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Holding
from terreau.web.apps.directory.models import Mandate


def in_force(day: date) -> Q:
    """Return the condition of a mandate that holds on a day."""
    return Q(valid_from__lte=day) & (Q(valid_to__isnull=True) | Q(valid_to__gte=day))


def list_holdings(user: User) -> Iterator[Holding]:
    """Yield what a person's mandates give them today."""
    held = Mandate.objects.filter(in_force(timezone.localdate()), holder=user)
    for role, perimeter, organisation in held.values_list("role", "perimeter", "organisation"):
        yield Holding(Role(role), perimeter, organisation)
