"""The lines of know-how that a reader may see: one door for pages, API, files and search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import (
    can_change_know_how,
    can_view_know_how,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within


@dataclass(frozen=True)
class WantedLines:
    """What is looked for among the lines that are still true.

    Parameters
    ----------
    organisation_id : int or None
        Keep only its lines.
    kind : str
        Keep only this kind; "" = all.
    territory : Perimeter or None
        Keep only the lines of organisations that sit within it.
    """

    organisation_id: int | None = None
    kind: str = ""
    territory: Perimeter | None = None


def list_lines(
    scope: Scope, wanted: WantedLines, *, offset: int = 0, limit: int | None = None
) -> tuple[Sequence[KnowHow], int]:
    """Return the lines still true that a reader may see, and how many there are in all."""
    found = _wanted(KnowHow.objects.filter(can_view_know_how(scope), ended_on=None), wanted)
    last = None if limit is None else offset + limit
    rows = found.select_related("organisation__seat").prefetch_related("capacities")
    ordered = rows.order_by("organisation__folded_name", "organisation", "kind", "pk")
    return list(ordered[offset:last]), found.count()


def lines_of_organisation(scope: Scope, organisation: Organisation) -> list[KnowHow]:
    """Return the lines of an organisation that a reader may see, ended ones last."""
    found = KnowHow.objects.filter(can_view_know_how(scope), organisation=organisation)
    lines = list(found.select_related("verified_by").prefetch_related("capacities").order_by("pk"))
    for line in lines:
        line.organisation = organisation
    return sorted(lines, key=lambda line: line.is_over)


def get_line(scope: Scope, know_how_id: int) -> KnowHow:
    """Return a line that a reader may see, ended or not.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    return _one(KnowHow.objects.filter(can_view_know_how(scope)), know_how_id)


def get_changeable_line(scope: Scope, know_how_id: int) -> KnowHow:
    """Return a line still true that a reader may change.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    return _one(KnowHow.objects.filter(can_change_know_how(scope), ended_on=None), know_how_id)


def _one(allowed: QuerySet[KnowHow], know_how_id: int) -> KnowHow:
    found = allowed.select_related("organisation__seat", "verified_by")
    line = found.prefetch_related("capacities").filter(pk=know_how_id).first()
    if line is None:
        raise nothing_here()
    return line


def _wanted(found: QuerySet[KnowHow], wanted: WantedLines) -> QuerySet[KnowHow]:
    if wanted.organisation_id is not None:
        found = found.filter(organisation=wanted.organisation_id)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.territory is not None:
        inside = within([wanted.territory.pk])
        found = found.filter(inside.condition("organisation__seat"))
    return found
