"""An organisation by the name that somebody writes, among those that they see."""

from __future__ import annotations

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation


def organisation_named_by(scope: Scope, name: str) -> Organisation | None:
    """Return the only organisation of exactly that name that a scope sees; None otherwise."""
    found = Organisation.objects.filter(can_view_organisation(scope), folded_name=fold(name)[:200])
    near = list(found.order_by("pk")[:2])
    return near[0] if len(near) == 1 else None


def seen_organisation(scope: Scope, organisation_id: int) -> Organisation | None:
    """Return an organisation that a scope sees; None otherwise."""
    found = Organisation.objects.filter(can_view_organisation(scope), pk=organisation_id)
    return found.first()
