"""Codes of one vintage: nothing is lost, what moved is counted; on the real communes too."""

from __future__ import annotations

from collections import Counter, defaultdict
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.analytics.harmonise import Harmonised, harmonise
from terreau.core.errors import BadInput
from terreau.datasets.reference import load

Table = dict[str, list[Any]]
OLD, NEW, NEWER = ("a", "b", "c", "d"), ("a", "b", "y", "z"), ("a", "y", "q")


@st.composite
def tables(draw: st.DrawFn) -> Table:
    """Jobs by old code, sector and year; some cells hidden, some codes without a row that year."""
    rows = [
        (territory, sector, period, draw(st.none() | st.integers(0, 100)))
        for period in ("2010", "2020")
        for territory in OLD
        if draw(st.booleans()) or territory == "a"
        for sector in ("C", "F")
    ]
    territory, sector, period, value = (list(column) for column in zip(*rows, strict=True))
    status = ["secret" if jobs is None else "ok" for jobs in value]
    return {
        "territory": territory, "sector": sector, "period": period,
        "value": pa.array(value, pa.int64()), "status": status,
    }  # fmt: skip


@st.composite
def passages(draw: st.DrawFn, old: tuple[str, ...], new: tuple[str, ...]) -> Table:
    """Each old code leads to one new code, or to two in eighths (exact in binary)."""
    found: Table = {"old": [], "new": [], "weight": [], "certain": []}
    for code in old:
        targets = draw(st.lists(st.sampled_from(new), min_size=1, max_size=2, unique=True))
        first = draw(st.integers(1, 7)) / 8
        weights = [None] if len(targets) == 1 else [first, 1 - first]
        for target, weight in zip(targets, weights, strict=True):
            found["old"].append(code)
            found["new"].append(target)
            found["weight"].append(weight)
            found["certain"].append(draw(st.booleans()))
    return found


def cells(found: Harmonised) -> dict[tuple[str, str, str], dict[str, Any]]:
    return {
        (row["territory"], row["sector"], row["period"]): row
        for row in found.to_table().to_pylist()
    }


def rows_of(table: Table) -> list[tuple[str, str, str, int | None]]:
    keys = (table[name] for name in ("territory", "sector", "period"))
    return list(zip(*keys, table["value"].to_pylist(), strict=True))


def slow(table: Table, links: Table) -> tuple[dict[Any, Any], dict[Any, Any], set[Any]]:
    """Return the known jobs, (rebased, uncertain, all) by code and year, and the hidden cells."""
    rows = list(zip(*(links[n] for n in ("old", "new", "weight", "certain")), strict=True))
    jobs: Any = defaultdict(Fraction)
    history: Any = defaultdict(lambda: [Fraction(0)] * 3)
    hidden = set()
    for territory, sector, period, value in rows_of(table):
        for old, new, weight, certain in rows:
            if old != territory:
                continue
            moved = Fraction(value or 0) * Fraction(weight or 1)
            jobs[new, sector, period] += moved
            if value is None:
                hidden.add((new, sector, period))
            parts = (moved if old != new else 0, 0 if certain else moved, moved)
            history[new, period] = [a + b for a, b in zip(history[new, period], parts, strict=True)]
    return jobs, history, hidden


@settings(max_examples=60)
@given(tables(), passages(OLD, NEW))
def test_jobs_and_shares_agree_with_the_oracle(table: Table, links: Table) -> None:
    found = harmonise(table, links)
    jobs, history, hidden = slow(table, links)
    for key, row in cells(found).items():
        if key in hidden:
            assert (row["value"], row["status"]) == (None, "secret")
            assert row["lower"] == jobs[key]
        elif key in jobs:
            assert (row["value"], row["status"]) == (jobs[key], "ok")
        else:
            assert (row["value"], row["status"]) == (None, "missing")
    for i, period in enumerate(found.cube.periods):
        for j, code in enumerate(found.cube.territories):
            rebased, uncertain, total = history[code, period]
            wanted = [float(part / total) if total else np.nan for part in (rebased, uncertain)]
            shares = [found.rebased[i, j], found.uncertain[i, j]]
            np.testing.assert_allclose(shares, wanted, rtol=1e-12)


@given(tables(), passages(OLD, NEW))
def test_totals_are_kept(table: Table, links: Table) -> None:
    """Of what is known, year by year and sector by sector."""
    before: Any = defaultdict(float)
    for _, sector, period, value in rows_of(table):
        before[sector, period] += value or 0
    after: Any = defaultdict(float)
    for (_, sector, period), row in cells(harmonise(table, links)).items():
        after[sector, period] += row["lower"] if row["value"] is None else row["value"]
    assert {key: after[key] for key in before} == before


@given(tables())
def test_a_passage_to_itself_changes_nothing(table: Table) -> None:
    nowhere = {"old": ["zz"], "new": ["zz"], "certain": [True]}
    itself = {"old": list(OLD), "new": list(OLD), "certain": [True] * 4}
    for links in (nowhere, itself):
        found = harmonise(table, links)
        known = {key: row["value"] for key, row in cells(found).items() if key in keys(table)}
        assert known == {row[:3]: row[3] for row in rows_of(table)}
        assert np.nan_to_num(found.rebased).max() == np.nan_to_num(found.uncertain).max() == 0


def keys(table: Table) -> set[tuple[str, str, str]]:
    return {row[:3] for row in rows_of(table)}


@settings(max_examples=60)
@given(tables(), passages(OLD, NEW), passages(NEW, NEWER))
def test_two_passages_in_turn_are_their_composition(
    table: Table, first: Table, second: Table
) -> None:
    shown = table | {"value": pa.array([v or 0 for v in table["value"].to_pylist()])}
    shown["status"] = ["ok"] * len(shown["territory"])
    weights: Any = defaultdict(float)
    for old, middle, weight in zip(first["old"], first["new"], first["weight"], strict=True):
        for start, new, part in zip(second["old"], second["new"], second["weight"], strict=True):
            if start == middle:
                weights[old, new] += (weight or 1) * (part or 1)
    both = {
        "old": [old for old, _ in weights], "new": [new for _, new in weights],
        "weight": list(weights.values()), "certain": [True] * len(weights),
    }  # fmt: skip
    in_turn = cells(harmonise(middle_of(shown, first), second))
    at_once = cells(harmonise(shown, both))
    assert {k: r["value"] for k, r in in_turn.items() if r["value"] is not None} == {
        k: r["value"] for k, r in at_once.items() if r["value"] is not None
    }


def middle_of(table: Table, links: Table) -> pa.Table:
    """Return the jobs in between, without the rows of codes that were not in force."""
    found = harmonise(table, links).to_table()
    return found.filter(found["status"].to_numpy(zero_copy_only=False) != "missing")


def test_a_code_of_another_time_lacks_in_no_sum() -> None:
    """B joined A: it has no row in 2020, and A is whole; with a grid that lists B, it lacks."""
    table = {
        "territory": ["A", "B", "A"], "sector": ["C"] * 3, "period": [2010, 2010, 2020],
        "value": [30, 10, 45],
    }  # fmt: skip
    links = {"old": ["B"], "new": ["A"], "weight": [None], "certain": [True]}
    found = harmonise(table, links)
    assert found.cube.values.ravel().tolist() == [40, 45]
    assert found.rebased.ravel().tolist() == [0.25, 0]
    on_a_grid = harmonise(table, links, territories=["A", "B"]).to_table().to_pylist()
    assert [row["value"] for row in on_a_grid] == [40, None]
    assert (on_a_grid[1]["status"], on_a_grid[1]["lower"]) == ("missing", 45)


def test_establishments_follow_whole_territories_only() -> None:
    table = {
        "territory": ["A", "B", "D"], "sector": ["C"] * 3, "period": [2010] * 3,
        "value": [30, 10, 40], "units": [3, 2, 4], "largest": [20, 6, 30],
        "sum_squares": [450, 52, 1000],
    }  # fmt: skip
    links = {"old": ["B", "D", "D"], "new": ["A", "D", "E"], "weight": [None, 0.5, 0.5],
             "certain": [True] * 3}  # fmt: skip
    rows = cells(harmonise(table, links))
    names = ("value", "units", "largest", "sum_squares")
    assert [rows["A", "C", "2010"][name] for name in names] == [40, 5, 20, 502]
    assert [rows["E", "C", "2010"][name] for name in names] == [20, None, None, None]


def test_a_stream_is_enough() -> None:
    table = pl.DataFrame({"territory": ["A"], "sector": ["C"], "period": [2010], "value": [3]})
    links = pl.DataFrame({"old": ["A"], "new": ["B"], "certain": [True]})
    reader = table.to_arrow().to_reader()
    found = harmonise(reader, links)
    assert found.cube.territories == ("B",)
    assert found.shares_table()["value"].to_pylist() == [1, 0]


@pytest.mark.parametrize(
    ("links", "says"),
    [
        ({"old": ["A", "A"], "new": ["A", "B"], "weight": [0.5, 0.4]}, "add up to 1"),
        ({"old": ["A", "A"], "new": ["A", "B"], "weight": [None, None]}, "add up to 1"),
        ({"old": ["A", "A"], "new": ["A", "B"], "weight": [1.5, -0.5]}, "add up to 1"),
        ({"old": ["A"], "new": ["B"], "weight": [0.9]}, "add up to 1"),
        ({"old": ["A", "A"], "new": ["B", "B"], "weight": [0.5, 0.5]}, "given twice"),
        ({"old": [1], "new": ["B"]}, "as text"),
        ({"old": ["A"], "new": ["B"], "certain": [None]}, "true or false"),
        ({"old": ["A"], "to": ["B"]}, "no such column: 'new'"),
        ("passages.csv", "no such column"),
    ],
)
def test_passages_that_lose_jobs_are_refused(links: Any, says: str) -> None:
    table = {"territory": ["A"], "sector": ["C"], "period": [2010], "value": [3]}
    if isinstance(links, dict):
        links = {"certain": [True] * len(links["old"])} | links
    with pytest.raises(BadInput, match=says):
        harmonise(table, links)


def of_the_reference() -> Table:
    """Return the bundled passages; a separation says that what stayed is not certain."""
    rows = load("passages").to_pylist()
    moved = {r["old_code"]: r["new_code"] for r in rows if r["kind"] != "split"}
    certain = defaultdict(lambda: True)
    for row in rows:
        certain[row["old_code"]] &= row["certain"]
    return {
        "old": list(certain), "new": [moved.get(old, old) for old in certain],
        "certain": list(certain.values()),
    }  # fmt: skip


def test_the_real_communes_go_where_the_correspondence_says(shared: Path) -> None:
    """36 714 codes of any time to those of 2026: a published table beside our own passages.

    23 codes were divided: the table lists all their heirs, here in equal parts; ours stay where
    they are and say that they are not certain.
    """
    path = shared / "data/geography/commune_old_to_2026.parquet"
    columns = pq.read_table(path, columns=["code_insee", "code_insee_2026"]).to_pydict()
    old, new = columns.values()
    heirs = Counter(old)
    published = {
        "old": old, "new": new, "certain": [heirs[code] == 1 for code in old],
        "weight": [1 / heirs[code] for code in old],
    }  # fmt: skip
    jobs = {code: count for count, code in enumerate(heirs, start=1)}
    table = {
        "territory": list(jobs), "sector": ["C"] * len(jobs), "period": [2010] * len(jobs),
        "value": list(jobs.values()),
    }  # fmt: skip
    theirs, ours = harmonise(table, published), harmonise(table, of_the_reference())
    total = sum(jobs.values())
    assert ours.cube.values.sum() == total
    assert theirs.cube.values.sum() == pytest.approx(total, rel=1e-12)

    wanted = dict(zip(theirs.cube.territories, theirs.cube.values[0, :, 0], strict=True))
    found = dict(zip(ours.cube.territories, ours.cube.values[0, :, 0], strict=True))
    divided = {code for code, count in heirs.items() if count > 1}
    touched = {now for code, now in zip(old, new, strict=True) if code in divided}
    assert len(divided) == 23
    assert {code: found.get(code) for code in wanted.keys() - touched} == {
        code: jobs for code, jobs in wanted.items() if code not in touched
    }
    doubtful = dict(zip(ours.cube.territories, ours.uncertain[0] > 0, strict=True))
    assert all(doubtful[code] for code in divided & found.keys())
