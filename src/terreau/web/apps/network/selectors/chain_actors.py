"""A value chain in a territory: its actors, and the projects that apps declare."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.datasets.reference import naf
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.permissions import can_view_know_how
from terreau.web.apps.network.chains import Chain
from terreau.web.apps.network.models import CooperationSpace, SpaceParticipation, Supply
from terreau.web.apps.network.permissions import (
    can_view_space,
    can_view_supply,
    visible_organisations,
)
from terreau.web.apps.network.selectors.spaces import list_spaces
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

# Of the words of a know-how, beside a name.
_LONGEST = 90
# No text is cut after one: "under 48…", "jusqu'à 3…".
_SMALL_WORD = 4


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


@dataclass(frozen=True)
class ChainActor:
    """An organisation of a chain, and why it is there.

    Parameters
    ----------
    organisation : Organisation
        Which.
    reasons : tuple[str, ...]
        Its activity, its know-how, the spaces it takes part in; of what the reader may see.
    """

    organisation: Organisation
    reasons: tuple[str, ...]


def chain_actors(
    scope: Scope, chain: Chain, territory: Perimeter | None = None
) -> QuerySet[Organisation]:
    """Return the organisations of a chain that a reader may see, by name.

    By their activity; else by a know-how of which the reader sees the words, or by an open space
    of the chain in which they take part.
    """
    found = visible_organisations(scope)
    if territory is not None:
        found = found.filter(within([territory.pk]).condition("seat"))
    told = _told(scope, chain).order_by().values("organisation")
    joined = _joined(scope, chain).order_by().values("organisation")
    return (
        found.filter(chain.condition() | Q(pk__in=told) | Q(pk__in=joined))
        .select_related("seat")
        .order_by("folded_name", "pk")
    )


def explained(
    scope: Scope, chain: Chain, organisations: Sequence[Organisation]
) -> list[ChainActor]:
    """Return why each of some actors of a chain is there, in a bounded number of queries."""
    keys = [each.pk for each in organisations]
    reasons: dict[int, list[str]] = {key: [] for key in keys}
    for each in organisations:
        if each.naf.startswith(chain.naf):
            reasons[each.pk].append(_activity(each.naf))
    for line in _told(scope, chain).filter(organisation__in=keys):
        words = _cut(line.text)
        said = _("cherche : %(words)s") if line.kind == KnowHowKind.SEEKS else "%(words)s"
        reasons[line.organisation_id].append(said % {"words": words})
    for row in _joined(scope, chain).filter(organisation__in=keys).select_related("space"):
        said = _("participe à « %(space)s »") % {"space": row.space.name}
        reasons[row.organisation_id].append(said)
    return [ChainActor(each, tuple(reasons[each.pk])) for each in organisations]


def _cut(text: str) -> str:
    """Cut a text after a word; never in a number, nor between a number and its unit."""
    if len(text) <= _LONGEST:
        return text
    words = text[: _LONGEST + 1].split()[:-1]
    while len(words) > 1 and (words[-1].isdigit() or len(words[-1]) <= _SMALL_WORD):
        words.pop()
    return f"{' '.join(words).rstrip(',;:')}…"


def _told(scope: Scope, chain: Chain) -> QuerySet[KnowHow]:
    """Return the know-how that speaks of a chain, of which the reader sees the words."""
    lines = KnowHow.objects.filter(chain.know_how(), can_view_know_how(scope), ended_on=None)
    return lines.order_by("pk")


def _joined(scope: Scope, chain: Chain) -> QuerySet[SpaceParticipation]:
    """Return who takes part today in the open spaces of a chain that the reader sees."""
    spaces = CooperationSpace.objects.filter(can_view_space(scope), chain=chain.key, closed_on=None)
    return SpaceParticipation.objects.filter(
        valid_to=None, space__in=spaces.order_by().values("pk")
    ).order_by("pk")


def chain_supplies(scope: Scope, organisations: Sequence[Organisation]) -> QuerySet[Supply]:
    """Return what is supplied today by some actors of a chain, or to them, that a reader sees."""
    keys = [each.pk for each in organisations]
    ends = Q(supplier__in=keys) | Q(customer__in=keys)
    found = Supply.objects.filter(can_view_supply(scope), ends, valid_to=None)
    return found.select_related("supplier", "customer")


def _activity(code: str) -> str:
    """Return what an activity is called; its code where the nomenclature does not know it."""
    lang = (get_language() or "fr")[:2]
    try:
        name = naf.label("A732", code, lang)
    except BadInput:
        return code
    return f"{name} ({code})"
