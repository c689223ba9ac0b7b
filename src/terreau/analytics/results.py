"""What analytics hands back: numbers with the method that made them, and narrow tables.

A result keeps method, reference, periods and masking rule, so that a number can
be produced again. No formula lives here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np

from terreau.analytics.cells import (
    FloatArray,
    StatusArray,
    status_of_sums,
    sum_known,
)
from terreau.analytics.measures import Key, Measured, cell_keys
from terreau.core.errors import BadInput

By = Literal["territory", "sector", "cell"]


@dataclass(frozen=True)
class ShiftShareResult:
    """The components of every cell, and how they were computed.

    Parameters
    ----------
    method, reference, absent : str
        The options asked.
    start, end : str
        The two periods.
    nomenclature, vintage : str
        As the caller gave them, "" if not said.
    territories, sectors : tuple[str, ...]
        (T,) and (S,) codes.
    components : Mapping[str, FloatArray]
        Name → (territory, sector), jobs, NaN = not computed. The last,
        "total", is the sum of the others.
    status : StatusArray
        (territory, sector), a `Status` for each cell.
    """

    method: str
    reference: str
    absent: str
    start: str
    end: str
    nomenclature: str
    vintage: str
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    components: Mapping[str, FloatArray]
    status: StatusArray

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
        return replace(
            self,
            sectors=self.sectors[:column] + self.sectors[column + 1 :],
            components={
                name: np.delete(cells, column, axis=1) for name, cells in self.components.items()
            },
            status=np.delete(self.status, column, axis=1),
        )

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

        keys: list[Key]
        if by == "cell":
            keys = cell_keys(self.territories, self.sectors)
            values = {name: cells.ravel() for name, cells in self.components.items()}
            status = self.status.ravel()
        elif by in ("territory", "sector"):
            axis = 1 if by == "territory" else 0
            keys = (
                [(code, None) for code in self.territories]
                if by == "territory"
                else [(None, code) for code in self.sectors]
            )
            values = {name: sum_known(cells, axis) for name, cells in self.components.items()}
            status = status_of_sums(self.status, axis)
        else:
            raise BadInput("Unknown by", value=by, remedy="Use 'territory', 'sector' or 'cell'")
        measured = {name: Measured(found, status) for name, found in values.items()}
        return write_table([(keys, measured)], f"{self.start}-{self.end}")


@dataclass(frozen=True)
class LocationQuotientResult:
    """The location quotient of every cell, and how it was computed.

    Parameters
    ----------
    reference, absent, nomenclature, vintage : str
        The options asked.
    period : str
        The period.
    territories, sectors : tuple[str, ...]
        (T,) and (S,) codes.
    values : FloatArray
        (territory, sector), ratio, 1 = as in the reference, NaN = not computed.
    status : StatusArray
        (territory, sector), a `Status` for each cell.
    """

    reference: str
    absent: str
    period: str
    nomenclature: str
    vintage: str
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    values: FloatArray
    status: StatusArray

    def quotients(self, territory: str) -> dict[str, float]:
        """Return the quotient of each sector of one territory, NaN where not computed.

        Raises
        ------
        BadInput
            If the result does not hold that territory.
        """
        row = self.values[_position(territory, self.territories, "territory")]
        return dict(zip(self.sectors, row.tolist(), strict=True))

    def to_table(self) -> Any:
        """Return a narrow pyarrow table, one row a cell.

        Returns
        -------
        pyarrow.Table
            The columns of `ShiftShareResult.to_table`; component is
            "location_quotient", value a ratio.
        """
        from terreau.analytics.narrow import write_table  # noqa: PLC0415  loads pyarrow

        keys = cell_keys(self.territories, self.sectors)
        values = {"location_quotient": Measured(self.values.ravel(), self.status.ravel())}
        return write_table([(keys, values)], self.period)


def _position(code: str, codes: Sequence[str], name: str) -> int:
    try:
        return codes.index(code)
    except ValueError:
        raise BadInput(
            f"The result holds no such {name}",
            value=code,
            remedy=f"It holds {', '.join(codes[:5])}{'…' if len(codes) > 5 else ''}",
        ) from None
