"""The register of the referents: who manages, leads, facilitates and refers, and where.

A role that nobody holds stands in it too: what lacks is what one looks for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from django.db.models import Q
from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.directory.message_permissions import can_write_to
from terreau.web.apps.directory.models import Mandate, in_force
from terreau.web.apps.directory.permissions import can_view_referent
from terreau.web.apps.directory.rules import REFERENT_ROLES
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.models import Perimeter

_OF_REGIONS = (Role.STATE_REFERENT, Role.REGION_REFERENT)


@dataclass(frozen=True)
class ReferentsWanted:
    """What of the register is looked for; what is empty narrows nothing.

    Parameters
    ----------
    role : str
        One of the roles of the register.
    region : str
        Code of a region.
    query : str
        Words of the name of a territory.
    phase : str
        "1", "2"…: of the programme, which opens the code of a TI.
    is_missing : bool
        Keep only what nobody holds.
    """

    role: str = ""
    region: str = ""
    query: str = ""
    phase: str = ""
    is_missing: bool = False


@dataclass(frozen=True)
class Referent:
    """A line of the register: a role in a territory, who holds it.

    Parameters
    ----------
    role : Role
        The role.
    perimeter : Perimeter
        The territory.
    name : str
        Of who holds it; "" where the reader may not know it, or nobody does.
    since : date or None
        The first day of the mandate; None where nobody holds the role.
    write_to : int or None
        The mandate by which the reader may write to who holds it; None where they may not.
    """

    role: Role
    perimeter: Perimeter
    name: str = ""
    since: date | None = None
    write_to: int | None = None

    @property
    def is_missing(self) -> bool:
        """Whether nobody holds the role."""
        return self.since is None

    @property
    def region_code(self) -> str:
        """Code of its region, which is itself for a region."""
        is_region = self.perimeter.kind == PerimeterKind.REGION
        return self.perimeter.code if is_region else self.perimeter.region

    @property
    def phase(self) -> str:
        """The phase of the programme, of a TI; "" of the others."""
        is_ti = self.perimeter.kind == PerimeterKind.TERRITOIRE_INDUSTRIE
        return self.perimeter.code.partition(":")[0] if is_ti else ""


@dataclass(frozen=True)
class TerritoryReferents:
    """A territory of the register.

    Parameters
    ----------
    lines : list[Referent]
        One at least.
    region : str
        Name of the one it is in; "" where it is not known.
    """

    lines: list[Referent]
    region: str

    @property
    def first(self) -> Referent:
        """A line of it, for where it is."""
        return self.lines[0]

    @property
    def held(self) -> list[Referent]:
        """The roles that somebody holds, once for each who does."""
        return [line for line in self.lines if not line.is_missing]

    @property
    def missing(self) -> list[str]:
        """The roles that nobody holds, by name."""
        return [str(line.role.label) for line in self.lines if line.is_missing]


def by_territory(
    lines: Iterable[Referent], regions: Iterable[Perimeter]
) -> list[TerritoryReferents]:
    """Return the lines of the register, those of one territory together."""
    known = {region.code: region.name for region in regions}
    found = groupby(lines, lambda line: line.perimeter.pk)
    rows = [list(group) for _key, group in found]
    return [TerritoryReferents(group, known.get(group[0].region_code, "")) for group in rows]


def list_referents(scope: Scope, wanted: ReferentsWanted) -> list[Referent]:
    """Return the lines of the register that are looked for, by territory then by role.

    Territories where somebody acts come first: one looks for people before gaps.
    Everyone may know that a role is held, or that it is not; the name is told to who may know it.
    """
    places = {place.pk: place for place in _places(wanted)}
    held: dict[tuple[int, str], list[Mandate]] = defaultdict(list)
    current = Mandate.objects.filter(
        in_force(timezone.localdate()), holder__isnull=False, role__in=REFERENT_ROLES
    )
    named = set(current.filter(can_view_referent(scope)).values_list("pk", flat=True))
    writable = set(current.filter(can_write_to(scope)).values_list("pk", flat=True))
    for mandate in current.select_related("holder").order_by("valid_from", "pk"):
        held[mandate.perimeter_id or 0, mandate.role].append(mandate)
    peopled = {perimeter_id for perimeter_id, _role in held}
    lines = _lines(places.values(), held, _Reader(named, writable), wanted)
    asked = [line for line in lines if line.is_missing or not wanted.is_missing]
    return sorted(asked, key=lambda line: line.perimeter.pk not in peopled)


def count_without_manager(scope: Scope, wanted: ReferentsWanted) -> tuple[int, int]:
    """Return how many TI have no project manager, and how many TI there are, of those asked."""
    asked = ReferentsWanted(Role.PROJECT_MANAGER, wanted.region, wanted.query, wanted.phase)
    lines = list_referents(scope, asked)
    missing = sum(line.is_missing for line in lines)
    return missing, len({line.perimeter.pk for line in lines})


def list_regions() -> list[Perimeter]:
    """Return the regions of the register, by name."""
    return list(Perimeter.objects.filter(kind=PerimeterKind.REGION).order_by("name"))


def list_phases() -> list[str]:
    """Return the phases of the programme of which a TI is known."""
    codes = Perimeter.objects.filter(kind=PerimeterKind.TERRITOIRE_INDUSTRIE)
    return sorted({code.partition(":")[0] for code in codes.values_list("code", flat=True)})


@dataclass(frozen=True)
class _Reader:
    """The mandates whose holder the reader may name, and write to."""

    named: set[int]
    writable: set[int]


def _places(wanted: ReferentsWanted) -> Iterable[Perimeter]:
    """Return the TI and the regions that are asked, the example country last."""
    is_asked = Q(kind=PerimeterKind.TERRITOIRE_INDUSTRIE)
    if wanted.phase:
        is_asked &= Q(code__startswith=f"{wanted.phase}:")
    else:
        is_asked |= Q(kind=PerimeterKind.REGION)
    found = Perimeter.objects.filter(is_asked)
    if wanted.region:
        found = found.filter(
            Q(region=wanted.region) | Q(kind=PerimeterKind.REGION, code=wanted.region)
        )
    for word in fold(wanted.query).split():
        found = found.filter(folded_name__contains=word)
    return sorted(
        found, key=lambda each: (each.country == Country.EXAMPLE, each.folded_name, each.pk)
    )


def _lines(
    places: Iterable[Perimeter],
    held: dict[tuple[int, str], list[Mandate]],
    reader: _Reader,
    wanted: ReferentsWanted,
) -> Iterator[Referent]:
    for place in places:
        for role in _roles_of(place):
            if wanted.role and role != wanted.role:
                continue
            mandates = held.get((place.pk, role), [])
            if not mandates:
                yield Referent(role, place)
            for mandate in mandates:
                assert mandate.holder is not None
                name = mandate.holder.display_name if mandate.pk in reader.named else ""
                write_to = mandate.pk if mandate.pk in reader.writable else None
                yield Referent(role, place, name, mandate.valid_from, write_to)


def _roles_of(place: Perimeter) -> Iterable[Role]:
    if place.kind == PerimeterKind.REGION:
        return _OF_REGIONS
    return (role for role in REFERENT_ROLES if role not in _OF_REGIONS)
