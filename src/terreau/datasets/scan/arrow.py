"""The default engine: pyarrow decodes the row groups that matter, NumPy counts combined codes."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from terreau.datasets.scan.held import Rows, held_table
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.result import Aggregate

# Up to this many rows are kept between the two passes; beyond, they are decoded again.
_KEPT_ROWS = 2_000_000


def scan(plan: Plan) -> Aggregate:
    """Answer a question (see `terreau.datasets.scan.aggregate`)."""
    held = held_table(plan.dataset)
    if held is not None:
        return _answer([held.rows(plan)], plan)
    with pq.ParquetFile(
        plan.dataset.table_path, read_dictionary=["territory", "sector"], memory_map=True
    ) as file:
        groups = _row_groups(file, plan)
        size = sum(file.metadata.row_group(group).num_rows for group in groups)
        if size <= _KEPT_ROWS:
            return _answer(list(_decode(file, groups, plan)), plan)
        left_out = _left_out(_decode(file, groups, plan), plan) if _needs_two(plan) else None
        return _count(_decode(file, groups, plan), plan, left_out)


def _answer(decoded: list[Rows], plan: Plan) -> Aggregate:
    return _count(decoded, plan, _left_out(decoded, plan) if _needs_two(plan) else None)


def _needs_two(plan: Plan) -> bool:
    """Tell whether a first pass must find the cells that no sum may hold."""
    return plan.dataset.rows_hidden > 0 or plan.dataset.absent != "zero"


def _row_groups(file: pq.ParquetFile, plan: Plan) -> list[int]:
    """Return the row groups that may hold a wanted territory: the table is sorted by territory."""
    wanted = sorted(plan.members)
    column = file.schema_arrow.get_field_index("territory")
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


def _decode(file: pq.ParquetFile, groups: list[int], plan: Plan) -> Iterator[Rows]:
    columns = ["territory", "sector", "period", "value"]
    columns += ["units"] if plan.dataset.has_units else []
    columns += ["largest"] if plan.dataset.has_largest else []
    years = np.full(max(plan.dataset.periods) + 2, -1, dtype=np.int32)
    years[list(plan.periods)] = np.arange(len(plan.periods))
    for group in groups:
        batch = file.read_row_group(group, columns=columns, use_threads=False).combine_chunks()
        if batch.num_rows:
            yield _chosen(batch, plan, years)


def _chosen(table: pa.Table, plan: Plan, years: NDArray[np.int32]) -> Rows:
    territory = table["territory"].chunk(0)
    codes = territory.dictionary.to_pylist()
    places = territory.indices.to_numpy(zero_copy_only=False)
    member = _look_up(codes, plan.members)[places]
    period = years[table["period"].to_numpy()]
    keep = np.flatnonzero((member >= 0) & (period >= 0))
    sector = table["sector"].chunk(0)
    native = _look_up(sector.dictionary.to_pylist(), plan.sector)
    places = places[keep]
    return Rows(
        member=member[keep],
        native=native[sector.indices.to_numpy(zero_copy_only=False)[keep]],
        period=period[keep],
        value=_floats(table, "value")[keep],
        units=_floats(table, "units")[keep] if plan.dataset.has_units else None,
        largest=_floats(table, "largest")[keep] if plan.dataset.has_largest else None,
        is_merged=np.array([code in plan.passages.merged for code in codes])[places],
        is_uncertain=np.array([code in plan.passages.uncertain for code in codes])[places],
    )


def _left_out(batches: Iterable[Rows], plan: Plan) -> NDArray[np.bool_]:
    """Return (P, M, native sectors): the cells that no sum may hold."""
    shape = (len(plan.periods), len(plan.atom), len(plan.sector))
    hidden = np.zeros(shape, dtype=np.bool_)
    seen = np.zeros(shape, dtype=np.bool_) if plan.dataset.absent != "zero" else None
    for rows in batches:
        is_hidden = np.isnan(rows.value)
        hidden[rows.period[is_hidden], rows.member[is_hidden], rows.native[is_hidden]] = True
        if seen is not None:
            seen[rows.period, rows.member, rows.native] = True
    if seen is not None:
        hidden |= ~seen
    if plan.paired:
        hidden |= hidden.any(axis=0)
    return hidden


def _count(batches: Iterable[Rows], plan: Plan, left_out: NDArray[np.bool_] | None) -> Aggregate:
    shape = (len(plan.periods), plan.atoms, len(plan.sectors))
    sums, squares = np.zeros(shape), np.zeros(shape)
    counts = np.zeros(shape, dtype=np.int64)
    units = np.zeros(shape) if plan.dataset.has_units else None
    largest = np.zeros(shape) if plan.dataset.has_largest else None
    rebased, uncertain = np.zeros(shape[:2]), np.zeros(shape[:2])
    for rows in batches:
        keep = ~np.isnan(rows.value)
        if left_out is not None and plan.paired:
            keep &= ~left_out[rows.period, rows.member, rows.native]
        value, atom = rows.value[keep], plan.atom[rows.member[keep]]
        place = rows.period[keep] * shape[1] + atom
        cell = place * shape[2] + plan.sector_of_native[rows.native[keep]]
        sums += _bins(cell, shape, value)
        squares += _bins(cell, shape, value * value)
        counts += _bins(cell, shape, None).astype(np.int64)
        if units is not None and rows.units is not None:
            units += _bins(cell, shape, np.nan_to_num(rows.units[keep]))
        if largest is not None and rows.largest is not None:
            np.maximum.at(largest.reshape(-1), cell, np.nan_to_num(rows.largest[keep]))
        rebased += _bins(place, shape[:2], value * rows.is_merged[keep])
        uncertain += _bins(place, shape[:2], value * rows.is_uncertain[keep])
    hidden = np.zeros(shape, dtype=np.int64) if left_out is None else _hidden(left_out, plan)
    return Aggregate(
        groups=plan.groups,
        sectors=plan.sectors,
        periods=plan.periods,
        sums=plan.to_groups(sums),
        rows=plan.to_groups(counts),
        units=None if units is None else plan.to_groups(units),
        largest=None if largest is None else plan.to_groups(largest, np.maximum),
        sum_squares=plan.to_groups(squares),
        hidden=plan.to_groups(hidden),
        rebased=plan.to_groups(rebased),
        uncertain=plan.to_groups(uncertain),
    )


def _hidden(left_out: NDArray[np.bool_], plan: Plan) -> NDArray[np.int64]:
    """Return (P, A, S): how many cells are left out."""
    shape = (len(plan.periods), plan.atoms, len(plan.sectors))
    period, member, native = np.nonzero(left_out)
    cell = (period * shape[1] + plan.atom[member]) * shape[2] + plan.sector_of_native[native]
    return _bins(cell, shape, None).astype(np.int64)


def _bins(
    place: NDArray[np.intp], shape: tuple[int, ...], weights: NDArray[np.float64] | None
) -> NDArray[np.float64]:
    size = int(np.prod(shape))
    return np.bincount(place, weights=weights, minlength=size).reshape(shape).astype(np.float64)


def _look_up(codes: list[str], known: Mapping[str, int]) -> NDArray[np.int32]:
    return np.array([known.get(code, -1) for code in codes], dtype=np.int32)


def _floats(table: pa.Table, name: str) -> NDArray[np.float64]:
    column: NDArray[np.float64] = table[name].to_numpy()
    return column
