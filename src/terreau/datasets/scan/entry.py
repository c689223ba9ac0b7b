"""The questions a scan answers, checked before an engine reads a row."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from terreau.datasets.catalogue import Dataset
from terreau.datasets.scan.result import Aggregate


def aggregate(
    dataset: Dataset,
    groups: Mapping[str, Collection[str]],
    *,
    periods: Sequence[int],
    level: str | None = None,
    paired: bool = False,
    engine: str = "arrow",
) -> Aggregate:
    """Aggregate a stored table to groups of territories."""
    raise NotImplementedError


def nation(
    dataset: Dataset,
    *,
    periods: Sequence[int],
    level: str | None = None,
    paired: bool = False,
    engine: str = "arrow",
) -> Aggregate:
    """Aggregate the whole table to one group, "nation", residual codes included."""
    raise NotImplementedError


def territories(dataset: Dataset) -> frozenset[str]:
    """Return the codes of the territories found in the table, residual codes left out."""
    raise NotImplementedError
