"""What overturns the sign of a local effect: real zones, and one small country a verdict."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from terreau.analytics import (
    SignCertainty,
    shift_share,
    sign_certainty,
    specification_interval,
)
from terreau.core.errors import BadInput

# A holds its own everywhere, whatever is left out.
SECTORS = ("food", "metal", "services")
STURDY: dict[str, Any] = {
    "territory": ["A"] * 3 + ["B"] * 3 + ["A"] * 3 + ["B"] * 3,
    "sector": [*SECTORS] * 4,
    "period": [2019] * 6 + [2024] * 6,
    "value": [100, 100, 100, 300, 300, 300, 120, 120, 120, 280, 280, 280],
}


def with_values(*values: float | None, **columns: Any) -> dict[str, Any]:
    return STURDY | {"value": list(values)} | columns


def judge(table: Any, territory: str = "A", **options: Any) -> SignCertainty:
    return sign_certainty(table, start=2019, end=2024, **options)[territory]


@pytest.fixture(scope="module")
def zones_by_year(zones_wide: pa.Table) -> pa.Table:
    """Return the Urssaf pivot with every year it has: 2019, 2022, 2023, 2024."""
    return pa.concat_tables(
        pa.table(
            {
                "territory": zones_wide["code_ze"],
                "sector": zones_wide["a38"],
                "period": pa.array([year] * zones_wide.num_rows, pa.int32()),
                "value": zones_wide[f"eff_{year - 2000}"],
            }
        )
        for year in (2019, 2022, 2023, 2024)
    )


# ---------------------------------------------------------------- real zones


def test_in_saint_nazaire_one_sector_decides(zones_by_year: pa.Table) -> None:
    found = judge(zones_by_year, "5219", absent="zero", nomenclature="A38")
    assert round(found.local, 2) == 1880.71
    assert found.verdict == "sector"
    assert found.without_sector is not None
    assert (found.without_sector[0], round(found.without_sector[1], 1)) == ("CL", -113.0)
    assert list(found.by_specification) == [
        "static, A38, nation",
        "static, A38, leave-one-out",
        "chained, A38, nation",
        "chained, A38, leave-one-out",
    ]
    assert min(found.by_specification.values()) > 1000


def test_each_specification_is_what_shift_share_answers(
    zones_by_year: pa.Table, zones_wide: pa.Table
) -> None:
    pairs = zip(zones_wide["a38"].to_pylist(), zones_wide["a5"].to_pylist(), strict=True)
    bridge = dict(pairs)
    assert 1 < len(set(bridge.values())) <= 5
    asked: dict[str, Any] = {"start": 2019, "end": 2024, "absent": "zero"}
    found = judge(zones_by_year, "5219", absent="zero", bridges={"A5": bridge})
    assert len(found.by_specification) == 8
    coarse = zones_by_year.set_column(
        1, "sector", pa.array([bridge[code] for code in zones_by_year["sector"].to_pylist()])
    )
    coarse = coarse.group_by(["territory", "sector", "period"]).aggregate([("value", "sum")])
    coarse = coarse.rename_columns(["territory", "sector", "period", "value"])
    for name, local in found.by_specification.items():
        way, level, reference = name.split(", ")
        again = shift_share(
            coarse if level == "A5" else zones_by_year,
            chained=way == "chained",
            reference=reference,
            **asked,
        )
        assert again.effects("5219")["local"] == pytest.approx(local, abs=1e-7)


def test_the_interval_is_the_range_of_the_specifications(zones_by_year: pa.Table) -> None:
    asked: dict[str, Any] = {"start": 2019, "end": 2024, "absent": "zero"}
    interval = specification_interval(zones_by_year, **asked)
    judged = sign_certainty(zones_by_year, **asked)
    local = interval.by_territory["local"]
    assert local.lower is not None
    assert local.upper is not None
    for row, territory in enumerate(interval.territories):
        values = judged[territory].by_specification.values()
        assert (local.lower[row], local.upper[row]) == (min(values), max(values))
        assert local.value[row] == judged[territory].local
    total = interval.by_territory["total"]
    assert total.lower is not None
    assert total.upper is not None
    np.testing.assert_allclose(total.lower, total.upper)  # no choice changes what happened
    assert interval.asked["measure"] == "specification_interval"
    assert interval.asked["specifications"].count(";") == 3


# ---------------------------------------------------------------- one country a verdict


def test_certain() -> None:
    found = judge(STURDY)
    assert (found.local, found.verdict, len(found.overturned_by)) == (60, "certain", 0)
    assert (found.bounds, found.without_plant) == ((60, 60), None)


def test_a_chain_may_say_the_contrary() -> None:
    """A's rise in food came while food rose everywhere, its fall while it fell nowhere else."""
    years = {
        "territory": ["A", "A", "B", "B"] * 3,
        "sector": ["food", "metal"] * 6,
        "period": [2019] * 4 + [2021] * 4 + [2024] * 4,
        "value": [100, 100, 1000, 1000, 300, 100, 3000, 1000, 280, 100, 1000, 1000],
    }
    found = judge(years)
    static = found.by_specification["static, sectors of the table, nation"]
    chained = found.by_specification["chained, sectors of the table, nation"]
    # Static: 280 − 100 × 1280/1100. Chained: 0, then 280 − 300 × 1280/3300.
    assert static == pytest.approx(280 - 12800 / 110)
    assert chained == pytest.approx(280 - 38400 / 330)
    down = judge(years, chained=True)
    assert down.local == pytest.approx(chained)


def test_the_level_may_overturn() -> None:
    """A grows faster than each of its sectors, in sectors that shrink."""
    table = with_values(100, 0, 10, 100, 100, 400, 90, 0, 12, 80, 110, 480)
    coarse = {"industry": {"food": "I", "metal": "I", "services": "I"}}
    found = judge(table, bridges=coarse)
    assert found.local > 0
    assert found.by_specification["static, industry, nation"] < 0
    assert found.verdict == "method"


def test_one_plant_decides() -> None:
    largest = [50, 10, 10, 30, 30, 30, 120, 10, 10, 30, 30, 30]
    table = with_values(100, 100, 100, 300, 300, 300, 165, 98, 98, 300, 300, 300, largest=largest)
    found = judge(table)
    # Food: 400 → 465. A without its first plant goes from 50 to 45, and would have had 58.125.
    assert found.without_plant is not None
    assert found.without_plant[0] == "food"
    left = found.local - (120 - 50 * 465 / 400)
    assert found.without_plant[1] == pytest.approx(left)
    assert left < 0 < found.local
    assert found.verdict == "plant"
    assert found.overturned_by == ("plant", "sector")


def test_a_plant_that_is_not_said_is_not_left_out() -> None:
    found = judge(STURDY | {"largest": [None] * 12})
    assert (found.without_plant, found.verdict) == (None, "certain")


def test_hidden_cells_decide_only_if_their_bounds_allow_it() -> None:
    values = [100, 100, 100, 300, 300, 300, None, 120, 120, 280, 280, 280]
    status = ["ok"] * 6 + ["secret"] + ["ok"] * 5
    at = [None] * 6
    rest = [None] * 5

    def bounded(lower: float | None, upper: float | None) -> SignCertainty:
        said = {"status": status, "lower": [*at, lower, *rest], "upper": [*at, upper, *rest]}
        return judge(with_values(*values, **said))

    narrow, wide, none = bounded(110, 130), bounded(0, 200), bounded(None, None)
    assert narrow.verdict == "certain"
    # Food: 400 → 390 or 410, of which A would have had a quarter; 40 more elsewhere.
    assert narrow.bounds == pytest.approx((40 + 110 - 390 / 4, 40 + 130 - 410 / 4))
    assert wide.verdict == "hidden"
    assert wide.bounds[0] < 0 < wide.bounds[1]
    assert none.verdict == "hidden"
    assert np.isnan(none.bounds).all()


def test_secret_cells_of_a_table_without_bounds_are_hidden() -> None:
    status = ["ok"] * 6 + ["secret"] + ["ok"] * 5
    assert judge(STURDY | {"status": status}).verdict == "hidden"
    assert judge(STURDY | {"status": status}, "B").verdict == "certain"


def test_a_territory_of_which_nothing_is_known() -> None:
    found = judge(STURDY, "C", territories=["A", "B", "C"])
    assert np.isnan(found.local)
    assert (found.verdict, found.without_sector) == ("hidden", None)


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"reference": "A"}, "nation or leave-one-out"),
        ({"bridges": {"coarse": {"food": "I"}}}, "'metal'"),
        ({"absnt": "zero"}, "Unknown option"),
        ({"end": 2019}, "start must come before"),
    ],
)
def test_unknown_options_are_refused(options: dict[str, Any], says: str) -> None:
    for ask in (sign_certainty, specification_interval):
        with pytest.raises(BadInput) as refused:
            ask(STURDY, **({"start": 2019, "end": 2024} | options))
        assert says in str(refused.value)
