"""Passages between any two vintages: identity, composition, and jobs that are kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache
from math import fsum
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.analytics import harmonise
from terreau.core.errors import BadInput
from terreau.datasets import reference
from terreau.datasets.reference.between import PASSAGES_BETWEEN, passages

YEARS = reference.vintages("commune")
years = st.sampled_from(YEARS)


@cache
def in_force(year: int) -> set[str]:
    communes = reference.load("members").filter(
        (pc.field("kind") == "departement")
        & (pc.field("first_vintage") <= year)
        & (pc.field("last_vintage") >= year)
    )
    return set(communes.column("commune").to_pylist())


def certain(table: pa.Table) -> Mapping[str, str]:
    return {row["old"]: row["new"] for row in table.to_pylist() if row["certain"]}


def divided(table: pa.Table) -> set[str]:
    return {row["old"] for row in table.to_pylist() if not row["certain"]}


@pytest.mark.parametrize("year", YEARS)
def test_from_a_vintage_to_itself_only_districts_change(year: int) -> None:
    table = passages(year, year)
    assert table.schema == PASSAGES_BETWEEN
    assert set(table["kind"].to_pylist()) == {"arrondissement"}
    assert table.num_rows == 45


@settings(deadline=None, max_examples=30)
@given(years, years)
def test_every_commune_of_one_vintage_leads_to_the_other(start: int, end: int) -> None:
    table = passages(start, end)
    led = {row["old"]: row for row in table.to_pylist()}
    stay = in_force(start) - led.keys()
    assert stay <= in_force(end)
    assert {row["new"] for row in table.to_pylist()} | stay == in_force(end) | {
        row["new"] for row in table.to_pylist() if row["kind"] == "arrondissement"
    }
    weights: dict[str, list[float | None]] = {}
    for row in table.to_pylist():
        weights.setdefault(row["old"], []).append(row["weight"])
    for found in weights.values():
        assert found == [None] or fsum(w or 0 for w in found) == pytest.approx(1)


@settings(deadline=None, max_examples=60)
@given(years, years, years)
def test_two_passages_in_turn_are_one_where_both_are_certain(a: int, b: int, c: int) -> None:
    first, second, whole = passages(a, b), passages(b, c), passages(a, c)
    to_b, to_c, to_end = certain(first), certain(second), certain(whole)
    doubtful = divided(first), divided(second)
    # Codes that are in none of the three stay themselves in all.
    changed = {code for one in (first, second, whole) for code in one["old"].to_pylist()}
    for code in changed & in_force(a) - doubtful[0]:
        between = to_b.get(code, code)
        if between not in doubtful[1]:
            assert code not in divided(whole)
            assert to_end.get(code, code) == to_c.get(between, between)


@settings(deadline=None, max_examples=30)
@given(years, years, st.data())
def test_no_job_is_lost(start: int, end: int, data: st.DataObject) -> None:
    table = passages(start, end)
    changed = sorted(in_force(start) & set(table["old"].to_pylist())) or ["44184"]
    codes = data.draw(st.lists(st.sampled_from(changed), min_size=1, unique=True))
    jobs = data.draw(st.lists(st.integers(0, 10_000), min_size=len(codes), max_size=len(codes)))
    rows: dict[str, list[Any]] = {
        "territory": codes,
        "sector": ["C"] * len(codes),
        "period": [start] * len(codes),
        "value": jobs,
    }
    found = harmonise(rows, table).to_table()
    assert fsum(found["value"].to_pylist()) == pytest.approx(sum(jobs))
    assert set(found["territory"].to_pylist()) <= in_force(end)


def test_a_separation_and_a_merger_are_each_other_undone() -> None:
    forth = [row for row in passages(2019, 2021).to_pylist() if row["old"] == "14712"]
    assert [(r["new"], r["kind"], r["since"], r["certain"]) for r in forth] == [
        ("14666", "split", 2021, False),
        ("14712", "split", 2021, False),
    ]
    # Populations of 2019, the first counted apart.
    people = {
        row["commune"]: row["population"]
        for row in reference.load("populations").to_pylist()
        if row["reference_year"] == 2019
    }
    both = people["14666"] + people["14712"]
    assert [row["weight"] for row in forth] == pytest.approx(
        [people["14666"] / both, people["14712"] / both]
    )
    back = [row for row in passages(2021, 2019).to_pylist() if row["old"] == "14666"]
    assert back == [
        {"old": "14666", "new": "14712", "weight": None, "since": 2021, "kind": "merged",
         "certain": True}
    ]  # fmt: skip
    # Pierrefitte-sur-Seine joined Saint-Denis in 2025: going back, its jobs are an estimate.
    joined = [row for row in passages(2026, 2024).to_pylist() if row["old"] == "93066"]
    assert [(r["new"], r["kind"], r["certain"]) for r in joined] == [
        ("93059", "split", False),
        ("93066", "split", False),
    ]


def test_a_code_that_changed_and_came_back_is_itself() -> None:
    assert certain(passages(2019, 2022))["27676"] == "27058"
    assert "27676" not in set(passages(2019, 2023)["old"].to_pylist())
    assert certain(passages(2022, 2019))["27058"] == "27676"


def test_codes_of_before_the_first_vintage_lead_to_it() -> None:
    table = passages(None, 2019)
    assert certain(table)["44225"] == "44180"
    assert set(table["new"].to_pylist()) <= in_force(2019)
    # Bihorel left Bois-Guillaume in 2014.
    assert "76108" in divided(passages(2013, 2019))
    assert "76108" not in divided(passages(2014, 2019))
    assert divided(passages(None, 2026)) >= reference.uncertain_codes(2018)


@pytest.mark.parametrize(("start", "end", "says"), [(2020, 2026, "2020"), (2019, 2030, "2030")])
def test_a_vintage_that_does_not_exist_is_refused(start: int, end: int, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        passages(start, end)


def test_every_difference_with_an_independent_table_is_explained(shared: Path) -> None:
    """Old codes of every time since 2003 → communes of 2026, pair by pair."""
    path = shared / "data" / "geography" / "commune_old_to_2026.parquet"
    theirs = {
        (row["code_insee"], row["code_insee_2026"]) for row in pq.read_table(path).to_pylist()
    }
    rows = {(r["old"], r["new"]): r for r in passages(None, 2026).to_pylist()}
    current = in_force(2026)
    ours = rows.keys() | {(code, code) for code in current - {old for old, _ in rows}}
    assert theirs - ours == set()

    first = {
        row["old_code"]: row["since_vintage"] or 0
        for row in reference.load("changes").to_pylist()
        if row["kind"] != "split"
    }

    def reason(pair: tuple[str, str]) -> str:
        row = rows.get(pair)
        if row is None:
            return "overseas collectivity"
        if row["kind"] == "arrondissement":
            return "district of a town"
        if row["kind"] == "split":
            return "separated since"
        return "ended before 2003" if first[pair[0]] <= 2003 else pair[0]

    assert Counter(map(reason, ours - theirs)) == {
        "ended before 2003": 2416,
        "overseas collectivity": 94,
        "district of a town": 45,
        # An old code whose land two communes share today: the other table gives one of them.
        "separated since": 27,
        # Gernicourt changed department the very day it merged: a code that was never in force.
        "51664": 1,
    }
    islands = {pair[0] for pair in ours - theirs if pair not in rows}
    assert not any(reference.is_france(code[:3]) for code in islands)
