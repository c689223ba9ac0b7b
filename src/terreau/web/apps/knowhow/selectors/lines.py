"""The lines of know-how that a reader may see: one door for pages, API, files and search."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, UnknownPerimeter
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import nothing_here
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import (
    can_change_know_how,
    can_note_know_how,
    can_verify_of,
    can_view_know_how,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within
from terreau.web.apps.territories.selectors import get_perimeter


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


def wanted_lines(organisation: str, kind: str, territory: str) -> WantedLines:
    """Return what is looked for, as an address writes it.

    Parameters
    ----------
    organisation : str
        Its number; "" = all.
    kind : str
        One of `KnowHowKind`; "" = all.
    territory : str
        As kind:code; "" = all.

    Raises
    ------
    BadInput
        If one of them is none.
    """
    if organisation and not (organisation.isascii() and organisation.isdigit()):
        raise BadInput(_("Une organisation se dit par son numéro"), value=organisation[:40])
    if kind and kind not in KnowHowKind.values:
        raise BadInput(
            _("Cette sorte de savoir-faire n’existe pas"),
            value=kind[:40],
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": ", ".join(KnowHowKind.values)},
        )
    number = int(organisation[:18]) if organisation else None
    return WantedLines(number, kind, _territory(territory) if territory else None)


def _territory(key: str) -> Perimeter:
    kind, _colon, code = key.partition(":")
    try:
        return get_perimeter(kind=kind, code=code)
    except UnknownPerimeter as error:
        raise BadInput(error.what, value=key[:80], remedy=error.remedy) from error


@dataclass(frozen=True)
class Rights:
    """What a reader may do with the lines of one organisation.

    Parameters
    ----------
    may_note : bool
        Add, change, confirm and end them.
    may_verify : bool
        Verify them.
    """

    may_note: bool
    may_verify: bool


def rights_over(scope: Scope, organisation: Organisation) -> Rights:
    """Return what a reader may do with the lines of an organisation."""
    own = Organisation.objects.filter(pk=organisation.pk)
    return Rights(
        own.filter(can_note_know_how(scope)).exists(),
        own.filter(can_verify_of(scope)).exists(),
    )


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


def get_notable(scope: Scope, organisation_id: int) -> Organisation:
    """Return an organisation of which a reader may write lines.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    allowed = Organisation.objects.filter(can_note_know_how(scope), pk=organisation_id)
    found = allowed.select_related("seat").first()
    if found is None:
        raise nothing_here()
    return found


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
