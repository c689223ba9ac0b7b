"""Organisations as a reader may see them: one door for pages, API, exports and search."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from terreau.core.siren import without_spaces
from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    Standing,
    can_change_organisation,
    can_view_organisation,
    nothing_here,
    standing_of,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within
from terreau.web.shared.visibility import Visibility, readable


@dataclass(frozen=True)
class Wanted:
    """What is looked for.

    Parameters
    ----------
    query : str
        Words of the name, or the first digits of a SIREN or a SIRET.
    kind : str
        Keep only this kind; "" = all.
    territory : Perimeter or None
        Keep only what sits within it.
    """

    query: str = ""
    kind: str = ""
    territory: Perimeter | None = None


@dataclass(frozen=True)
class Shown:
    """An organisation as one reader sees it.

    Parameters
    ----------
    pk : int
        Its key.
    seat : Perimeter or None
        Where it sits.
    seen : dict[str, Any]
        The fields that this reader may see, by name; the others are not there at all.
    """

    pk: int
    seat: Perimeter | None
    seen: dict[str, Any]

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.seen["name"])

    @property
    def kind_label(self) -> str:
        """Its kind in the reader's language."""
        return str(OrganisationKind(self.seen["kind"]).label)

    @property
    def visibility_label(self) -> str:
        """Who sees it, in the reader's language."""
        return str(Visibility(self.seen["visibility"]).label)

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious country."""
        return self.seat is not None and self.seat.country == "XX"


def list_organisations(
    scope: Scope, wanted: Wanted, *, offset: int = 0, limit: int | None = None
) -> tuple[list[Shown], int]:
    """Return the organisations that a reader may see, by name, and how many there are in all."""
    standing = standing_of(scope)
    found = _wanted(Organisation.objects.filter(standing.condition()), wanted)
    last = None if limit is None else offset + limit
    rows = found.select_related("seat")[offset:last]
    return [_shown(each, standing) for each in rows], found.count()


def list_shown(scope: Scope, found: QuerySet[Organisation]) -> list[Shown]:
    """Return organisations of which each is seen, as a reader may see them."""
    standing = standing_of(scope)
    rows = found.filter(standing.condition()).select_related("seat")
    return [_shown(each, standing) for each in rows]


def get_organisation(scope: Scope, organisation_id: int) -> Shown:
    """Return an organisation as a reader may see it.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    standing = standing_of(scope)
    seen = Organisation.objects.filter(standing.condition())
    return _shown(_one(seen, organisation_id), standing)


def get_visible(scope: Scope, organisation_id: int) -> Organisation:
    """Return an organisation that a reader may see, for what is about it.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    return _one(Organisation.objects.filter(can_view_organisation(scope)), organisation_id)


def get_changeable(scope: Scope, organisation_id: int) -> Organisation:
    """Return an organisation that a reader may change, whole.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    return _one(Organisation.objects.filter(can_change_organisation(scope)), organisation_id)


def may_view(scope: Scope, organisation_id: int) -> bool:
    """Whether a reader may see an organisation."""
    found = Organisation.objects.filter(can_view_organisation(scope), pk=organisation_id)
    return found.exists()


def may_change(scope: Scope, organisation_id: int) -> bool:
    """Whether a reader may change an organisation."""
    found = Organisation.objects.filter(can_change_organisation(scope), pk=organisation_id)
    return found.exists()


def _one(allowed: QuerySet[Organisation], organisation_id: int) -> Organisation:
    found = allowed.filter(pk=organisation_id).select_related("seat").first()
    if found is None:
        raise nothing_here()
    return found


def _shown(organisation: Organisation, standing: Standing) -> Shown:
    seen = readable(organisation, standing.towards(organisation))
    return Shown(organisation.pk, organisation.seat, seen)


def _wanted(found: QuerySet[Organisation], wanted: Wanted) -> QuerySet[Organisation]:
    for word in _words(wanted.query):
        found = found.filter(**word)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.territory is not None:
        found = found.filter(within([wanted.territory.pk]).condition("seat"))
    return found


def _words(query: str) -> Iterator[dict[str, str]]:
    """Yield what each word of a query asks: a number when it is all digits, else a name."""
    number = without_spaces(query)
    if number.isascii() and number.isdigit() and len(number) >= 3:
        yield {"siret__startswith" if len(number) > 9 else "siren__startswith": number}
        return
    for word in fold(query).split():
        yield {"folded_name__contains": word}
