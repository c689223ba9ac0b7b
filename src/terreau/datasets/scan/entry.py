"""The questions a scan answers, checked before an engine reads a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from terreau.core.errors import BadInput
from terreau.datasets.catalogue import sound
from terreau.datasets.dataset import Dataset
from terreau.datasets.scan import arrow, expression
from terreau.datasets.scan.mapped import totals_of
from terreau.datasets.scan.plan import Plan, everything, plan, plan_of_files, sectors_at
from terreau.datasets.scan.result import Aggregate
from terreau.datasets.scan.table import table_of_files

ENGINES: Mapping[str, Callable[[Plan], Aggregate]] = MappingProxyType(
    {
        "arrow": arrow.scan,
        "ibis+duckdb": expression.scan_with_duckdb,
        "ibis+spark": expression.scan_with_spark,
    }
)


def aggregate(
    dataset: Dataset,
    groups: Mapping[str, Collection[str]],
    *,
    periods: Sequence[int],
    level: str | None = None,
    paired: bool = False,
    engine: str = "arrow",
) -> Aggregate:
    """Aggregate a stored table to groups of territories.

    Parameters
    ----------
    dataset : Dataset
        A dataset of figures.
    groups : Mapping[str, Collection[str]]
        Name of the group → codes of its territories; for a table by commune, codes of today. A
        territory may belong to several groups; a code the table does not have counts nothing.
    periods : Sequence[int]
        Years of the dataset, in the order wanted.
    level : str, optional
        Level of the sectors of the answer; the table's own by default.
    paired : bool
        Whether a native cell (territory × native sector) that is secret or missing at one of the
        periods leaves all of them, so that two dates compare the same cells.
    engine : str
        "arrow"; "ibis+duckdb" and "ibis+spark" give the same answer, by other means.

    Returns
    -------
    Aggregate
        Secret and missing cells are in no sum, and counted in ``hidden``. In a table whose absent
        cells are not zeros, each absent cell is counted in ``hidden`` too.

    Raises
    ------
    BadInput
        Unknown engine or period, level finer than the table, dataset of perimeters, no group.
    StoreFailure
        If the stored table is damaged.
    """
    answer = _engine(engine)
    asked = plan(dataset, groups, periods=periods, level=level, paired=paired)
    try:
        return answer(asked)
    except (OSError, pa.ArrowException):  # A body may be damaged where the catalogue looks not.
        with sound(dataset):
            raise


def scan_files(
    location: str | Path,
    groups: Mapping[str, Collection[str]],
    sectors: Mapping[str, str],
    *,
    periods: Sequence[int],
    columns: Mapping[str, str] | None = None,
    are_establishments: bool = False,
    absent: str = "zero",
    paired: bool = False,
    engine: str = "arrow",
) -> Aggregate:
    """Aggregate Parquet files of any size to groups of territories.

    Parameters
    ----------
    location : str or Path
        A Parquet file, or a folder of them, such as ``year=2009/part.parquet``; a path, or an
        address that the engine understands ("s3://bucket/folder").
    groups : Mapping[str, Collection[str]]
        Name of the group → codes of its territories, as the files write them. A territory may
        belong to several groups; a code of no group counts nothing.
    sectors : Mapping[str, str]
        Sector code as the files write it → sector of the answer.
    periods : Sequence[int]
        Years, in the order wanted.
    columns : Mapping[str, str], optional
        "territory", "sector", "period", "value" and, where the rows say them, "units" (number of
        establishments) and "largest" (jobs of the largest) → names in the files, where they
        differ. The period may be the name of the sub-folders.
    are_establishments : bool
        Whether a row is one establishment: units, largest and sum of squares are then known.
    absent : {"zero", "secret", "missing"}
        What a cell without a row means.
    paired : bool
        As in `aggregate`.
    engine : {"arrow", "ibis+duckdb", "ibis+spark"}
        What reads the files.

    Returns
    -------
    Aggregate
        A row without a value is in no sum, and its cell is counted in ``hidden``.

    Raises
    ------
    BadInput
        Files, columns or engine that are not there; a sector code that ``sectors`` does not say.

    Examples
    --------
    >>> import pyarrow as pa, pyarrow.parquet as pq
    >>> from pathlib import Path
    >>> from tempfile import TemporaryDirectory
    >>> rows = {"commune": ["X1", "X1", "X2"], "naf": ["10A", "10B", "10A"], "jobs": [5, 2, 4]}
    >>> with TemporaryDirectory() as folder:
    ...     (Path(folder) / "year=2024").mkdir()
    ...     pq.write_table(pa.table(rows), Path(folder) / "year=2024/part.parquet")
    ...     answer = scan_files(
    ...         folder,
    ...         {"E1": ["X1", "X2"]},
    ...         {"10A": "10", "10B": "10"},
    ...         periods=[2024],
    ...         columns={
    ...             "territory": "commune", "sector": "naf", "period": "year", "value": "jobs"
    ...         },
    ...     )
    >>> answer.sums.tolist(), answer.rows.tolist()
    ([[[11.0]]], [[[3]]])
    """
    table = table_of_files(location, columns, absent=absent, are_establishments=are_establishments)
    return _engine(engine)(plan_of_files(table, groups, sectors, periods=periods, paired=paired))


def _engine(name: str) -> Callable[[Plan], Aggregate]:
    if name not in ENGINES:
        raise BadInput(
            "Unknown engine of scan", value=name, remedy=f"Choose among {', '.join(ENGINES)}"
        )
    return ENGINES[name]


def totals(dataset: Dataset, codes: Collection[str]) -> NDArray[np.float64] | None:
    """Return the jobs of a territory in every year of a dataset, all sectors together.

    Parameters
    ----------
    dataset : Dataset
        A dataset of figures.
    codes : Collection[str]
        Codes of the territory, as in `aggregate`.

    Returns
    -------
    ndarray or None
        (P,) jobs, from what is remembered of each territory: no row is read. None where some cells
        of the dataset are not known, so that sums must say which; `aggregate` does.

    Raises
    ------
    BadInput, StoreFailure
        As in `aggregate`.
    """
    asked = plan(dataset, {"": codes}, periods=dataset.periods, level=None, paired=False)
    if not dataset.is_complete or asked.table.cells is None:
        return None
    with sound(dataset):
        return totals_of(asked.table.cells, asked)


def nation(
    dataset: Dataset,
    *,
    periods: Sequence[int],
    level: str | None = None,
    paired: bool = False,
    engine: str = "arrow",
) -> Aggregate:
    """Aggregate the whole table to one group, "nation", residual codes included.

    Parameters are those of `aggregate`. What was counted is remembered as long as the dataset is
    the same.

    Raises
    ------
    BadInput
        If the rows of the table do not add up to the country, or as in `aggregate`.
    """
    if not dataset.covers_nation:
        raise BadInput(
            "This dataset does not cover the country",
            value=dataset.id,
            why="Its description does not say that its rows add up to the nation",
            remedy="Compare with another perimeter, or write nation = true in [coverage] "
            "if they do",
        )
    if paired and not dataset.is_complete:
        return _nation(dataset, tuple(periods), level, paired, engine)
    # A year hides the same whatever is asked beside it: all are counted once, for all questions.
    every = _nation(dataset, dataset.periods, None, False, engine)
    return every.of_years(periods).by_sector(*sectors_at(dataset, level))


@lru_cache(maxsize=64)
def _nation(
    dataset: Dataset, periods: tuple[int, ...], level: str | None, paired: bool, engine: str
) -> Aggregate:
    groups = {"nation": everything(dataset)}
    return aggregate(dataset, groups, periods=periods, level=level, paired=paired, engine=engine)
