"""Who may see and write the contacts of organisations. Default: nobody.

One who has not agreed is seen by those who write contacts alone, as one whose time has passed.
"""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.contact import agreed
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    can_change_organisation,
    standing_of,
)
from terreau.web.shared.visibility import Visibility


def can_view_contact(scope: Scope) -> Q:
    """Return the condition of the contacts that may be seen, of organisations that may be."""
    standing = standing_of(scope)
    close = Q(organisation__in=standing.own) | standing.keeps.condition("organisation__seat")
    partners = standing.partners.condition("organisation__seat")
    territory = standing.territory.condition("organisation__seat")
    shown = agreed(timezone.localdate()) & (
        Q(visibility=Visibility.PUBLIC)
        | Q(visibility=Visibility.TERRITORY) & territory
        | Q(visibility=Visibility.PARTNERS) & partners
    )
    return standing.condition("organisation__") & (close | shown)


def can_write_contact(scope: Scope) -> Q:
    """Return the condition of the contacts that may be written: members', keepers' of the seat."""
    written = Organisation.objects.filter(can_change_organisation(scope))
    return Q(organisation__in=written)


def can_add_contact(scope: Scope) -> Q:
    """Return the condition of the organisations to which a contact may be added."""
    return can_change_organisation(scope)
