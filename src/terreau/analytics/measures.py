"""What a measure answers: values with their bounds and status, and the narrow table of them.

A `Measures` keeps what was asked, so that a number can be produced again. No formula lives here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from terreau.analytics.cells import Status
from terreau.analytics.measured import Key, Measured
from terreau.core.errors import BadInput


@dataclass(frozen=True)
class Measures:
    """The answer of a measure: its numbers, and what produces them again.

    Parameters
    ----------
    asked : Mapping[str, str]
        The measure and every option it was computed with.
    territories, sectors : tuple[str, ...]
        (T,) and (S,) codes.
    by_territory, by_sector, by_cell : Mapping[str, Measured]
        Component → its values, of shapes (T,), (S,) and (T, S).
    whole : Mapping[str, float]
        Component → a number on the whole table, such as an eigengap.
    """

    asked: Mapping[str, str]
    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    by_territory: Mapping[str, Measured] = field(default_factory=dict)
    by_sector: Mapping[str, Measured] = field(default_factory=dict)
    by_cell: Mapping[str, Measured] = field(default_factory=dict)
    whole: Mapping[str, float] = field(default_factory=dict)

    def of(self, code: str) -> dict[str, float]:
        """Return the components of one territory or one sector.

        Raises
        ------
        BadInput
            If no axis holds that code, or both do.
        """
        axes = [
            (codes.index(code), components)
            for codes, components in (
                (self.territories, self.by_territory),
                (self.sectors, self.by_sector),
            )
            if components and code in codes
        ]
        if len(axes) != 1:
            raise BadInput(
                "Both a territory and a sector have that code" if axes else "No such code",
                value=code,
                remedy="Read the table of the answer" if axes else "Read its axes",
            )
        place, components = axes[0]
        return {name: float(found.value[place]) for name, found in components.items()}

    def to_table(self) -> Any:
        """Return a narrow pyarrow table.

        Returns
        -------
        pyarrow.Table
            Columns territory, sector, period, component, value, lower, upper, status. A null
            territory or sector means that the number is not of one; a null value is not known,
            a null bound not computed.
        """
        from terreau.analytics.narrow import write_table  # noqa: PLC0415  loads pyarrow

        return write_table(self._blocks(), self.asked["period"])

    def _blocks(self) -> Iterator[tuple[list[Key], Mapping[str, Measured]]]:
        if self.by_territory:
            yield [(code, None) for code in self.territories], self.by_territory
        if self.by_sector:
            yield [(None, code) for code in self.sectors], self.by_sector
        if self.by_cell:
            yield (
                cell_keys(self.territories, self.sectors),
                {name: found.ravel() for name, found in self.by_cell.items()},
            )
        if self.whole:
            yield [(None, None)], {name: _number(value) for name, value in self.whole.items()}


def _number(value: float) -> Measured:
    status = Status.UNDEFINED if np.isnan(value) else Status.OK
    return Measured(np.array([value]), np.array([status], dtype=np.uint8))


def cell_keys(territories: Sequence[str], sectors: Sequence[str]) -> list[Key]:
    """Return the key of each cell, the sectors of a territory following one another."""
    return [(territory, sector) for territory in territories for sector in sectors]
