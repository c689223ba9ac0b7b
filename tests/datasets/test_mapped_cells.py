"""The mapped cells of a table say what its Parquet file says, whatever its numbers look like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from terreau.datasets import scan
from terreau.datasets.cells_writer import Extent
from terreau.datasets.dataset import Dataset
from terreau.datasets.importing import import_table
from terreau.datasets.mapped_cells import MappedCells, mapped_cells
from terreau.datasets.scan.mapped import _runs

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
{more}
[territory]
kind = "zone_emploi"
[sector]
nomenclature = "A38"
[absent]
cell = "{absent}"
[status]
secret = ["s"]
[coverage]
nation = true
"""
SECTORS = ("CA", "CB", "GZ")


def imported(folder: Path, rows: list[str], *, absent: str = "zero", units: bool = True) -> Dataset:
    header = "code;sector;year;jobs" + ";units" * units
    (folder / "jobs.csv").write_text("\n".join([header, *rows, ""]))
    more = 'units = "units"' if units else ""
    (folder / "jobs.toml").write_text(DESCRIPTION.format(more=more, absent=absent))
    return import_table(folder / "jobs.csv", folder / "jobs.toml", home=folder / "home").dataset


def drawn(rng: np.random.Generator, value: object) -> list[str]:
    """Return rows in no order, some cells absent."""
    cells = [
        f"z{zone:02};{sector};{year};{value(rng)};{rng.integers(1, 9)}"  # type: ignore[operator]
        for zone in range(40)
        for sector in SECTORS
        for year in (2020, 2021, 2024)
        if rng.random() < 0.7
    ]
    return [str(row) for row in rng.permutation(cells)]


VALUES = {
    "small whole": lambda rng: rng.integers(0, 200),
    "large whole": lambda rng: rng.integers(0, 900_000),
    "decimals": lambda rng: f"{rng.random() * 100:.3f}",
    "secret": lambda rng: "s" if rng.random() < 0.2 else rng.integers(0, 50),
}


@pytest.mark.parametrize("absent", ["zero", "secret"])
@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
def test_mapped_cells_answer_as_the_parquet_table(
    tmp_path: Path, value: object, absent: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = imported(tmp_path, drawn(np.random.default_rng(3), value), absent=absent)
    few, most = ["z03", "z17"], [f"z{zone:02}" for zone in range(2, 39)]
    questions = [
        (groups, periods, paired)
        for groups in ({"few": few}, {"few": few, "most": most}, {"nobody": ["z99"]})
        for periods in ([2024], [2020, 2024], [2024, 2021, 2020])
        for paired in (False, True)
    ]

    def answers() -> list[scan.Aggregate]:
        return [
            scan.aggregate(dataset, groups, periods=periods, level="A17", paired=paired)
            for groups, periods, paired in questions
        ]

    mapped = answers()
    monkeypatch.setattr("terreau.datasets.scan.table.mapped_cells", lambda dataset: None)
    for ours, theirs in zip(mapped, answers(), strict=True):
        for name in ("sums", "rows", "units", "hidden", "rebased", "uncertain"):
            np.testing.assert_allclose(getattr(ours, name), getattr(theirs, name), err_msg=name)


def test_the_nation_of_chosen_years_is_that_of_a_scan(tmp_path: Path) -> None:
    dataset = imported(tmp_path, drawn(np.random.default_rng(4), VALUES["secret"]))
    everybody = {"nation": scan.territories(dataset)}
    for paired in (False, True):
        asked = {"periods": [2024, 2020], "level": "A17", "paired": paired}
        found, counted = scan.nation(dataset, **asked), scan.aggregate(dataset, everybody, **asked)
        assert (found.periods, found.sectors) == (counted.periods, counted.sectors)
        for name in ("sums", "rows", "units", "hidden"):
            np.testing.assert_array_equal(getattr(found, name), getattr(counted, name))
        assert found.largest is None


def test_totals_are_the_sums_of_a_scan_where_all_is_known(tmp_path: Path) -> None:
    dataset = imported(tmp_path, drawn(np.random.default_rng(5), VALUES["large whole"]))
    for codes in (["z03", "z17", "z18"], ["nobody"], sorted(scan.territories(dataset))):
        answer = scan.aggregate(dataset, {"g": codes}, periods=dataset.periods)
        found = scan.totals(dataset, codes)
        assert found is not None
        np.testing.assert_array_equal(found, answer.sums.sum(axis=(1, 2)))
    hides = imported(tmp_path, [*drawn(np.random.default_rng(5), VALUES["secret"])])
    assert scan.totals(hides, ["z03"]) is None


def test_blocks_held_whole_are_added_up_and_the_rest_is_read(tmp_path: Path) -> None:
    dataset = imported(tmp_path, drawn(np.random.default_rng(6), VALUES["decimals"]))
    read = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            "terreau.datasets.scan.mapped._runs",
            lambda places: read.append(places.tolist()) or _runs(places),
        )
        codes = [f"z{zone:02}" for zone in range(5, 32)]
        found = scan.aggregate(dataset, {"g": codes, "one": ["z12"]}, periods=[2024, 2021])
        alone = scan.aggregate(dataset, {"g": codes}, periods=[2024, 2021])
    assert [len(places) for places in read] == [17, 7]
    np.testing.assert_allclose(found.sums[:, 0], alone.sums[:, 0])
    np.testing.assert_array_equal(found.rows[:, 0], alone.rows[:, 0])


def cells_of(dataset: Dataset) -> MappedCells:
    found = mapped_cells(dataset)
    assert found is not None
    return found


def test_numbers_take_the_room_they_need_and_no_digit_less(tmp_path: Path) -> None:
    rows = ["z1;CA;2024;255;70000", "z1;CB;2024;0;1", "z2;CA;2024;3;2"]
    whole = cells_of(imported(tmp_path, rows))
    assert [str(whole.dtype[name]) for name in ("value", "units")] == ["uint8", "uint32"]
    assert whole.year(2024).records["value"].tolist() == [255, 0, 3]
    other = cells_of(imported(tmp_path, [*rows, "z3;CA;2024;0.1;1"]))
    assert str(other.dtype["value"]) == "float64"
    assert other.year(2024).records["value"].tolist() == [255, 0, 3, 0.1]
    assert other.year(2024).starts.tolist() == [0, 2, 3, 4]


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        ([], "uint8"),
        ([0, 255], "uint8"),
        ([256], "uint16"),
        ([65_536], "uint32"),
        ([2**32], "float64"),
        ([-1], "float64"),
        ([0.5], "float64"),
        ([np.nan, 3], "float64"),
    ],
)
def test_the_narrowest_type(values: list[float], kind: str) -> None:
    extent = Extent()
    for part in (values[:1], values[1:], [1.0] if values else []):
        extent.note(np.array(part, dtype=np.float64))
    assert str(extent.narrowest()) == kind


def test_a_table_stored_before_cells_were_answers_all_the_same(tmp_path: Path) -> None:
    dataset = imported(tmp_path, ["z1;CA;2024;5;1", "z2;CA;2024;7;2"])
    for file in dataset.path.glob("cells*"):
        file.unlink()
    before = replace(dataset, files=())
    answer = scan.aggregate(before, {"all": ["z1", "z2"]}, periods=[2024])
    assert answer.sums.tolist() == [[[12.0]]]
    assert pq.read_metadata(dataset.table_path).num_rows == 2
