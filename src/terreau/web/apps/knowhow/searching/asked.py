"""What is looked for, and which texts its filters leave."""

from __future__ import annotations

import re
from dataclasses import dataclass

import numpy as np
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from numpy.typing import NDArray

from terreau.core.text import fold
from terreau.datasets.commune_points import commune_points
from terreau.matching.dimensions import Range
from terreau.matching.measures import measures_of
from terreau.web.apps.knowhow.searching.documents import (
    COUNTRIES,
    HEADCOUNTS,
    KINDS,
    LINE_KINDS,
    SECTOR_CODES,
    Documents,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import within

LONGEST_QUERY = 300
_EARTH_KM = 6371.0
_MEASURE = re.compile(r"\d[\d\s.,]*(?:[^\W\d]{1,2}[23²³]?|tonnes?|metres?|mètres?)?(?!\w)")


# Who lends, gives or sells looks for who seeks it, and who would borrow for who lends.
_OFFERS = re.compile(
    r"^(?:(?:je|nous|on) )?(?:peux |pouvons |veux |voudrais |voulons |souhaite |souhaitons |a )?"
    r"(?:(?:pret|propos|offr|donn|ced|vend)(?:e|ons|er|ir|re|s)|met(?:s|tons|tre) a disposition"
    r"|(?:lou(?:e|ons|er)) (?:mon|ma|mes|notre|nos))(?! moi\b)\b"
)


class Order(TextChoices):
    """What comes first."""

    RELEVANCE = "relevance", _("Ce qui répond le mieux")
    DISTANCE = "distance", _("Le plus proche")


# Bands of headcount that people think in: "first class-last class" of INSEE, and their name.
SIZE_BANDS = (
    ("00-03", _("Moins de 10 salariés")),
    ("11-12", _("10 à 49 salariés")),
    ("21-31", _("50 à 249 salariés")),
    ("32-53", _("250 salariés et plus")),
)


@dataclass(frozen=True)
class Asked:
    """What is looked for.

    Parameters
    ----------
    query : str
        In anybody's words; "" keeps all that the filters leave.
    near : Perimeter or None
        The commune from which distances are told.
    within_km : int or None
        Keep what is at most so far from it.
    territory : Perimeter or None
        Keep what sits within it.
    sector : str
        Keep a sector (A38); "" = all.
    headcount : str
        One of `SIZE_BANDS`; "" = all.
    kind : str
        Keep a kind of organisation; "" = all.
    line_kind : str
        Keep a kind of know-how; "" = all, names and descriptions too.
    certification : str
        Keep those that have such a certification, in anybody's words.
    agrees : bool
        Keep those that agreed to be contacted.
    order : str
        An `Order`.
    is_need : bool
        Whether the query seeks, whatever its verb: "prêter un chariot" is said of both.
    """

    query: str = ""
    near: Perimeter | None = None
    within_km: int | None = None
    territory: Perimeter | None = None
    sector: str = ""
    headcount: str = ""
    kind: str = ""
    line_kind: str = ""
    certification: str = ""
    agrees: bool = False
    order: str = Order.RELEVANCE
    is_need: bool = False

    @property
    def words(self) -> str:
        """What is looked for in texts: the query without its measures, where it says more."""
        if not self.ranges:
            return self.query
        return " ".join(_MEASURE.sub(" ", self.query).split()) or self.query

    @property
    def ranges(self) -> tuple[Range, ...]:
        """The measures that the query states: "3 m", "tournage Ø 80"."""
        return measures_of(self.query).ranges

    @property
    def is_offer(self) -> bool:
        """Whether the query offers: "prêter un chariot", and not "qui me prête un chariot ?"."""
        return self.may_offer and not self.is_need

    @property
    def may_offer(self) -> bool:
        """Whether its verb is that of who offers."""
        return _OFFERS.match(fold(self.query)) is not None

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all is looked for."""
        return self == Asked(near=self.near, order=self.order)


def kept_by(asked: Asked, documents: Documents) -> NDArray[np.bool_]:
    """Return which texts the filters leave; (text,)."""
    kept = np.ones(len(documents), dtype=np.bool_)
    if asked.kind:
        kept &= documents.kind == KINDS[asked.kind]
    if asked.line_kind:
        kept &= documents.line_kind == LINE_KINDS[asked.line_kind]
    if asked.sector:
        kept &= documents.sector == SECTOR_CODES.index(asked.sector)
    if asked.headcount:
        first, last = (HEADCOUNTS[code] for code in asked.headcount.split("-"))
        kept &= (documents.headcount >= first) & (documents.headcount <= last)
    if asked.agrees:
        kept &= documents.agrees
    if asked.territory is not None:
        reach = within([asked.territory.pk])
        inside = np.isin(documents.seat_key, list(reach.perimeter_ids))
        inside |= np.isin(documents.seat_country, [COUNTRIES[code] for code in reach.countries])
        kept &= np.append(inside, False)[documents.seat]
    if asked.near is not None and asked.within_km is not None:
        kept &= distances(documents, asked.near)[documents.seat] <= asked.within_km
    return kept


def distances(documents: Documents, near: Perimeter) -> NDArray[np.float64]:
    """Return kilometres from a commune to each where texts sit, NaN = not known; one more, NaN."""
    lon, lat = commune_points().get(near.code, (np.nan, np.nan))
    there_lon, there_lat = np.radians(documents.seat_lon), np.radians(documents.seat_lat)
    here_lon, here_lat = np.radians(lon), np.radians(lat)
    half = (
        np.sin((there_lat - here_lat) / 2) ** 2
        + np.cos(here_lat) * np.cos(there_lat) * np.sin((there_lon - here_lon) / 2) ** 2
    )
    return np.append(2 * _EARTH_KM * np.arcsin(np.sqrt(half)), np.nan)
