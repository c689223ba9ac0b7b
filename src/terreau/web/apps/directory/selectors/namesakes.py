"""Organisations that may be the one somebody is about to add."""

from __future__ import annotations

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.territories.models import Perimeter

_MOST = 5


def namesakes(scope: Scope, name: str, seat: Perimeter | None) -> list[Organisation]:
    """Return the organisations that a reader sees in a commune under the same name."""
    seen = Organisation.objects.filter(can_view_organisation(scope))
    return list(seen.filter(folded_name=folded_name(name), seat=seat)[:_MOST])
