"""Groups of organisations: which can be named as one, and what belongs to one."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from terreau.core.siren import without_spaces
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import can_view_organisation
from terreau.web.apps.directory.rules import folded_name
from terreau.web.shared.visibility import Visibility

# Of a group, beside its name.
_MOST_PARTS = 50


def parts_seen(scope: Scope, group_id: int) -> list[Organisation]:
    """Return the organisations of a group that a reader sees, by name."""
    seen = Organisation.objects.filter(can_view_organisation(scope), group=group_id)
    return list(seen.order_by("folded_name", "pk")[:_MOST_PARTS])


def group_of_number(number: int, held_id: int | None = None) -> Organisation | None:
    """Return the group of a number; None where none can be named by it.

    Parameters
    ----------
    number : int
        Its number.
    held_id : int, optional
        The group that is written already, which can be named again whoever sees it.
    """
    return _named(held_id).filter(pk=number).first()


def group_of_name(typed: str, held_id: int | None = None) -> Organisation | None:
    """Return the one group of a name or of a SIREN; None where there is none, or several."""
    said = Q(siren=without_spaces(typed), siret="") | Q(folded_name=folded_name(typed))
    found = list(_named(held_id).filter(said)[:2])
    return found[0] if len(found) == 1 else None


def _named(held_id: int | None) -> QuerySet[Organisation]:
    """Return what can be named as a group: what everyone sees, and the one that is written."""
    return Organisation.objects.filter(Q(visibility=Visibility.PUBLIC) | Q(pk=held_id))
