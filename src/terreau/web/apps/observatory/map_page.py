"""The page of a map: an indicator over a country, its classes, its ranked list, its sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from urllib.parse import urlencode

import numpy as np
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from terreau.core.errors import BadInput, NotHere
from terreau.datasets.dataset import Dataset
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Values
from terreau.reporting.map_drawing import HEIGHT, WIDTH
from terreau.reporting.map_svg import map_file, map_svg
from terreau.web.apps.observatory import indicating
from terreau.web.apps.observatory.datasets_held import list_all
from terreau.web.apps.observatory.indicator_words import (
    KINDS,
    TABLES,
    command_of,
    span_of,
    told,
    unit_of,
)
from terreau.web.apps.observatory.map_asked import (
    Cut,
    Wish,
    chosen_country,
    chosen_indicator,
    chosen_kind,
    cut_asked,
    whole_number,
)
from terreau.web.apps.observatory.map_classes import (
    LegendClass,
    Size,
    colours_of,
    legend_of,
    shades_of,
    sizes_of,
)
from terreau.web.apps.observatory.map_outlines import drawing_of
from terreau.web.apps.observatory.map_scope import (
    Scope,
    chosen_scope,
    doors_of,
    inside,
    values_of_some,
)
from terreau.web.apps.observatory.map_words import map_caption, map_sentence
from terreau.web.apps.observatory.ranking import Row, rank
from terreau.web.apps.territories import selectors as territories
from terreau.web.apps.territories.enums import Country


@dataclass(frozen=True)
class MapPage:
    """A map and what stands beside it.

    Parameters
    ----------
    values : Values
        What is drawn.
    title, unit, sentence : str
        In the reader's language.
    legend : tuple of LegendClass
        From the lowest.
    sizes : tuple of Size
        The key of symbols; empty for areas.
    rows : tuple of Row
        The highest first, then those without a value.
    svg : SafeString or None
        What goes inside ``<svg>``; None where the kind has no outline here.
    caption : tuple of str
        Sources, outlines, what the reader must know.
    undrawn : int
        How many territories have no outline.
    cut : Cut
        How values are cut.
    place : Mapping[str, int or None]
        Code → class, None where there is no value.
    wishes : Mapping[str, str]
        What the address of this very map asks.
    command : str
        What prints its values again.
    scope : Scope or None
        The part of the country that is shown; None for the whole.
    """

    values: Values
    title: str
    unit: str
    sentence: str
    legend: tuple[LegendClass, ...]
    sizes: tuple[Size, ...]
    rows: tuple[Row, ...]
    svg: SafeString | None
    caption: tuple[str, ...]
    undrawn: int
    cut: Cut
    place: Mapping[str, int | None]
    wishes: Mapping[str, str]
    command: str
    scope: Scope | None
    width: int = WIDTH
    height: int = HEIGHT

    @property
    def query(self) -> str:
        """The address of this very map, after "?"."""
        return urlencode(self.wishes)

    @property
    def doors(self) -> Mapping[str, str]:
        """Code → where one looks closer; empty where nothing is smaller."""
        return doors_of(self.values.kind, self.values.codes, self.wishes)

    @property
    def kinds(self) -> str:
        """Which territories are drawn, in the reader's language."""
        return str(KINDS[self.values.kind])


def get_map(wish: Wish, *, is_lenient: bool = False) -> MapPage | None:
    """Compose the map that an address asks for.

    Parameters
    ----------
    wish : Wish
        What is asked.
    is_lenient : bool
        Whether a year that is not known gives way to the nearest, which the page says.

    Returns
    -------
    MapPage or None
        None where a table that the indicator needs is not here.

    Raises
    ------
    BadInput
        If a wish cannot be granted; what can be is said.
    """
    indicator = chosen_indicator(wish)
    kind, country = chosen_kind(wish), chosen_country(wish)
    year = whole_number(wish.year, _("L’année")) if wish.year else None
    known = indicating.list_years(indicator, kind=kind, country=country)
    if year is not None and known and year not in known:
        if not is_lenient:
            raise BadInput(
                _("Cet indicateur n’est pas connu pour cette année"),
                value=year,
                remedy=_("Années connues : %(years)s.") % {"years": ", ".join(map(str, known))},
            )
        year = min(known, key=lambda each: (abs(each - int(wish.year)), -each))
    asked = indicating.territories_of(kind, country)
    if scope := chosen_scope(wish.within, kind=kind, country=country):
        asked = inside(asked, scope)
    names = territories.list_names(kind, country=country)
    named = tuple((code, names.get(code, code)) for code in asked.codes)
    shown = _Shown(asked, named, scope)
    return _composed(indicator, shown, tuple(list_all()), year, wish, get_language() or "fr")


@dataclass(frozen=True)
class _Shown:
    """The territories of a map, with their names, and the part of the country they are in."""

    asked: Territories
    names: tuple[tuple[str, str], ...]
    scope: Scope | None


@lru_cache(maxsize=64)
def _composed(
    indicator: Indicator,
    shown: _Shown,
    _datasets: tuple[Dataset, ...],
    year: int | None,
    wish: Wish,
    _language: str,
) -> MapPage | None:
    """Compose a map once, as long as what it shows is the same."""
    kind, country, scope = shown.asked.kind, shown.asked.country, shown.scope
    values = indicating.get_values(indicator, kind=kind, country=country, year=year)
    if values is None:
        return None
    if scope is not None:
        values = values_of_some(values, frozenset(shown.asked.codes))
    cut = cut_asked(wish, values.values)
    if indicator.is_stock and not cut.own:
        # The size of a symbol says how much; its colour, which way.
        signs = set(np.sign(values.values[values.known]).tolist())
        cut = replace(cut, breaks=np.zeros(int(-1.0 in signs and len(signs) > 1)))
    colours = colours_of(values, cut.breaks)
    classes = np.searchsorted(cut.breaks, values.values, side="right").tolist()
    place = {
        code: None if np.isnan(value) else where
        for code, value, where in zip(values.codes, values.values, classes, strict=True)
    }
    rows = rank(values, dict(shown.names))
    wishes = _wishes(values, cut, scope, wish.lang)
    drawing = drawing_of(kind, country, scope)
    svg = None
    if drawing is not None:
        doors = doors_of(kind, values.codes, wishes)
        shades = shades_of(values, rows, colours, place)
        svg = mark_safe(map_svg(drawing, shades, doors))  # noqa: S308
    return MapPage(
        values=values,
        title=f"{told(indicator.title)}, {span_of(values)}"
        + ("" if scope is None else f" · {scope.name}"),
        unit=unit_of(indicator),
        sentence=map_sentence(values, rows),
        sizes=sizes_of(values),
        legend=legend_of(values, cut.breaks, colours, place),
        rows=rows,
        svg=svg,
        caption=map_caption(values, drawing, is_part=scope is not None),
        undrawn=0 if drawing is None else sum(code not in drawing.paths for code in values.codes),
        cut=cut,
        place=place,
        wishes=wishes,
        command=command_of(values),
        scope=scope,
    )


def _wishes(values: Values, cut: Cut, scope: Scope | None, lang: str) -> dict[str, str]:
    """Return what an address asks to get this very map."""
    how = {"bounds": cut.own} if cut.own else {"classes": cut.how, "count": str(cut.count)}
    where = {"country": values.country} if values.country != Country.FRANCE else {}
    part = {} if scope is None else {"dans": scope.key}
    said = {"lang": lang} if lang else {}
    which = {"indicator": values.indicator.id, "kind": values.kind, "year": str(values.year)}
    return which | how | where | part | said


def get_values_of_map(wish: Wish) -> MapPage:
    """Compose the map that an address asks for.

    Raises
    ------
    BadInput
        As `get_map`, or if a table that the indicator needs is not here.
    """
    page = get_map(wish)
    if page is None:
        needed = ", ".join(str(TABLES[name]) for name in chosen_indicator(wish).tables)
        raise NotHere(
            _("Cet indicateur ne peut pas être calculé ici"),
            value=wish.indicator,
            remedy=_("Il faut : %(tables)s.") % {"tables": needed},
        )
    return page


def map_as_file(page: MapPage) -> str:
    """Return the map as an SVG file with its title, legend and caption."""
    drawing = drawing_of(page.values.kind, page.values.country, page.scope)
    if drawing is None:
        raise BadInput(
            _("Ces territoires n’ont pas de contours ici"),
            value=page.values.kind,
            remedy=_("Apportez les contours officiels depuis la page Données et licences."),
        )
    colours = [entry.colour or "" for entry in page.legend if entry.place != "unknown"]
    return map_file(
        drawing,
        shades_of(page.values, page.rows, colours, page.place),
        title=_("%(title)s, par %(kinds)s") % {"title": page.title, "kinds": page.kinds},
        unit=page.unit,
        legend=[(each.colour or "", f"{each.label} ({each.count})") for each in page.legend],
        caption=[
            page.sentence,
            *page.caption,
            _("Retrouver ces nombres : %(command)s") % {"command": page.command},
        ],
    )
