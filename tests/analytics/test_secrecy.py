"""Which cells hide, and that nobody can subtract them back: against two slow oracles."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics.complementary import Hidden, complementary
from terreau.analytics.secrecy import ENTERPRISES, NO_SECRECY, SecrecyRule, primary
from terreau.core.errors import BadInput, TerreauError

Array = np.ndarray[Any, Any]


@st.composite
def tables(draw: st.DrawFn, largest: int = 40, side: int = 5) -> tuple[Array, Array]:
    """Jobs, some of them zero, and what is hidden at first."""
    shape = draw(st.tuples(st.integers(1, side), st.integers(1, side)))
    value = draw(hnp.arrays(np.int64, shape, elements=st.integers(0, largest)))
    hidden = draw(hnp.arrays(np.bool_, shape))
    return value.astype(float), hidden


def extended(found: Hidden) -> Array:
    """Return (T + 1, S + 1), the totals last."""
    return np.block(
        [[found.cells, found.territory_totals[:, None]], [found.sector_totals, found.grand_total]]
    )


def solvable(hidden: Array) -> list[tuple[int, int]]:
    """Return the hidden cells that linear algebra solves: their unit vector is in the row space.

    One equation per territory, per sector, and for the total of either side; unknowns are the
    hidden cells and totals.
    """
    unknowns = [tuple(int(i) for i in cell) for cell in np.argwhere(hidden)]
    lines = [[float(cell[axis] == place) for cell in unknowns]
             for axis in (0, 1) for place in range(hidden.shape[axis])]  # fmt: skip
    equations = np.array(lines).reshape(len(lines), len(unknowns))
    rank = np.linalg.matrix_rank(equations) if unknowns else 0
    return [
        unknown
        for unknown, unit in zip(unknowns, np.eye(len(unknowns)), strict=True)
        if np.linalg.matrix_rank(np.vstack([equations, unit])) == rank
    ]


@pytest.mark.parametrize(
    ("value", "units", "largest", "hides"),
    [
        (40, 2, 20, True),
        (40, 3, 20, False),
        (100, 9, 85, False),  # exactly 85 % is not above
        (20, 9, 17, False),
        (100, 9, 86, True),
        (0, 0, 0, False),  # nobody
        (0, np.nan, np.nan, False),
        (0, 1, 0, True),  # somebody who employs nobody
        (40, 0, 20, True),  # they contradict each other
        (40, np.nan, 20, True),
        (40, 9, np.nan, True),
        (np.nan, 1, 1, False),  # not ours
    ],
)
def test_the_rule_of_enterprise_statistics(
    value: float, units: float, largest: float, hides: bool
) -> None:
    assert primary([[value]], [[units]], [[largest]], ENTERPRISES).item() is hides


def test_a_source_that_hides_by_itself_needs_no_column() -> None:
    assert not primary([[1, 0, np.nan]], None, None, NO_SECRECY).any()


def test_each_rule_needs_its_own_column_only() -> None:
    assert primary([[5, 5]], [[4, 9]], None, SecrecyRule("five", 5, 1)).tolist() == [[True, False]]
    assert primary([[5, 5]], None, [[5, 4]], SecrecyRule("one", 0, 0.9)).tolist() == [[True, False]]
    with pytest.raises(BadInput, match="needs units: 'enterprises'"):
        primary([[5]], None, [[1]], ENTERPRISES)
    with pytest.raises(BadInput, match="needs largest"):
        primary([[5]], [[5]], None, ENTERPRISES)
    with pytest.raises(BadInput, match="different shapes"):
        primary([[5]], [[5, 6]], [[5]], ENTERPRISES)


@pytest.mark.parametrize(("units", "share"), [(-1, 1.0), (3, 0.0), (3, 85.0)])
def test_a_rule_that_cannot_be_is_refused(units: int, share: float) -> None:
    with pytest.raises(BadInput, match="secrecy rule"):
        SecrecyRule("wrong", units, share)


@settings(max_examples=150)
@given(tables(side=6))
def test_no_hidden_cell_can_be_solved(table: tuple[Array, Array]) -> None:
    value, hidden = table
    found = complementary(value, hidden)
    assert (found.cells >= hidden).all()
    assert solvable(extended(found)) == []


def fillings(value: Array, found: Hidden) -> Iterator[Array]:
    """Every table of jobs that agrees with what is shown, hidden cells moving by one at most."""
    cells = [tuple(cell) for cell in np.argwhere(found.cells)]
    moves = [range(max(0, int(value[cell]) - 1), int(value[cell]) + 2) for cell in cells]
    rows, columns = ~found.territory_totals, ~found.sector_totals
    for jobs in product(*moves):
        filled = value.copy()
        for cell, job in zip(cells, jobs, strict=True):
            filled[cell] = job
        if (
            (filled.sum(axis=1)[rows] == value.sum(axis=1)[rows]).all()
            and (filled.sum(axis=0)[columns] == value.sum(axis=0)[columns]).all()
            and (found.grand_total or filled.sum() == value.sum())
        ):
            yield filled


@settings(max_examples=60)
@given(tables(largest=2, side=3))
def test_knowing_that_jobs_are_not_negative_does_not_help(table: tuple[Array, Array]) -> None:
    """By listing every table of whole numbers, a hidden cell always has two values at least."""
    value, hidden = table
    found = complementary(value, hidden)
    seen = np.stack(list(fillings(value, found)))
    assert (seen.min(axis=0) < seen.max(axis=0))[found.cells].all()


@given(tables())
def test_hiding_again_hides_nothing_more(table: tuple[Array, Array]) -> None:
    """Save around a hidden zero, which is trusted to protect nothing, once it is an input."""
    value, hidden = table
    found = extended(complementary(value + 1, hidden))
    assert (extended(complementary(value + 1, found)) == found).all()


@given(tables())
def test_nothing_hidden_hides_nothing(table: tuple[Array, Array]) -> None:
    value, _ = table
    assert not extended(complementary(value, np.zeros(value.shape, bool))).any()


@given(tables())
def test_a_zero_or_an_unknown_cell_is_never_hidden_for_another(
    table: tuple[Array, Array],
) -> None:
    value, hidden = table
    unknown = np.where(hidden & (value % 3 == 0), np.nan, value)
    more = complementary(unknown, hidden & ~np.isnan(unknown)).cells & ~hidden
    assert (unknown[more] > 0).all()


def test_the_cheapest_cells_are_hidden() -> None:
    value = np.array([[5, 20, 30], [40, 9, 60], [70, 80, 7]])
    found = complementary(value, value == 5)
    assert value[found.cells].tolist() == [5, 20, 40, 9]


@pytest.mark.parametrize(
    ("value", "totals"),
    [
        ([[5]], "territory sector grand"),
        ([[5, 0], [0, 7]], "territory sector grand"),
        ([[5, 0, 8], [7, 0, 9]], ""),
        ([[5, 6]], "sector"),
        ([[5], [6]], "territory"),
        ([[0, 5], [0, 7]], "sector"),  # a zero of a sector that nobody has
        ([[0]], "territory sector grand"),
    ],
)
def test_a_total_is_hidden_where_no_cell_would_do(value: list[list[int]], totals: str) -> None:
    hidden = np.zeros(np.shape(value), bool)
    hidden[0, 0] = True
    found = complementary(value, hidden)
    named = {
        "territory": found.territory_totals.any(),
        "sector": found.sector_totals.any(),
        "grand": found.grand_total,
    }
    assert " ".join(name for name, is_hidden in named.items() if is_hidden) == totals


def test_a_hidden_total_is_protected_too() -> None:
    hidden = np.zeros((3, 3), bool)
    hidden[0, -1] = True  # the total of the first territory, whose cells are all shown
    found = complementary([[5, 6], [7, 8]], hidden)
    assert found.territory_totals[0]
    assert solvable(extended(found)) == []


def test_a_large_table_takes_seconds_at_most_and_leaves_no_bridge() -> None:
    random = np.random.default_rng(20)
    value = np.round(random.lognormal(3, 2, (1250, 88)))
    found = complementary(value, random.random(value.shape) < 0.2)
    again = complementary(value, extended(found))
    assert (again.cells == found.cells).all()


def test_shapes_that_disagree_are_refused() -> None:
    with pytest.raises(BadInput, match="value and hidden have different shapes"):
        complementary([[1, 2]], [[True]])


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "rustworkx", None)
    with pytest.raises(TerreauError, match=r"terreau\[secrecy\]"):
        complementary([[1]], [[True]])
