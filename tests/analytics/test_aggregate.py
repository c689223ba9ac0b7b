"""Perimeters from cells: true sums, nothing lowered silently, nothing given away."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.analytics.aggregate import Aggregated, aggregate
from terreau.analytics.cube import read_cube
from terreau.analytics.secrecy import ENTERPRISES, NO_SECRECY
from terreau.core.errors import BadInput

Rows = list[dict[str, Any]]
SECTORS = ("CA", "CB", "F")
SECTIONS = {"CA": "C", "CB": "C", "F": "F"}
TERRITORIES = ("c1", "c2", "c3", "c4")
BESIDE = ("units", "largest", "sum_squares")


def table(rows: Rows) -> dict[str, list[Any]]:
    names = {name for row in rows for name in row}
    return {name: [row.get(name) for row in rows] for name in names}


def by_cell(found: Aggregated) -> dict[tuple[str, str], dict[str, Any]]:
    return {(row["territory"], row["sector"]): row for row in found.to_table().to_pylist()}


@st.composite
def sources(draw: st.DrawFn) -> Rows:
    """Establishments by cell; some cells hidden or missing at the source, with bounds or not."""
    rows = []
    for territory in TERRITORIES:
        for sector in SECTORS:
            jobs = draw(st.lists(st.integers(0, 40), max_size=4))
            status = draw(st.sampled_from(["ok", "ok", "ok", "secret", "missing", "no row"]))
            value = sum(jobs)
            row = {"territory": territory, "sector": sector, "period": "2024", "true": value}
            if status == "ok":
                beside = len(jobs), max(jobs, default=0), sum(job**2 for job in jobs)
                row |= {"value": value, **dict(zip(BESIDE, beside, strict=True))}
            elif status != "no row" and draw(st.booleans()):
                row |= {"lower": draw(st.integers(0, value)), "upper": value + 3}
            rows.append(row | {"status": status})
    return rows


groupings = st.dictionaries(
    st.sampled_from("PQRS"),
    st.sets(st.sampled_from([*TERRITORIES, "c9"]), min_size=1),
    min_size=1,
).filter(lambda groups: any(members - {"c9"} for members in groups.values()))


def slow_sum(rows: Rows, group: set[str], section: str) -> dict[str, Any]:
    """Return what the answer must be before the rule, cell by cell."""
    cells = [r for r in rows if r["territory"] in group and SECTIONS[r["sector"]] == section]
    known = [r for r in cells if r["status"] == "ok"]
    lost = [r for r in cells if r["status"] != "ok"]
    visible = sum(r["value"] for r in known)
    if "c9" in group or lost:
        words = {r["status"] for r in lost}
        bounded = "c9" not in group and all("upper" in r for r in lost)
        return {
            "value": None,
            "status": "secret" if "secret" in words else "missing",
            "lower": visible + sum(r.get("lower", 0) for r in lost),
            "upper": visible + sum(r["upper"] for r in lost) if bounded else None,
            **dict.fromkeys(BESIDE),
        }
    return {
        "value": visible,
        "status": "ok",
        "lower": None,
        "upper": None,
        "units": sum(r["units"] for r in known),
        "largest": max(r["largest"] for r in known),
        "sum_squares": sum(r["sum_squares"] for r in known),
    }


def given_rows(rows: Rows) -> Rows:
    kept = [row for row in rows if row["status"] != "no row"]
    return [{name: said for name, said in row.items() if name != "true"} for row in kept]


@settings(max_examples=60)
@given(sources(), groupings)
def test_sums_agree_with_the_oracle(rows: Rows, groups: dict[str, set[str]]) -> None:
    kept = given_rows(rows)
    if not any(row["territory"] in members for row in kept for members in groups.values()):
        return
    columns = dict.fromkeys(("value", *BESIDE, "lower", "upper"), [None] * len(kept)) | table(kept)
    found = by_cell(
        aggregate(
            columns, groups, periods=["2024"], rule=NO_SECRECY, sector_of=SECTIONS,
            sectors=SECTORS, territories=TERRITORIES,
        )
    )  # fmt: skip
    assert found.keys() == {(code, section) for code in groups for section in "CF"}
    for (code, section), row in found.items():
        wanted = slow_sum(rows, groups[code], section)
        assert {name: row[name] for name in wanted} == wanted


@settings(max_examples=60)
@given(sources(), groupings, st.booleans())
def test_masking_never_lowers_a_total_silently(
    rows: Rows, groups: dict[str, set[str]], with_rule: bool
) -> None:
    """What is shown is the true sum; what is not says so, and its bounds hold the true sum."""
    kept = given_rows(rows)
    if not any(row["territory"] in members for row in kept for members in groups.values()):
        return
    columns = dict.fromkeys(("value", *BESIDE, "lower", "upper"), [None] * len(kept)) | table(kept)
    found = by_cell(
        aggregate(
            columns, groups, periods=["2024"], rule=ENTERPRISES if with_rule else NO_SECRECY,
            sectors=SECTORS, territories=TERRITORIES,
        )
    )  # fmt: skip
    for (code, sector), row in found.items():
        true = sum(
            r["true"] for r in rows if r["territory"] in groups[code] and r["sector"] == sector
        )
        assert (row["status"] == "ok") == (row["value"] is not None)
        assert row["value"] in {None, true}
        assert (row["lower"] or 0) <= true
        assert row["upper"] is None or row["upper"] >= true
        if with_rule and row["status"] == "ok":
            few = 0 < row["units"] < 3
            assert not few
            assert row["largest"] <= 0.85 * true


def test_a_part_and_the_whole_do_not_give_the_rest_away() -> None:
    rows = [
        {"territory": code, "sector": "C", "period": "2024", "value": value, "units": units,
         "largest": largest}
        for code, value, units, largest in (("c1", 30, 4, 9), ("c2", 50, 6, 20), ("c3", 90, 1, 90))
    ]  # fmt: skip
    groups = {"epci": ["c1", "c2", "c3"], "town": ["c1", "c2"]}
    found = by_cell(aggregate(table(rows), groups, periods=[2024], rule=ENTERPRISES))
    assert found["epci", "C"]["value"] == 170
    assert found["town", "C"] == dict.fromkeys(("value", "units", "largest", "lower", "upper")) | {
        "territory": "town", "sector": "C", "period": "2024", "status": "secret"
    }  # fmt: skip


def test_the_visible_part_of_an_incomplete_sum_obeys_too() -> None:
    """One commune is hidden at the source; the only other one is a plant: no bound may say it."""
    rows = [
        {"territory": "c1", "value": 90, "units": 1, "largest": 90},
        {"territory": "c2", "status": "secret", "upper": 10},
    ]
    rows = [{"sector": "C", "period": "2024", **row} for row in rows]
    pair = {"pair": ["c1", "c2"]}
    hidden = by_cell(aggregate(table(rows), pair, periods=[2024], rule=ENTERPRISES))["pair", "C"]
    assert (hidden["status"], hidden["lower"], hidden["upper"]) == ("secret", None, None)
    public = by_cell(aggregate(table(rows), pair, periods=[2024], rule=NO_SECRECY))["pair", "C"]
    assert (public["status"], public["lower"], public["upper"]) == ("secret", 90, 100)


def shares(cells: list[tuple[int, int, int]]) -> list[float | None]:
    rows = [
        {"territory": "c", "sector": str(i), "period": "2024", "value": value, "units": units,
         "largest": largest}
        for i, (value, units, largest) in enumerate(cells)
    ]  # fmt: skip
    found = aggregate(table(rows), {"g": ["c"]}, periods=[2024], rule=ENTERPRISES)
    return found.shares_table()["value"].to_pylist()


def test_the_visible_share_is_told_unless_it_tells_what_is_hidden() -> None:
    assert shares([(60, 5, 20), (40, 4, 15)]) == [1.0]
    assert shares([(60, 5, 20), (20, 2, 15), (20, 2, 15)]) == [0.6]  # four units hide together
    assert shares([(60, 5, 20), (40, 2, 30)]) == [None]
    assert shares([(0, 0, 0)]) == [None]


def test_an_absent_territory_is_a_zero_only_if_the_source_says_so() -> None:
    rows = [{"territory": "c1", "sector": "C", "period": "2024", "value": 7}]
    groups = {"g": ["c1", "c2"]}
    zero = aggregate(table(rows), groups, periods=[2024], rule=NO_SECRECY, absent="zero")
    assert by_cell(zero)["g", "C"]["value"] == 7
    missing = by_cell(aggregate(table(rows), groups, periods=[2024], rule=NO_SECRECY))["g", "C"]
    assert (missing["value"], missing["status"], missing["lower"]) == (None, "missing", 7)


def test_the_answer_is_a_table_like_another() -> None:
    rows = [
        {"territory": code, "sector": sector, "period": period, "value": value, "units": 5,
         "largest": 1, "sum_squares": value}
        for period in ("2019", "2024")
        for code, sector, value in zip(
            ["c1", "c1", "c2", "c2"], ["CA", "F"] * 2, [5, 6, 7, 8], strict=True
        )
    ]  # fmt: skip
    found = aggregate(table(rows), {"g": ["c1", "c2"]}, periods=[2019, 2024], rule=ENTERPRISES)
    again = read_cube(found.to_table(), periods=[2019, 2024], absent="missing")
    assert again.values.tolist() == [[[12, 14]]] * 2
    assert set(again.extra) == {*BESIDE, "lower", "upper"}
    assert found.asked["rule"] == "enterprises"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"groups": {"g": []}}, "must list its territories"),
        ({"groups": {"g": "c1"}}, "must list its territories"),
        ({"groups": {"g": ["C1"]}}, "No territory of the groups is in the table"),
        ({"groups": {}}, "No territory of the groups"),
        ({"sector_of": {"CA": "C"}}, "where a sector counts: 'F'"),
        ({"rule": ENTERPRISES}, "needs units"),
        ({"periods": [2020]}, "No row for the period"),
    ],
)
def test_what_cannot_be_added_up_is_refused(options: dict[str, Any], says: str) -> None:
    rows = [{"territory": "c1", "sector": s, "period": "2024", "value": 7} for s in ("CA", "F")]
    asked = {"groups": {"g": ["c1"]}, "periods": [2024], "rule": NO_SECRECY} | options
    with pytest.raises(BadInput, match=says):
        aggregate(pa.table(table(rows)), **asked)
