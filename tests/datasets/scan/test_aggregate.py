"""The scan against a slow oracle that reads rows one by one, on random tables."""

from __future__ import annotations

from itertools import product
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.core.errors import BadInput
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.scan import aggregate, nation, territories
from terreau.datasets.scan.decode import decode

# 01003 merged into 01165; 75101 is an arrondissement of 75056.
TODAY = {"01001": "01001", "01003": "01165", "01165": "01165", "75101": "75056", "75056": "75056"}
LEVELS = {"A38": {"CA": "CA", "CB": "CB", "FZ": "FZ"}, "A5": {"CA": "BE", "CB": "BE", "FZ": "FZ"}}
YEARS = (2019, 2020, 2024)

DESCRIPTION = """\
[dataset]
id = "drawn"
title = "t"
publisher = "p"
licence = "l"
vintage = "v"
measure = "employment"
[columns]
territory = "c"
sector = "s"
period = "y"
value = "v"
units = "n"
largest = "m"
[territory]
kind = "commune"
[sector]
nomenclature = "A38"
[absent]
cell = "{absent}"
[status]
secret = ["K"]
[coverage]
nation = true
"""


class Row(NamedTuple):
    """A row of a drawn table; ``value`` None = secret."""

    commune: str
    sector: str
    year: int
    value: int | None
    units: int
    largest: int


def imported(rows: list[Row], absent: str, home: Path) -> Dataset:
    lines = ["c;s;y;v;n;m"]
    lines += [";".join(["K" if cell is None else str(cell) for cell in row]) for row in rows]
    file = home / "drawn.csv"
    file.write_text("\n".join(lines))
    described = parse_description(DESCRIPTION.format(absent=absent), file="drawn.toml")
    return import_described(file, described, home=home).dataset


keys = st.tuples(st.sampled_from(list(TODAY)), st.sampled_from(["CA", "CB", "FZ"]),
                 st.sampled_from(YEARS))  # fmt: skip
cells = st.tuples(st.one_of(st.none(), st.integers(0, 500)), st.integers(0, 9), st.integers(0, 400))
tables = st.dictionaries(keys, cells, min_size=1).map(
    lambda drawn: [Row(*key, *cell) for key, cell in drawn.items()]
)
groupings = st.dictionaries(
    st.sampled_from("ABC"), st.sets(st.sampled_from(sorted(set(TODAY.values())))), min_size=1
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(
    rows=tables,
    groups=groupings,
    absent=st.sampled_from(["zero", "secret", "missing"]),
    paired=st.booleans(),
    level=st.sampled_from(["A38", "A5"]),
    data=st.data(),
)
def test_the_scan_agrees_with_reading_rows_one_by_one(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[Row],
    groups: dict[str, set[str]],
    absent: str,
    paired: bool,
    level: str,
    data: st.DataObject,
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("terreau.datasets.figures_table.ROW_GROUP", 3)
        dataset = imported(rows, absent, tmp_path_factory.mktemp("home"))
    periods = data.draw(
        st.lists(st.sampled_from(dataset.periods), min_size=1, unique=True), label="periods"
    )
    answer = aggregate(dataset, groups, periods=periods, level=level, paired=paired)
    for kept in (2_000_000, 0):  # Decoded once, decoded for each of two passes.
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("terreau.datasets.scan.table.mapped_cells", lambda dataset: None)
            patch.setattr("terreau.datasets.scan.arrow._KEPT_ROWS", kept)
            patch.setattr("terreau.datasets.scan.decode.BATCH_ROWS", 2)
            same = aggregate(dataset, groups, periods=periods, level=level, paired=paired)
        for name, value in vars(answer).items():
            assert np.array_equal(getattr(same, name), value), name
    natives = sorted({row.sector for row in rows})
    images = LEVELS[level]
    assert answer.sectors == tuple(sorted({images[sector] for sector in natives}))

    def is_out(commune: str, sector: str, year: int) -> bool:
        found = [
            row.value
            for row in rows
            if (TODAY[row.commune], row.sector, row.year) == (commune, sector, year)
        ]
        return None in found or (absent != "zero" and not found)

    assert answer.sum_squares is None  # A row is no establishment.
    for (p, year), (g, codes), (s, sector) in product(
        enumerate(periods), enumerate(groups.values()), enumerate(answer.sectors)
    ):
        mine = [native for native in natives if images[native] == sector]
        years = periods if paired else [year]
        out = {
            (commune, native)
            for commune, native in product(codes, mine)
            if any(is_out(commune, native, y) for y in years)
        }
        visible = [
            row
            for row in rows
            if row.value is not None
            and row.year == year
            and row.sector in mine
            and TODAY[row.commune] in codes
            and not (paired and (TODAY[row.commune], row.sector) in out)
        ]
        assert answer.sums[p, g, s] == sum(row.value or 0 for row in visible)
        assert answer.rows[p, g, s] == len(visible)
        assert answer.units is not None
        assert answer.units[p, g, s] == sum(row.units for row in visible)
        assert answer.largest is not None
        assert answer.largest[p, g, s] == max((row.largest for row in visible), default=0)
        assert answer.hidden[p, g, s] == len(out)
    for (p, year), (g, codes) in product(enumerate(periods), enumerate(groups.values())):
        moved = [r.value or 0 for r in rows if r.commune == "01003" and r.year == year]
        if not paired and "01165" in codes:
            assert answer.rebased[p, g] == sum(moved)
        if "01165" not in codes:
            assert answer.rebased[p, g] == 0


ROWS = [
    Row("01001", "CA", 2019, 10, 2, 8),
    Row("01003", "CA", 2019, 5, 1, 5),
    Row("01165", "CA", 2019, 7, 1, 7),
    Row("01165", "CA", 2024, None, 1, 9),
    Row("75101", "FZ", 2024, 100, 30, 20),
]


@pytest.fixture
def drawn(tmp_path: Path) -> Dataset:
    return imported(ROWS, "zero", tmp_path)


def test_a_merged_commune_counts_in_the_one_it_joined_and_says_so(drawn: Dataset) -> None:
    answer = aggregate(drawn, {"g": ["01165"]}, periods=[2019, 2024])
    assert answer.sums[:, 0, 0].tolist() == [12, 0]
    assert answer.rebased[:, 0].tolist() == [5, 0]
    assert answer.hidden[:, 0, 0].tolist() == [0, 1]


def test_pairing_takes_a_secret_cell_out_of_both_dates(drawn: Dataset) -> None:
    answer = aggregate(drawn, {"g": ["01165", "01001"]}, periods=[2019, 2024], paired=True)
    assert answer.sums[:, 0, 0].tolist() == [10, 0]
    assert answer.hidden[:, 0, 0].tolist() == [1, 1]


def test_an_old_code_asked_for_is_the_commune_of_today(drawn: Dataset) -> None:
    asked = aggregate(drawn, {"g": ["01003"]}, periods=[2019])
    assert asked.sums.sum() == 12


def test_periods_come_in_the_order_asked(drawn: Dataset) -> None:
    answer = aggregate(drawn, {"g": ["75056", "01001"]}, periods=[2024, 2019])
    assert answer.sums.sum(axis=(1, 2)).tolist() == [100, 10]


def test_the_nation_is_every_row_counted_once_for_all_questions(
    drawn: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer = nation(drawn, periods=[2019, 2024])
    assert answer.sums.sum(axis=(1, 2)).tolist() == [22, 100]
    assert not answer.sums.flags.writeable
    monkeypatch.delattr("terreau.datasets.scan.entry.aggregate")
    other = nation(drawn, periods=[2024], level="A5")
    assert other.sums.sum() == 100
    assert not other.sums.flags.writeable


def test_a_table_that_does_not_cover_the_country_has_no_nation(tmp_path: Path) -> None:
    file = tmp_path / "drawn.csv"
    file.write_text("c;s;y;v;n;m\n01001;CA;2019;1;1;1\n")
    text = DESCRIPTION.format(absent="zero").replace("nation = true", "nation = false")
    described = parse_description(text, file="drawn.toml")
    dataset = import_described(file, described, home=tmp_path).dataset
    with pytest.raises(BadInput, match=r"does not cover the country: 'drawn'.*\[coverage\]"):
        nation(dataset, periods=[2019])


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ({"periods": [2018]}, r"years of the dataset, each once: 2018.*has 2019, 2024"),
        ({"periods": []}, r"each once: \[\]"),
        ({"periods": [2019, 2019]}, r"each once: \[2019, 2019\]"),
        ({"periods": [2019], "level": "A88"}, "does not nest"),
        ({"periods": [2019], "level": "A39"}, "'A39'"),
        ({"periods": [2019], "engine": "sparks"}, r"Unknown engine of scan: 'sparks'.*arrow"),
        ({"periods": [2019], "groups": {}}, "No group of territories"),
    ],
)
def test_a_question_that_has_no_answer(
    drawn: Dataset, asked: dict[str, object], message: str
) -> None:
    words = {"groups": {"g": ["01001"]}, **asked}
    with pytest.raises(BadInput, match=message):
        aggregate(drawn, **words)


def test_row_groups_without_a_wanted_territory_are_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terreau.datasets.figures_table.ROW_GROUP", 2)
    dataset = imported([row for row in ROWS if row.value], "zero", tmp_path)
    read = []
    module = "terreau.datasets.scan.arrow"
    monkeypatch.setattr("terreau.datasets.scan.table.mapped_cells", lambda dataset: None)
    monkeypatch.setattr(f"{module}._KEPT_ROWS", 0)
    monkeypatch.setattr(
        f"{module}.decode",
        lambda chosen, plan, ahead: (
            read.append([part.groups for part in chosen]) or decode(chosen, plan, ahead=ahead)
        ),
    )
    assert aggregate(dataset, {"g": ["75056"]}, periods=[2024]).sums.sum() == 100
    assert aggregate(dataset, {"g": ["01001"]}, periods=[2019]).sums.sum() == 10
    assert read == [[(1,)], [(0,)]]


def test_territories_of_the_table(drawn: Dataset) -> None:
    assert territories(drawn) == {"01001", "01003", "01165", "75101"}
    assert np.issubdtype(aggregate(drawn, {"g": []}, periods=[2019]).sums.dtype, np.float64)
