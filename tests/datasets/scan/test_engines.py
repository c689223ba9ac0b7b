"""Every engine gives what a loop over the rows gives, on files of anybody and on stored tables."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.core.errors import BadInput
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.scan import Aggregate, aggregate, scan_files

SPARK = pytest.param("ibis+spark", marks=[pytest.mark.spark, pytest.mark.timeout(300)])
ENGINES = ["arrow", "ibis+duckdb", SPARK]
COLUMNS = {"territory": "commune", "sector": "naf", "period": "year", "value": "jobs"}
SECTORS = {"10A": "10", "10B": "10", "20Z": "20"}
COMMUNES = ["X1", "X2", "X3", "X4"]
YEARS = (2019, 2020, 2024)

pytestmark = [
    pytest.mark.allow_hosts(["127.0.0.1"]),  # Spark speaks to its own process.
    # What Spark's client does with pandas and sockets is not ours to repair.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning:pyspark"),
]

Row = tuple[int, str, str, float | None]
rows_drawn = st.lists(
    st.tuples(
        st.sampled_from(YEARS),
        st.sampled_from(COMMUNES),
        st.sampled_from(list(SECTORS)),
        st.one_of(st.none(), st.integers(0, 500)),
    ),
    min_size=1,
    max_size=40,
)


def write(rows: list[Row], folder: Path, kind: pa.DataType) -> Path:
    """Write rows as year=…/part.parquet, three rows a group."""
    for year in sorted({row[0] for row in rows}):
        mine = [row for row in rows if row[0] == year]
        columns = {
            "commune": [row[1] for row in mine],
            "naf": [row[2] for row in mine],
            "jobs": pa.array([row[3] for row in mine], kind),
        }
        (folder / f"year={year}").mkdir()
        table = pa.table(columns)
        pq.write_table(table, folder / f"year={year}" / "part.parquet", row_group_size=3)
    return folder


def check(
    answer: Aggregate, rows: list[Row], groups: dict[str, set[str]], absent: str, paired: bool
) -> None:
    """Compare with a loop over the rows."""
    natives = list(SECTORS)

    def is_out(year: int, commune: str, native: str) -> bool:
        found = [row[3] for row in rows if row[:3] == (year, commune, native)]
        return None in found or (absent != "zero" and not found)

    for (p, year), (g, codes), (s, sector) in product(
        enumerate(answer.periods), enumerate(groups.values()), enumerate(answer.sectors)
    ):
        years = answer.periods if paired else [year]
        out = {
            (commune, native)
            for commune, native in product(codes, natives)
            if SECTORS[native] == sector and any(is_out(y, commune, native) for y in years)
        }
        seen = [
            row[3]
            for row in rows
            if row[0] == year
            and row[1] in codes
            and SECTORS[row[2]] == sector
            and row[3] is not None
            and not (paired and row[1:3] in out)
        ]
        assert answer.sums[p, g, s] == sum(seen)
        assert answer.rows[p, g, s] == len(seen)
        assert answer.hidden[p, g, s] == len(out)
        assert answer.units is not None
        assert answer.units[p, g, s] == len(seen)
        assert answer.largest is not None
        assert answer.largest[p, g, s] == max(seen, default=0)
        assert answer.sum_squares is not None
        assert answer.sum_squares[p, g, s] == sum(jobs**2 for jobs in seen)


@pytest.mark.parametrize("kind", [pa.int32(), pa.float64()], ids=["int32", "float64"])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    rows=rows_drawn,
    groups=st.dictionaries(st.sampled_from("ABC"), st.sets(st.sampled_from(COMMUNES)), min_size=1),
    absent=st.sampled_from(["zero", "missing"]),
    paired=st.booleans(),
    ahead=st.booleans(),
)
def test_arrow_agrees_with_a_loop(
    tmp_path_factory: pytest.TempPathFactory,
    kind: pa.DataType,
    rows: list[Row],
    groups: dict[str, set[str]],
    absent: str,
    paired: bool,
    ahead: bool,
) -> None:
    folder = write(rows, tmp_path_factory.mktemp("files"), kind)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("terreau.datasets.scan.decode.BATCH_ROWS", 2)
        if ahead:
            patch.setattr("terreau.datasets.scan.arrow._KEPT_ROWS", 0)
        answer = scan_files(
            folder,
            groups,
            SECTORS,
            periods=[2024, 2019],
            columns=COLUMNS,
            are_establishments=True,
            absent=absent,
            paired=paired,
        )
    check(answer, rows, groups, absent, paired)


FIXED: list[Row] = [
    (2019, "X1", "10A", 5),
    (2019, "X1", "10A", 7),
    (2019, "X1", "10B", None),
    (2019, "X2", "10A", 3),
    (2019, "X4", "20Z", 9),
    (2020, "X1", "10A", 1000),
    (2024, "X1", "10A", 6),
    (2024, "X1", "10B", 2),
    (2024, "X2", "10A", None),
    (2024, "X2", "20Z", 4),
    (2024, "X3", "20Z", 400),
]
OVERLAPPING = {"A": {"X1", "X2"}, "B": {"X2", "X3"}, "C": set[str]()}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(("absent", "paired"), [*product(["zero", "secret"], [False, True])])
def test_engines_agree_with_a_loop(tmp_path: Path, engine: str, absent: str, paired: bool) -> None:
    answer = scan_files(
        write(FIXED, tmp_path, pa.float64() if paired else pa.int32()),
        OVERLAPPING,
        SECTORS,
        periods=[2024, 2019],
        columns=COLUMNS,
        are_establishments=True,
        absent=absent,
        paired=paired,
        engine=engine,
    )
    check(answer, FIXED, OVERLAPPING, absent, paired)


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
geography = 2022
[sector]
nomenclature = "A38"
[absent]
cell = "zero"
[status]
secret = ["K"]
"""
# 01003 merged into 01165; 85084 gave two communes back after 2022.
STORED = """\
c;s;y;v;n;m
01001;CA;2019;10;2;8
01003;FZ;2019;5;1;5
01165;CB;2019;7;1;7
01165;CA;2024;K;1;9
85084;FZ;2019;40;3;20
85084;FZ;2024;41;3;21
75101;FZ;2024;100;30;20
"""


@pytest.mark.parametrize("engine", ENGINES[1:])
@pytest.mark.parametrize("paired", [False, True])
def test_engines_agree_on_a_stored_table(tmp_path: Path, engine: str, paired: bool) -> None:
    file = tmp_path / "drawn.csv"
    file.write_text(STORED)
    dataset = import_described(
        file, parse_description(DESCRIPTION, file="drawn.toml"), home=tmp_path
    ).dataset
    groups = {"g": ["01165", "75056"], "all": ["01001", "01165", "75056", "85084"]}
    words = {"periods": [2019, 2024], "level": "A5", "paired": paired}
    expected = vars(aggregate(dataset, groups, **words))
    assert expected["rebased"].sum() > 0
    assert expected["uncertain"].sum() > 0
    answer = vars(aggregate(dataset, groups, **words, engine=engine))
    for name, value in expected.items():
        assert np.array_equal(answer[name], value), name


def test_a_period_may_be_a_column_and_codes_categories(tmp_path: Path) -> None:
    file = tmp_path / "one.parquet"
    rows = {
        "territory": pa.array(["X1", None, "X2"]).dictionary_encode(),
        "sector": ["10A", "10A", "20Z"],
        "period": [2019, 2019, 2020],
        "value": [1.5, 2.0, 4.0],
    }
    pq.write_table(pa.table(rows), file)
    for place in (file, tmp_path, file.as_uri()):
        answer = scan_files(place, {"g": COMMUNES}, SECTORS, periods=[2020, 2019])
        assert answer.sums[:, 0].tolist() == [[0, 4], [1.5, 0]]
        assert answer.units is answer.largest is answer.sum_squares is None


@pytest.mark.parametrize("engine", ENGINES)
def test_a_sector_that_counts_nowhere_is_refused(tmp_path: Path, engine: str) -> None:
    folder = write([(2019, "X1", "10A", 1), (2019, "X2", "99Z", 1)], tmp_path, pa.int32())

    asked: dict[str, Any] = {"periods": [2019], "columns": COLUMNS, "engine": engine}
    assert scan_files(folder, {"g": ["X1"]}, SECTORS, **asked).sums.sum() == 1
    with pytest.raises(BadInput, match=r"in no sector of the answer: '99Z'"):
        scan_files(folder, {"g": ["X2"]}, SECTORS, **asked)


@pytest.mark.parametrize(
    ("words", "message"),
    [
        ({"columns": {"territori": "c"}}, "Unknown column of a scan: 'territori'"),
        ({"columns": COLUMNS | {"value": "eff"}}, "no column of this name: 'eff'"),
        ({"columns": COLUMNS | {"territory": "jobs"}}, "not text: 'jobs'"),
        ({"absent": "nothing"}, "Unknown meaning of an absent cell: 'nothing'"),
        ({"engine": "sparks"}, r"Unknown engine.*ibis\+spark"),
        ({"periods": []}, "A scan needs groups"),
        ({"location": "nowhere"}, "cannot be reached: 'nowhere'"),
        ({"location": "nothing://there"}, "cannot be reached"),
    ],
)
def test_a_scan_that_cannot_be(tmp_path: Path, words: dict[str, object], message: str) -> None:
    folder = write(FIXED, tmp_path, pa.int32())
    asked = {"location": folder, "columns": COLUMNS, "periods": [2019], **words}
    with pytest.raises(BadInput, match=message):
        scan_files(groups={"g": ["X1"]}, sectors=SECTORS, **asked)


def test_a_folder_without_files_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"no \.parquet file"):
        scan_files(tmp_path, {"g": ["X1"]}, SECTORS, periods=[2019])


def test_a_missing_package_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ibis", None)
    folder = write(FIXED, tmp_path, pa.int32())
    asked: dict[str, Any] = {"periods": [2019], "columns": COLUMNS, "engine": "ibis+duckdb"}
    with pytest.raises(BadInput, match=r"not installed: 'ibis'.*terreau\[ibis\]"):
        scan_files(folder, {"g": ["X1"]}, SECTORS, **asked)


def test_importing_the_scan_loads_no_engine() -> None:
    heavy = "{'ibis', 'duckdb', 'pyspark', 'pandas', 'django'}"
    code = f"import sys, terreau.datasets.scan; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


@pytest.fixture(scope="module", autouse=True)
def spark_stopped() -> Iterator[None]:
    yield  # then stop the Spark of this module, if any was started
    if (sql := sys.modules.get("pyspark.sql")) and (session := sql.SparkSession.getActiveSession()):
        session.stop()
