"""What analytics hands back: numbers with the method that made them, and narrow tables.

A result keeps method, reference, periods and masking rule, so that a number can
be produced again. No formula lives here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, get_args

import numpy as np

from terreau.analytics.cells import (
    FloatArray,
    StatusArray,
    status_of_sums,
    sum_known,
)
from terreau.analytics.measured import Key, Measured
from terreau.analytics.measures import cell_keys
from terreau.analytics.options import refuse_unknown
from terreau.core.errors import BadInput

By = Literal["territory", "sector", "cell"]


@dataclass(frozen=True)
class ShiftShareResult:
    """The components of every cell, and how they were computed.

    Parameters
    ----------
    method, reference, absent : str
        The options asked.
    chained : bool
        Whether the components are sums over the intervals between the periods.
    periods : tuple[str, ...]
        The two periods, and those between when chained.
    nomenclature, vintage : str
        As the caller gave them, "" if not said.
    territories, sectors : tuple[str, ...]
        (T,) and (S,) codes.
    components : Mapping[str, FloatArray]
        Name → (territory, sector), jobs, NaN = not computed. "macro", "structural"
        and "local" add up to "total"; others are parts of "local".
    status : StatusArray
        (territory, sector), a `Status` for each cell.
    lower, upper : Mapping[str, FloatArray]
        Name → (territory, sector), jobs: between what and what the component would be
        if hidden cells were known, NaN = no bound. Empty when the table bounds nothing.
        The value, computed without the hidden cells, may lie outside.
    largest : FloatArray, optional
        (territory, sector), jobs: the local effect of the largest unit of each cell,
        NaN = not said. None when the table says nothing of it.
    """

    method: str
    chained: bool
    reference: str
    absent: str
    periods: tuple[str, ...]
    nomenclature: str
    vintage: str
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    components: Mapping[str, FloatArray]
    status: StatusArray
    lower: Mapping[str, FloatArray] = field(default_factory=dict)
    upper: Mapping[str, FloatArray] = field(default_factory=dict)
    largest: FloatArray | None = None

    @property
    def start(self) -> str:
        """The first period."""
        return self.periods[0]

    @property
    def end(self) -> str:
        """The last period."""
        return self.periods[-1]

    @property
    def is_additive(self) -> bool:
        """Whether every component of two territories is, summed, that of both together.

        Macro, structural and local of Dunn are. The parts that Esteban-Marquillas adds depend on
        the whole perimeter, and the rates of the analysis of variance on all of them.
        """
        return self.method == "dunn"

    @property
    def asked(self) -> dict[str, str]:
        """The measure and every option it was computed with."""
        return {
            "measure": "shift_share",
            "period": f"{self.start}-{self.end}",
            "method": self.method,
            "chained": "yes" if self.chained else "no",
            "reference": self.reference,
            "absent": self.absent,
            "nomenclature": self.nomenclature,
            "vintage": self.vintage,
            "additive": "yes" if self.is_additive else "no",
        }

    def effects(self, territory: str) -> dict[str, float]:
        """Return the components of one territory, over its kept sectors.

        Raises
        ------
        BadInput
            If the result does not hold that territory.
        """
        row = _position(territory, self.territories, "territory")
        return {
            name: float(sum_known(cells[row], axis=0)) for name, cells in self.components.items()
        }

    def first_sector(self, territory: str) -> str | None:
        """Return the sector with the largest local effect, of either sign; None without any.

        Raises
        ------
        BadInput
            If the result does not hold that territory.
        """
        row = _position(territory, self.territories, "territory")
        local = np.abs(self.components["local"][row])
        return None if np.isnan(local).all() else self.sectors[int(np.nanargmax(local))]

    def without_sector(self, sector: str) -> ShiftShareResult:
        """Return the same result without the cells of one sector.

        The growth of the reference stays that of the whole, so that what
        remains plus what is left out is the first result.

        Raises
        ------
        BadInput
            If the result does not hold that sector.
        """
        column = _position(sector, self.sectors, "sector")

        def left(arrays: Mapping[str, FloatArray]) -> dict[str, FloatArray]:
            return {name: np.delete(cells, column, axis=1) for name, cells in arrays.items()}

        return replace(
            self,
            sectors=self.sectors[:column] + self.sectors[column + 1 :],
            components=left(self.components),
            status=np.delete(self.status, column, axis=1),
            lower=left(self.lower),
            upper=left(self.upper),
            largest=None if self.largest is None else np.delete(self.largest, column, axis=1),
        )

    def without_each_sector(self) -> FloatArray:
        """Return (territory, sector): the local effect of the territory without that sector.

        NaN where the sector has none to leave out.
        """
        local = self.components["local"]
        left: FloatArray = sum_known(local, axis=1)[:, np.newaxis] - local
        return left

    def without_each_plant(self) -> FloatArray | None:
        """Return (territory, sector): the local effect without the largest unit of that sector.

        The unit leaves both dates, and the growth of the reference stays that of the whole. It is
        the largest at each date: if that is not the same one, two units leave, one at each date.
        NaN where the largest unit is not said; None when the table says nothing of it.
        """
        if self.largest is None:
            return None
        local = self.components["local"]
        # What is left out is a part of what is counted.
        unit = np.where(np.isnan(local), np.nan, self.largest)
        left: FloatArray = sum_known(local, axis=1)[:, np.newaxis] - unit
        return left

    def to_table(self, by: By = "territory") -> Any:
        """Return a narrow pyarrow table.

        Parameters
        ----------
        by : {"territory", "sector", "cell"}
            What is kept apart; the rest is summed.

        Returns
        -------
        pyarrow.Table
            Columns territory, sector, period ("2019-2024"), component, value
            (jobs), lower, upper, status. A null territory or sector means the
            sum over it; a null value is not known, a null bound not computed.

        Raises
        ------
        BadInput
            Unknown ``by``.
        """
        from terreau.analytics.narrow import write_table  # noqa: PLC0415  loads pyarrow

        refuse_unknown("by", by, get_args(By))
        keys: list[Key]
        if by == "cell":
            keys = cell_keys(self.territories, self.sectors)
        elif by == "territory":
            keys = [(code, None) for code in self.territories]
        else:
            keys = [(None, code) for code in self.sectors]
        measured = {name: self._measured(name, by).ravel() for name in self.components}
        return write_table([(keys, measured)], f"{self.start}-{self.end}")

    def _measured(self, name: str, by: By) -> Measured:
        value = self.components[name]
        bounds = (self.lower.get(name), self.upper.get(name))
        if by == "cell":
            return Measured(value, self.status, *bounds)
        axis = 1 if by == "territory" else 0
        # A sum is bounded when all its cells are.
        sums = (None if bound is None else bound.sum(axis=axis) for bound in bounds)
        return Measured(sum_known(value, axis), status_of_sums(self.status, axis), *sums)


def _position(code: str, codes: Sequence[str], name: str) -> int:
    try:
        return codes.index(code)
    except ValueError:
        raise BadInput(
            f"The result holds no such {name}",
            value=code,
            remedy=f"It holds {', '.join(codes[:5])}{'…' if len(codes) > 5 else ''}",
        ) from None
