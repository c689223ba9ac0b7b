"""Cells in bounded memory: however many runs the disk takes, the stored table is the same."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.core.errors import BadTable
from terreau.datasets import sorted_runs
from terreau.datasets.importing import import_table
from terreau.datasets.sorted_runs import SortedRuns

DTYPE = np.dtype([("code", "i4"), ("order", "i8")])
DESCRIPTION = """
[dataset]
id = "jobs"
title = "Jobs"
publisher = "Example"
licence = "Example"
vintage = "2024"
country = "XX"
measure = "employment"
[columns]
territory = "code"
value = "{year}"
[territory]
kind = "custom"
[absent]
cell = "missing"
"""


@given(
    batches=st.lists(st.lists(st.text("abc", min_size=1, max_size=3), max_size=8), max_size=12),
    run=st.integers(1, 9),
)
def test_records_come_back_by_code_in_the_order_they_came(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[str]], run: int
) -> None:
    scratch = tmp_path_factory.mktemp("runs")
    numbers: dict[str, int] = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sorted_runs, "RUN", run)
        runs = SortedRuns(DTYPE, key="code", numbers=numbers, scratch=scratch)
        count = 0
        for batch in batches:
            records = np.empty(len(batch), DTYPE)
            records["code"] = [numbers.setdefault(code, len(numbers)) for code in batch]
            records["order"] = np.arange(count, count + len(batch))
            count += len(batch)
            runs.add(records)
        ranges = list(runs.ranges())
        runs.close()
    codes = list(numbers)
    stood = [code for batch in batches for code in batch]
    met: list[str] = []
    for records in ranges:
        here = sorted({codes[number] for number in records["code"]})
        assert not met or not here or met[-1] < here[0]
        met += here
        for code in here:
            orders = records["order"][records["code"] == numbers[code]].tolist()
            assert orders == [place for place, other in enumerate(stood) if other == code]
    assert met == sorted(set(stood))
    assert not list(scratch.iterdir())


def test_a_table_is_the_same_in_one_run_or_in_many(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = np.random.default_rng(7)
    codes = rng.permutation([f"t{number}" for number in range(300)])
    jobs = rng.integers(0, 50, (300, 4))
    _write(
        tmp_path,
        [f"{code};{';'.join(map(str, row))}" for code, row in zip(codes, jobs, strict=True)],
    )
    whole = _imported(tmp_path, "whole")
    monkeypatch.setattr(sorted_runs, "RUN", 37)
    parted = _imported(tmp_path, "parted")
    assert pq.read_table(parted / "table.parquet").equals(pq.read_table(whole / "table.parquet"))
    assert sorted(p.name for p in parted.iterdir()) == sorted(p.name for p in whole.iterdir())
    table = pq.read_table(parted / "table.parquet").to_pydict()
    assert table["territory"] == sorted(table["territory"])
    known = {code: row.tolist() for code, row in zip(codes, jobs, strict=True)}
    assert table["value"] == [
        float(known[code][period - 2021])
        for code, period in zip(table["territory"], table["period"], strict=True)
    ]


def test_a_double_is_found_across_runs_with_both_its_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sorted_runs, "RUN", 5)
    monkeypatch.setattr("terreau.datasets.reading.source._BATCH_CELLS", 10)
    rows = [f"t{number};1;2;3;4" for number in range(40)]
    _write(tmp_path, [*rows, "t30;5;6;7;8", "t2;5;6;7;8"])
    with pytest.raises(BadTable) as refused:
        _imported(tmp_path, "home")
    # The first double of the file, though another stands before it in the order of codes.
    assert "line 42" in str(refused.value)
    assert "First at line 32; 8 in all" in str(refused.value)
    assert not list((tmp_path / "home" / "datasets").glob("jobs/*"))


def _write(folder: Path, rows: list[str]) -> None:
    (folder / "jobs.csv").write_text("\n".join(["code;2021;2022;2023;2024", *rows, ""]))
    (folder / "jobs.toml").write_text(DESCRIPTION)


def _imported(folder: Path, home: str) -> Path:
    file, describe = folder / "jobs.csv", folder / "jobs.toml"
    return import_table(file, describe, home=folder / home).dataset.path
