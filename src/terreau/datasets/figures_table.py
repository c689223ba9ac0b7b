"""The stored table of figures: cells sorted, checked for doubles, written as Parquet."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.core.errors import BadTable, Place
from terreau.datasets.cells_writer import CellsWriter, Extent
from terreau.datasets.numbers import LAST_YEAR
from terreau.datasets.rows import STATUSES, Cells, RowRules
from terreau.datasets.sorted_runs import Ranks, Records, SortedRuns, ranked

ROW_GROUP = 1 << 17
_OPTIONAL = ("units", "largest")


@dataclass(frozen=True)
class _Double:
    """The first two rows of the file that give one territory, sector and period; how many do."""

    line: int
    first_line: int
    territory: int
    sector: int
    period: int
    count: int


class FiguresTable:
    """The cells of one import, on their way to the stored table; memory does not follow them.

    Parameters
    ----------
    rules : RowRules
        What the cells come from: it holds the codes they are numbered by.
    scratch : Path
        Folder where many cells wait; left as it was found.
    """

    def __init__(self, rules: RowRules, scratch: Path) -> None:
        self._rules = rules
        self._optional = tuple(
            name for name in _OPTIONAL if any(getattr(slot, name) for slot in rules.layout.slots)
        )
        self._dtype = np.dtype(
            [
                ("territory", "i4"),
                ("sector", "i4"),
                ("period", "i2"),
                ("status", "i1"),
                ("line", "i8"),
                ("value", "f8"),
                *((name, "f8") for name in self._optional),
            ]
        )
        self._runs = SortedRuns(
            self._dtype, key="territory", numbers=rules.territories, scratch=scratch
        )
        self._extents = {name: Extent() for name in ("value", *self._optional)}
        # What stands in the table, known once it is written.
        self.territories: list[str] = []
        self.sectors: list[str] = []
        self.periods: list[int] = []
        self.rows = 0
        self.hidden = 0

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Leave nothing on the disk but what was written."""
        self._runs.close()

    def add(self, cells: Cells) -> None:
        """Take cells of the file."""
        records = np.empty(len(cells.line), dtype=self._dtype)
        for name in self._dtype.names or ():
            records[name] = getattr(cells, name)
        self._runs.add(records)
        for name, extent in self._extents.items():
            extent.note(records[name])
        self.rows += len(records)
        self.hidden += int(np.isnan(cells.value).sum())

    @property
    def has_units(self) -> bool:
        """Whether cells carry numbers of establishments."""
        return "units" in self._optional

    @property
    def has_largest(self) -> bool:
        """Whether cells carry their largest establishment."""
        return "largest" in self._optional

    def write(self, folder: Path, *, file: str) -> None:
        """Write ``table.parquet``: territory, sector, period, value, status[, units, largest].

        Sorted by territory, sector, period; ``value`` is null where ``status`` is not "ok". The
        same cells are written beside as pages ask for them (`mapped_cells`).

        Raises
        ------
        BadTable
            If two rows give the same territory, sector and period; both lines are named.
        """
        territories, territory_rank = ranked(self._rules.territories)
        sectors, sector_rank = ranked(self._rules.sectors)
        seen = _Seen(len(territories), len(sectors))
        doubles: list[_Double] = []
        numbers = {name: extent.narrowest() for name, extent in self._extents.items()}
        with (
            _TableWriter(folder / "table.parquet") as writer,
            CellsWriter(
                folder, territories=territories, sectors=sectors, numbers=numbers
            ) as mapped,
        ):
            for records in self._runs.ranges():
                territory = territory_rank[records["territory"]]
                sector = sector_rank[records["sector"]]
                seen.note(territory, sector, records["period"])
                key = (territory.astype(np.int64) * len(sectors) + sector) << 16
                key |= records["period"]
                order = np.argsort(key, kind="stable")
                cells = records[order]
                doubles += _doubles(cells, key[order])
                if not doubles:
                    columns = {
                        "territory": _dictionary(territory[order], territories),
                        "sector": _dictionary(sector[order], sectors),
                    }
                    writer.write(pa.table(columns | self._columns(cells)))
                    mapped.add(territory[order], sector[order], cells)
            mapped.finish()
        if doubles:
            raise self._stands_twice(doubles, file=file)
        self.territories = [territories[place] for place in np.flatnonzero(seen.territories)]
        self.sectors = [sectors[place] for place in np.flatnonzero(seen.sectors)]
        self.periods = np.flatnonzero(seen.periods).tolist()

    def _columns(self, cells: Records) -> dict[str, pa.Array]:
        return {
            "period": pa.array(cells["period"].astype(np.int32)),
            "value": _nullable(cells["value"]),
            "status": _dictionary(cells["status"].astype(np.int32), list(STATUSES)),
            **{name: _nullable(cells[name]) for name in self._optional},
        }

    def _stands_twice(self, doubles: list[_Double], *, file: str) -> BadTable:
        """Return the error that names the first double of the file and both its lines."""
        first = min(doubles, key=lambda double: double.line)
        count = sum(double.count for double in doubles)
        layout = self._rules.layout
        key = (
            list(self._rules.territories)[first.territory],
            list(self._rules.sectors)[first.sector],
            str(first.period),
        )
        names = (layout.territory, layout.sector, layout.slots[0].period_column)
        return BadTable(
            Place(file, first.line, layout.territory),
            "The same territory, sector and period stand twice",
            value=", ".join(part for part in key if part),
            why=f"First at line {first.first_line}; {count} in all; the key is "
            + ", ".join(name for name in names if name),
            remedy="Remove one of the two; if the file holds several series, keep one with "
            "[filter]",
        )


def write_table(table: pa.Table, path: Path) -> None:
    """Write a whole table as the store keeps them (see `_TableWriter`)."""
    with _TableWriter(path) as writer:
        writer.write(table)


def labels_table(labels: Mapping[str, str | None]) -> pa.Table:
    """Return every territory of the table with the name it gives it, null when it gives none."""
    codes = sorted(labels)
    names = [labels[code] for code in codes]
    return pa.table(
        {"territory": pa.array(codes, pa.string()), "label": pa.array(names, pa.string())}
    )


class _TableWriter:
    """Writes tables of one schema to a file: zstd, groups small enough to be skipped.

    Dictionary columns are written as text, so that each group holds only the codes it uses. Each
    page carries its checksum: a damaged byte is an error, never another figure.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._writer is not None:
            self._writer.close()

    def write(self, table: pa.Table) -> None:
        plain = _plain(table.schema)
        if self._writer is None:
            self._writer = pq.ParquetWriter(
                self._path, plain, compression="zstd", write_page_checksum=True
            )
        for start in range(0, max(table.num_rows, 1), ROW_GROUP):
            group = table.slice(start, ROW_GROUP).cast(plain)
            self._writer.write_table(group, row_group_size=ROW_GROUP)


def _plain(schema: pa.Schema) -> pa.Schema:
    return pa.schema(
        [
            pa.field(f.name, pa.string() if pa.types.is_dictionary(f.type) else f.type)
            for f in schema
        ]
    )


class _Seen:
    """Which codes and years have stood in a cell, as flags by rank, by rank and by year."""

    def __init__(self, territories: int, sectors: int) -> None:
        self.territories = np.zeros(territories, dtype=np.bool_)
        self.sectors = np.zeros(sectors, dtype=np.bool_)
        self.periods = np.zeros(LAST_YEAR + 1, dtype=np.bool_)

    def note(self, territory: Ranks, sector: Ranks, period: NDArray[np.int16]) -> None:
        self.territories[territory] = True
        self.sectors[sector] = True
        self.periods[period] = True


def _doubles(records: Records, key: NDArray[np.int64]) -> list[_Double]:
    """Return the first double of sorted records, in the order of the file, if there is one."""
    places = np.flatnonzero(key[1:] == key[:-1])
    if not places.size:
        return []
    place = places[np.argmin(records["line"][places + 1])]
    first, second = records[place], records[place + 1]
    return [
        _Double(
            line=int(second["line"]),
            first_line=int(first["line"]),
            territory=int(second["territory"]),
            sector=int(second["sector"]),
            period=int(second["period"]),
            count=len(places),
        )
    ]


def _dictionary(column: Ranks, values: list[str]) -> pa.DictionaryArray:
    return pa.DictionaryArray.from_arrays(
        pa.array(column, pa.int32()), pa.array(values, pa.string())
    )


def _nullable(column: NDArray[np.float64]) -> pa.Array:
    return pa.array(column, pa.float64(), from_pandas=True)
