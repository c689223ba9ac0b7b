"""The page of a search: what has that name, what contains it, then what only resembles it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import F, Q

from terreau.core.text import fold
from terreau.web.apps.territories import presenters, rules
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember
from terreau.web.apps.territories.presenters import Result
from terreau.web.apps.territories.search import Found, is_by_code, search_perimeters

_MOST = 40
# Of so many namesakes the page tells what contains them; beyond, it would be a list of lists.
_NAMESAKES = 12
_CONTAINING = (PerimeterKind.EPCI, PerimeterKind.EPT, PerimeterKind.TERRITOIRE_INDUSTRIE)


@dataclass(frozen=True)
class KindChoice:
    """A kind of territory among the results, and how many there are."""

    kind: str
    label: str
    count: int


@dataclass(frozen=True)
class FoundPage:
    """What answers a search.

    Parameters
    ----------
    exact : tuple of Result
        Those that have this name or this code.
    containing : tuple of Result
        The intercommunalités and TI that contain a commune of ``exact``.
    near : tuple of Result
        Those whose name resembles it, the nearest first.
    kinds : tuple of KindChoice
        The kinds there are; empty with one kind only.
    """

    exact: tuple[Result, ...]
    containing: tuple[Result, ...]
    near: tuple[Result, ...]
    kinds: tuple[KindChoice, ...]

    @property
    def results(self) -> tuple[Result, ...]:
        """All of them, as the page has them."""
        return (*self.exact, *self.containing, *self.near)

    @property
    def count(self) -> int:
        """How many there are."""
        return len(self.results)


def find_page(query: str, kind: str = "") -> FoundPage:
    """Return what answers a search, in one query more than `search_perimeters`.

    Parameters
    ----------
    query : str
        What `search_perimeters` takes.
    kind : str
        Keep only this kind; "" = all.
    """
    found = search_perimeters(query, kinds=(kind,) if kind else (), limit=_MOST)
    folded = fold(query)
    said = None if kind else rules.kind_in(folded)
    folded = said[1] if said else folded
    exact = [f.perimeter for f in found if _is_exact(f, folded)]
    around = [p for p in _containing(exact) if not kind or p.kind == kind]
    told = {p.pk for p in (*exact, *around)}
    near = [f.perimeter for f in found if f.perimeter.pk not in told]
    return FoundPage(
        exact=_results(exact),
        containing=_results(around),
        near=_results(near),
        kinds=_kinds((*exact, *around, *near)),
    )


def _results(perimeters: Sequence[Perimeter]) -> tuple[Result, ...]:
    return tuple(presenters.as_result(perimeter) for perimeter in perimeters)


def _is_exact(found: Found, folded: str) -> bool:
    names = rules.search_names(found.perimeter.name, found.perimeter.aliases)
    return is_by_code(found) or folded in names


def _containing(exact: Sequence[Perimeter]) -> list[Perimeter]:
    communes = [p.code for p in exact if p.kind == PerimeterKind.COMMUNE][:_NAMESAKES]
    if not communes:
        return []
    members = PerimeterMember.objects.filter(
        Q(last_vintage=F("perimeter__last_vintage")) | Q(perimeter__last_vintage=None),
        commune_code__in=communes,
        perimeter__kind__in=_CONTAINING,
    ).select_related("perimeter")
    known = {p.pk for p in exact}
    # Around the first namesake first, the smallest first.
    ranked = sorted(
        (m for m in members.order_by() if m.perimeter_id not in known),
        key=lambda m: (
            communes.index(m.commune_code),
            m.perimeter.commune_count,
            m.perimeter.code,
        ),
    )
    return list({m.perimeter_id: m.perimeter for m in ranked}.values())


def _kinds(perimeters: Sequence[Perimeter]) -> tuple[KindChoice, ...]:
    kinds = [p.kind for p in perimeters]
    present = [choice for choice in PerimeterKind if choice in kinds]
    if len(present) < 2:
        return ()
    return tuple(KindChoice(k.value, str(k.label), kinds.count(k)) for k in present)
