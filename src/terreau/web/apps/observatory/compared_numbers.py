"""The numbers of a comparison: each named by its indicator and its territory, with its command."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.indicators.values import Values
from terreau.web.apps.observatory.indicator_numbers import known, provenance_of
from terreau.web.apps.observatory.indicator_words import span_of, told, written
from terreau.web.shared.formatting import format_number

COUNTRY = "nation"


@dataclass(frozen=True)
class Compared:
    """A territory of a comparison: its name, its addresses, its key in the address."""

    key: str
    name: str
    kind_label: str
    profile_url: str
    is_example: bool


@dataclass(frozen=True)
class Writer:
    """Writes the numbers of a comparison; its territories in the order asked."""

    compared: tuple[Compared, ...]
    _told: dict[tuple[str, str, float], Provenance] = field(default_factory=dict)

    def of_values(self, values: Values) -> list[Number]:
        """Return an indicator's number for each territory."""
        return [
            self._number(value, values, one.key, one.name, hidden)
            for one, value, hidden in zip(
                self.compared, values.values.tolist(), values.hidden.tolist(), strict=True
            )
        ]

    def of_nation(self, values: Values) -> Number:
        """Return an indicator's number for the country."""
        return self._number(values.nation, values, COUNTRY, _("Pays"))

    def shared(self, values: Values) -> Provenance:
        """Return where a line comes from: what its cells share, and what each of them lacks."""
        names = [one.name for one in self.compared]
        each = [
            self._provenance(values, "", name, hidden).coverage
            for name, hidden in zip(names, values.hidden.tolist(), strict=True)
        ]
        told = [f"{name} : {coverage}" for name, coverage in zip(names, each, strict=True)]
        return replace(
            self._provenance(values, "", ", ".join(names)),
            coverage=each[0] if len(set(each)) == 1 else " ; ".join(told),
            command=self._command,
        )

    def of_indices(self, jobs: Values, year: int, indices: Sequence[float]) -> tuple[Number, ...]:
        """Return the jobs of a year, 100 at the first, of each territory then of the country."""
        places = [*((one.key, one.name) for one in self.compared), (COUNTRY, _("Pays"))]
        return tuple(
            Number(
                key=f"jobs-index.{year}@{key}",
                label=_("Emploi, 100 la première année, %(name)s") % {"name": name},
                value=known(value),
                unit="index",
                display=format_number(value, 1),
                period=str(year),
                provenance=self._provenance(jobs, f"jobs-index.{year}@{key}", name),
            )
            for (key, name), value in zip(places, indices, strict=True)
        )

    def _number(
        self, value: float, values: Values, key: str, name: str, hidden: float = 0.0
    ) -> Number:
        named = f"{values.indicator.id}@{key}"
        return Number(
            key=named,
            label=f"{told(values.indicator.title)}, {name}",
            value=known(value),
            unit=values.indicator.unit,
            display=written(value, values.indicator),
            period=span_of(values),
            provenance=self._provenance(values, named, name, hidden),
        )

    def _provenance(self, values: Values, key: str, name: str, hidden: float = 0.0) -> Provenance:
        # A hundred and fifty numbers a page, of a dozen indicators: each is explained once.
        shared = (values.indicator.id, name, hidden)
        if shared not in self._told:
            self._told[shared] = provenance_of(values, geography=name, hidden=hidden)
        return self._told[shared].for_command(f"{self._command} --show {shlex.quote(key)}")

    @cached_property
    def _command(self) -> str:
        return shlex.join(["terreau", "compare", *(one.key for one in self.compared)])
