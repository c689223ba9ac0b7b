"""The figures of a dashboard, each with where it comes from."""

from __future__ import annotations

import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import numpy as np
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from terreau.core.number import Number
from terreau.core.provenance import Provenance
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.values import Series, Status, Values
from terreau.reporting.small_multiples import one_curve
from terreau.web.apps.observatory.dashboard import Card, Followed, Rank
from terreau.web.apps.observatory.explaining import Explainer
from terreau.web.apps.observatory.indicator_numbers import known, provenance_of
from terreau.web.apps.observatory.indicator_words import (
    KINDS,
    STATUSES,
    span_of,
    told,
    unit_of,
    written,
)
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.selectors import Territory
from terreau.web.shared.formatting import format_number

# Units of which a difference is told in points.
_IN_POINTS = frozenset({"percent", "percent_a_year", "points"})


@dataclass(frozen=True)
class Writer:
    """Writes the figures of a dashboard for one territory.

    Parameters
    ----------
    dashboard : str
        Its id.
    territory : Territory
        For whom.
    among : Mapping[str, Values]
        By indicator, the values of all the territories of its kind, where it is ranked.
    """

    dashboard: str
    territory: Territory
    among: Mapping[str, Values]

    def card(self, values: Values) -> Card:
        """Write an indicator, given its value for this territory alone."""
        indicator, value = values.indicator, float(values.values[0])
        status = values.status[0]
        provenance = self._provenance(values)
        own = self._number(indicator, indicator.id, value, span_of(values), provenance)
        return Card(
            own=own,
            unit=unit_of(indicator),
            nation=None if self._has_no_nation(indicator) else self._nation(own, values),
            rank=self._rank(own, values),
            status=status,
            status_label="" if status == Status.OK else str(STATUSES[status]),
            map_url=self._map_url(indicator) if values.known[0] else "",
        )

    def followed(self, values: Values, series: Series) -> Followed | None:
        """Write an indicator year by year; None where it is not known, or does not move."""
        own, indicator = series.own[:, 0], values.indicator
        if len({written(value, indicator) for value in own[~np.isnan(own)].tolist()}) < 2:
            return None
        has_nation = not self._has_no_nation(indicator) and bool(np.isfinite(series.nation).any())
        svg, box = one_curve(
            series.years,
            own,
            series.nation if has_nation else None,
            written=lambda value: written(value, indicator),
            least=1.0 if indicator.unit in _IN_POINTS else 0.0,
        )
        provenance = replace(
            self._provenance(values),
            coverage=_("ce qui est connu toutes ces années, et rien d’autre"),
        )
        rows = []
        for year, here, country in zip(
            series.years, own.tolist(), series.nation.tolist(), strict=True
        ):
            key = f"{indicator.id}.{year}"
            number = self._number(indicator, key, here, str(year), provenance)
            rows.append(
                (
                    number,
                    self._beside(number, country, indicator) if has_nation else None,
                )
            )
        is_apart = written(own[-1], indicator) != written(float(values.values[0]), indicator)
        return Followed(mark_safe(svg), box, tuple(rows), is_apart)  # noqa: S308

    def _number(
        self, indicator: Indicator, key: str, value: float, period: str, provenance: Provenance
    ) -> Number:
        return Number(
            key=key,
            label=told(indicator.title),
            value=known(value),
            unit=indicator.unit,
            display=written(value, indicator),
            provenance=provenance.for_command(self._command(key)),
            period=period,
        )

    def _nation(self, own: Number, values: Values) -> Number | None:
        if math.isnan(values.nation):
            return None
        return self._beside(own, values.nation, values.indicator)

    def _beside(self, own: Number, value: float, indicator: Indicator) -> Number:
        """Return the same figure of the country."""
        key = f"{own.key}.country"
        provenance = replace(
            own.provenance,
            geography=_("le pays : toutes les communes dont le chiffre est connu"),
            coverage=_("tout ce que la source publie"),
            command=self._command(key),
        )
        number = self._number(indicator, key, value, own.period, provenance)
        return replace(number, label=_("%(title)s, pays") % {"title": own.label})

    def _rank(self, own: Number, values: Values) -> Rank | None:
        among = self.among.get(values.indicator.id)
        if among is None or own.value is None or among.year != values.year:
            return None
        if self.territory.code not in among.codes:
            return None
        value = among.values[among.codes.index(self.territory.code)]
        if math.isnan(value):
            return None
        rank, count = int((among.values > value).sum()) + 1, int(among.known.sum())
        words = {"rank": format_number(rank), "count": format_number(count)}
        key = f"{own.key}.rank"
        number = Number(
            key=key,
            label=_("%(title)s, rang") % {"title": own.label},
            value=float(rank),
            unit="rank",
            display=_("rang %(rank)s sur %(count)s") % words,
            provenance=replace(
                own.provenance,
                formula=_(
                    "rang de la valeur, de la plus haute à la plus basse, parmi les %(count)s "
                    "%(kinds)s dont elle est connue"
                )
                % {"count": words["count"], "kinds": KINDS[self.territory.kind]},
                command=self._command(key),
            ),
            period=own.period,
        )
        return Rank(number, count, is_wished=values.indicator.direction != "none")

    def _provenance(self, values: Values) -> Provenance:
        first = next((read.dataset for read in values.read if read.dataset), None)
        return provenance_of(
            values,
            geography=Explainer(self.territory).geography(first),
            hidden=float(values.hidden[0]),
        )

    def _has_no_nation(self, indicator: Indicator) -> bool:
        # A number of people or things of the whole country tells nothing of a part of it.
        tells_nothing = indicator.is_stock or indicator.formula.is_beside_nation
        return tells_nothing or self.territory.kind == PerimeterKind.NATION

    def _command(self, key: str) -> str:
        place = f"{self.territory.kind}:{self.territory.code}"
        return shlex.join(
            ["terreau", "indicators", "dashboard", self.dashboard, place, "--show", key]
        )

    def _map_url(self, indicator: Indicator) -> str:
        territory = self.territory
        if territory.kind not in KINDS:
            return ""
        asked = {"indicator": indicator.id, "kind": territory.kind}
        asked |= {"country": territory.country} if territory.is_example else {}
        return f"{reverse('observatory:map')}?{urlencode(asked)}#t-{territory.code}"
