"""The Dunn kernel against published answers, on masks, births and bad input."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from terreau.analytics import Dunn, dunn
from terreau.core.errors import BadInput

# Farhauer and Kröll (2013), Standorttheorien: three regions that make a nation, four industries.
FK_BASE = [[90, 20, 10, 60], [60, 30, 30, 40], [250, 100, 110, 300]]
FK_FINAL = [[100, 40, 10, 55], [85, 55, 40, 35], [255, 115, 85, 390]]


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    """Return the outputs of the R package REAT 3.0.3."""
    text = (shared / "cases/analytics/reat/published_outputs.json").read_text()
    return dict(json.loads(text))


def columns(shared: Path, name: str, *names: str, skip: int = 0) -> list[npt.NDArray[np.float64]]:
    """Return some columns of a published data set."""
    path = shared / "cases/analytics/reat" / name
    with path.open(encoding="latin-1", newline="") as file:
        rows = list(csv.DictReader(file))[skip:]
    return [np.array([float(row[column]) for row in rows]) for column in names]


def as_published(effects: Dunn, territory: int = 0) -> dict[str, float]:
    """Name the sums of a territory as REAT does."""
    sums = effects.over_sectors()
    return {
        "Growth (t1-t)": float(sums.total[territory]),
        "National share": float(sums.macro[territory]),
        "Industrial mix": float(sums.structural[territory]),
        "Regional share": float(sums.local[territory]),
        "Net total shift": float((sums.structural + sums.local)[territory]),
    }


@pytest.mark.parametrize("region", ["A", "B", "C"])
def test_three_regions_of_farhauer_and_kroell(published: dict[str, Any], region: str) -> None:
    effects = dunn(FK_BASE, FK_FINAL)
    expected = published[f"FK2013_{region}_Dunn"]
    assert as_published(effects, "ABC".index(region)) == pytest.approx(expected, abs=1e-9)


def test_industries_of_region_a(published: dict[str, Any]) -> None:
    """REAT gives macro and structural together for an industry."""
    effects = dunn(FK_BASE, FK_FINAL)
    growth, national, regional, _ = published["FK2013_A_shifti_Dunn"]
    assert effects.total[0] == pytest.approx(growth, abs=1e-9)
    assert (effects.macro + effects.structural)[0] == pytest.approx(national, abs=1e-9)
    assert effects.local[0] == pytest.approx(regional, abs=1e-9)


def test_freiburg_against_germany(shared: Path, published: dict[str, Any]) -> None:
    a, b, e0, e1 = columns(
        shared,
        "Freiburg.csv",
        "e_Freiburg2008",
        "e_Freiburg2014",
        "e_Germany2008",
        "e_Germany2014",
    )
    found = as_published(dunn([a], [b], e0, e1))
    assert found == pytest.approx(published["Freiburg_2008_2014_Dunn"], rel=1e-12)
    assert round(found["National share"], 2) == 9887.28


def goettingen(shared: Path, place: str) -> list[npt.NDArray[np.float64]]:
    names = [f"{place}{year}" for year in range(2008, 2018)]
    return columns(shared, "Goettingen.csv", *names, skip=1)  # the first row is the total


def test_goettingen_against_germany(shared: Path, published: dict[str, Any]) -> None:
    town, nation = goettingen(shared, "Goettingen"), goettingen(shared, "BRD")
    effects = dunn(town[:1], town[-1:], nation[0], nation[-1])
    expected = published["Goettingen_2008_2017_Dunn"]
    assert as_published(effects) == pytest.approx(expected, rel=1e-12)
    growth, national, regional, _ = published["Goettingen_shifti"]
    assert effects.total[0] == pytest.approx(growth, rel=1e-9)
    assert (effects.macro + effects.structural)[0] == pytest.approx(national, rel=1e-9)
    assert effects.local[0] == pytest.approx(regional, rel=1e-9)


def test_goettingen_year_by_year(shared: Path, published: dict[str, Any]) -> None:
    """Each annual decomposition, and their sums with the year that the man page omits."""
    town, nation = goettingen(shared, "Goettingen"), goettingen(shared, "BRD")
    years = [
        dunn(town[i : i + 1], town[i + 1 : i + 2], nation[i], nation[i + 1]).over_sectors()
        for i in range(9)
    ]
    macro, structural, local = (
        [float(getattr(year, name)[0]) for year in years]
        for name in ("macro", "structural", "local")
    )
    _, *expected = published["Goettingen_dynamic_2008_2017_Dunn"]["year"]
    assert macro[:8] == pytest.approx(expected[0][1:], rel=1e-9)
    assert structural[:8] == pytest.approx(expected[1][1:], rel=1e-9)
    assert local[:8] == pytest.approx(expected[2][1:], rel=1e-9)
    sums = [round(sum(part), 2) for part in (macro, structural, local)]
    assert sums == [9477.93, 2165.91, -1232.84]


def test_the_territories_are_the_country_by_default() -> None:
    effects = dunn(FK_BASE, FK_FINAL)
    e0, e1 = np.sum(FK_BASE, axis=0), np.sum(FK_FINAL, axis=0)
    given = dunn(FK_BASE, FK_FINAL, e0, e1)
    for name in ("macro", "structural", "local", "total", "kept"):
        np.testing.assert_array_equal(getattr(effects, name), getattr(given, name))


@pytest.mark.parametrize("hidden_at", ["base", "final", "both"])
def test_a_hidden_cell_leaves_both_dates_and_its_sector(hidden_at: str) -> None:
    base, final = np.array(FK_BASE, dtype=float), np.array(FK_FINAL, dtype=float)
    if hidden_at != "final":
        base[1, 2] = np.nan
    if hidden_at != "base":
        final[1, 2] = np.nan
    effects = dunn(base, final)
    # The same as a country where those jobs never were, at either date.
    without_base, without_final = np.array(FK_BASE, dtype=float), np.array(FK_FINAL, dtype=float)
    without_base[1, 2] = without_final[1, 2] = 0
    without = dunn(without_base, without_final)
    assert not effects.kept[1, 2]
    assert effects.kept.sum() == 11
    assert np.isnan([effects.macro[1, 2], effects.local[1, 2], effects.total[1, 2]]).all()
    for name in ("macro", "structural", "local", "total"):
        np.testing.assert_allclose(
            getattr(effects, name)[effects.kept], getattr(without, name)[effects.kept]
        )
    np.testing.assert_allclose(effects.over_territories().local, 0, atol=1e-9)


def test_a_masked_array_keeps_its_mask() -> None:
    base = np.ma.masked_equal(np.array(FK_BASE, dtype=float), 30.0)
    effects = dunn(base, FK_FINAL)
    assert effects.kept.tolist()[1] == [True, False, False, True]


def test_a_territory_without_known_cell_has_no_sum() -> None:
    effects = dunn([[np.nan, np.nan], [5, 5]], [[1, 1], [6, 4]]).over_sectors()
    assert np.isnan([effects.macro[0], effects.total[0]]).all()
    assert effects.kept.tolist() == [False, True]
    assert effects.total[1] == 0


def test_a_birth_in_a_territory_is_local() -> None:
    """The territory had none of the sector: all its jobs are local, nothing divides by zero."""
    effects = dunn([[0, 10], [20, 10]], [[7, 10], [20, 10]])
    assert (effects.macro[0, 0], effects.structural[0, 0], effects.local[0, 0]) == (0, 0, 7)


def test_a_sector_born_in_the_country_is_local_everywhere() -> None:
    """Nobody had it: local effects of that sector sum to its jobs, structural to minus them."""
    effects = dunn([[0, 10], [0, 30]], [[4, 10], [2, 30]])
    assert effects.kept.all()
    assert effects.local[:, 0].tolist() == [4, 2]
    assert effects.local.sum() == pytest.approx(6)
    assert effects.structural.sum() == pytest.approx(-6)


def test_a_sector_that_dies_takes_no_local_effect() -> None:
    effects = dunn([[5, 10], [5, 30]], [[0, 10], [0, 30]])
    assert effects.local[:, 0].tolist() == [0, 0]
    np.testing.assert_allclose((effects.macro + effects.structural)[:, 0], [-5, -5])


def test_an_empty_country() -> None:
    effects = dunn(np.zeros((2, 3)), np.zeros((2, 3)))
    assert effects.kept.all()
    assert not effects.total.any()
    assert not effects.local.any()


def test_a_cell_its_reference_does_not_have_is_not_kept() -> None:
    effects = dunn([[5, 5, 5]], [[6, 6, 6]], [0, 50, np.nan], [9, 60, 10])
    assert effects.kept.tolist() == [[False, True, False]]
    assert np.isnan(effects.local[0, 0])
    # The reference grows by all it knows: from 50 to 9 + 60.
    assert effects.macro[0, 1] == pytest.approx(5 * 19 / 50)


def test_a_reference_known_at_one_date_only_leaves_both() -> None:
    effects = dunn([[5, 5]], [[6, 6]], [50, 30], [60, np.nan])
    assert effects.kept.tolist() == [[True, False]]
    assert effects.macro[0, 0] == pytest.approx(5 * 10 / 50)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (([[1, 2]], [[1, 2, 3]]), "different shapes"),
        (([1, 2], [1, 2]), "shape (territory, sector)"),
        (([[1, -2]], [[1, 2]]), "-2.0"),
        (([[1, 2]], [[np.inf, 2]]), "inf"),
        (([["a", 2]], [[1, 2]]), "must hold numbers"),
        (([[1, 2]], [[1, 2]], [1, 2]), "both dates"),
        (([[1, 2]], [[1, 2]], None, [1, 2]), "both dates"),
        (([[1, 2]], [[1, 2]], [1, 2, 3], [1, 2, 3]), "one number per sector"),
        (([[1, 2]], [[1, 2]], [1, 2], [1, -1]), "reference_final"),
    ],
)
def test_bad_arrays_are_refused(arguments: tuple[Any, ...], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        dunn(*arguments)
    assert says in str(refused.value)
