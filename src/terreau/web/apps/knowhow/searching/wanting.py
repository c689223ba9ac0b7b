"""From what an address says to what is looked for: forgiving, and telling what is lost."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.core.errors import BadInput
from terreau.web.apps.directory.enums import OrganisationKind
from terreau.web.apps.knowhow.enums import KnowHowKind
from terreau.web.apps.knowhow.searching.asked import LONGEST_QUERY, SIZE_BANDS, Asked, Order
from terreau.web.apps.knowhow.searching.documents import SECTOR_CODES
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.naming import list_by_name, list_named
from terreau.web.apps.territories.selectors import get_perimeter

KILOMETRES = (10, 25, 50, 100, 200)
_LONGEST_NAME = 80
# Of communes that may be meant, so many are proposed.
_PROPOSED = 5
# Among so many names that resemble, communes are kept.
_READ = 40
# What an address says where the verb of the query could offer as well.
SEEKS = "cherche"
_CODE_IN_BRACKETS = re.compile(r"\((\w+)\)\s*$")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")


@dataclass(frozen=True)
class Wanted:
    """What is looked for, and what was typed that designates nothing.

    Parameters
    ----------
    asked : Asked
        What is looked for.
    place, territory : str
        As they were typed.
    places : tuple[Perimeter, ...]
        The communes that may be meant, where the place typed is not the name of one.
    """

    asked: Asked
    place: str
    territory: str
    places: tuple[Perimeter, ...] = ()

    @property
    def is_place_lost(self) -> bool:
        """Whether the name typed is not that of one commune."""
        return bool(self.place) and self.asked.near is None

    @property
    def is_territory_lost(self) -> bool:
        """Whether no territory has the name typed."""
        return bool(self.territory) and self.asked.territory is None


def wanted_of(typed: Mapping[str, str]) -> Wanted:
    """Read an address; a choice that does not exist is as none."""
    place, territory = (
        cleaned(typed.get(name, ""), _LONGEST_NAME) for name in ("pres", "territoire")
    )
    named = _communes(place) if place else []
    near = named[0] if len(named) == 1 else None
    asked = Asked(
        query=cleaned(typed.get("q", ""), LONGEST_QUERY),
        near=near,
        within_km=_kilometres(typed.get("km", "")) if near else None,
        territory=_territory(territory) if territory else None,
        sector=_among(typed.get("secteur", ""), SECTOR_CODES),
        headcount=_among(typed.get("effectif", ""), tuple(dict(SIZE_BANDS))),
        kind=_among(typed.get("nature", ""), OrganisationKind.values),
        line_kind=_among(typed.get("quoi", ""), KnowHowKind.values),
        certification=cleaned(typed.get("certification", ""), _LONGEST_NAME),
        agrees=typed.get("contact") == "1",
        is_need=typed.get("sens") == SEEKS and bool(typed.get("q")),
        order=Order.DISTANCE if near and typed.get("tri") == Order.DISTANCE else Order.RELEVANCE,
    )
    meant = named or _nearest(place) if place and near is None else []
    return Wanted(asked, place, territory, tuple(meant[:_PROPOSED]))


def chosen(name: str, value: str, among: tuple[str, ...]) -> str:
    """Return a choice of the API.

    Raises
    ------
    BadInput
        If it is none of those there are.
    """
    if value and value not in among:
        raise BadInput(
            _("Ce choix n’existe pas : %(name)s") % {"name": name},
            value=value,
            remedy=_("Choisissez parmi : %(choices)s.") % {"choices": ", ".join(among)},
        )
    return value


def cleaned(typed: str, longest: int) -> str:
    """Return what was typed without what is not seen: controls, marks of direction."""
    return _CONTROL.sub(" ", typed[: 2 * longest]).strip()[:longest].strip()


def _among(value: str, choices: list[str] | tuple[str, ...]) -> str:
    return value if value in choices else ""


def _kilometres(value: str) -> int | None:
    return int(value) if value in map(str, KILOMETRES) else None


def _communes(typed: str) -> list[Perimeter]:
    """Return the communes of that very name or code; a name that only resembles is another's."""
    code = _CODE_IN_BRACKETS.search(typed)
    found = list_named(code[1] if code else typed)
    return [each for each in found if each.kind == PerimeterKind.COMMUNE]


def _nearest(typed: str) -> list[Perimeter]:
    found = list_by_name(typed, limit=_READ)
    return [each for each in found if each.kind == PerimeterKind.COMMUNE]


def _territory(typed: str) -> Perimeter | None:
    kind, colon, code = typed.partition(":")
    if colon and not kind.isdigit():
        try:
            return get_perimeter(kind=kind, code=code)
        except BadInput:
            return None
    return next(iter(list_by_name(typed, limit=1)), None)
