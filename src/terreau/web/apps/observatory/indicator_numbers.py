"""Values of indicators as numbers that are shown: each with where it comes from."""

from __future__ import annotations

import math

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.values import Read
from terreau.datasets.licences import is_share_alike
from terreau.web.apps.observatory.indicator_words import read_sentence, told, written
from terreau.web.shared.formatting import format_percent

BUNDLED_LICENCE = "Licence Ouverte 2.0"


def provenance_of(
    indicator: Indicator,
    read: tuple[Read, ...],
    *,
    command: str,
    geography: str,
    hidden: float = 0.0,
    is_example: bool = False,
) -> Provenance:
    """Return where the value of an indicator comes from.

    Parameters
    ----------
    indicator : Indicator
        Which one.
    read : tuple of Read
        The tables that were read.
    command : str
        Prints the value alone.
    geography : str
        The territories, in words.
    hidden : float
        Share of the cells it needs that are secret or missing.
    is_example : bool
        Whether it is of the example country.
    """
    datasets = [each.dataset for each in read if each.dataset is not None]
    licences = {dataset.licence for dataset in datasets}
    if len(datasets) < len(read):
        licences.add(BUNDLED_LICENCE)
    return Provenance(
        source=" ; ".join(read_sentence(each) for each in read),
        dataset=" ".join(f"{dataset.id}@{dataset.checksum}" for dataset in datasets),
        licence=" ; ".join(sorted(licences)),
        obligation=" ; ".join(sorted(filter(is_share_alike, licences))),
        geography=geography,
        coverage=_("sans %(share)s des cellules nécessaires, secrètes ou absentes")
        % {"share": format_percent(hidden)}
        if hidden
        else "",
        formula=indicator.formula.text,
        command=command,
        is_example=is_example,
    )


def number_of(
    value: float, indicator: Indicator, *, key: str, name: str, period: str, provenance: Provenance
) -> Number:
    """Return a territory's value as a number that is shown; None where it is not finite."""
    return Number(
        key=key,
        label=f"{told(indicator.title)}, {name}",
        value=value if math.isfinite(value) else None,
        unit=indicator.unit,
        display=written(value, indicator),
        period=period,
        provenance=provenance,
    )
