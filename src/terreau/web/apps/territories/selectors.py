"""The only doors to perimeters: one by its key, a list by its codes, what holds what."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field

from django.db.models import Count, Max, Q
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, UnknownPerimeter
from terreau.datasets import reference
from terreau.web.apps.territories import rules
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Membership, Perimeter, PrintedFact

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
    version : rules.Version or None
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
    version: rules.Version | None
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
    def slug(self) -> str:
        """Its kind as the address writes it."""
        return self.kind.replace("_", "-")


def get_perimeter(*, kind: str, code: str) -> Perimeter:
    """Return one perimeter.

    Raises
    ------
    UnknownPerimeter
        If none has that kind and code.
    """
    found = Perimeter.objects.filter(kind=kind.replace("-", "_"), code=code).first()
    if found is None:
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
        return get_listed_territory(codes=code)
    perimeter = get_perimeter(kind=kind, code=code)
    found = list_versions(perimeter)
    version = found[-1] if found else None
    return Territory(
        kind=perimeter.kind,
        code=perimeter.code,
        name=perimeter.name,
        country=perimeter.country,
        communes=_of_today(version.communes) if version else frozenset(),
        version=version,
        perimeter=perimeter,
        parts=tuple(
            Perimeter.objects.filter(component_of__perimeter=perimeter).order_by("kind", "name")
        ),
    )


def get_listed_territory(*, codes: str) -> Territory:
    """Return the perimeter made of the communes and intercommunalités whose codes are listed.

    Raises
    ------
    BadInput
        If a word is not a code, a code is not known, or both countries are mixed.
    """
    try:
        words = rules.listed_codes(codes)
    except ValueError as error:
        raise BadInput(
            _("Cette liste ne peut pas être lue"),
            value=str(error) or codes[:80],
            remedy=_(
                "Donnez de 1 à %(most)d codes : communes (5 caractères) ou SIREN "
                "d’intercommunalités (9 chiffres), séparés par des virgules."
            )
            % {"most": rules.MAX_LISTED},
        ) from None
    kinds = (PerimeterKind.COMMUNE, PerimeterKind.EPCI, PerimeterKind.EPT)
    parts = list(Perimeter.objects.filter(kind__in=kinds, code__in=words).order_by("kind", "name"))
    if unknown := sorted(set(words) - {part.code for part in parts}):
        raise BadInput(
            _("Ces codes ne sont ni ceux d’une commune ni ceux d’une intercommunalité"),
            value=", ".join(unknown[:10]),
            remedy=_("Corrigez la liste ; les autres codes sont connus."),
        )
    if len({part.country for part in parts}) > 1:
        raise BadInput(
            _("Cette liste mêle des territoires réels et le pays d’exemple"),
            remedy=_("Retirez les uns ou les autres."),
        )
    communes = _of_today(_last_members(parts))
    last = max((part.last_vintage or 0 for part in parts), default=0)
    return Territory(
        kind=LIST_KIND,
        code=",".join(words),
        name=_list_name(parts),
        country=parts[0].country,
        communes=communes,
        version=rules.Version(1, last, last, communes),
        parts=tuple(parts),
    )


def list_versions(perimeter: Perimeter) -> list[rules.Version]:
    """Return the versions of a perimeter in the order of time (one query)."""
    if perimeter.kind == PerimeterKind.COMMUNE:
        if perimeter.first_vintage is None or perimeter.last_vintage is None:
            return []
        only = frozenset({perimeter.code})
        return [rules.Version(1, perimeter.first_vintage, perimeter.last_vintage, only)]
    rows = perimeter.memberships.order_by("commune_code", "first_vintage").values_list(
        "commune_code", "first_vintage", "last_vintage"
    )
    intervals = [rules.Interval(*row) for row in rows]
    if not intervals:
        return []
    return rules.versions(intervals, max(i.last_vintage for i in intervals))


def list_containing(territory: Territory, *, limit: int = 12) -> list[Perimeter]:
    """Return the perimeters that hold the whole territory, the smallest first."""
    if not territory.communes or territory.kind == PerimeterKind.NATION:
        return []
    size = len(territory.communes)
    holding = (
        Membership.objects.filter(
            commune_code__in=territory.communes, last_vintage=latest_vintage(territory.country)
        )
        .values("perimeter")
        .annotate(held=Count("commune_code"))
        .filter(held=size)
        .order_by()
        .values("perimeter")
    )
    found = Perimeter.objects.filter(pk__in=holding, country=territory.country)
    if territory.perimeter:
        found = found.exclude(pk=territory.perimeter.pk)
    return list(found.order_by("population", "kind", "code")[:limit])


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
            "-population", "code"
        )[:limit]
    )


def list_printed_facts(perimeter: Perimeter) -> list[PrintedFact]:
    """Return what source documents print of a perimeter."""
    return list(perimeter.printed_facts.order_by("what", "year", "pk"))


def covering_codes(territory: Territory, kind: str) -> frozenset[str] | None:
    """Return the perimeters of a kind that make up the territory exactly.

    Parameters
    ----------
    territory : Territory
        What must be covered.
    kind : str
        Kind of the territories of a table.

    Returns
    -------
    frozenset[str] or None
        Their codes; None when no set of them has exactly its communes.
    """
    if territory.kind == kind:
        return frozenset({territory.code})
    if kind == PerimeterKind.COMMUNE:
        return territory.communes or None
    if not territory.communes or territory.kind == PerimeterKind.COMMUNE:
        return None
    rows = list(
        Membership.objects.filter(
            perimeter__kind=kind,
            perimeter__country=territory.country,
            last_vintage=latest_vintage(territory.country),
            perimeter__in=Membership.objects.filter(
                commune_code__in=territory.communes, perimeter__kind=kind
            )
            .order_by()
            .values("perimeter")
            if len(territory.communes) < 10_000
            else Perimeter.objects.filter(kind=kind).order_by().values("pk"),
        )
        .order_by()
        .values_list("perimeter__code", "commune_code")
    )
    members: dict[str, set[str]] = {}
    for code, commune in rows:
        members.setdefault(code, set()).add(commune)
    inside = {code: held for code, held in members.items() if held <= territory.communes}
    covered = set().union(*inside.values()) if inside else set()
    return frozenset(inside) if covered == territory.communes else None


def latest_vintage(country: str) -> int:
    """Return the last vintage of a country's geography."""
    last = Perimeter.objects.filter(kind=PerimeterKind.COMMUNE, country=country).aggregate(
        last=Max("last_vintage")
    )["last"]
    return int(last or reference.vintages()[-1])


def count_current() -> dict[str, int]:
    """Return how many real perimeters of each kind exist today."""
    rows = Perimeter.objects.filter(
        Q(last_vintage=latest_vintage(Country.FRANCE)) | Q(last_vintage=None),
        country=Country.FRANCE,
    )
    return dict(rows.order_by().values_list("kind").annotate(count=Count("pk")))


def list_starting_points() -> list[Perimeter]:
    """Return territories to start from: TI and zones with members, a few of each country."""
    kinds = (PerimeterKind.TERRITOIRE_INDUSTRIE, PerimeterKind.ZONE_EMPLOI)
    found = Perimeter.objects.filter(kind__in=kinds).exclude(population=None)
    real = found.filter(country=Country.FRANCE).order_by("-population", "code")[:6]
    fictitious = found.filter(country=Country.EXAMPLE).order_by("kind", "code")[:6]
    return [*real, *fictitious]


def _last_members(parts: Collection[Perimeter]) -> set[str]:
    communes = {part.code for part in parts if part.kind == PerimeterKind.COMMUNE}
    wholes = {part.pk: part.last_vintage for part in parts if part.kind != PerimeterKind.COMMUNE}
    rows = Membership.objects.filter(perimeter__in=wholes).order_by()
    for perimeter, commune, last in rows.values_list("perimeter", "commune_code", "last_vintage"):
        if last == wholes[perimeter]:
            communes.add(commune)
    return communes


def _of_today(communes: Collection[str]) -> frozenset[str]:
    return frozenset(reference.current_code(code) or code for code in communes)


def _list_name(parts: Collection[Perimeter]) -> str:
    names = [part.name for part in parts]
    if len(names) <= 3:
        return " + ".join(names)
    return _("%(first)s et %(count)d autres") % {"first": names[0], "count": len(names) - 1}
