"""The territories of a kind ranked by an indicator, those without a value last."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from django.urls import reverse

from terreau.datasets.indicators.values import Status, Values
from terreau.web.apps.observatory.indicator_words import STATUSES, written


@dataclass(frozen=True)
class Row:
    """A territory in the ranked list; ``rank`` is None where it has no value."""

    rank: int | None
    code: str
    name: str
    url: str
    value: float
    display: str
    status: Status
    status_label: str

    @property
    def is_known(self) -> bool:
        """Whether it has a value."""
        return self.rank is not None


def rank(values: Values, names: Mapping[str, str]) -> tuple[Row, ...]:
    """Return the highest first, given the name of each code; equal values have one rank."""
    address = reverse("observatory:profile", args=(values.kind.replace("_", "-"), "CODE"))
    order = np.argsort(-np.nan_to_num(values.values, nan=-np.inf), kind="stable")
    rows: list[Row] = []
    for place, index in enumerate(order.tolist(), start=1):
        value, code = float(values.values[index]), values.codes[index]
        is_equal = bool(rows) and rows[-1].value == value
        rows.append(
            Row(
                rank=None if np.isnan(value) else rows[-1].rank if is_equal else place,
                code=code,
                name=names.get(code, code),
                url=address.replace("CODE", code),
                value=value,
                display=written(value, values.indicator),
                status=values.status[index],
                status_label=str(STATUSES[values.status[index]]),
            )
        )
    return tuple(rows)
