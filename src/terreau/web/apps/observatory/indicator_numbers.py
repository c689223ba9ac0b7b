"""Where the values of indicators come from, as every page that shows them says it."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from terreau.core.provenance import Provenance
from terreau.datasets.indicators.values import Values
from terreau.web.apps.observatory.explaining import absent_words, obligation_words
from terreau.web.apps.observatory.indicator_words import licences_of, read_sentence, told
from terreau.web.apps.territories.enums import Country
from terreau.web.shared.formatting import format_percent


def provenance_of(
    values: Values, *, geography: str, command: str = "", hidden: float = 0.0
) -> Provenance:
    """Return where a value of an indicator comes from.

    Parameters
    ----------
    values : Values
        The indicator and what was read.
    geography : str
        Of what it is the value, in words.
    command : str
        Prints it alone.
    hidden : float
        Share of the cells it needs that are secret or missing.
    """
    datasets = [read.dataset for read in values.read if read.dataset is not None]
    licences, _shared = licences_of(values)
    return Provenance(
        source=" ; ".join(read_sentence(read, values.country) for read in values.read),
        dataset=" ".join(f"{each.id}@{each.checksum}" for each in datasets),
        licence=licences,
        obligation=" ; ".join(dict.fromkeys(filter(None, map(obligation_words, datasets)))),
        geography=geography,
        absent=" ; ".join(dict.fromkeys(map(absent_words, datasets))),
        coverage=_coverage(hidden),
        formula=f"{told(values.indicator.definition)} {values.indicator.formula.text}",
        command=command,
        is_example=values.country == Country.EXAMPLE,
    )


def _coverage(hidden: float) -> str:
    if hidden == 0:
        return _("tout ce que la source publie")
    if hidden == 1:
        return _("rien de ce qu’il faut n’est connu")
    return _("%(share)s de ce qu’il faut n’est pas connu, et n’est compté à aucune date") % {
        "share": format_percent(hidden)
    }


def known(value: float) -> float | None:
    """Return a value as numbers that are shown hold it: None where it is not finite."""
    return value if math.isfinite(value) else None
