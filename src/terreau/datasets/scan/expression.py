"""The same statistics as one expression of Ibis, for DuckDB and for Spark.

The names of the expression differ by more than their case, and none is a word of SQL: an engine
that folds names would otherwise give wrong numbers without a word.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.datasets.scan.backends import Backend, duckdb_backend, spark_backend
from terreau.datasets.scan.count import Counts
from terreau.datasets.scan.decode import unknown_sector
from terreau.datasets.scan.plan import Plan
from terreau.datasets.scan.result import Aggregate

_CELL = ["at_member", "at_native"]
_GROUP = ["at_atom", "at_sector"]


def scan_with_duckdb(plan: Plan) -> Aggregate:
    """Answer a question with DuckDB."""
    return _scan(plan, duckdb_backend())


def scan_with_spark(plan: Plan) -> Aggregate:
    """Answer a question with the active Spark session, or one on this machine."""
    return _scan(plan, spark_backend())


def _scan(plan: Plan, opened: AbstractContextManager[Backend]) -> Aggregate:
    with opened as backend:
        asked = _asked(plan, backend)
        listed, kept = _listed_and_kept(asked, plan)
        sums, cells = backend.run(_statistics(kept, plan)), backend.run(listed)
        if sums["at_sector"].null_count or cells["at_sector"].null_count:
            lost = backend.run(asked.filter(asked.at_native.isnull()).limit(1).select("naming"))
            raise unknown_sector(lost["naming"][0].as_py(), plan.table.location)
    return _counts(sums, _hidden(cells, plan), plan).answer(plan)


def _asked(plan: Plan, backend: Backend) -> Any:
    """Return the rows of the territories and years asked for, with their places on the axes."""
    table, names = backend.rows(plan.table), plan.table.columns
    period = table[names["period"]].cast("int32")
    numbers = {
        "jobs": table[names["value"]],
        **{f"said_{name}": table[names[name]] for name in ("units", "largest") if name in names},
    }
    rows = table.select(
        place_code=table[names["territory"]],
        naming=table[names["sector"]],
        at_year=period,
        **{name: _known(number) for name, number in numbers.items()},
    ).filter(period.isin(plan.periods))
    members = backend.small(_members(plan))
    natives = backend.small(_natives(plan))
    return rows.inner_join(members, rows.place_code == members.code_of_member).left_join(
        natives, rows.naming == natives.code_of_native
    )


def _known(number: Any) -> Any:
    """Return a number whose NaN is null, as secret and missing values are; integers stay so."""
    if number.type().is_integer():
        return number.cast("int64")
    number = number.cast("float64")
    return number.isnan().ifelse(None, number)


def _members(plan: Plan) -> pa.Table:
    codes, members = list(plan.members), np.array([*plan.members.values()], dtype=np.int32)
    passages = plan.passages
    return pa.table(
        {
            "code_of_member": pa.array(codes, pa.string()),
            "at_member": pa.array(members, pa.int32()),
            "at_atom": plan.atom[members].astype(np.int32),
            "has_merged": pa.array([int(code in passages.merged) for code in codes], pa.int32()),
            "is_unsure": pa.array([int(code in passages.uncertain) for code in codes], pa.int32()),
        }
    )


def _natives(plan: Plan) -> pa.Table:
    places = np.array([*plan.sector.values()], dtype=np.int32)
    return pa.table(
        {
            "code_of_native": pa.array(list(plan.sector), pa.string()),
            "at_native": places,
            "at_sector": plan.sector_of_native[places].astype(np.int32),
        }
    )


def _listed_and_kept(asked: Any, plan: Plan) -> tuple[Any, Any]:
    """Return how many cells are listed by place, and the rows that count.

    When an absent cell is a zero the hidden cells are listed, otherwise those that are not.
    """
    cell = _CELL if plan.paired else ["at_year", *_CELL]
    key = [*cell, *_GROUP]
    kept = asked.filter(asked.jobs.notnull())
    if plan.table.absent == "zero":
        listed = asked.filter(asked.jobs.isnull()).select(*key).distinct()
        if plan.paired:
            kept = kept.anti_join(listed.select(*_CELL), _CELL)
    else:
        cells = asked.group_by(["at_year", *_CELL, *_GROUP]).agg(
            n_empty=asked.jobs.isnull().cast("int64").sum()
        )
        listed = cells.filter(cells.n_empty == 0)
        if plan.paired:
            every = listed.group_by(key).agg(n_years=listed.count())
            listed = every.filter(every.n_years == len(plan.periods))
            kept = kept.semi_join(listed.select(*_CELL), _CELL)
    by = _GROUP if plan.paired else ["at_year", *_GROUP]
    return listed.group_by(by).agg(n_listed=listed.count()), kept


def _statistics(kept: Any, plan: Plan) -> Any:
    table, jobs = plan.table, kept.jobs
    asked = {"n_rows": kept.count(), "all_jobs": jobs.sum()}
    if "units" in table.columns:
        asked["all_units"] = kept.said_units.sum()
    if table.has_largest:
        asked["top"] = (kept.said_largest if "largest" in table.columns else jobs).max()
    if table.are_establishments:
        asked["squares"] = (jobs.cast("float64") * jobs).sum()
    if plan.passages.merged or plan.passages.uncertain:
        asked["moved"] = (jobs * kept.has_merged).sum()
        asked["unsure"] = (jobs * kept.is_unsure).sum()
    return kept.group_by(["at_year", *_GROUP]).agg(**asked)


def _hidden(listed: pa.Table, plan: Plan) -> NDArray[np.int64]:
    """Return (P, A, S) how many cells are hidden, from how many are listed."""
    shape = (len(plan.periods), plan.atoms, len(plan.sectors))
    years = [None] * listed.num_rows if plan.paired else listed["at_year"].to_pylist()
    counted = np.zeros(shape, dtype=np.int64)
    period = [np.s_[:] if year is None else plan.periods.index(year) for year in years]
    rows = zip(period, *(listed[name].to_pylist() for name in (*_GROUP, "n_listed")), strict=True)
    for year, atom, sector, number in rows:
        counted[year, atom, sector] = number
    if plan.table.absent == "zero":
        return counted
    members = np.bincount(plan.atom, minlength=plan.atoms)
    natives = np.bincount(plan.sector_of_native, minlength=len(plan.sectors))
    return np.outer(members, natives)[None] - counted


def _counts(answer: pa.Table, hidden: NDArray[np.int64], plan: Plan) -> Counts:
    shape = (len(plan.periods), plan.atoms, len(plan.sectors))
    year = {period: place for place, period in enumerate(plan.periods)}
    cell = (
        np.array([year[y] for y in answer["at_year"].to_pylist()], dtype=np.int64),
        *(answer[name].to_numpy().astype(np.int64) for name in _GROUP),
    )

    def column(name: str) -> NDArray[np.float64] | None:
        if name not in answer.column_names:
            return None
        values = np.zeros(shape)
        values[cell] = np.nan_to_num(answer[name].cast(pa.float64()).to_numpy())
        return values

    rows = np.zeros(shape, dtype=np.int64)
    rows[cell] = answer["n_rows"].to_numpy()
    sums, moved, unsure = column("all_jobs"), column("moved"), column("unsure")
    none = np.zeros(shape)
    return Counts(
        sums=none if sums is None else sums,
        rows=rows,
        units=rows.astype(np.float64) if plan.table.are_establishments else column("all_units"),
        largest=column("top"),
        sum_squares=column("squares"),
        hidden=hidden,
        rebased=(none if moved is None else moved).sum(axis=2),
        uncertain=(none if unsure is None else unsure).sum(axis=2),
    )
