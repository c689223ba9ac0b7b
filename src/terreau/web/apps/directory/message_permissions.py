"""To whom one may write a message: to those who act in a territory, by who holds a mandate."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import in_force
from terreau.web.apps.directory.permissions import WRITE
from terreau.web.apps.directory.rules import REFERENT_ROLES


def can_write_to(scope: Scope) -> Q:
    """Return the condition of the mandates to whose holder one may write a message.

    Everyone knows that a role of the register is held: writing tells nothing more, and reaches
    somebody whose name and address stay theirs.
    """
    if scope.user_id is None or not scope.holdings or not scope.allows_act(WRITE):
        return Q(pk__in=[])
    held = Q(perimeter__isnull=False, role__in=REFERENT_ROLES, holder__is_active=True)
    return held & in_force(timezone.localdate()) & ~Q(holder=scope.user_id)
