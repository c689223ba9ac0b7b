"""Any perimeter from the cells of a table: added up first, hidden afterwards.

`aggregate` adds the real values of a source and then applies its secrecy rule to the sums. What
the source itself hides stays unknown in every sum that contains it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Unpack

import numpy as np

from terreau.analytics.cells import FloatArray, NarrowTable, Status
from terreau.analytics.cube import Cube
from terreau.analytics.nested import nested
from terreau.analytics.reading import Reading, how_read, read_periods
from terreau.analytics.secrecy import BoolArray, SecrecyRule, primary
from terreau.analytics.tally import GREATEST, Parts, Tally
from terreau.core.errors import BadInput


@dataclass(frozen=True)
class Aggregated:
    """Jobs of perimeters, as they may be published.

    Parameters
    ----------
    asked : Mapping[str, str]
        The measure and every option it was computed with.
    cube : Cube
        (period, group, sector), jobs. NaN where the source or the rule hides or does not know.
        ``extra`` has units, largest, sum_squares as far as the source, and the bounds lower and
        upper of a cell that the source hides.
    visible_share : FloatArray
        (period, group), share of the jobs of the perimeter that its shown cells hold, a fraction;
        NaN where it is not known, or would itself give hidden jobs away.
    """

    asked: Mapping[str, str]
    cube: Cube
    visible_share: FloatArray

    def to_table(self) -> Any:
        """Return a narrow pyarrow table, which every function reads.

        Returns
        -------
        pyarrow.Table
            Columns territory (the group), sector, period, value, status, units, largest,
            sum_squares, lower, upper: the three before the bounds only where the source has them.
            ``largest`` and ``sum_squares`` are of establishments: compute with them, never
            publish them.
        """
        from terreau.analytics.cube_table import write_cube  # noqa: PLC0415  loads pyarrow

        return write_cube(self.cube)

    def shares_table(self) -> Any:
        """Return the component ``visible_share`` as the narrow table of a measure."""
        from terreau.analytics.cube_table import write_shares  # noqa: PLC0415  loads pyarrow

        shares = {"visible_share": self.visible_share}
        return write_shares(self.cube.periods, self.cube.territories, shares)


def aggregate(
    table: NarrowTable,
    groups: Mapping[str, Collection[str]],
    *,
    periods: Sequence[int | str],
    rule: SecrecyRule,
    sector_of: Mapping[str, str] | None = None,
    **reading: Unpack[Reading],
) -> Aggregated:
    """Add the cells of a table up to perimeters, then hide what the rule of the source hides.

    Parameters
    ----------
    table : NarrowTable
        Columns territory, sector, period, value (jobs) and, where they exist, status, units
        (establishments), largest (jobs of the largest), sum_squares (of their jobs), lower and
        upper (bounds of a cell that is not known, jobs).
    groups : Mapping[str, Collection[str]]
        Code of a perimeter → its territories. All of them are taken as published together; they
        may contain one another, overlap, and leave territories out.
    periods : Sequence[int | str]
        The periods to keep, as the table writes them.
    rule : SecrecyRule
        The rule of the source: ``ENTERPRISES`` where it gives real values of enterprises,
        ``NO_SECRECY`` where it hides by itself or has nothing to hide.
    sector_of : Mapping[str, str], optional
        Sector of the table → the sector it is counted in; by default each stays.
    **reading : Unpack[Reading]
        How the table is read (`terreau.analytics.reading.Reading`). A territory of a group that
        the table does not have is absent in every cell.

    Returns
    -------
    Aggregated
        Sums where every cell is known and the rule allows. A cell that the source hides or does
        not know makes the sum null, with its status, ``lower`` = what is visible (plus lower
        bounds), and ``upper`` where all upper bounds are given. A sum that the rule hides is
        ``secret``, with nothing beside it.

    Raises
    ------
    BadInput
        Unusable table or groups, no territory in common, a sector that ``sector_of`` leaves
        out, a column that the rule needs and the table does not have.

    Notes
    -----
    value = Σ, units = Σ, sum_squares = Σ, largest = max over the cells. The rule is applied to the
    sums (`secrecy.primary`), and to what the perimeters that contain one another leave
    (`nested.nested`); what is visible of an incomplete sum must obey too, else it has no bounds.
    Totals over sectors are not in the answer: publishing some calls for `complementary`.

    References
    ----------
    Those of `primary` and `nested`.

    Examples
    --------
    Two communes may be shown together where neither may be shown alone:

    >>> table = {
    ...     "territory": ["c1", "c2", "c3"], "sector": ["C"] * 3, "period": [2024] * 3,
    ...     "value": [20, 30, 90], "units": [2, 2, 1], "largest": [15, 16, 90],
    ... }
    >>> from terreau.analytics.secrecy import ENTERPRISES
    >>> groups = {"c1": ["c1"], "pair": ["c1", "c2"], "plant": ["c3"]}
    >>> found = aggregate(table, groups, periods=[2024], rule=ENTERPRISES).to_table()
    >>> found.column("value").to_pylist()
    [None, 50.0, None]
    >>> found.column("status").to_pylist()
    ['secret', 'ok', 'secret']
    """
    absent = reading.get("absent", "missing")
    cube = read_periods(table, periods, reading)
    cells = Tally.of(_with_an_absent_territory(cube, absent == "zero"))
    sectors = _sectors(cube.sectors, sector_of)
    territories = _territories(cube.territories, groups)
    natives = cells.added(sectors, axis=2)
    sums = natives.added(territories, axis=1)
    hidden = _hidden(natives, sums, territories, rule)
    shown = sums.to_cube(cube.periods, territories.codes, sectors.codes)
    return Aggregated(
        asked={
            "measure": "aggregate",
            "rule": rule.name,
            "min_units": str(rule.min_units),
            "max_share": str(rule.max_share),
            **how_read(reading),
        },
        cube=_masked(shown, hidden),
        visible_share=_visible_share(sums, hidden, rule),
    )


def _with_an_absent_territory(cube: Cube, is_zero: bool) -> Cube:
    """Return the cube with one more territory, last, that stands for all those it lacks."""
    wider = ((0, 0), (0, 1), (0, 0))
    return Cube(
        cube.periods,
        (*cube.territories, ""),
        cube.sectors,
        np.pad(cube.values, wider, constant_values=0.0 if is_zero else np.nan),
        np.pad(cube.status, wider, constant_values=Status.OK if is_zero else Status.MISSING),
        {name: np.pad(said, wider, constant_values=np.nan) for name, said in cube.extra.items()},
    )


def _sectors(held: tuple[str, ...], sector_of: Mapping[str, str] | None) -> Parts:
    if sector_of is None:
        return Parts.of({sector: [place] for place, sector in enumerate(held)})
    members: dict[str, list[int]] = {}
    for place, sector in enumerate(held):
        if sector not in sector_of:
            raise BadInput(
                "sector_of does not say where a sector counts",
                value=sector,
                why="Leaving it out would lower every sum",
                remedy="Add it",
            )
        members.setdefault(sector_of[sector], []).append(place)
    return Parts.of(dict(sorted(members.items())))


def _territories(held: tuple[str, ...], groups: Mapping[str, Collection[str]]) -> Parts:
    place = {code: i for i, code in enumerate(held)}
    members: dict[str, list[int]] = {}
    for code, territories in groups.items():
        if isinstance(territories, str) or not territories:
            raise BadInput(
                f"The group {code!r} must list its territories, one at least", value=territories
            )
        found = sorted(place.get(territory, len(held)) for territory in set(territories))
        members[code] = found
    if not any(found[0] < len(held) for found in members.values()):
        raise BadInput(
            "No territory of the groups is in the table",
            value=tuple(groups)[:3],
            remedy=f"The table writes them as {held[0]!r}",
        )
    return Parts.of(members)


def _hidden(natives: Tally, sums: Tally, territories: Parts, rule: SecrecyRule) -> BoolArray:
    """Return (period, group, sector): what the rule hides, and what nested groups give away."""
    hidden = np.zeros(sums.known.shape, dtype=np.bool_)
    if not rule.hides:
        return hidden
    # A territory that the table does not have adds nothing: two groups may differ by it alone.
    absent = natives.known.shape[1] - 1
    groups = np.split(territories.sources, territories.starts[1:])
    members = [group[group < absent].tolist() for group in groups]
    for period in range(len(hidden)):
        first = primary(sums.known[period], *_establishments(sums, period), rule)
        cells = natives.known[period], *_establishments(natives, period)
        hidden[period] = nested(members, *cells, hidden=first, rule=rule)
    return hidden


def _establishments(tally: Tally, period: int) -> tuple[FloatArray | None, FloatArray | None]:
    units, largest = tally.establishments.get("units"), tally.establishments.get(GREATEST)
    return (
        None if units is None else units[period],
        None if largest is None else largest[period],
    )


def _masked(cube: Cube, hidden: BoolArray) -> Cube:
    return Cube(
        cube.periods,
        cube.territories,
        cube.sectors,
        np.where(hidden, np.nan, cube.values),
        np.where(hidden, np.uint8(Status.SECRET), cube.status),
        {name: np.where(hidden, np.nan, said) for name, said in cube.extra.items()},
    )


def _visible_share(sums: Tally, hidden: BoolArray, rule: SecrecyRule) -> FloatArray:
    """Return (period, group). With the share anybody knows the hidden jobs: they must obey too."""
    total = sums.known.sum(axis=2)
    told = (sums.status == Status.OK).all(axis=2) & (total > 0)
    for period in range(len(hidden)):
        units, largest = (
            None if column is None else np.where(hidden[period], column, 0.0)
            for column in _establishments(sums, period)
        )
        told[period] &= ~primary(
            np.where(hidden[period], sums.known[period], 0.0).sum(axis=1, keepdims=True),
            None if units is None else units.sum(axis=1, keepdims=True),
            None if largest is None else largest.max(axis=1, keepdims=True),
            rule,
        )[:, 0]
    visible = np.where(hidden, 0.0, sums.known).sum(axis=2)
    share: FloatArray = np.divide(visible, total, out=np.full(total.shape, np.nan), where=told)
    return share
