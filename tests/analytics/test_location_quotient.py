"""Location quotients against published answers, a real column, identities and bad input."""

from __future__ import annotations

import csv
import json
import math
import statistics
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from terreau.analytics import FloatArray, location_quotient, quotients
from terreau.analytics.location_quotient import transformed
from terreau.analytics.measures import Measures
from terreau.core.errors import BadInput

COUNTRY: dict[str, Any] = {
    "territory": ["A", "A", "B", "B"],
    "sector": ["industry", "services"] * 2,
    "period": [2024] * 4,
    "value": [60, 40, 40, 260],
}


@pytest.fixture(scope="module")
def published(shared: Path) -> dict[str, Any]:
    text = (shared / "cases/analytics/reat/published_outputs.json").read_text()
    return dict(json.loads(text))


def quotients_of(answer: Measures) -> FloatArray:
    return answer.by_cell["location_quotient"].value


def rows_of(shared: Path, name: str) -> list[dict[str, str]]:
    path = shared / "cases/analytics/reat" / name
    with path.open(encoding="latin-1", newline="") as file:
        return list(csv.DictReader(file))


def test_one_quotient_of_farhauer_and_kroell(published: dict[str, Any]) -> None:
    region, nation = [1714.0, 79006 - 1714], [879213.0, 15593224 - 879213]
    assert quotients([region], nation)[0, 0] == pytest.approx(published["locq_FK2013"], rel=1e-12)


def test_goettingen(shared: Path, published: dict[str, Any]) -> None:
    total, *rows = rows_of(shared, "Goettingen.csv")
    town, nation = (
        np.array([float(row[column]) for row in (*rows, total)])
        for column in ("Goettingen2017", "BRD2017")
    )
    # REAT divides by the printed totals, which hold a little more than the printed sectors.
    town[-1] -= town[:-1].sum()
    nation[-1] -= nation[:-1].sum()
    found = quotients([town], nation)[0, :-1]
    assert found == pytest.approx(published["locq_Goettingen2017"], rel=1e-9)


def test_sixteen_regions_by_seventeen_industries(shared: Path, published: dict[str, Any]) -> None:
    names = json.loads((shared / "cases/analytics/reat/dimnames.json").read_text())
    jobs = {
        (row["region_code"], row["ind_code"]): float(row["emp_all"])
        for row in rows_of(shared, "G.regions.industries.csv")
    }
    values = [[jobs[region, i] for i in names["locq2_rows"]] for region in names["locq2_cols"]]
    np.testing.assert_allclose(quotients(values).T, published["locq2_Gregions"], rtol=1e-9)


def test_five_regions_of_the_manual_of_econgeo(shared: Path) -> None:
    text = (shared / "cases/analytics/econgeo/manpage_examples.json").read_text()
    examples = json.loads(text)
    np.testing.assert_allclose(quotients(examples["input_5x5"]), examples["LQ"], rtol=1e-12)


def test_the_published_column_of_the_employment_zones(
    zones: pa.Table, zones_wide: pa.Table
) -> None:
    result = location_quotient(zones, period=2024, absent="zero", nomenclature="A38")
    ours = {
        (row["territory"], row["sector"]): row["value"] for row in result.to_table().to_pylist()
    }
    codes = zip(
        zones_wide["code_ze"].to_pylist(),
        zones_wide["a38"].to_pylist(),
        zones_wide["is_24"].to_pylist(),
        strict=True,
    )
    pairs = [(ours[zone, sector], printed) for zone, sector, printed in codes]
    printed = [(value, given) for value, given in pairs if given is not None]
    assert len(printed) == 9890
    gap = max(abs(value - given) for value, given in printed)
    assert gap <= 0.005  # printed with two decimals
    # Where nothing is printed the zone has no jobs of that sector.
    assert {value for value, given in pairs if given is None} == {0.0}


def test_a_quotient_is_a_ratio_of_shares() -> None:
    result = location_quotient(COUNTRY, period=2024)
    assert quotients_of(result).tolist()[0] == pytest.approx([0.6 / 0.25, 0.4 / 0.75])
    assert result.asked == {
        "measure": "location_quotient",
        "period": "2024",
        "reference": "nation",
        "absent": "missing",
        "nomenclature": "",
        "vintage": "",
        "transform": "plain",
        "interval": "delta",
        "establishments": "jobs",
    }


def test_another_table_is_the_reference() -> None:
    only_a = {name: values[:2] for name, values in COUNTRY.items()}
    alone = location_quotient(only_a, period=2024, reference=COUNTRY)
    of_all = location_quotient(COUNTRY, period=2024)
    np.testing.assert_array_equal(quotients_of(alone)[0], quotients_of(of_all)[0])


def test_a_secret_cell_does_not_swell_the_other_shares() -> None:
    values = [[np.nan, 30.0, 10.0], [20.0, 30.0, 10.0], [20.0, 30.0, 10.0]]
    found = quotients(values, [60.0, 90.0, 30.0])
    # Both shares are taken over the two sectors known in the first territory.
    assert found[0, 1:].tolist() == pytest.approx([1, 1])
    assert np.isnan(found[0, 0])
    assert found[1:].ravel() == pytest.approx(np.ones(6))


def test_a_sector_the_reference_hides_leaves_both_shares() -> None:
    found = quotients([[80.0, 30.0, 10.0]], [np.nan, 90.0, 30.0])
    assert found[0, 1:].tolist() == pytest.approx([1, 1])
    assert np.isnan(found[0, 0])


def test_what_has_no_meaning_is_said() -> None:
    table = COUNTRY | {"value": [0, 0, 40, None], "status": ["", "", "", "secret"]}
    rows = location_quotient(table, period=2024, absent="zero").to_table().to_pylist()
    assert {(row["territory"], row["sector"]): (row["value"], row["status"]) for row in rows} == {
        ("A", "industry"): (None, "undefined"),  # the territory has no jobs
        ("A", "services"): (None, "undefined"),
        ("B", "industry"): (1, "ok"),
        ("B", "services"): (None, "secret"),
    }


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"period": 2023}, "The table holds 2024"),
        ({"reference": "region"}, "Unknown reference"),
        ({"absent": "secret"}, "'zero' or 'missing'"),
        ({"reference": np.ones(2)}, "cannot be read as a table"),
        ({"transform": "Z"}, "'plain', 'log', 'symmetric' or 'z'"),
        ({"interval": "wald"}, "'none', 'delta' or 'bootstrap'"),
    ],
)
def test_unknown_options_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        location_quotient(COUNTRY, **({"period": 2024} | options))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("arrays", "says"),
    [
        (([[1, 1], [1, 1]], [1, 1, 1]), "one number per sector"),
        (([1, 1],), "shape (territory, sector)"),
        (([[1, -1]],), "-1.0"),
        (([[1, 1]], [1, np.inf]), "inf"),
    ],
)
def test_bad_arrays_are_refused(arrays: tuple[Any, ...], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        quotients(*arrays)
    assert says in str(refused.value)


jobs = st.one_of(st.just(0), st.integers(0, 2_000_000)).map(float)
countries = st.tuples(st.integers(1, 6), st.integers(1, 5)).flatmap(
    lambda shape: hnp.arrays(np.float64, shape, elements=jobs)
)
Array = npt.NDArray[np.float64]


@given(countries)
def test_weighted_quotients_average_to_one(country: Array) -> None:
    """Over the sectors of a territory, and over the territories of a sector."""
    found = np.nan_to_num(quotients(country))
    total = country.sum()
    if total == 0:
        assert not found.any()
        return
    by_territory, by_sector = country.sum(axis=1), country.sum(axis=0)
    np.testing.assert_allclose(found @ by_sector / total, by_territory > 0, rtol=1e-9)
    np.testing.assert_allclose(by_territory @ found / total, by_sector > 0, rtol=1e-9)


@given(countries, st.integers(2, 1000))
def test_the_size_of_a_territory_does_not_matter(country: Array, factor: int) -> None:
    reference = country.sum(axis=0)
    larger = country.copy()
    larger[0] *= factor
    np.testing.assert_allclose(
        quotients(larger, reference), quotients(country, 7 * reference), rtol=1e-9
    )


@given(countries)
def test_the_reference_has_ones(country: Array) -> None:
    reference = country.sum(axis=0)
    found = quotients([reference], reference)[0]
    np.testing.assert_allclose(found[reference > 0], 1, rtol=1e-12)
    assert np.isnan(found[reference == 0]).all()


@given(countries, st.randoms(use_true_random=False))
def test_the_order_does_not_matter(country: Array, random: Any) -> None:
    rows, columns = list(range(country.shape[0])), list(range(country.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    place = np.ix_(rows, columns)
    np.testing.assert_allclose(quotients(country[place]), quotients(country)[place], rtol=1e-12)


@given(countries)
def test_each_scale_against_plain_loops(country: Array) -> None:
    found = quotients(country)
    log, symmetric, z = (transformed(found, found, scale) for scale in ("log", "symmetric", "z"))
    for i in range(country.shape[1]):
        known = [x for x in found[:, i].tolist() if not math.isnan(x)]
        spread = statistics.pstdev(known) if known else 0.0
        for j, value in enumerate(found[:, i].tolist()):
            if math.isnan(value):
                assert np.isnan([log[j, i], symmetric[j, i], z[j, i]]).all()
                continue
            assert symmetric[j, i] == pytest.approx((value - 1) / (value + 1))
            expected = math.log(value) if value else math.nan
            assert log[j, i] == pytest.approx(expected, nan_ok=True)
            if spread > 1e-9:
                place = (value - statistics.fmean(known)) / spread
                assert z[j, i] == pytest.approx(place, rel=1e-6, abs=1e-6)


def test_z_runs_over_territories_not_sectors(shared: Path, published: dict[str, Any]) -> None:
    """REAT recycles the mean of a sector along the territories; ours has mean 0, deviation 1."""
    found = np.array(published["locq2_Gregions"]).T
    z = transformed(found, found, "z")
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(z.std(axis=0), 1, rtol=1e-12)
    assert np.abs(z.mean(axis=1)).max() > 0.1


def test_what_a_scale_cannot_show_is_undefined() -> None:
    jobs = COUNTRY | {"value": [60, 0, 40, 260]}
    rows = location_quotient(jobs, period=2024, transform="log").to_table().to_pylist()
    assert [row["status"] for row in rows] == ["ok", "undefined", "ok", "ok"]
    same = COUNTRY | {"value": [10, 10, 30, 30]}
    rows = location_quotient(same, period=2024, transform="z").to_table().to_pylist()
    assert {row["status"] for row in rows} == {"undefined"}
