"""The classes of a map: their colours, their legend, how each territory is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from django.utils.translation import gettext as _

from terreau.analytics import FloatArray
from terreau.datasets.indicators.values import Values
from terreau.reporting.map_colours import class_colours
from terreau.reporting.map_svg import Shade
from terreau.web.apps.observatory.indicator_words import written
from terreau.web.apps.observatory.ranking import Row

_STOCK_COLOURS = ("#b4531b", "#1f6f54")


@dataclass(frozen=True)
class LegendClass:
    """A class of the legend: its colour (None: not known), what it holds, and how many.

    ``radius`` is that of its largest symbol; None for areas.
    """

    place: str
    colour: str | None
    label: str
    count: int
    radius: float | None = None


def colours_of(values: Values, cut: FloatArray) -> list[str]:
    """Return the colour of each class, given the bounds between them."""
    if values.indicator.is_stock:
        # The size of a symbol says how much; its colour, which way.
        return [_STOCK_COLOURS[bound >= 0] for bound in (*(cut - 1e-9).tolist(), np.inf)]
    is_split = bool((values.values < 0).any()) and bool((cut <= 0).any())
    return class_colours(
        cut.tolist(), has_negative=is_split, is_down=values.indicator.direction == "down"
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
            _largest_of(values, place, number) if values.indicator.is_stock else None,
        )
        for number, (colour, label) in enumerate(zip(colours, labels, strict=True))
    ]
    if unknown := placed.count(None):
        found.append(LegendClass("unknown", None, _("non connu"), unknown))
    return tuple(found)


def _largest_of(values: Values, place: Mapping[str, int | None], number: int) -> float:
    """Return the radius, in the legend, of the largest symbol of a class."""
    sizes = dict(zip(values.codes, np.abs(values.values).tolist(), strict=True))
    inside = [size for code, size in sizes.items() if place[code] == number]
    most = float(np.nanmax(np.abs(values.values)))
    return max(8 * (max(inside, default=0.0) / most) ** 0.5, 1.0) if most else 1.0


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
            weight = abs(row.value) / most if most else 0.0
        shades.append(Shade(row.code, f"{row.name} : {shown}", colour, where, weight))
    return shades
