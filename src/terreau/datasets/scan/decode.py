"""Parquet files → batches of rows whose codes are looked up once for each list of codes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import deque
from collections.abc import Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets.scan.coded import (
    Coded,
    FloatArray,
    IntArray,
    Rows,
    arrow_texts,
    coded_years,
    flags,
    numpy_numbers,
)
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.table import StoredFile

BATCH_ROWS = 1 << 19
# Batches decoded while others are counted; each takes a few megabytes.
_AHEAD = 3

Item = TypeVar("Item")


@dataclass(frozen=True)
class Part:
    """The row groups of a file that may hold something asked for."""

    file: StoredFile
    groups: tuple[int, ...]
    rows: int


def parts(plan: Plan) -> list[Part]:
    """Return what must be read: neither files of other years nor groups of other territories."""
    wanted = sorted(plan.members)
    found = []
    for file in plan.table.files():
        if plan.table.columns["period"] in file.partition and _year(file, plan) < 0:
            continue
        with file.open(plan.table) as opened:
            groups = _row_groups(opened, plan.table.columns["territory"], wanted)
            rows = sum(opened.metadata.row_group(group).num_rows for group in groups)
        found.append(Part(file, tuple(groups), rows))
    return found


def decode(chosen: list[Part], plan: Plan, *, ahead: bool) -> Iterator[Rows]:
    """Yield the rows, a batch at a time, in the order of the files.

    Parameters
    ----------
    chosen : list[Part]
        From `parts`.
    plan : Plan
        The question.
    ahead : bool
        Whether a thread decodes the next batches while the caller counts this one.
    """
    territories = _Codes(plan.members, plan.passages.merged, plan.passages.uncertain)
    sectors = _Codes(plan.sector)
    batches = _batches(chosen, plan)
    for file, batch in _read_ahead(batches) if ahead else batches:
        yield _rows(file, batch, plan, territories, sectors)


def _row_groups(file: pq.ParquetFile, territory: str, wanted: list[str]) -> list[int]:
    """Return the row groups that may hold a wanted territory: most tables are sorted by it."""
    column = file.schema_arrow.get_field_index(territory)
    found = []
    for group in range(file.metadata.num_row_groups):
        limits = file.metadata.row_group(group).column(column).statistics
        if limits is None or not limits.has_min_max:
            found.append(group)
            continue
        first = bisect_left(wanted, limits.min)
        if first < len(wanted) and wanted[first] <= limits.max:
            found.append(group)
    return found


def _batches(chosen: list[Part], plan: Plan) -> Iterator[tuple[StoredFile, pa.RecordBatch]]:
    for part in chosen:
        names = [n for n in plan.table.columns.values() if n not in part.file.partition]
        with part.file.open(plan.table) as opened:
            for batch in opened.iter_batches(
                BATCH_ROWS, row_groups=list(part.groups), columns=names, use_threads=False
            ):
                if batch.num_rows:
                    yield part.file, batch


def _read_ahead(items: Iterator[Item]) -> Iterator[Item]:
    """Yield the same items, the next ones being worked out by another thread."""
    end = object()
    with ThreadPoolExecutor(1) as reader:
        waiting = deque(reader.submit(next, items, end) for _ in range(_AHEAD))
        while (item := waiting.popleft().result()) is not end:
            waiting.append(reader.submit(next, items, end))
            yield item  # type: ignore[misc]  # only `end` is not an item


class _Codes:
    """What the codes of a column stand for, worked out once for each list of codes met."""

    def __init__(self, known: Mapping[str, int], *marked: Collection[str]) -> None:
        self._sorted = sorted(known)
        self._known = arrow_texts(self._sorted)
        self._ids = np.array([known[code] for code in self._sorted], dtype=np.int64)
        self._marked = [arrow_texts(sorted(codes)) for codes in marked]
        self._codes = arrow_texts([])
        self.stands_for = np.array([-1], dtype=np.int64)
        self.marks: list[FloatArray | None] = [None for _ in marked]

    def read(self, column: pa.DictionaryArray) -> Coded:
        """Return the column, and remember its codes: batches of a row group share them."""
        codes = column.dictionary.cast(pa.string())
        if not codes.equals(self._codes):
            # One place more, for rows without a code.
            self.stands_for = np.append(self._look_up(codes), -1)
            self.marks = [self._mark(codes, marked) for marked in self._marked]
            self._codes = codes
        return Coded(_filled(column.indices, len(codes)), self.stands_for)

    def _look_up(self, codes: pa.Array) -> IntArray:
        """Return (k,) what codes stand for; most tables are sorted, so few known ones are near."""
        limits = pc.min_max(codes).as_py()
        if limits["min"] is None:
            return np.full(len(codes), -1, dtype=np.int64)
        near = slice(
            bisect_left(self._sorted, limits["min"]), bisect_right(self._sorted, limits["max"])
        )
        place = pc.index_in(codes, value_set=self._known[near])
        ids = np.append(self._ids[near], -1)
        found: IntArray = ids[_filled(place, len(ids) - 1)]
        return found

    @staticmethod
    def _mark(codes: pa.Array, marked: pa.Array) -> FloatArray | None:
        if not len(marked):
            return None
        is_marked = pc.is_in(codes, value_set=marked).to_numpy(zero_copy_only=False)
        return flags(np.append(is_marked, False))


def _filled(places: pa.Array, empty: int) -> NDArray[np.int32]:
    """Return (n,) places, ``empty`` where there is none."""
    if not places.null_count:
        return numpy_numbers(places, np.dtype(np.int32))
    filled: FloatArray = places.to_numpy(zero_copy_only=False)
    return np.nan_to_num(filled, nan=empty).astype(np.int32)


def _rows(
    file: StoredFile, batch: pa.RecordBatch, plan: Plan, territories: _Codes, sectors: _Codes
) -> Rows:
    columns = plan.table.columns
    member = territories.read(batch[columns["territory"]])
    merged, uncertain = territories.marks
    rows = Rows(
        member=member,
        native=sectors.read(batch[columns["sector"]]),
        period=_period(file, batch, plan),
        value=_numbers(batch[columns["value"]]),
        units=_floats(batch, columns, "units"),
        largest=_floats(batch, columns, "largest"),
        merged=merged,
        uncertain=uncertain,
    )
    _refuse_unknown_sector(rows, batch[columns["sector"]], file)
    return rows


def _refuse_unknown_sector(rows: Rows, column: pa.DictionaryArray, file: StoredFile) -> None:
    """Refuse a code that no sector of the answer holds: its jobs would silently be lost."""
    if (rows.native.stands_for[:-1] >= 0).all() and not column.null_count:
        return
    native, member, period = (
        axis.spread(axis.stands_for) for axis in (rows.native, rows.member, rows.period)
    )
    strange = np.flatnonzero((native < 0) & (member >= 0) & (period >= 0))
    if strange.size:
        raise unknown_sector(column[int(strange[0])].as_py(), file.path)


def unknown_sector(code: str | None, where: str) -> BadInput:
    """Return the refusal of a sector code that counts nowhere."""
    return BadInput(
        "A sector of the table is in no sector of the answer",
        value="" if code is None else code,
        why=f"{where} holds it, and leaving it out would change the totals silently",
        remedy="Say in `sectors` where every code of the table counts",
    )


def _period(file: StoredFile, batch: pa.RecordBatch, plan: Plan) -> Coded:
    name = plan.table.columns["period"]
    if name in file.partition:
        return Coded(None, np.array([_year(file, plan)], dtype=np.int64))
    return coded_years(batch[name].cast(pa.int32()).to_numpy(), plan.periods)


def _year(file: StoredFile, plan: Plan) -> int:
    """Return the place of the year of a file among the periods asked, −1 when it is not one."""
    text = file.partition[plan.table.columns["period"]]
    return plan.periods.index(int(text)) if text.isdigit() and int(text) in plan.periods else -1


def _floats(batch: pa.RecordBatch, columns: Mapping[str, str], name: str) -> FloatArray | None:
    if name not in columns:
        return None
    floats: FloatArray = batch[columns[name]].cast(pa.float64()).to_numpy(zero_copy_only=False)
    return floats


def _numbers(column: pa.Array) -> NDArray[np.number]:
    """Return (n,) integers as they are when all are known, else floats with NaN."""
    if pa.types.is_integer(column.type) and not column.null_count:
        whole: NDArray[np.number] = np.from_dlpack(column)  # type: ignore[assignment]  # no boolean
        return whole
    values: NDArray[np.number] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return values
