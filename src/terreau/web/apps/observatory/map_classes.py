"""The classes of a map: their colours, their legend, how each territory is drawn."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _

from terreau.analytics import FloatArray
from terreau.datasets.indicators.values import Values
from terreau.reporting.map_colours import class_colours
from terreau.reporting.map_svg import Shade, radius_of
from terreau.web.apps.observatory.indicator_words import written
from terreau.web.apps.observatory.ranking import Row
from terreau.web.shared.formatting import format_number

# Of symbols: of a loss, of a gain, and of a class that holds both.
_LOSS, _GAIN, _BOTH = "#b4531b", "#1f6f54", "#8a8478"


@dataclass(frozen=True)
class LegendClass:
    """A class of the legend: its colour (None: not known), what it holds, and how many."""

    place: str
    colour: str | None
    label: str
    count: int


@dataclass(frozen=True)
class Size:
    """A symbol of the key of sizes: its radius on the map, and what it stands for."""

    radius: float
    label: str


def sizes_of(values: Values) -> tuple[Size, ...]:
    """Return three symbols as the map draws them, the largest first; none for areas."""
    most = float(np.nanmax(np.abs(values.values))) if values.known.any() else 0.0
    if not values.indicator.is_stock or not most:
        return ()
    shown = (_rounded(most / part) for part in (1, 4, 20))
    return tuple(Size(radius_of(each / most), format_number(each)) for each in shown)


def _rounded(value: float) -> float:
    """Return a number of one digit, or two, that is near."""
    step = 10.0 ** max(math.floor(math.log10(value)), 0)
    return max(math.floor(value / step * 2) / 2 * step, 1.0)


def colours_of(values: Values, cut: FloatArray) -> list[str]:
    """Return the colour of each class, given the bounds between them."""
    known = values.values[values.known]
    least, most = (float(known.min()), float(known.max())) if known.size else (0.0, 0.0)
    if values.indicator.is_stock:
        spans = pairwise((least, *cut.tolist(), most))
        return [
            _LOSS if high <= 0 and low < 0 else _GAIN if low >= 0 else _BOTH for low, high in spans
        ]
    return class_colours(
        cut.tolist(), least=least, most=most, is_down=values.indicator.direction == "down"
    )


def legend_of(
    values: Values, cut: FloatArray, colours: Sequence[str], place: Mapping[str, int | None]
) -> tuple[LegendClass, ...]:
    """Return the classes, from the lowest, then what is not known."""
    bounds = [written(bound, values.indicator) for bound in cut.tolist()]
    labels = [_("toutes les valeurs")]
    if bounds:
        between = _("de %(low)s à %(high)s")
        labels = [
            _("moins de %(bound)s") % {"bound": bounds[0]},
            *(between % {"low": low, "high": high} for low, high in pairwise(bounds)),
            _("%(bound)s et plus") % {"bound": bounds[-1]},
        ]
    placed = list(place.values())
    found = [
        LegendClass(
            str(number),
            colour,
            label,
            placed.count(number),
        )
        for number, (colour, label) in enumerate(zip(colours, labels, strict=True))
    ]
    if unknown := placed.count(None):
        found.append(LegendClass("unknown", None, _("non connu"), unknown))
    return tuple(found)


def shades_of(
    values: Values,
    rows: Sequence[Row],
    colours: Sequence[str],
    place: Mapping[str, int | None],
) -> list[Shade]:
    """Return how each territory is drawn."""
    most = max((abs(row.value) for row in rows if row.is_known), default=0.0)
    shades = []
    for row in rows:
        shown = (
            written(row.value, values.indicator, with_unit=True)
            if row.is_known
            else row.status_label
        )
        where = place[row.code]
        colour = None if where is None else colours[where]
        weight = None
        if values.indicator.is_stock and row.is_known:
            colour = _LOSS if row.value < 0 else _GAIN
            weight = abs(row.value) / most if most else 0.0
        shades.append(Shade(row.code, f"{row.name} : {shown}", colour, where, weight))
    return shades
