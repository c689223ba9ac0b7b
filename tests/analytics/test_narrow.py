"""Tables of every kind in, clear refusals, and what importing the library loads."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from terreau.analytics import shift_share
from terreau.analytics.cube import read_cube
from terreau.core.errors import BadInput

# Codes that would lose their zero as numbers; rows in no order.
COLUMNS: dict[str, list[Any]] = {
    "territory": ["2A", "01", "01", "2A", "01", "01", "2A", "2A"],
    "sector": ["BE", "BE", "GU", "GU", "GU", "BE", "GU", "BE"],
    "period": [2024, 2019, 2019, 2019, 2024, 2024, 2024, 2019],
    "value": [70, 100, 50, 150, 70, 90, 230, 100],
    "status": ["ok", "ok", None, "ok", "ok", "", "ok", "ok"],
}
EXPECTED = {"macro": 22.5, "structural": -17.5, "local": 5.0, "total": 10.0}


def duck(query: str) -> duckdb.DuckDBPyRelation:
    connection = duckdb.connect()
    connection.register("jobs", pa.table(COLUMNS))
    return connection.sql(query)


def in_pieces() -> pl.DataFrame:
    frame = pl.DataFrame(COLUMNS)
    return pl.concat([frame[:3], frame[3:]], rechunk=False)


KINDS: dict[str, Callable[[], Any]] = {
    "mapping": lambda: COLUMNS,
    "arrow table": lambda: pa.table(COLUMNS),
    "arrow stream": lambda: pa.table(COLUMNS).to_reader(max_chunksize=3),
    "arrow dictionaries": lambda: pa.table(
        {name: pa.array(values).dictionary_encode() if name != "value" else pa.array(values)
         for name, values in COLUMNS.items()}
    ),
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas with another index": lambda: pd.DataFrame(COLUMNS).sort_values("value"),
    "pandas categories": lambda: pd.DataFrame(COLUMNS).astype(
        {"territory": pd.CategoricalDtype(["01", "2A", "971"]), "status": "category"}
    ),
    "pandas floats": lambda: pd.DataFrame(COLUMNS).astype({"period": float, "value": float}),
    "pandas objects": lambda: pd.DataFrame(COLUMNS).astype({"territory": object}),
    "polars": lambda: pl.DataFrame(COLUMNS),
    "polars in pieces": in_pieces,
    "polars categories": lambda: in_pieces().cast({"territory": pl.Categorical}),
    "polars small": lambda: pl.DataFrame(COLUMNS).cast({"period": pl.Int16, "value": pl.UInt8}),
    "duckdb": lambda: duck("select * from jobs"),
    "duckdb decimals": lambda: duck("select * replace (value::decimal(12, 2) as value) from jobs"),
    "decimals": lambda: COLUMNS | {"value": [Decimal(v) for v in COLUMNS["value"]]},
    "years as text": lambda: COLUMNS | {"period": [str(year) for year in COLUMNS["period"]]},
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_any_table_gives_the_same_numbers(kind: str) -> None:
    result = shift_share(KINDS[kind](), start=2019, end=2024)
    assert result.effects("01") == EXPECTED
    assert result.territories == ("01", "2A")


def test_columns_may_have_other_names() -> None:
    names = {"territory": "code_ze", "sector": "a38", "period": "annee", "value": "eff"}
    table = pd.DataFrame(COLUMNS).drop(columns="status").rename(columns=names)
    assert shift_share(table, start=2019, end=2024, columns=names).effects("01") == EXPECTED


def test_out_to_the_three_libraries() -> None:
    table = shift_share(COLUMNS, start=2019, end=2024).to_table()
    want = [22.5, -17.5, 5.0, 10.0]
    assert table.to_pandas().query("territory == '01'")["value"].tolist() == want
    frame = pl.DataFrame(table)
    assert frame.filter(pl.col("territory") == "01")["value"].to_list() == want
    connection = duckdb.connect()
    connection.register("effects", table)
    found = connection.sql("select value from effects where territory = '01'").fetchall()
    assert [value for (value,) in found] == want


def test_a_figure_beside_a_secret_mark_is_not_read() -> None:
    table = COLUMNS | {"status": ["secret"] + ["ok"] * 7}
    assert shift_share(table, start=2019, end=2024, absent="zero").effects("2A")["total"] == 80


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": ["12 k€"] * 8}, "column of value holds what are not numbers"),
        ({"largest": ["many"] * 8}, "column of largest"),
        ({"value": [True] * 8}, "not numbers"),
        ({"value": [-1] + [1] * 7}, "('2024', '2A', 'BE')"),
        ({"value": [float("inf")] + [1.0] * 7}, "cannot be inf"),
        ({"territory": ["01"] * 8}, "given twice"),
        ({"territory": [None] + ["01"] * 7}, "row 1"),
        ({"sector": ["BE"] * 7 + [None]}, "row 8"),
        ({"period": [2019.5] + [2024.0] * 7}, "period of a row is not a code"),
        ({"territory": [["01"]] * 8}, "territory of a row is not a code"),
        ({"status": ["confidential"] * 8}, "'confidential'"),
        ({"status": [["ok"]] * 8}, "status of a row is not a code"),
        ({"Value": [1] * 8}, "differ by case only"),
        ({"sector": ["BE"]}, "cannot be read as a table"),
    ],
)
def test_a_table_that_cannot_be_computed_with_is_refused(change: dict[str, Any], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        shift_share(COLUMNS | change, start=2019, end=2024)
    assert says in str(refused.value)


@pytest.mark.parametrize("table", [None, "jobs.csv", [1, 2], 3, object()])
def test_what_is_not_a_table_is_refused(table: Any) -> None:
    with pytest.raises(BadInput, match="cannot be read as a table"):
        shift_share(table, start=2019, end=2024)


def test_a_table_without_row_is_refused() -> None:
    with pytest.raises(BadInput, match="no row"):
        shift_share({name: [] for name in COLUMNS}, start=2019, end=2024)


@pytest.mark.parametrize(
    ("columns", "says"),
    [
        ({"sector": "sectors"}, "columns={'sector': 'sector'}"),
        ({"status": "flag"}, "'flag'"),
        ({"jobs": "value"}, "Unknown key of columns: 'jobs'"),
    ],
)
def test_a_missing_column_is_named(columns: dict[str, str], says: str) -> None:
    with pytest.raises(BadInput) as refused:
        shift_share(COLUMNS, start=2019, end=2024, columns=columns)
    assert says in str(refused.value)


def test_a_table_without_a_column_says_which_it_has() -> None:
    table = {name: values for name, values in COLUMNS.items() if name != "value"}
    with pytest.raises(BadInput, match="Its columns are territory, sector, period, status"):
        shift_share(table, start=2019, end=2024)


def test_importing_the_library_loads_numpy_and_nothing_heavier() -> None:
    """The work it takes beyond NumPy is small too: under 0.3 s of the processor."""
    code = (
        "import sys, time, numpy; start = time.process_time(); import terreau.analytics; "
        "print(time.process_time() - start, *sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    spent, *modules = done.stdout.split()
    loaded = {name.partition(".")[0] for name in modules}
    heavy = {"pyarrow", "pandas", "polars", "duckdb", "django", "scipy", "matplotlib"}
    assert not loaded & heavy
    assert "numpy" in loaded
    assert float(spent) < 0.3


def test_what_a_table_says_of_its_establishments_follows_the_cells() -> None:
    table = {
        "territory": ["A", "B", "A"],
        "sector": ["industry", "industry", "services"],
        "period": [2024] * 3,
        "value": [60, 40, None],
        "status": ["", "", "secret"],
        "units": [3, 2, 1],
        "upper": [None, None, 5],
    }
    cube = read_cube(table, periods=(2024,), absent="missing")
    assert sorted(cube.extra) == ["units", "upper"]
    np.testing.assert_array_equal(cube.extra["units"][0], [[3, 1], [2, np.nan]])
    wider = cube.on_sectors(("farming", "industry", "services"), "missing")
    np.testing.assert_array_equal(wider.extra["upper"][0], [[np.nan, np.nan, 5], [np.nan] * 3])
