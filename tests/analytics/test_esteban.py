"""Esteban-Marquillas and chained sums: published answers, an oracle in fractions, identities."""

from __future__ import annotations

import csv
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import chained, dunn, esteban

Array = npt.NDArray[np.float64]
PARTS = ("macro", "structural", "local", "total", "competitive", "allocation", "entry")

# Farhauer and Kröll (2013), Standorttheorien: three regions that make a nation, four industries.
FK_BASE = [[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]]
FK_FINAL = [[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]]

jobs = st.one_of(st.just(0), st.integers(0, 30), st.integers(0, 2_000_000)).map(float)
cells = st.one_of(jobs, jobs, jobs, st.just(float("nan")))


@st.composite
def histories(
    draw: st.DrawFn, *, periods: int | None = None, cell: st.SearchStrategy[float] = cells
) -> Array:
    """Return (period, territory, sector) jobs, hidden and empty cells included."""
    shape = (
        periods or draw(st.integers(2, 4)),
        draw(st.integers(1, 5)),
        draw(st.integers(1, 4)),
    )
    return draw(hnp.arrays(np.float64, shape, elements=cell))


def close(found: Any, expected: Any, history: Array) -> None:
    """Compare to 1e-9 of the size of the country (differences of large numbers are small)."""
    size = max(1.0, float(np.nansum(history)))
    np.testing.assert_allclose(found, expected, rtol=1e-9, atol=1e-11 * size)


# ---------------------------------------------------------------- published answers


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    """Return the outputs of the R package REAT 3.0.3."""
    text = (shared / "cases/analytics/reat/published_outputs.json").read_text()
    return dict(json.loads(text))


def columns(shared: Path, name: str, *names: str, skip: int = 0) -> Array:
    """Return some columns of a published data set, (column, row)."""
    path = shared / "cases/analytics/reat" / name
    with path.open(encoding="latin-1", newline="") as file:
        rows = list(csv.DictReader(file))[skip:]
    return np.array([[float(row[column]) for row in rows] for column in names])


def as_published(effects: Any, territory: int = 0) -> dict[str, float]:
    """Name the sums of a territory as REAT does."""
    sums = effects.over_sectors()
    names = {
        "Growth (t1-t)": sums.total,
        "National share": sums.macro,
        "Industrial mix": sums.structural,
        "Regional share": sums.competitive,
        "Allocation effect": sums.allocation,
    }
    return {name: float(found[territory]) for name, found in names.items()}


@pytest.mark.parametrize("region", ["A", "B", "C"])
def test_three_regions_of_farhauer_and_kroell(published: dict[str, Any], region: str) -> None:
    found = as_published(esteban(FK_BASE, FK_FINAL), "ABC".index(region))
    assert found == pytest.approx(published[f"FK2013_{region}_Esteban"], abs=1e-9)


def test_freiburg_against_germany(shared: Path, published: dict[str, Any]) -> None:
    names = ("e_Freiburg2008", "e_Freiburg2014", "e_Germany2008", "e_Germany2014")
    a, b, e0, e1 = columns(shared, "Freiburg.csv", *names)
    found = as_published(esteban([a], [b], e0, e1))
    assert found == pytest.approx(published["Freiburg_2008_2014_Esteban"], rel=1e-12)


def goettingen(shared: Path, place: str) -> Array:
    names = [f"{place}{year}" for year in range(2008, 2018)]
    return columns(shared, "Goettingen.csv", *names, skip=1)  # the first row is the total


def test_goettingen_against_germany(shared: Path, published: dict[str, Any]) -> None:
    town, nation = goettingen(shared, "Goettingen"), goettingen(shared, "BRD")
    found = as_published(esteban(town[:1], town[-1:], nation[0], nation[-1]))
    assert found == pytest.approx(published["Goettingen_2008_2017_Esteban"], rel=1e-11)


@pytest.mark.parametrize("method", ["Dunn", "Esteban"])
def test_goettingen_chained(shared: Path, published: dict[str, Any], method: str) -> None:
    """REAT's man page stops at 2016: so does this chain; then the whole one."""
    town, nation = goettingen(shared, "Goettingen")[:, np.newaxis], goettingen(shared, "BRD")
    kernel = {"Dunn": dunn, "Esteban": esteban}[method]
    expected = published[f"Goettingen_dynamic_2008_2017_{method}"]["total"]
    effects = chained(kernel, town[:-1], nation[:-1])
    if method == "Esteban":
        assert as_published(effects) == pytest.approx(expected, rel=1e-9)
    sums = chained(dunn, town[:-1], nation[:-1]).over_sectors()
    assert float(sums.total[0]) == expected["Growth (t1-t)"]
    assert float(sums.macro[0]) == pytest.approx(expected["National share"], rel=1e-9)
    assert float(sums.structural[0]) == pytest.approx(expected["Industrial mix"], rel=1e-9)
    whole = chained(kernel, town, nation).over_sectors()
    assert float(whole.total[0]) == 10_411
    found = [round(float(part[0]), 2) for part in (whole.macro, whole.structural, whole.local)]
    assert found == [9477.93, 2165.91, -1232.84]


def test_two_intervals_of_farhauer_and_kroell(published: dict[str, Any]) -> None:
    """The third date is that of REAT's man page."""
    region = [[FK_BASE[0]], [FK_FINAL[0]], [[105, 45, 15, 60]]]
    nation = [np.sum(FK_BASE, axis=0), np.sum(FK_FINAL, axis=0), [460, 230, 155, 500]]

    def sums(periods: slice) -> list[float]:
        found = chained(dunn, region[periods], nation[periods]).over_sectors()
        parts = (found.total, found.macro, found.structural, found.local)
        return [float(part[0]) for part in parts]

    expected = published["FK2013_A_shiftd"]
    assert sums(slice(3)) == pytest.approx(list(expected["total"].values())[:4], rel=1e-9)
    for year, periods in enumerate((slice(2), slice(1, 3))):
        by_year = [row[year] for row in expected["year"]]
        assert sums(periods) == pytest.approx(by_year[:4], rel=1e-9, abs=1e-9)


# ---------------------------------------------------------------- a slow independent oracle


def by_the_book(history: Array) -> dict[str, list[list[float]]]:
    """Decompose each interval with fractions, cell by cell, and add; NaN = not known once."""
    periods, territories, sectors = (range(n) for n in history.shape)
    known = {
        (j, i): [Fraction(history[t, j, i]) for t in periods]
        for j in territories
        for i in sectors
        if all(history[t, j, i] == history[t, j, i] for t in periods)
    }
    found = {name: [[float("nan")] * len(sectors) for _ in territories] for name in PARTS}
    for (j, i), own in known.items():
        sums = dict.fromkeys(PARTS, Fraction(0))
        for t in periods[:-1]:
            sector = [sum(known[c][t + d] for c in known if c[1] == i) for d in (0, 1)]
            nation = [sum(known[c][t + d] for c in known) for d in (0, 1)]
            a, b = own[t], own[t + 1]
            sums["total"] += b - a
            if a == 0:
                sums["local"] += b
                sums["entry"] += b
                continue
            mine = sum(known[c][t] for c in known if c[0] == j)
            mix = sum(known[c][t] for c in known if (j, c[1]) in known)
            homothetic = mine * Fraction(sector[0]) / mix
            ahead = Fraction(b) / a - Fraction(sector[1]) / sector[0]
            sums["macro"] += a * (Fraction(nation[1]) / nation[0] - 1)
            sums["structural"] += a * (
                Fraction(sector[1]) / sector[0] - Fraction(nation[1]) / nation[0]
            )
            sums["local"] += a * ahead
            sums["competitive"] += homothetic * ahead
            sums["allocation"] += (a - homothetic) * ahead
        for name in PARTS:
            found[name][j][i] = float(sums[name])
    return found


@given(histories())
@settings(max_examples=60)
def test_the_kernels_agree_with_the_oracle(history: Array) -> None:
    effects, expected = chained(esteban, history), by_the_book(history)
    for name in PARTS:
        # h/a may be in the millions: what it multiplies is a difference of large numbers.
        size = np.nan_to_num(history).max(initial=1) ** 2
        np.testing.assert_allclose(
            getattr(effects, name), expected[name], rtol=1e-8, atol=1e-14 * size, err_msg=name
        )
    assert (effects.kept == ~np.isnan(expected["total"])).all()


# ---------------------------------------------------------------- identities


@given(histories())
def test_components_add_up_and_are_finite(history: Array) -> None:
    effects = chained(esteban, history)
    close(effects.macro + effects.structural + effects.local, effects.total, history)
    parts = effects.competitive + effects.allocation + effects.entry
    size = float(np.nansum(np.abs(np.nan_to_num(effects.competitive))))
    np.testing.assert_allclose(parts, effects.local, atol=1e-9 * max(1, size))
    for name in PARTS:
        assert np.isfinite(getattr(effects, name)[effects.kept]).all()
        assert np.isnan(getattr(effects, name)[~effects.kept]).all()


@given(histories())
def test_the_first_four_components_are_those_of_dunn(history: Array) -> None:
    ours, theirs = chained(esteban, history), chained(dunn, history)
    for name, expected in theirs.parts.items():
        np.testing.assert_array_equal(ours.parts[name], expected)


@given(histories(periods=2))
def test_with_two_periods_the_chain_is_the_static_decomposition(history: Array) -> None:
    for kernel in (dunn, esteban):
        for name, expected in kernel(*history).parts.items():
            close(chained(kernel, history).parts[name], expected, history)


@given(histories())
def test_the_change_and_the_local_sums_of_the_chain(history: Array) -> None:
    """The total is the change between the ends; local effects cancel, births apart."""
    effects = chained(dunn, history)
    kept = effects.kept
    close(effects.total[kept], (history[-1] - history[0])[kept], history)
    held = np.where(kept, history, 0.0).sum(axis=1)
    born = np.where(held[:-1] == 0, held[1:], 0.0).sum(axis=0)
    close(np.where(kept, effects.local, 0).sum(axis=0), born, history)


@given(histories(cell=jobs), st.integers(1, 999))
def test_homogeneity(history: Array, factor: int) -> None:
    effects, scaled = chained(esteban, history), chained(esteban, factor * history)
    size = factor * max(1.0, *(float(np.abs(part).max()) for part in effects.parts.values()))
    size += factor * float(history.sum())
    for name in PARTS:
        expected = factor * effects.parts[name]
        np.testing.assert_allclose(scaled.parts[name], expected, rtol=1e-8, atol=1e-9 * size)


@given(histories(cell=jobs))
def test_dunn_is_additive_over_perimeters(history: Array) -> None:
    """The union of two territories has the sum of their components, chained or not."""
    merged = history.copy()
    merged[:, 0] = history[:, :2].sum(axis=1)
    merged = np.delete(merged, 1, axis=1) if history.shape[1] > 1 else history
    effects, together = chained(dunn, history), chained(dunn, merged)
    for name, found in together.parts.items():
        close(found[0], effects.parts[name][:2].sum(axis=0), history)


def test_esteban_is_not_additive_over_perimeters() -> None:
    apart = esteban(FK_BASE, FK_FINAL).over_sectors().competitive
    base, final = (
        [np.sum(jobs[:2], axis=0), jobs[2]] for jobs in (np.array(FK_BASE), np.array(FK_FINAL))
    )
    together = esteban(base, final).over_sectors().competitive
    assert abs(together[0] - apart[:2].sum()) > 0.5


def test_a_territory_with_the_mix_of_the_reference_has_no_allocation() -> None:
    base = [[10, 20, 30], [90, 180, 270]]
    effects = esteban(base, [[13, 18, 31], [85, 190, 240]])
    np.testing.assert_allclose(effects.allocation, 0, atol=1e-12)
    np.testing.assert_allclose(effects.competitive, effects.local)


def test_a_birth_is_an_entry() -> None:
    effects = esteban([[0, 10], [20, 10]], [[7, 10], [20, 10]])
    cell = (effects.entry[0, 0], effects.competitive[0, 0], effects.allocation[0, 0])
    assert cell == (7, 0, 0)
    assert effects.local[0, 0] == 7


def test_a_hidden_cell_leaves_the_homothetic_employment_too() -> None:
    """Like is compared with like: h of the cells that are known sums to their jobs."""
    base, final = np.array(FK_BASE, float), np.array(FK_FINAL, float)
    final[0, 1] = np.nan
    effects = esteban(base, final)
    with_ratio = effects.competitive[0] / effects.local[0] * base[0]
    assert np.nansum(with_ratio) == pytest.approx(90 + 10 + 60)
