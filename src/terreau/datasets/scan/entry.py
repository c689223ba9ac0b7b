"""The questions a scan answers, checked before an engine reads a row."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType

from terreau.core.errors import BadInput
from terreau.datasets.catalogue import Dataset
from terreau.datasets.scan import arrow
from terreau.datasets.scan.plan import Plan, everything, plan
from terreau.datasets.scan.result import Aggregate

ENGINES: Mapping[str, Callable[[Plan], Aggregate]] = MappingProxyType({"arrow": arrow.scan})


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
        "arrow".

    Returns
    -------
    Aggregate
        Secret and missing cells are in no sum, and counted in ``hidden``. In a table whose absent
        cells are not zeros, each absent cell is counted in ``hidden`` too.

    Raises
    ------
    BadInput
        Unknown engine or period, level finer than the table, dataset of perimeters, no group.
    """
    question = plan(dataset, groups, periods=periods, level=level, paired=paired)
    if engine not in ENGINES:
        raise BadInput(
            "Unknown engine of scan", value=engine, remedy=f"Choose among {', '.join(ENGINES)}"
        )
    return ENGINES[engine](question)


def nation(
    dataset: Dataset,
    *,
    periods: Sequence[int],
    level: str | None = None,
    paired: bool = False,
    engine: str = "arrow",
) -> Aggregate:
    """Aggregate the whole table to one group, "nation", residual codes included.

    Parameters are those of `aggregate`. The answer is remembered as long as the dataset is the
    same.

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
    return _nation(dataset, tuple(periods), level, paired, engine)


@lru_cache(maxsize=64)
def _nation(
    dataset: Dataset, periods: tuple[int, ...], level: str | None, paired: bool, engine: str
) -> Aggregate:
    groups = {"nation": everything(dataset)}
    return aggregate(dataset, groups, periods=periods, level=level, paired=paired, engine=engine)
