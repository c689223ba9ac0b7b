"""Organisations as a reader may see them: one door for pages, API, exports and search."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.activities import activity_label, activity_name
from terreau.web.apps.directory.enums import HeadcountClass, OrganisationKind
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import (
    can_change_organisation,
    can_view_organisation,
    nothing_here,
)
from terreau.web.apps.directory.selectors.wanted import Wanted, found_by
from terreau.web.apps.directory.standing import Standing, standing_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility, readable


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
    group : Organisation or None
        The group it belongs to, where this reader sees it.
    """

    pk: int
    seat: Perimeter | None
    seen: dict[str, Any]
    group: Organisation | None

    @property
    def name(self) -> str:
        """Its name."""
        return str(self.seen["name"])

    @property
    def kind_label(self) -> str:
        """Its kind in the reader's language."""
        return str(OrganisationKind(self.seen["kind"]).label)

    @property
    def activity_name(self) -> str:
        """The name of its activity in the reader's language; "" where it is not known."""
        return activity_name(self.seen["naf"])

    @property
    def activity_label(self) -> str:
        """Its activity: the code, then its name."""
        return activity_label(self.seen["naf"])

    @property
    def headcount_label(self) -> str:
        """Its band of headcount in the reader's language; "" where it is not known."""
        code = self.seen["headcount_class"]
        return str(HeadcountClass(code).label) if code else ""

    @property
    def visibility_label(self) -> str:
        """Who sees it, in the reader's language."""
        return str(Visibility(self.seen["visibility"]).label)

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious country."""
        return self.seat is not None and self.seat.country == "XX"


# So many are counted and leafed through; that there are more is said.
MOST_LISTED = 1_000
MOST_IN_A_FILE = 20_000


@dataclass(frozen=True)
class Listed:
    """Some of what a reader may see.

    Parameters
    ----------
    rows : list of Shown
        By name.
    total : int
        How many there are in all, at most `MOST_LISTED`.
    is_cut : bool
        Whether there are more than that.
    """

    rows: list[Shown]
    total: int
    is_cut: bool


@dataclass(frozen=True)
class ShownPage:
    """A page of the list.

    Parameters
    ----------
    rows : list of Shown
        By name.
    page : Page
        Its number, and whether there are others.
    total : int
        How many there are, at most `MOST_LISTED`.
    is_cut : bool
        Whether there are more than that.
    """

    rows: list[Shown]
    page: Page[int]
    total: int
    is_cut: bool


def list_organisations(scope: Scope, wanted: Wanted, *, limit: int, offset: int = 0) -> Listed:
    """Return some of the organisations that a reader may see, by name, and how many there are.

    Parameters
    ----------
    scope : Scope
        Of the request.
    wanted : Wanted
        What is looked for.
    limit, offset : int
        At most so many, after so many: all are read so, those that are not counted too.
    """
    standing = standing_of(scope)
    found = found_by(standing, wanted)
    total, is_cut = _counted(found)
    return Listed(_rows(found, standing, offset, offset + limit), total, is_cut)


def count_seen(scope: Scope, wanted: Wanted) -> int:
    """Return how many a reader may see, exactly: for a territory, which holds few."""
    return found_by(standing_of(scope), wanted).count()


def page_of_organisations(
    scope: Scope, wanted: Wanted, *, number: str | None, size: int
) -> ShownPage:
    """Return a page of the organisations that a reader may see, by name.

    Parameters
    ----------
    scope : Scope
        Of the request.
    wanted : Wanted
        What is looked for.
    number : str or None
        Of the page, as an address has it.
    size : int
        Rows of a page.
    """
    standing = standing_of(scope)
    found = found_by(standing, wanted)
    total, is_cut = _counted(found)
    page = Paginator(range(total), size).get_page(number)
    begin = max(page.start_index() - 1, 0)
    rows = _rows(found, standing, begin, min(begin + size, total))
    return ShownPage(rows, page, total, is_cut)


def list_whole(scope: Scope, wanted: Wanted) -> list[Shown]:
    """Return all the organisations that a reader may see, by name, for a file.

    Raises
    ------
    BadInput
        If there are more than `MOST_IN_A_FILE`.
    """
    standing = standing_of(scope)
    found = found_by(standing, wanted)
    rows = list(found.select_related("seat")[: MOST_IN_A_FILE + 1])
    if len(rows) > MOST_IN_A_FILE:
        raise BadInput(
            _("Cette liste est trop longue pour un fichier"),
            why=_("Un fichier tient %(most)d organisations.") % {"most": MOST_IN_A_FILE},
            remedy=_(
                "Choisissez un territoire ou une nature, ou lisez la liste par l’API, page à page."
            ),
        )
    return _shown(rows, standing)


def list_shown(scope: Scope, found: QuerySet[Organisation]) -> list[Shown]:
    """Return organisations of which each is seen, as a reader may see them."""
    standing = standing_of(scope)
    return _shown(found.filter(standing.condition()).select_related("seat"), standing)


def get_organisation(scope: Scope, organisation_id: int) -> Shown:
    """Return an organisation as a reader may see it.

    Raises
    ------
    NotHere
        If they may not, or there is none.
    """
    standing = standing_of(scope)
    seen = Organisation.objects.filter(standing.condition())
    return _shown([_one(seen, organisation_id)], standing)[0]


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
    """Whether a reader may change an organisation: each part of its page asks it."""
    found = Organisation.objects.filter(can_change_organisation(scope), pk=organisation_id)
    return scope.remembered(("may change", organisation_id), found.exists)


def _one(allowed: QuerySet[Organisation], organisation_id: int) -> Organisation:
    found = allowed.filter(pk=organisation_id).select_related("seat").first()
    if found is None:
        raise nothing_here()
    return found


def _shown(organisations: Iterable[Organisation], standing: Standing) -> list[Shown]:
    """Return organisations as a reader may see them, with their groups read at once."""
    rows = list(organisations)
    keys = {each.group_id for each in rows if each.group_id is not None}
    held = Organisation.objects.filter(standing.condition())
    groups: Mapping[int | None, Organisation] = held.in_bulk(keys) if keys else {}
    return [
        Shown(
            each.pk,
            each.seat,
            readable(each, standing.towards(each)),
            groups.get(each.group_id),
        )
        for each in rows
    ]


def count_public() -> tuple[int, bool]:
    """Return how many organisations everyone sees, at most `MOST_LISTED`, and whether more."""
    return _counted(Organisation.objects.filter(visibility=Visibility.PUBLIC))


def _counted(found: QuerySet[Organisation]) -> tuple[int, bool]:
    """Return how many there are, at most `MOST_LISTED`, and whether there are more."""
    count = found.order_by()[: MOST_LISTED + 1].count()
    return min(count, MOST_LISTED), count > MOST_LISTED


def _rows(found: QuerySet[Organisation], standing: Standing, begin: int, end: int) -> list[Shown]:
    """Return some rows: their keys from the index first, then those rows alone."""
    keys = list(found.values_list("pk", flat=True)[begin:end])
    rows = Organisation.objects.filter(standing.condition(), pk__in=keys).select_related("seat")
    return _shown(rows, standing)
