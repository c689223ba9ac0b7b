"""Perimeters as pages, suggestions and API answers show them: words and addresses, no query."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.core.versions import Version
from terreau.datasets import reference
from terreau.web.apps.territories import covering, locator, selectors
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import Territory


@dataclass(frozen=True)
class Result:
    """A perimeter in a list: name, kind, where it is, its addresses."""

    kind: str
    kind_label: str
    code: str
    name: str
    context: str
    population: int | None
    url: str
    profile_url: str
    is_example: bool
    is_over: bool

    @property
    def slug(self) -> str:
        """Its kind as the address writes it."""
        return self.kind.replace("_", "-")

    @property
    def is_about(self) -> bool:
        """Whether its population is one that a document rounds."""
        is_ti = self.kind == PerimeterKind.TERRITOIRE_INDUSTRIE
        return is_ti and self.population is not None and self.population % 1000 == 0


@dataclass(frozen=True)
class VersionRow:
    """A version as the page of a perimeter lists it."""

    version: Version
    is_current: bool
    joined: tuple[str, ...]
    left: tuple[str, ...]


@dataclass(frozen=True)
class PerimeterPage:
    """What the page of a perimeter shows beside its name."""

    result: Result
    versions: tuple[VersionRow, ...]
    same: tuple[Result, ...]
    containing: tuple[Result, ...]
    contained: tuple[Result, ...]
    communes: tuple[Result, ...]
    commune_count: int
    successor: Result | None
    map: locator.Drawing | None


def as_result(perimeter: Perimeter) -> Result:
    """Return a perimeter as lists show it."""
    slug = perimeter.kind.replace("_", "-")
    return Result(
        kind=perimeter.kind,
        kind_label=kind_label(perimeter),
        code=perimeter.code,
        name=perimeter.name,
        context=context_of(perimeter),
        population=perimeter.population,
        url=reverse("territories:perimeter", args=(slug, perimeter.code)),
        profile_url=reverse("observatory:profile", args=(slug, perimeter.code)),
        is_example=perimeter.country == Country.EXAMPLE,
        is_over=perimeter.last_vintage is not None
        and perimeter.country == Country.FRANCE
        and perimeter.last_vintage < reference.vintages()[-1],
    )


def kind_label(perimeter: Perimeter) -> str:
    """Return the kind in the reader's language; a TI says its phase."""
    label = str(PerimeterKind(perimeter.kind).label)
    if perimeter.kind == PerimeterKind.TERRITOIRE_INDUSTRIE:
        return _("%(kind)s, phase %(phase)s") % {
            "kind": label,
            "phase": perimeter.code.partition(":")[0],
        }
    return label


def context_of(perimeter: Perimeter) -> str:
    """Return where a perimeter is, enough to tell two namesakes apart."""
    if perimeter.kind in (PerimeterKind.COMMUNE, PerimeterKind.EPCI, PerimeterKind.EPT):
        return " · ".join(part for part in (perimeter.place, perimeter.code) if part)
    if perimeter.kind == PerimeterKind.TERRITOIRE_INDUSTRIE:
        return ""  # Its phase is in its kind; its code is for machines.
    return perimeter.code


def perimeter_page(territory: Territory) -> PerimeterPage:
    """Gather what the page of a perimeter shows."""
    assert territory.perimeter is not None
    versions = selectors.list_versions(territory.perimeter)
    changed = {code for v in versions for code in v.joined | v.left}
    names = {c.code: c.name for c in selectors.list_communes(changed, limit=2000)}

    def named(codes: frozenset[str]) -> tuple[str, ...]:
        return tuple(sorted(f"{names.get(code, '')} ({code})".strip() for code in codes))

    around = covering.get_surroundings(territory)
    last = versions[-1] if versions else None
    communes = selectors.list_communes(territory.communes, limit=400)
    location = locator.get_location(territory, around)
    return PerimeterPage(
        result=as_result(territory.perimeter),
        versions=tuple(
            VersionRow(v, v is last, named(v.joined), named(v.left)) for v in reversed(versions)
        ),
        same=tuple(as_result(p) for p in around.same()),
        containing=tuple(as_result(p) for p in around.containing()),
        contained=tuple(
            as_result(p)
            for p in selectors.list_contained(territory)
            if p.kind != PerimeterKind.COMMUNE
        ),
        communes=tuple(as_result(p) for p in communes),
        commune_count=len(territory.communes),
        successor=_successor(territory.perimeter),
        map=locator.as_drawing(location) if location else None,
    )


def _successor(perimeter: Perimeter) -> Result | None:
    """Return the commune of today that holds one that is gone."""
    if perimeter.kind != PerimeterKind.COMMUNE or perimeter.country != Country.FRANCE:
        return None
    today = reference.current_code(perimeter.code)
    if today in (None, perimeter.code):
        return None
    found = selectors.list_communes({today}, limit=1)
    return as_result(found[0]) if found else None
