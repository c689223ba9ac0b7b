"""The shift-share edge: real employment zones, what a result answers, unknown options."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pytest

from terreau.analytics import ShiftShareResult, shift_share
from terreau.core.errors import BadInput

# Two territories, two sectors; B's industry is secret in 2024 where a test says so.
COUNTRY: dict[str, Any] = {
    "territory": ["A", "A", "B", "B"] * 2,
    "sector": ["industry", "services"] * 4,
    "period": [2019] * 4 + [2024] * 4,
    "value": [100, 50, 100, 150, 90, 70, 70, 230],
}


@pytest.fixture(scope="module")
def result() -> ShiftShareResult:
    return shift_share(COUNTRY, start=2019, end=2024)


@pytest.fixture(scope="module")
def real(zones: pa.Table) -> ShiftShareResult:
    return shift_share(zones, start=2019, end=2024, absent="zero", nomenclature="A38")


def test_saint_nazaire(real: ShiftShareResult, zones: pa.Table) -> None:
    own = zones.filter(pc.equal(zones["territory"], "5219"))
    jobs = {row["period"]: row["value"] for row in _sums(own)}
    assert jobs == {2019: 70_734, 2024: 76_367}
    effects = {name: round(value, 2) for name, value in real.effects("5219").items()}
    assert effects == {"macro": 4702.33, "structural": -950.04, "local": 1880.71, "total": 5633.0}


def test_saint_nazaire_without_its_first_sector(real: ShiftShareResult) -> None:
    first = real.first_sector("5219")
    assert first == "CL"  # transport equipment
    assert round(real.without_sector(first).effects("5219")["local"], 1) == -113.0


def test_all_zones_add_up_and_cancel(real: ShiftShareResult, zones: pa.Table) -> None:
    assert len(real.territories) == 305
    country = {row["period"]: row["value"] for row in _sums(zones)}
    assert country[2024] == 19_995_376
    parts = real.components
    np.testing.assert_allclose(
        parts["macro"] + parts["structural"] + parts["local"], parts["total"], atol=1e-8
    )
    np.testing.assert_allclose(parts["local"].sum(axis=0), 0, atol=1e-6)
    assert parts["structural"].sum() == pytest.approx(0, abs=1e-6)
    assert parts["total"].sum() == country[2024] - country[2019]


def _sums(table: pa.Table) -> list[dict[str, Any]]:
    grouped = table.group_by("period").aggregate([("value", "sum")])
    return list(grouped.rename_columns(["period", "value"]).to_pylist())


def test_effects_of_a_territory(result: ShiftShareResult) -> None:
    # The country goes from 400 to 460, industry from 200 to 160, services from 200 to 300.
    assert result.effects("A") == {"macro": 22.5, "structural": -17.5, "local": 5, "total": 10}
    assert result.effects("B") == {"macro": 37.5, "structural": 17.5, "local": -5, "total": 50}


def test_without_a_sector_the_rest_is_unchanged(result: ShiftShareResult) -> None:
    left = result.without_sector("industry")
    assert left.sectors == ("services",)
    assert left.effects("A") == {"macro": 7.5, "structural": 17.5, "local": -5, "total": 20}
    assert left.to_table(by="cell").column("sector").unique().to_pylist() == ["services"]
    assert result.sectors == ("industry", "services")


def test_first_sector_is_the_largest_of_either_sign() -> None:
    table = COUNTRY | {"value": [100, 50, 100, 150, 90, 60, 90, 240]}
    # Services: 200 → 300, A would have had 75 and has 60: −15; industry: 200 → 180, exact.
    assert shift_share(table, start=2019, end=2024).first_sector("A") == "services"


def test_a_result_says_how_it_was_made(real: ShiftShareResult) -> None:
    assert (real.method, real.reference, real.absent) == ("dunn", "nation", "zero")
    assert (real.start, real.end, real.nomenclature) == ("2019", "2024", "A38")


def test_secret_stays_secret() -> None:
    table = COUNTRY | {"status": ["ok"] * 6 + ["secret", None]}
    result = shift_share(table, start=2019, end=2024, absent="zero")
    rows = {
        (row["territory"], row["sector"], row["component"]): (row["value"], row["status"])
        for row in result.to_table(by="cell").to_pylist()
    }
    assert rows["B", "industry", "local"] == (None, "secret")
    # Alone with known industry, A is its own reference there.
    assert rows["A", "industry", "local"] == (0, "ok")
    by_territory = result.to_table().to_pylist()
    assert {row["territory"]: row["status"] for row in by_territory} == {"A": "ok", "B": "partial"}
    by_sector = result.to_table(by="sector").to_pylist()
    local = {row["sector"]: row["value"] for row in by_sector if row["component"] == "local"}
    assert local == pytest.approx({"industry": 0, "services": 0})


@pytest.mark.parametrize(
    ("absent", "local", "status"), [("zero", -45, "ok"), ("missing", None, "missing")]
)
@pytest.mark.parametrize("how", ["no row", "empty"])
def test_an_absent_cell_is_what_the_source_says(
    absent: Any, local: float | None, status: str, how: str
) -> None:
    if how == "no row":
        table = {name: values[:6] + values[7:] for name, values in COUNTRY.items()}
    else:
        table = COUNTRY | {"value": [*COUNTRY["value"][:6], None, 230]}
    result = shift_share(table, start=2019, end=2024, absent=absent)
    row = next(
        row
        for row in result.to_table(by="cell").to_pylist()
        if (row["territory"], row["sector"], row["component"]) == ("B", "industry", "local")
    )
    # As a zero, industry goes from 200 to 90: B would have had 45 and has none.
    assert (row["value"], row["status"]) == (local, status)


def test_a_territory_without_row_is_in_the_result() -> None:
    grid = {"territories": ["A", "B", "C"], "sectors": ["services", "industry"]}
    result = shift_share(COUNTRY, start=2019, end=2024, **grid)
    assert result.territories == ("A", "B", "C")
    assert result.sectors == ("services", "industry")
    assert result.first_sector("C") is None
    rows = [row for row in result.to_table().to_pylist() if row["territory"] == "C"]
    assert [(row["value"], row["status"]) for row in rows] == [(None, "missing")] * 4
    as_zero = shift_share(COUNTRY, start=2019, end=2024, absent="zero", **grid)
    assert as_zero.effects("C") == {"macro": 0, "structural": 0, "local": 0, "total": 0}


def test_a_territory_seen_at_another_period_only_is_in_the_result() -> None:
    table = {
        name: [*values, extra]
        for (name, values), extra in zip(COUNTRY.items(), ["C", "industry", 2014, 3], strict=True)
    }
    result = shift_share(table, start=2019, end=2024)
    assert result.territories == ("A", "B", "C")
    assert np.isnan(result.effects("C")["total"])


def test_another_table_is_the_reference(result: ShiftShareResult) -> None:
    only_a = {
        name: [v for v, code in zip(values, COUNTRY["territory"], strict=True) if code == "A"]
        for name, values in COUNTRY.items()
    }
    alone = shift_share(only_a, start=2019, end=2024, reference=COUNTRY)
    assert alone.effects("A") == result.effects("A")
    assert alone.reference == "table"


def test_a_cell_the_reference_hides_at_one_date_leaves_both() -> None:
    hidden = COUNTRY | {"status": ["ok"] * 6 + ["secret", "ok"]}
    effects = shift_share(COUNTRY, start=2019, end=2024, reference=hidden).effects("A")
    # Of the reference's industry A alone is left, 100 → 90; of the whole, 300 → 390.
    assert effects == pytest.approx({"macro": 45, "structural": -30, "local": -5, "total": 10})


def test_a_sector_that_only_the_reference_has_counts_in_its_growth() -> None:
    one = {"territory": ["A"] * 2, "sector": ["industry"] * 2, "period": [1, 2], "value": [10, 10]}
    result = shift_share(
        one, start=1, end=2, absent="zero", reference=COUNTRY | {"period": [1] * 4 + [2] * 4}
    )
    assert result.sectors == ("industry", "services")
    assert result.effects("A") == pytest.approx(
        {"macro": 1.5, "structural": -3.5, "local": 2, "total": 0}
    )


def test_a_sector_the_reference_does_not_have_is_undefined() -> None:
    one = {"territory": ["A"] * 2, "sector": ["fishing"] * 2, "period": [1, 2], "value": [10, 10]}
    reference = COUNTRY | {"period": [1] * 4 + [2] * 4}
    result = shift_share(one, start=1, end=2, absent="zero", reference=reference)
    status = {row["sector"]: row["status"] for row in result.to_table(by="sector").to_pylist()}
    assert status == {"fishing": "undefined", "industry": "ok", "services": "ok"}


def test_narrow_table_out(result: ShiftShareResult) -> None:
    cells = result.to_table(by="cell")
    assert cells.column_names == [
        "territory", "sector", "period", "component", "value", "lower", "upper", "status",
    ]  # fmt: skip
    assert cells.num_rows == 2 * 2 * 4
    assert cells.slice(0, 1).to_pylist() == [
        {
            "territory": "A", "sector": "industry", "period": "2019-2024", "component": "macro",
            "value": 15, "lower": None, "upper": None, "status": "ok",
        }
    ]  # fmt: skip
    # Whatever is summed over, the components of the country are the same.
    sums = [
        {
            row["component"]: row["value_sum"]
            for row in result.to_table(by=by)
            .group_by("component")
            .aggregate([("value", "sum")])
            .to_pylist()
        }
        for by in ("cell", "territory", "sector")
    ]
    assert sums[0] == pytest.approx({"macro": 60, "structural": 0, "local": 0, "total": 60})
    assert sums[1] == pytest.approx(sums[0])
    assert sums[2] == pytest.approx(sums[0])


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"method": "esteban-marquillas"}, "Use 'dunn', 'esteban' or 'anova'"),
        ({"reference": "region"}, "Unknown reference"),
        ({"absent": "secret"}, "'zero' or 'missing'"),
        ({"start": 2018}, "The table holds 2019, 2024"),
        ({"start": 2024}, "start must come before"),
        ({"start": 2024, "end": 2019}, "start must come before"),
        ({"territories": ["A"]}, "'B'"),
        ({"sectors": ["industry"]}, "'services'"),
        ({"sectors": ["industry", "industry", "services"]}, "each sector once"),
        ({"territories": "AB"}, "each territory once"),
    ],
)
def test_unknown_options_are_refused(options: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        shift_share(COUNTRY, **({"start": 2019, "end": 2024} | options))
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("ask", "says"),
    [
        (lambda result: result.effects("Z"), "It holds A, B"),
        (lambda result: result.first_sector("Z"), "no such territory"),
        (lambda result: result.without_sector("Z"), "no such sector"),
        (lambda result: result.to_table(by="commune"), "'territory', 'sector' or 'cell'"),
    ],
)
def test_a_result_refuses_what_it_does_not_hold(
    result: ShiftShareResult, ask: Any, says: str
) -> None:
    with pytest.raises(BadInput) as refused:
        ask(result)
    assert says in str(refused.value)


def test_leave_one_out_compares_each_territory_with_all_the_others() -> None:
    result = shift_share(COUNTRY, start=2019, end=2024, reference="leave-one-out")
    others = {"A": "B", "B": "A"}
    for territory, other in others.items():
        alone = shift_share(COUNTRY, start=2019, end=2024, reference=other)
        assert result.effects(territory) == pytest.approx(alone.effects(territory))


def test_a_territory_compared_with_itself_has_no_effect_of_its_own() -> None:
    result = shift_share(COUNTRY, start=2019, end=2024, reference="A")
    effects = result.effects("A")
    assert (effects["local"], result.reference) == (pytest.approx(0), "A")
    assert effects["structural"] == pytest.approx(0)
    assert effects["macro"] == pytest.approx(effects["total"])
