"""Who may write to those who act in a territory, and who sees the letters of the past."""

from __future__ import annotations

from django.db.models import Q

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.permissions import READ, WRITE
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

# They write to the people who act in what their mandate reaches.
SENDERS = frozenset(
    {
        Role.DELEGATION_AGENT,
        Role.STATE_REFERENT,
        Role.REGION_REFERENT,
        Role.PROJECT_MANAGER,
    }
)


def can_send_for(scope: Scope) -> Q:
    """Return the condition of the perimeters in whose name one may write."""
    is_let = scope.user_id is not None and scope.allows_act(WRITE)
    return Q(pk__in=scope.perimeters(SENDERS)) if is_let else Q(pk__in=[])


def can_send_to(scope: Scope, perimeter: Perimeter, part: Perimeter) -> bool:
    """Whether a part of a perimeter may be written to, in the name of the whole."""
    may = Perimeter.objects.filter(can_send_for(scope), pk=perimeter.pk).exists()
    return may and within([perimeter.pk]).holds(part)


def can_view_mailing(scope: Scope) -> Q:
    """Return the condition of the mailings that may be seen: one's own, those of one's territory.

    Only who may write for a territory sees what was written for it.
    """
    if scope.user_id is None or not scope.allows_act(READ):
        return Q(pk__in=[])
    return Q(sender=scope.user_id) | Q(perimeter__in=scope.perimeters(SENDERS))
