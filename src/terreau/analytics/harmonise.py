"""The jobs of former codes in the codes of today, and how much of them that moved.

Communes merge, separate and change codes. `harmonise` adds a table up along passages from old
codes to new ones; which passages those are, somebody else knows.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, NamedTuple, Unpack

import numpy as np
import numpy.typing as npt

from terreau.analytics.cells import Absent, FloatArray, NarrowTable, Status
from terreau.analytics.cube import Cube
from terreau.analytics.reading import Reading, how_read, read_periods
from terreau.analytics.tally import Parts, Tally
from terreau.core.errors import BadInput


class _Passage(NamedTuple):
    old: str
    new: str
    weight: float | None
    certain: bool


class _Links(NamedTuple):
    """(m,) the passages that the table uses, ordered by new code."""

    parts: Parts
    changes: FloatArray  # 1 where the code changes
    doubtful: FloatArray  # 1 where the passage is not certain


@dataclass(frozen=True)
class Harmonised:
    """Jobs in the new codes, and the history of each number.

    Parameters
    ----------
    asked : Mapping[str, str]
        The measure and every option it was computed with.
    cube : Cube
        (period, new code, sector), jobs, NaN = not known, with bounds.
    rebased : FloatArray
        (period, new code), share of the known jobs that were under another code, a fraction; NaN
        where there are no jobs.
    uncertain : FloatArray
        (period, new code), share of the known jobs whose passage is not certain, likewise.
    """

    asked: Mapping[str, str]
    cube: Cube
    rebased: FloatArray
    uncertain: FloatArray

    def to_table(self) -> Any:
        """Return a narrow pyarrow table, which every function reads.

        Returns
        -------
        pyarrow.Table
            Columns territory (the new code), sector, period, value, status, lower, upper, and
            units, largest, sum_squares where the source has them.
        """
        from terreau.analytics.cube_table import write_cube  # noqa: PLC0415  loads pyarrow

        return write_cube(self.cube)

    def shares_table(self) -> Any:
        """Return the components ``rebased`` and ``uncertain`` as the narrow table of a measure."""
        from terreau.analytics.cube_table import write_shares  # noqa: PLC0415  loads pyarrow

        shares = {"rebased": self.rebased, "uncertain": self.uncertain}
        return write_shares(self.cube.periods, self.cube.territories, shares)


def harmonise(table: NarrowTable, passages: NarrowTable, **reading: Unpack[Reading]) -> Harmonised:
    """Add the jobs of every period of a table up to the codes of one vintage.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where they exist, status, units,
        largest, sum_squares, lower, upper.
    passages : NarrowTable
        Columns old and new (codes, text), certain (bool) and weight (the part of the old
        code's jobs that goes to the new one, a fraction; null = all of it, where there is one new
        code). A code that is not in ``old`` stays itself.
    **reading : Unpack[Reading]
        How the table is read (`terreau.analytics.reading.Reading`). Without ``territories`` a code
        that has no row at a period was not in force then, and lacks in no sum; with it every
        code of that grid counts at each period, and where it has no row it is absent.

    Returns
    -------
    Harmonised
        value × weight added by new code, sector and period; whole numbers stay exact where no
        weight divides them. A sum one of whose cells is not known is null, with ``lower`` = what
        is visible. Where a weight divides a territory, units, largest and sum_squares are null.

    Raises
    ------
    BadInput
        Unusable table; weights that are missing, not positive, or do not add up to 1; a passage
        given twice.

    Notes
    -----
    Passages are followed once: new codes are not looked up again. A passage to the same code that
    is not certain says that the code stayed and its land did not.

    References
    ----------
    M. F. Goodchild, N. S.-N. Lam (1980), "Areal interpolation: a variant of the traditional spatial
    problem", Geo-Processing 1, 297–312, for what weights assume.

    Examples
    --------
    B joined A; a quarter of D became C, as far as anybody knows:

    >>> table = {
    ...     "territory": ["A", "B", "D"], "sector": ["C"] * 3, "period": [2010] * 3,
    ...     "value": [30, 10, 40],
    ... }
    >>> passages = {
    ...     "old": ["B", "D", "D"], "new": ["A", "C", "D"],
    ...     "weight": [None, 0.25, 0.75], "certain": [True, False, False],
    ... }
    >>> found = harmonise(table, passages)
    >>> found.to_table().select(["territory", "value"]).to_pydict()
    {'territory': ['A', 'C', 'D'], 'value': [40.0, 10.0, 30.0]}
    >>> found.rebased.tolist(), found.uncertain.tolist()
    ([[0.25, 1.0, 0.0]], [[0.0, 1.0, 1.0]])
    """
    from terreau.analytics.cube_table import hold  # noqa: PLC0415  loads pyarrow
    from terreau.analytics.narrow import read_rows  # noqa: PLC0415

    held = hold(table)
    rows = read_rows(held, reading.get("columns"))
    absent = reading.get("absent", "missing")
    cube = read_periods(held, sorted(rows.period.labels), reading)
    in_force = np.ones(cube.values.shape[:2], dtype=np.bool_)
    if reading.get("territories") is None:
        place = {code: i for i, code in enumerate(cube.territories)}
        year = {period: i for i, period in enumerate(cube.periods)}
        in_force[:] = False
        in_force[
            np.array([year[label] for label in rows.period.labels])[rows.period.of_row],
            np.array([place[label] for label in rows.territory.labels])[rows.territory.of_row],
        ] = True
    links = _links(cube.territories, _by_old(_read(hold(passages))))
    sums = _sums(Tally.of(cube), in_force, links.parts, absent)
    return Harmonised(
        asked={
            "measure": "harmonise",
            **how_read(reading),
        },
        cube=sums.to_cube(cube.periods, links.parts.codes, cube.sectors),
        rebased=_share(cube.values, links.parts, links.changes),
        uncertain=_share(cube.values, links.parts, links.doubtful),
    )


def _sums(cells: Tally, in_force: npt.NDArray[np.bool_], parts: Parts, absent: Absent) -> Tally:
    """Add up by new code; a code that is not in force lacks nowhere, save where none is."""
    out = ~in_force[:, :, None]
    sums = replace(
        cells,
        status=np.where(out, np.uint8(Status.OK), cells.status),
        most=np.where(out, 0.0, cells.most),
    ).added(parts, axis=1)
    if absent == "zero":
        return sums
    some = np.logical_or.reduceat(in_force[:, parts.sources], parts.starts, axis=1)[:, :, None]
    return replace(
        sums,
        status=np.where(some, sums.status, np.uint8(Status.MISSING)),
        most=np.where(some, sums.most, np.nan),
    )


def _share(values: FloatArray, parts: Parts, counted: FloatArray) -> FloatArray:
    """Return (period, new code): the share of known jobs that come by the counted passages."""
    jobs = np.nansum(values, axis=2)[:, parts.sources]
    if parts.weights is not None:
        jobs = jobs * parts.weights
    total = np.add.reduceat(jobs, parts.starts, axis=1)
    part = np.add.reduceat(jobs * counted, parts.starts, axis=1)
    share: FloatArray = np.divide(part, total, out=np.full(total.shape, np.nan), where=total > 0)
    return share


def _read(passages: Any) -> list[_Passage]:
    """Return the rows of a held table of passages."""
    for name in ("old", "new", "certain"):
        if name not in getattr(passages, "column_names", ()):
            raise BadInput(
                "The passages have no such column",
                value=name,
                remedy="Name their columns old, new, weight, certain",
            )
    weights = (
        passages.column("weight").to_pylist()
        if "weight" in passages.column_names
        else [None] * passages.num_rows
    )
    codes = (passages.column(name).to_pylist() for name in ("old", "new"))
    certain = passages.column("certain").to_pylist()
    found = []
    for old, new, weight, is_certain in zip(*codes, weights, certain, strict=True):
        if not (isinstance(old, str) and isinstance(new, str) and isinstance(is_certain, bool)):
            raise BadInput(
                "A passage leads from a code to a code, and is certain or not",
                value=(old, new, is_certain),
                remedy="Write codes as text, and true or false",
            )
        found.append(_Passage(old, new, weight, is_certain))
    return found


def _by_old(passages: list[_Passage]) -> dict[str, list[_Passage]]:
    """Return the passages of each old code, which share out all of its jobs."""
    by_old: dict[str, list[_Passage]] = {}
    for old, rows in groupby(sorted(passages, key=lambda p: p[:2]), key=lambda p: p.old):
        found = list(rows)
        if len({passage.new for passage in found}) < len(found):
            raise BadInput("A passage is given twice", value=old)
        if len(found) == 1 and found[0].weight is None:
            found = [found[0]._replace(weight=1.0)]
        given = [passage.weight for passage in found if passage.weight is not None]
        if (
            len(given) < len(found)
            or not all(weight > 0 for weight in given)
            or not math.isclose(math.fsum(given), 1.0, abs_tol=1e-9)
        ):
            raise BadInput(
                f"The weights of the passages from {old!r} must be positive and add up to 1",
                value=[passage.weight for passage in found],
                why="Jobs would be lost or counted twice",
            )
        by_old[old] = found
    return by_old


def _links(held: tuple[str, ...], by_old: Mapping[str, list[_Passage]]) -> _Links:
    links = sorted(
        (passage.new, place, passage)
        for place, code in enumerate(held)
        for passage in by_old.get(code, [_Passage(code, code, 1.0, True)])
    )
    members: dict[str, list[int]] = {}
    for new, place, _ in links:
        members.setdefault(new, []).append(place)
    used = [passage for _, _, passage in links]
    parts = Parts.of(members)
    weights = np.array([passage.weight for passage in used], dtype=np.float64)
    return _Links(
        parts if (weights == 1).all() else replace(parts, weights=weights),
        np.array([float(passage.old != passage.new) for passage in used]),
        np.array([float(not passage.certain) for passage in used]),
    )
