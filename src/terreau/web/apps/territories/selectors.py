"""The only doors to perimeters: one by its key, a list by its codes, what holds what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.db.models import Count, F, Q, QuerySet, Subquery
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, UnknownPerimeter
from terreau.core.versions import Interval, Version, versions
from terreau.datasets import reference
from terreau.datasets.example.installation import example_folder
from terreau.web.apps.territories import composition, listing
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import UNLOADED, Perimeter, PrintedFact

LIST_KIND = "list"


@dataclass(frozen=True)
class Territory:
    """A perimeter as figures need it: who it is and the communes of today that it holds.

    Parameters
    ----------
    kind, code, name : str
        Key and name; ``kind`` is "list" for a reader's own list.
    country : str
        "FR" or "XX".
    communes : frozenset[str]
        Commune codes of the latest vintage; empty when the members are not known.
    version : Version or None
        The version the communes come from; None when the members are not known.
    perimeter : Perimeter or None
        The row behind it; None for a reader's own list.
    parts : tuple[Perimeter, ...]
        What it is declared or listed to be made of.
    """

    kind: str
    code: str
    name: str
    country: str
    communes: frozenset[str]
    version: Version | None
    perimeter: Perimeter | None = None
    parts: tuple[Perimeter, ...] = field(default=())

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious country."""
        return self.country == Country.EXAMPLE

    @property
    def kind_label(self) -> str:
        """Its kind in the reader's language."""
        return str(_("Liste choisie") if self.kind == LIST_KIND else PerimeterKind(self.kind).label)

    @property
    def vintages(self) -> tuple[int, int]:
        """First and last vintage of its country's geography."""
        nation = Perimeter.objects.filter(kind=PerimeterKind.NATION, country=self.country)
        first, last = nation.values_list("first_vintage", "last_vintage").get()
        return int(first or 0), int(last or 0)

    @property
    def slug(self) -> str:
        """Its kind as the address writes it."""
        return self.kind.replace("_", "-")


def get_perimeter(*, kind: str, code: str) -> Perimeter:
    """Return one perimeter.

    Raises
    ------
    UnknownPerimeter
        If none has that kind and code, or its country was just removed.
    """
    found = Perimeter.objects.filter(kind=kind.replace("-", "_"), code=code).first()
    if found is None or not _has_country(found):
        raise UnknownPerimeter(
            _("Aucun territoire n’a ce code dans cette catégorie"),
            value=f"{kind} {code}",
            remedy=_("Cherchez-le par son nom."),
        )
    return found


def get_territory(*, kind: str, code: str) -> Territory:
    """Return a perimeter with its communes, or a reader's own list (kind "list").

    Raises
    ------
    UnknownPerimeter
        If none has that kind and code.
    BadInput
        If a list holds something else than known codes.
    """
    if kind in (LIST_KIND, "liste"):
        return _made_of(listing.list_by_codes(code))
    perimeter = get_perimeter(kind=kind, code=code)
    version = _version_in_force(perimeter)
    return Territory(
        kind=perimeter.kind,
        code=perimeter.code,
        name=perimeter.name,
        country=perimeter.country,
        communes=_of_today([perimeter], version.communes) if version else frozenset(),
        version=version,
        perimeter=perimeter,
        parts=tuple(
            Perimeter.objects.filter(component_of__perimeter=perimeter).order_by("kind", "name")
        ),
    )


def get_listed_territory(*, codes: str) -> Territory:
    """Return the perimeter made of the communes and intercommunalités that a person lists.

    Parameters
    ----------
    codes : str
        Codes, or names, as ``listing.list_by_names`` reads them; the address of
        the territory is made of codes.

    Raises
    ------
    BadInput
        If a name or a code is not known, a name is ambiguous, or both countries are mixed.
    """
    return _made_of(listing.list_by_names(codes))


def _made_of(listed: Collection[Perimeter]) -> Territory:
    parts = sorted({p.pk: p for p in listed}.values(), key=lambda p: (p.kind, p.name, p.code))
    if len({part.country for part in parts}) > 1:
        raise BadInput(
            _("Cette liste mêle des territoires réels et le pays d’exemple"),
            remedy=_("Retirez les uns ou les autres."),
        )
    communes = _of_today(parts, last_members(parts))
    last = max((part.last_vintage or 0 for part in parts), default=0)
    return Territory(
        kind=LIST_KIND,
        code=",".join(sorted(part.code for part in parts)),
        name=_list_name(parts),
        country=parts[0].country,
        communes=communes,
        version=Version(1, last, last, communes),
        parts=tuple(parts),
    )


def list_versions(perimeter: Perimeter) -> list[Version]:
    """Return the versions of a perimeter in the order of time (one query)."""
    if perimeter.kind == PerimeterKind.COMMUNE:
        if perimeter.first_vintage is None or perimeter.last_vintage is None:
            return []
        only = frozenset({perimeter.code})
        return [Version(1, perimeter.first_vintage, perimeter.last_vintage, only)]
    rows = perimeter.members.order_by("commune_code", "first_vintage").values_list(
        "commune_code", "first_vintage", "last_vintage"
    )
    intervals = [Interval(*row) for row in rows]
    if not intervals:
        return []
    first = min(i.first_vintage for i in intervals)
    last = max(i.last_vintage for i in intervals)
    years = composition.vintages(perimeter.country, perimeter.kind, first, last)
    return versions(intervals, years)


def list_contained(territory: Territory, *, limit: int = 400) -> list[Perimeter]:
    """Return the next level down: declared parts, else EPCI, else communes."""
    if territory.parts:
        return list(territory.parts[:limit])
    if territory.kind in (PerimeterKind.NATION, PerimeterKind.COMMUNE) or not territory.perimeter:
        return []
    if territory.kind in (PerimeterKind.REGION, PerimeterKind.DEPARTEMENT):
        field_name = territory.kind
        return list(
            Perimeter.objects.filter(
                kind=PerimeterKind.DEPARTEMENT
                if territory.kind == PerimeterKind.REGION
                else PerimeterKind.EPCI,
                country=territory.country,
                last_vintage=latest_vintage(territory.country),
                **{field_name: territory.code},
            ).order_by("name")[:limit]
        )
    return list_communes(territory.communes, limit=limit)


def list_communes(codes: Collection[str], *, limit: int = 400) -> list[Perimeter]:
    """Return communes by their codes, the most populated first."""
    return list(
        Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, code__in=codes).order_by(
            F("population").desc(nulls_last=True), "code"
        )[:limit]
    )


def list_printed_facts(perimeter: Perimeter) -> list[PrintedFact]:
    """Return what source documents print of a perimeter."""
    return list(perimeter.printed_facts.order_by("what", F("year").asc(nulls_first=True), "pk"))


def latest_vintage(country: str) -> int:
    """Return the last vintage of a country's geography."""
    nation = Perimeter.objects.filter(kind=PerimeterKind.NATION, country=country)
    last = nation.values_list("last_vintage", flat=True).first()
    return int(last or reference.vintages()[-1])


def list_current_codes(kind: str, *, country: str) -> frozenset[str]:
    """Return the codes of the perimeters of a kind that exist today.

    Overseas collectivities, listed among departments though they are none, are left out.
    """
    rows = Perimeter.objects.exclude(subtype="com").filter(
        Q(last_vintage=latest_vintage(country)) | Q(last_vintage=None), kind=kind, country=country
    )
    return frozenset(rows.order_by().values_list("code", flat=True))


def list_names(kind: str, *, country: str) -> dict[str, str]:
    """Return code → name of every perimeter of a kind."""
    rows = Perimeter.objects.filter(kind=kind, country=country).order_by()
    return dict(rows.values_list("code", "name"))


def count_current() -> dict[str, int]:
    """Return how many real perimeters of each kind exist today; of TI, those of the last phase."""
    rows = Perimeter.objects.filter(
        Q(last_vintage=latest_vintage(Country.FRANCE)) | Q(last_vintage=None),
        country=Country.FRANCE,
    )
    counts = dict(rows.order_by().values_list("kind").annotate(count=Count("pk")))
    return counts | {PerimeterKind.TERRITOIRE_INDUSTRIE: _ti_of_last_phase().count()}


def list_starting_points() -> list[Perimeter]:
    """Return territories to start from: four TI of ordinary size, then some of the example."""
    by_size = _ti_of_last_phase().exclude(population=None).order_by("population", "code")
    keys = list(by_size.values_list("pk", flat=True))
    # Neither the metropolises nor the smallest: four of the middle half, far from one another.
    chosen = {keys[len(keys) * tenth // 10] for tenth in (3, 4, 6, 7)} if keys else set()
    real = Perimeter.objects.filter(pk__in=chosen).order_by("-population", "code")
    known = Perimeter.objects.filter(country=Country.EXAMPLE, population__isnull=False)
    known = known.exclude(origin=UNLOADED)
    shown = (PerimeterKind.TERRITOIRE_INDUSTRIE, PerimeterKind.ZONE_EMPLOI)
    found = list(known.filter(kind__in=shown).order_by("-kind", "code")[:6])
    # What is most of its country is compared with itself: it comes last.
    zones = sum(p.population or 0 for p in found if p.kind == PerimeterKind.ZONE_EMPLOI)
    fictitious = sorted(found, key=lambda perimeter: 2 * (perimeter.population or 0) > zones > 0)
    return [*real, *fictitious]


def _ti_of_last_phase() -> QuerySet[Perimeter]:
    """Return the real TI of the last phase known; the older phases are history."""
    ti = Perimeter.objects.filter(kind=PerimeterKind.TERRITOIRE_INDUSTRIE, country=Country.FRANCE)
    # The phase opens the code ("2:ti-0101"): the last code is of the last phase.
    last = Subquery(ti.order_by("-code").values("code")[:1])
    return ti.filter(code__startswith=Substr(last, 1, 2))


def _has_country(perimeter: Perimeter) -> bool:
    """Whether the tables of its country are here; the database learns of a removal afterwards."""
    home = Path(settings.TERREAU_HOME)
    return perimeter.country != Country.EXAMPLE or example_folder(home).is_dir()


def _version_in_force(perimeter: Perimeter) -> Version | None:
    number, first, last = perimeter.version_number, perimeter.version_from, perimeter.last_vintage
    if number is None or first is None or last is None:
        return None
    return Version(number, first, last, last_members([perimeter]))


def _of_today(parts: Collection[Perimeter], communes: Collection[str]) -> frozenset[str]:
    """Bring the communes of perimeters that are over to the communes that hold them now."""
    latest = reference.vintages()[-1]
    if all(p.country != Country.FRANCE or p.last_vintage == latest for p in parts):
        return frozenset(communes)
    today = reference.current_codes()
    return frozenset(today.get(code, code) for code in communes)


def _list_name(parts: Collection[Perimeter]) -> str:
    names = [part.name for part in parts]
    if len(names) <= 3:
        return " + ".join(names)
    return _("%(first)s et %(count)d autres") % {"first": names[0], "count": len(names) - 1}
