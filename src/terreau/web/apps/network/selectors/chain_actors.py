"""A value chain in a territory: its actors, and the projects that apps declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise

from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import standing_of
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.network.chains import Chain
from terreau.web.apps.network.permissions import visible_organisations
from terreau.web.apps.network.selectors.spaces import list_spaces
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within
from terreau.web.shared.visibility import is_within


@dataclass(frozen=True)
class ChainProject:
    """Something that goes on in a chain: a space, an action sheet, as its app names it."""

    name: str
    kind: str
    where: str
    url: str


Projects = Callable[[Scope, str, Perimeter | None], Iterable[ChainProject]]
_PROJECTS: list[tuple[Promise, Projects]] = []


def declare_chain_projects(kind: Promise, projects: Projects) -> None:
    """Add projects to the pages of chains: ``projects(scope, chain key, territory)``."""
    if (kind, projects) not in _PROJECTS:
        _PROJECTS.append((kind, projects))


def chain_projects(scope: Scope, chain: Chain, territory: Perimeter | None) -> list[ChainProject]:
    """Return the projects of a chain that a reader may see: our spaces, then upper apps'."""
    return [row for _kind, projects in _PROJECTS for row in projects(scope, chain.key, territory)]


def space_projects(scope: Scope, chain: str, territory: Perimeter | None) -> Iterable[ChainProject]:
    """Yield the open spaces of a chain."""
    for space in list_spaces(scope, chain=chain, territory=territory).filter(closed_on=None):
        yield ChainProject(
            space.name,
            "space",
            space.perimeter.name,
            reverse("network:space", args=(space.pk,)),
        )


def chain_actors(
    scope: Scope, chain: Chain, territory: Perimeter | None = None
) -> QuerySet[Organisation]:
    """Return the organisations of a chain that a reader may see, by name.

    By their activity; else by a know-how of which the reader sees the words.
    """
    found = visible_organisations(scope)
    if territory is not None:
        found = found.filter(within([territory.pk]).condition("seat"))
    standing = standing_of(scope)
    lines = KnowHow.objects.filter(
        chain.know_how(), ended_on=None, organisation__in=found.values("pk")
    )
    told = {
        line.organisation_id
        for line in lines.select_related("organisation__seat").order_by("pk")[:2_000]
        if is_within(standing.towards(line.organisation), line.visibility)
    }
    return (
        found.filter(chain.condition() | Q(pk__in=told))
        .select_related("seat")
        .order_by("folded_name", "pk")
    )
