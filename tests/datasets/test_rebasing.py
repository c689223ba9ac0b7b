"""A stored table in the communes of another vintage: jobs kept, history told, by an oracle."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import pyarrow as pa
import pytest

from terreau.core.errors import BadInput
from terreau.datasets import rebasing
from terreau.datasets.catalogue import read_table
from terreau.datasets.dataset import Dataset
from terreau.datasets.importing import import_table
from terreau.datasets.rebasing import History, rebase
from terreau.datasets.reference.between import passages

DESCRIPTION = """
[dataset]
id = "jobs"
title = "Jobs"
publisher = "Nobody"
licence = "None"
vintage = "2024"
measure = "employment"
[columns]
territory = "code"
sector = "sector"
period = "year"
value = "jobs"
units = "units"
[territory]
kind = "commune"
geography = 2019
residual = ["00000"]
[sector]
nomenclature = "A38"
[absent]
cell = "{absent}"
[status]
secret = ["s"]
"""
# 14712 is divided into 14666 and itself; 27676 joins 27058; 44184 stays; 00000 is of no commune.
ROWS = (
    "14712;CA;2010;100;4",
    "14712;CB;2010;7;1",
    "14666;CA;2010;20;2",
    "27676;CA;2010;30;3",
    "27058;CA;2010;10;1",
    "27058;CB;2012;5;1",
    "44184;CL;2010;900;9",
    "44184;CL;2012;950;9",
    "44184;CB;2012;s;",
    "00000;CA;2010;3;1",
)
Import = Callable[..., Dataset]


@pytest.fixture
def give(tmp_path: Path) -> Import:
    def made(*rows: str, absent: str = "zero") -> Dataset:
        (tmp_path / "jobs.csv").write_text("\n".join(["code;sector;year;jobs;units", *rows, ""]))
        (tmp_path / "jobs.toml").write_text(DESCRIPTION.format(absent=absent))
        return import_table(
            tmp_path / "jobs.csv", tmp_path / "jobs.toml", home=tmp_path / "home"
        ).dataset

    return made


def cells(dataset: Dataset, vintage: int) -> dict[tuple[str, str, int], dict[str, object]]:
    pieces = list(rebase(dataset, vintage, History()))
    rows = pa.concat_tables(pieces).to_pylist()
    found = {(row["territory"], row["sector"], row["period"]): row for row in rows}
    assert len(found) == len(rows)
    return found


def test_jobs_follow_their_communes_and_say_what_that_is_worth(give: Import) -> None:
    dataset = give(*ROWS)
    found = cells(dataset, 2021)
    assert found["27058", "CA", 2010]["value"] == 40
    assert found["27058", "CA", 2010]["rebased"] == 0.75
    assert found["27058", "CA", 2010]["uncertain"] == 0
    assert found["27058", "CA", 2010]["lower"] == 40
    assert found["27058", "CA", 2010]["units"] == 4
    assert found["27058", "CB", 2012]["rebased"] == 0
    untouched = found["44184", "CL", 2012]
    assert [untouched[name] for name in ("value", "rebased", "uncertain")] == [950, 0, 0]
    hidden = found["44184", "CB", 2012]
    assert [hidden[name] for name in ("value", "status", "lower")] == [None, "secret", 0]
    assert not any(code == "27676" for code, _, _ in found)
    found = cells(dataset, 2026)
    left, stayed = found["14666", "CA", 2010], found["14712", "CA", 2010]
    # 107 jobs of 14712 are shared out; 20 were there before.
    came = 107 * next(r["weight"] for r in passages(2019, 2026).to_pylist() if r["new"] == "14666")
    assert left["uncertain"] == pytest.approx(came / (20 + came))
    assert (stayed["uncertain"], left["units"]) == (1, None)
    assert left["value"] + stayed["value"] == pytest.approx(120)


@pytest.mark.parametrize("vintage", [2019, 2023, 2026])
@pytest.mark.parametrize("codes_at_once", [1, 200])
def test_each_cell_is_the_weighted_sum_of_those_that_lead_to_it(
    give: Import, vintage: int, codes_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebasing, "_CODES", codes_at_once)
    dataset = give(*(row for row in ROWS if ";s;" not in row))
    ways = defaultdict(list)
    for row in passages(2019, vintage).to_pylist():
        weight = 1 if row["weight"] is None else row["weight"]
        ways[row["old"]].append((row["new"], Fraction(weight)))
    expected: dict[tuple[str, str, int], Fraction] = defaultdict(Fraction)
    for row in read_table(dataset).to_pylist():
        for new, weight in ways.get(row["territory"], [(row["territory"], Fraction(1))]):
            expected[new, row["sector"], row["period"]] += weight * Fraction(row["value"])
    found = {key: row["value"] for key, row in cells(dataset, vintage).items()}
    assert found == pytest.approx({key: float(jobs) for key, jobs in expected.items()})


def test_the_history_is_that_of_the_pieces(give: Import) -> None:
    history = History()
    pieces = list(rebase(give(*ROWS), 2026, history))
    assert history.jobs == pytest.approx({2010: 1070, 2012: 955})
    known = pa.concat_tables(pieces).to_pylist()
    for year in (2010, 2012):
        doubtful = sum(
            row["value"] * row["uncertain"]
            for row in known
            if row["period"] == year and row["value"]
        )
        assert history.uncertain[year] == pytest.approx(doubtful)
    assert history.strangers == {"00000"}


def test_a_hidden_part_hides_the_sum_and_leaves_its_visible_part(give: Import) -> None:
    found = cells(give("27676;CA;2010;s;", "27058;CA;2010;10;1", absent="secret"), 2021)
    row = found["27058", "CA", 2010]
    assert [row[name] for name in ("value", "status", "lower")] == [None, "secret", 10]


def test_what_has_no_other_vintage_is_refused(give: Import, tmp_path: Path) -> None:
    dataset = give(*ROWS)
    with pytest.raises(BadInput, match="no communes of that vintage: 2020"):
        next(rebase(dataset, 2020, History()))
    (tmp_path / "jobs.toml").write_text(
        DESCRIPTION.format(absent="zero")
        .replace('kind = "commune"', 'kind = "zone_emploi"')
        .replace("geography = 2019", "")
    )
    other = import_table(tmp_path / "jobs.csv", tmp_path / "jobs.toml", home=tmp_path / "other")
    with pytest.raises(BadInput, match="Only figures by commune of France"):
        next(rebase(other.dataset, 2026, History()))
