"""Words of a map: its sentence and its caption."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from django.utils.translation import gettext as _

from terreau.datasets.indicators.values import Status, Values
from terreau.reporting.map_drawing import MapDrawing
from terreau.web.apps.observatory.indicator_words import KINDS, read_sentence, span_of, written
from terreau.web.apps.observatory.ranking import Row
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.shared.formatting import format_number


def map_sentence(values: Values, rows: Sequence[Row]) -> str:
    """Say what a map shows: the middle, the ends, the country."""
    known = [row for row in rows if row.is_known]
    if not known:
        return _("Aucune valeur n’est connue pour ces territoires.")
    median = float(np.median([row.value for row in known]))
    words = {
        "year": span_of(values),
        "kinds": KINDS[values.kind],
        "count": format_number(len(known)),
        "median": written(median, values.indicator, with_unit=True),
        "high": known[0].name,
        "most": written(known[0].value, values.indicator, with_unit=True),
        "low": known[-1].name,
        "least": written(known[-1].value, values.indicator, with_unit=True),
    }
    sentence = (
        _(
            "%(year)s : des %(count)s %(kinds)s dont la valeur est connue, la moitié est à "
            "%(median)s ou plus. Du plus bas au plus haut : %(least)s (%(low)s), %(most)s "
            "(%(high)s)."
        )
        % words
    )
    if np.isnan(values.nation) or values.indicator.is_stock:
        return sentence
    nation = written(values.nation, values.indicator, with_unit=True)
    return f"{sentence} " + _("Dans tout le pays : %(nation)s.") % {"nation": nation}


def map_caption(
    values: Values, drawing: MapDrawing | None, *, is_part: bool = False
) -> tuple[str, ...]:
    """Return what stands under a map: sources, what is left out, outlines.

    Parameters
    ----------
    values : Values
        What is drawn.
    drawing : MapDrawing or None
        How; None where only the list says it.
    is_part : bool, optional
        Whether a part of the country is shown.
    """
    lines = [
        _("Source : %(read)s") % {"read": read_sentence(read, values.country)}
        for read in values.read
    ]
    partial = values.status.count(Status.PARTIAL)
    if partial:
        lines.append(_partial_line(values) % {"count": format_number(partial)})
    unknown = values.status.count(Status.UNKNOWN)
    if drawing is not None and 2 * unknown > len(values.codes):
        lines.append(
            _("Hachuré : %(count)s territoires dont les tables lues ne disent rien.")
            % {"count": format_number(unknown)}
        )
    if drawing is not None and is_part:
        lines.append(_("En gris : ce qui appartient à un territoire situé surtout ailleurs."))
    elif drawing is not None and values.kind == PerimeterKind.TERRITOIRE_INDUSTRIE:
        lines.append(_("En gris : hors de ces territoires."))
    if drawing is not None:
        label = _("Contours approchés") if drawing.is_approximate else _("Contours")
        lines.append(f"{label} : {drawing.attribution}")
    return tuple(lines)


def _partial_line(values: Values) -> str:
    if values.indicator.tables == ("population",):  # No cell of it is secret.
        return _(
            "%(count)s valeurs sont dites « en partie » : une commune sans chiffre à toutes les "
            "dates n’y est comptée à aucune."
        )
    return _(
        "%(count)s valeurs sont dites « en partie » : une commune sans chiffre à toutes les "
        "dates, ou une cellule secrète, n’y est comptée à aucune."
    )
