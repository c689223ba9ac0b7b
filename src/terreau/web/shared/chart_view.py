"""A chart as a page shows it: its drawing's data and, beside it, its table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from terreau.reporting.figures import Table


@dataclass(frozen=True)
class ChartView:
    """What ``shared/components/chart.html`` expects.

    Parameters
    ----------
    id : str
        Identifier of the drawing in the page.
    title, description : str
        Caption of the table; what a screen reader says of the drawing.
    option : dict[str, Any]
        Data of the drawing.
    table : Table
        The same figures.
    legend : tuple of (str, str)
        Each line and where it ends, as it is written; empty where the drawing names its parts.
    """

    id: str
    title: str
    description: str
    option: dict[str, Any]
    table: Table
    legend: tuple[tuple[str, str], ...] = ()

    @property
    def option_id(self) -> str:
        """Identifier of the element that carries the data."""
        return f"{self.id}-option"
