"""What the address of a map asks: read strictly, so that a wish is granted or refused."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from terreau.analytics import FloatArray, class_breaks
from terreau.core.errors import BadInput, NotHere
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.registry import list_indicators
from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.indicator_words import CLASSES
from terreau.web.apps.territories.enums import Country, PerimeterKind

FIRST = "population-growth"
MOST_CLASSES = 7
_MOST_BOUNDS = 8


@dataclass(frozen=True)
class Wish:
    """What an address asks of a map; "" where it asks nothing."""

    indicator: str = ""
    kind: str = ""
    year: str = ""
    classes: str = ""
    count: str = ""
    bounds: str = ""
    country: str = ""
    within: str = ""
    lang: str = ""  # of a widget: its links keep it


@dataclass(frozen=True)
class Cut:
    """How values are cut: the bounds, the way, how many classes, and one's own bounds."""

    breaks: FloatArray
    how: str
    count: int
    own: str


def chosen_indicator(wish: Wish) -> Indicator:
    """Return the indicator that an address asks for, or the first."""
    known = list_indicators(Path(settings.TERREAU_HOME))
    found = known.get(wish.indicator or FIRST)
    if found is None:
        raise NotHere(
            _("Aucun indicateur ne porte ce nom"),
            value=wish.indicator,
            remedy=_("Choisissez-en un dans la page des indicateurs."),
            way=(_("Voir les indicateurs"), reverse("observatory:indicators")),
        )
    return found


def chosen_kind(wish: Wish) -> str:
    """Return the kind of territories that an address asks for."""
    kind = (wish.kind or PerimeterKind.EPCI).replace("-", "_")
    if kind not in indicating.KINDS:
        offered = ", ".join(indicating.KINDS)
        raise BadInput(
            _("Ces territoires ne se comparent pas sur une carte"),
            value=wish.kind,
            remedy=_("Choisissez parmi : %(kinds)s.") % {"kinds": offered},
        )
    return kind


def chosen_country(wish: Wish) -> str:
    """Return the country that an address asks for."""
    country = wish.country or Country.FRANCE
    if country not in Country.values:
        raise BadInput(_("Ce pays n’est pas connu"), value=wish.country, remedy="FR, XX")
    return country


def whole_number(text: str, what: str) -> int:
    """Read a whole number of an address."""
    if not text.isascii() or not text.isdigit() or len(text) > 6:
        raise BadInput(
            _("%(what)s doit être un nombre entier") % {"what": what},
            value=text,
            remedy=_("Choisissez-le dans la liste."),
        )
    return int(text)


def cut_asked(wish: Wish, values: FloatArray) -> Cut:
    """Return the classes that an address asks for."""
    if bounds := own_bounds(wish.bounds):
        return Cut(np.array(bounds, dtype=np.float64), "", len(bounds) + 1, wish.bounds)
    how, count = wish.classes or "quantiles", whole_number(wish.count or "5", _("Ce nombre"))
    if how not in CLASSES or not 1 <= count <= MOST_CLASSES:
        raise BadInput(
            _("Ces classes ne peuvent pas être faites"),
            value=f"{how} {count}",
            remedy=_("Choisissez-les dans la page de la carte : %(ways)s, de 1 à %(most)s.")
            % {"ways": ", ".join(map(str, CLASSES.values())), "most": MOST_CLASSES},
        )
    return Cut(class_breaks(values, count, how=how), how, count, "")


def refused_bounds(wish: Wish) -> BadInput | None:
    """Return why one's own bounds cannot be used; None where they can, or none are asked for."""
    try:
        own_bounds(wish.bounds)
    except BadInput as refusal:
        return refusal
    return None


def own_bounds(text: str) -> list[float]:
    """Read one's own bounds of classes: "1,5 ; 2 ; 10", or with points."""
    if not text.strip():
        return []
    pieces = [piece.strip() for piece in text.replace(";", " ").split()]
    try:
        bounds = [float(piece.replace(",", ".").replace("−", "-")) for piece in pieces]
    except ValueError:
        bounds = [np.nan]
    is_sound = np.isfinite(bounds).all() and bounds == sorted(set(bounds))
    if not is_sound or len(bounds) > _MOST_BOUNDS:
        raise BadInput(
            _("Les bornes des classes se lisent mal"),
            value=text,
            remedy=_("Écrivez au plus huit nombres croissants : 1,5 2 10."),
        )
    return bounds
