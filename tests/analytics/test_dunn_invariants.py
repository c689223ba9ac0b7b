"""What holds for any country: identities of the Dunn kernel, and a slow oracle.

The oracle follows the definitions cell by cell in exact fractions and shares
nothing with the kernel.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import dunn

Array = npt.NDArray[np.float64]
PARTS = ("macro", "structural", "local", "total")

jobs = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 2_000_000)).map(float)
cells = st.one_of(jobs, jobs, jobs, st.just(float("nan")))


@st.composite
def countries(draw: st.DrawFn, *, cell: st.SearchStrategy[float] = cells) -> tuple[Array, Array]:
    """Return a country at two dates, hidden and empty cells included."""
    shape = draw(st.tuples(st.integers(1, 6), st.integers(1, 5)))
    base, final = (draw(hnp.arrays(np.float64, shape, elements=cell)) for _ in range(2))
    return base, final


def by_the_book(base: Array, final: Array) -> list[list[dict[str, Fraction] | None]]:
    """Decompose with fractions, cell by cell; None where a cell is not known."""
    territories, sectors = range(base.shape[0]), range(base.shape[1])
    known = {
        (j, i): (Fraction(base[j, i]), Fraction(final[j, i]))
        for j in territories
        for i in sectors
        if base[j, i] == base[j, i] and final[j, i] == final[j, i]
    }
    e0 = {i: sum(known[j, i][0] for j in territories if (j, i) in known) for i in sectors}
    e1 = {i: sum(known[j, i][1] for j in territories if (j, i) in known) for i in sectors}
    all0, all1 = sum(e0.values()), sum(e1.values())

    def decompose(j: int, i: int) -> dict[str, Fraction] | None:
        if (j, i) not in known:
            return None
        a, b = known[j, i]
        if a == 0:
            return {"macro": a, "structural": a, "local": b, "total": b}
        return {
            "macro": a * (Fraction(all1) / all0 - 1),
            "structural": a * (Fraction(e1[i]) / e0[i] - Fraction(all1) / all0),
            "local": b - a * Fraction(e1[i]) / e0[i],
            "total": b - a,
        }

    return [[decompose(j, i) for i in sectors] for j in territories]


def close(found: Any, expected: Any, *scale: Array) -> None:
    """Compare to 1e-9 of the size of the country (differences of large numbers are small)."""
    size = max(1.0, *(float(np.nansum(part)) for part in scale)) if scale else 1.0
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-12 * size)


@given(countries())
def test_the_kernel_agrees_with_the_oracle(country: tuple[Array, Array]) -> None:
    effects, expected = dunn(*country), by_the_book(*country)
    for name in PARTS:
        wanted = [[np.nan if c is None else float(c[name]) for c in row] for row in expected]
        close(getattr(effects, name), wanted, *country)
    assert effects.kept.tolist() == [[cell is not None for cell in row] for row in expected]


@given(countries())
def test_components_add_up_and_are_finite(country: tuple[Array, Array]) -> None:
    effects = dunn(*country)
    close(effects.macro + effects.structural + effects.local, effects.total, *country)
    for name in PARTS:
        assert np.isfinite(getattr(effects, name)[effects.kept]).all()
        assert np.isnan(getattr(effects, name)[~effects.kept]).all()


@given(countries())
def test_growth_rates_are_the_same_for_all(country: tuple[Array, Array]) -> None:
    """macro/a is one number, structural/a one number per sector."""
    base, _ = country
    effects = dunn(*country)
    some = effects.kept & (np.nan_to_num(base) > 0)
    if some.any():
        macro = effects.macro[some] / base[some]
        np.testing.assert_allclose(macro, macro[0], rtol=1e-9, atol=1e-12)
    for i in range(base.shape[1]):
        here = some[:, i]
        if here.any():
            rates = effects.structural[here, i] / base[here, i]
            # Both growths may be in the millions and nearly equal: their difference is not exact.
            np.testing.assert_allclose(rates, rates[0], rtol=1e-9, atol=1e-9)


@given(countries())
def test_local_effects_cancel_in_each_sector(country: tuple[Array, Array]) -> None:
    """Save in a sector nobody had, whose jobs are all local."""
    base, final = country
    effects = dunn(base, final)
    had = np.where(effects.kept, base, 0).sum(axis=0)
    born = np.where(had == 0, np.where(effects.kept, final, 0).sum(axis=0), 0)
    close(np.where(effects.kept, effects.local, 0).sum(axis=0), born, *country)
    if had.any():
        close(np.where(effects.kept, effects.structural, 0).sum(), -born.sum(), *country)


@given(countries(), st.data())
def test_grouping_adds_the_effects(country: tuple[Array, Array], data: st.DataObject) -> None:
    """Dunn's effects of a group are the sums over its members: commune to EPCI to zone."""
    base, final = country
    n = base.shape[0]
    groups = data.draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))
    membership = np.eye(3)[groups].T  # (3, n)
    members = dunn(base, final)
    kept_base, kept_final = (np.where(members.kept, year, 0) for year in country)
    grouped = dunn(membership @ kept_base, membership @ kept_final)
    for name in PARTS:
        parts = np.where(members.kept, getattr(members, name), 0)
        close(getattr(grouped, name), membership @ parts, *country)


@given(countries(), st.integers(2, 1000))
def test_counting_in_another_unit(country: tuple[Array, Array], factor: int) -> None:
    base, final = country
    effects, scaled = dunn(base, final), dunn(factor * base, factor * final)
    for name in PARTS:
        close(getattr(scaled, name), factor * getattr(effects, name), factor * base, factor * final)


@given(countries(), st.randoms(use_true_random=False))
def test_the_order_does_not_matter(country: tuple[Array, Array], random: Any) -> None:
    base, final = country
    rows, columns = list(range(base.shape[0])), list(range(base.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    place = np.ix_(rows, columns)
    effects, moved = dunn(base, final), dunn(base[place], final[place])
    for name in PARTS:
        close(getattr(moved, name), getattr(effects, name)[place], *country)


@given(countries(cell=jobs))
def test_a_country_that_does_not_change(country: tuple[Array, Array]) -> None:
    base, _ = country
    effects = dunn(base, base)
    for name in PARTS:
        close(getattr(effects, name), np.zeros_like(base), base)


@given(countries(cell=jobs), st.data())
def test_hiding_never_changes_what_is_left_of_other_sectors_local_effect(
    country: tuple[Array, Array], data: st.DataObject
) -> None:
    """A hidden cell moves the local effects of its sector only, and is never counted as zero."""
    base, final = country
    j = data.draw(st.integers(0, base.shape[0] - 1))
    i = data.draw(st.integers(0, base.shape[1] - 1))
    hidden = base.copy()
    hidden[j, i] = np.nan
    effects, masked = dunn(base, final), dunn(hidden, final)
    others = [sector for sector in range(base.shape[1]) if sector != i]
    close(masked.local[:, others], effects.local[:, others], *country)
    assert np.isnan(masked.total[j, i])
    assert not masked.kept[j, i]
