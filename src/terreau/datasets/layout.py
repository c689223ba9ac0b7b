"""Where the values of a table of figures stand: roles of the description, found in the header."""

from __future__ import annotations

import re
from dataclasses import dataclass

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Description
from terreau.datasets.description_keys import YEAR
from terreau.datasets.reading import TableSource


@dataclass(frozen=True)
class Slot:
    """One value per row of the file: its columns, and its year when the column gives it."""

    value: str
    period: int | None = None
    period_column: str | None = None
    status: str | None = None
    units: str | None = None
    largest: str | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the names of its columns that exist."""
        every = (self.value, self.period_column, self.status, self.units, self.largest)
        return tuple(name for name in every if name is not None)


@dataclass(frozen=True)
class Layout:
    """The columns of a table of figures: those of a row, and its slots (one a year when wide)."""

    territory: str
    label: str | None
    sector: str | None
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    slots: tuple[Slot, ...]

    @property
    def columns(self) -> tuple[str, ...]:
        """Return every column to read, once each."""
        row = (self.territory, self.label, self.sector, *(name for name, _ in self.filters))
        every = [*row, *(name for slot in self.slots for name in slot.columns)]
        return tuple(dict.fromkeys(name for name in every if name is not None))


def named_columns(description: Description) -> tuple[str, ...]:
    """Return the columns a description names in full, those with ``{year}`` left out."""
    plain = (name for name in description.columns.values() if YEAR not in name)
    return (*plain, *description.periods, *description.filters)


def find_layout(description: Description, source: TableSource) -> Layout:
    """Find the columns of a description in a file.

    Raises
    ------
    BadTable
        If one is missing or stands twice.
    """
    for role, name in description.columns.items():
        if YEAR not in name:
            source.require(name, key=f"columns.{role}")
    for name in description.periods:
        source.require(name, key="[periods]")
    for name in description.filters:
        source.require(name, key="[filter]")
    columns = description.columns
    return Layout(
        territory=columns["territory"],
        label=columns.get("territory_label"),
        sector=columns.get("sector"),
        filters=tuple(description.filters.items()),
        slots=_slots(description, source),
    )


def _slots(description: Description, source: TableSource) -> tuple[Slot, ...]:
    columns = description.columns
    if description.periods:
        return tuple(Slot(value=name, period=year) for name, year in description.periods.items())
    if YEAR not in columns["value"]:
        return (
            Slot(
                value=columns["value"],
                period_column=columns["period"],
                status=columns.get("status"),
                units=columns.get("units"),
                largest=columns.get("largest"),
            ),
        )
    pattern = re.compile(re.escape(columns["value"]).replace(re.escape(YEAR), r"(\d{4})"))
    years = sorted(int(m[1]) for name in source.header if (m := pattern.fullmatch(name)))
    if not years:
        raise BadTable(
            Place(source.file, source.header_line, columns["value"]),
            "No column has this name with a year in place of {year}",
            remedy="Correct columns.value in the description",
        )
    return tuple(_slot_of_year(description, source, year) for year in years)


def _slot_of_year(description: Description, source: TableSource, year: int) -> Slot:
    found = {
        role: name.replace(YEAR, str(year))
        for role, name in description.columns.items()
        if role in ("value", "status", "units", "largest")
    }
    for role, name in found.items():
        source.require(name, key=f"columns.{role}")
    return Slot(period=year, **found)
