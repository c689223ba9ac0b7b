"""How every function reads a narrow table: the same keywords, one period beside its reference."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypedDict

from terreau.analytics.cells import Absent, FloatArray, NarrowTable, StatusArray, sum_known
from terreau.analytics.cube import Cube, read_cube
from terreau.analytics.reference import NATION, compare
from terreau.core.errors import BadInput


class Reading(TypedDict, total=False):
    """How a narrow table is read; the same keywords everywhere.

    Parameters
    ----------
    absent : {"zero", "missing"}
        What an absent cell means (no row, or a row without value and status); the source says it.
        "missing", the default, computes without it. A secret cell is never a zero.
    columns : Mapping[str, str]
        Our column name → the table's, where they differ.
    territories, sectors : Sequence[str]
        The explicit grid; by default every code of the table, at any period.
    nomenclature, vintage : str
        Carried by the answer, so that the number can be produced again.
    """

    absent: Absent
    columns: Mapping[str, str] | None
    territories: Sequence[str] | None
    sectors: Sequence[str] | None
    nomenclature: str
    vintage: str


@dataclass(frozen=True)
class OnePeriod:
    """One period of a table beside its reference.

    Parameters
    ----------
    territories, sectors : tuple[str, ...]
        (T,) and (S,) codes.
    jobs : FloatArray
        (T, S), jobs, NaN = not known.
    status : StatusArray
        (T, S), a `Status` for each cell.
    reference : FloatArray
        (S,) jobs, or (T, S) when each territory has a reference of its own; NaN = not known.
    extra : Mapping[str, FloatArray]
        What else the table says of its cells, (T, S) each (see `Cube`); only the columns it has.
    asked : Mapping[str, str]
        What was asked: period, reference, absent, nomenclature, vintage.
    """

    territories: tuple[str, ...]
    sectors: tuple[str, ...]
    jobs: FloatArray
    status: StatusArray
    reference: FloatArray
    extra: Mapping[str, FloatArray]
    asked: Mapping[str, str]

    @property
    def apart(self) -> FloatArray | None:
        """What kernels compare with: None where it is the sum of the territories themselves."""
        return None if self.asked["reference"] == NATION else self.reference


def read_periods(table: NarrowTable, periods: Sequence[int | str], reading: Reading) -> Cube:
    """Read some periods of a table.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists, status.
    periods : Sequence[int | str]
        As the table writes them.
    reading : Reading
        How the table is read.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.
    """
    if unknown := sorted(reading.keys() - Reading.__annotations__.keys()):
        raise BadInput(
            "Unknown option", value=unknown[0], remedy=f"Use {', '.join(Reading.__annotations__)}"
        )
    return read_cube(
        table,
        periods=periods,
        absent=reading.get("absent", "missing"),
        columns=reading.get("columns"),
        territories=reading.get("territories"),
        sectors=reading.get("sectors"),
    )


def read_period(
    table: NarrowTable,
    period: int | str,
    reference: str | NarrowTable,
    reading: Reading,
) -> OnePeriod:
    """Read one period of a table, and what it is compared with.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where it exists, status.
    period : int | str
        As the table writes it.
    reference : str | NarrowTable
        See `terreau.analytics.reference.compare`.
    reading : Reading
        How the table is read.

    Raises
    ------
    BadInput
        Unknown option, unusable table, period without a row.
    """
    absent = reading.get("absent", "missing")
    cube = read_periods(table, (period,), reading)
    compared = compare(cube, reference, absent=absent, columns=reading.get("columns"))
    jobs = compared.cube.values[0]
    return OnePeriod(
        territories=compared.cube.territories,
        sectors=compared.cube.sectors,
        jobs=jobs,
        status=compared.cube.status[0],
        reference=sum_known(jobs, axis=0) if compared.reference is None else compared.reference[0],
        extra={name: known[0] for name, known in compared.cube.extra.items()},
        asked={
            "period": str(period),
            "reference": compared.name,
            **how_read(reading),
        },
    )


def how_read(reading: Reading) -> dict[str, str]:
    """Return what an answer says of how its table was read."""
    return {
        "absent": reading.get("absent", "missing"),
        "nomenclature": reading.get("nomenclature", ""),
        "vintage": reading.get("vintage", ""),
    }
