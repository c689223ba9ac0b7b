"""Tables small enough to be held in memory, with the place of each territory in them.

A page asks for a few hundred rows of a table; decoding a whole row group for
them is most of its time. A stored table never changes, so what is held is never
stale: another import is another folder.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.datasets.scan.coded import Coded, FloatArray, Rows, coded_years, flags
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.table import Table
from terreau.datasets.stored_table import read_stored

# A table of this many rows takes about 25 MB; larger ones are decoded when asked.
_HELD_ROWS = 1_000_000
_HELD_TABLES = 8


@dataclass(frozen=True)
class HeldTable:
    """A decoded table, sorted by territory.

    Parameters
    ----------
    span : dict[str, tuple[int, int]]
        Territory → its first row and the one after its last.
    sectors : list[str]
        Native sector codes, in the order of ``sector``.
    sector, period : NDArray[np.int32]
        (n,) place in ``sectors``; year.
    value : NDArray[np.float64]
        (n,) jobs; NaN = secret or missing.
    units, largest : NDArray[np.float64] or None
        (n,) establishments, and jobs of the largest; None when the table does not say.
    """

    span: dict[str, tuple[int, int]]
    sectors: list[str]
    sector: NDArray[np.int32]
    period: NDArray[np.int32]
    value: NDArray[np.float64]
    units: NDArray[np.float64] | None
    largest: NDArray[np.float64] | None

    def rows(self, plan: Plan) -> Rows:
        """Return the rows of the territories that a question asks for."""
        asked = [(code, *self.span[code]) for code in plan.members if code in self.span]
        lengths = np.array([end - start for _, start, end in asked], dtype=np.int64)
        every = [np.arange(start, end) for _, start, end in asked]
        places = np.concatenate(every) if every else np.zeros(0, dtype=np.int64)
        codes = [code for code, _, _ in asked]
        members = np.array([plan.members[code] for code in codes], dtype=np.int64)
        natives = np.array([plan.sector.get(code, -1) for code in self.sectors], dtype=np.int64)
        return Rows(
            member=Coded(np.repeat(np.arange(len(asked), dtype=np.int32), lengths), members),
            native=Coded(self.sector[places], natives),
            period=coded_years(self.period[places], plan.periods),
            value=self.value[places],
            units=None if self.units is None else self.units[places],
            largest=None if self.largest is None else self.largest[places],
            merged=_flagged(codes, plan.passages.merged),
            uncertain=_flagged(codes, plan.passages.uncertain),
        )


def held_table(table: Table) -> HeldTable | None:
    """Return a stored table, decoded once; None when it is too large to be held."""
    if table.rows is None or table.rows > _HELD_ROWS:
        return None
    return _held(Path(table.location))


def _flagged(codes: list[str], marked: Collection[str]) -> FloatArray | None:
    return flags(np.array([code in marked for code in codes], dtype=np.bool_))


@lru_cache(maxsize=_HELD_TABLES)
def _held(path: Path) -> HeldTable:
    table = read_stored(path, coded=("territory", "sector")).combine_chunks()
    territory, sector = _encoded(table, "territory"), _encoded(table, "sector")
    starts = np.flatnonzero(np.diff(territory.indices.to_numpy(), prepend=-1))
    ends = [*starts[1:].tolist(), table.num_rows]
    names = territory.dictionary.to_pylist()
    first = territory.indices.to_numpy()[starts]
    return HeldTable(
        span={
            names[place]: (start, end)
            for place, start, end in zip(first, starts.tolist(), ends, strict=True)
        },
        sectors=sector.dictionary.to_pylist(),
        sector=sector.indices.to_numpy(),
        period=table["period"].to_numpy(),
        value=table["value"].to_numpy(),
        units=_optional(table, "units"),
        largest=_optional(table, "largest"),
    )


def _encoded(table: pa.Table, name: str) -> pa.DictionaryArray:
    column = table[name].unify_dictionaries()
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _optional(table: pa.Table, name: str) -> NDArray[np.float64] | None:
    if name not in table.column_names:
        return None
    values: NDArray[np.float64] = table[name].cast(pa.float64()).to_numpy()
    return values
