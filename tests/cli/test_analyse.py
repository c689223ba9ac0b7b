"""``terreau analyse``: published answers through files, and one sentence for what is refused."""

from __future__ import annotations

import csv
import gzip
import io
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from terreau.cli.main import main

Answer = dict[tuple[str, str, str], float | None]
Ask = Callable[..., Answer]
COLUMNS = ["territory", "sector", "period", "component", "value", "lower", "upper", "status"]
COUNTRY = """\
territory,sector,period,value
01,industry,2019,90
01,services,2019,70
02,industry,2019,110
02,services,2019,130
01,industry,2024,100
01,services,2024,50
02,industry,2024,90
02,services,2024,200
"""


@pytest.fixture
def ask(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return ``ask("shift-share", file, …)``: the rows printed, by territory, sector, component."""

    def run(*words: object) -> Answer:
        monkeypatch.setattr("sys.argv", ["terreau", "analyse", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        assert stopped.value.code in (0, None), capsys.readouterr().err
        return answer_in(capsys.readouterr().out)

    return run


def answer_in(text: str) -> Answer:
    rows = list(csv.DictReader(io.StringIO(text)))
    assert list(rows[0]) == COLUMNS
    return {
        (row["territory"], row["sector"], row["component"]): float(row["value"])
        if row["value"]
        else None
        for row in rows
    }


@pytest.fixture
def country(tmp_path: Path) -> Path:
    file = tmp_path / "country.csv"
    file.write_text(COUNTRY, encoding="utf-8")
    return file


@pytest.fixture
def reat(shared: Path) -> dict[str, Any]:
    folder = shared / "cases/analytics/reat"
    return dict(json.loads((folder / "published_outputs.json").read_text()))


@pytest.fixture
def goettingen(shared: Path, tmp_path: Path) -> Path:
    """Write Göttingen and Germany, 2008–2017, as a narrow file without the row of totals."""
    path = shared / "cases/analytics/reat/Goettingen.csv"
    with path.open(encoding="latin-1", newline="") as file:
        rows = list(csv.DictReader(file))[1:]
    narrow = tmp_path / "goettingen.csv.gz"
    with gzip.open(narrow, "wt", encoding="utf-8", newline="") as packed:
        writer = csv.writer(packed, delimiter=";")
        writer.writerow(["reg", "branch", "year", "eff"])
        writer.writerows(
            (region, row["WZ2008_Code"], year, row[f"{region}{year}"])
            for row in rows
            for region in ("Goettingen", "BRD")
            for year in range(2008, 2018)
        )
    return narrow


RENAMED = "territory=reg,sector=branch,period=year,value=eff"


def test_goettingen_against_germany(ask: Ask, goettingen: Path, reat: dict[str, Any]) -> None:
    words = ("--columns", RENAMED, "--from", 2008, "--to", 2017, "--reference", "BRD")
    found = ask("shift-share", goettingen, *words)
    expected = reat["Goettingen_2008_2017_Dunn"]
    names = {
        "total": "Growth (t1-t)", "macro": "National share",
        "structural": "Industrial mix", "local": "Regional share",
    }  # fmt: skip
    for component, published in names.items():
        value = found["Goettingen", "", component]
        assert value == pytest.approx(expected[published], rel=1e-9, abs=1e-9), component


def test_goettingen_year_by_year(ask: Ask, goettingen: Path) -> None:
    """The chain that the manual page of REAT should have given, had it not left 2017 out."""
    words = ("--columns", RENAMED, "--from", 2008, "--to", 2017, "--reference", "BRD")
    found = ask("shift-share", goettingen, *words, "--chained")
    chained = [found["Goettingen", "", part] for part in ("macro", "structural", "local")]
    assert chained == pytest.approx([9477.93, 2165.91, -1232.84], abs=0.01)


def test_a_quotient_through_a_file(ask: Ask, tmp_path: Path, reat: dict[str, Any]) -> None:
    """Farhauer and Kröll (2013): retail in a region, everything else beside it."""
    file = tmp_path / "fk.parquet"
    table = {
        "territory": ["region", "region", "country", "country"],
        "sector": ["retail", "others"] * 2,
        "period": [2011] * 4,
        "value": [1714, 79006 - 1714, 879213, 15593224 - 879213],
    }
    pq.write_table(pa.table(table), file)
    found = ask("location-quotient", file, "--reference", "country")
    value = found["region", "retail", "location_quotient"]
    assert value == pytest.approx(reat["locq_FK2013"], rel=1e-9)


def test_codes_keep_their_zeros_and_numbers_their_digits(ask: Ask, country: Path) -> None:
    found = ask("shift-share", country, "--from", 2019, "--to", 2024, "--by", "cell")
    assert found["01", "industry", "local"] == 100 - 90 * (190 / 200)
    assert len(found) == 4 * 4


def test_a_cell_without_row_is_zero_and_an_empty_value_is_not(ask: Ask, country: Path) -> None:
    years = ("--from", 2019, "--to", 2024)
    no_row = country.with_name("no_row.csv")
    no_row.write_text(COUNTRY.replace("01,services,2024,50\n", ""))
    assert ask("shift-share", no_row, *years)["01", "", "total"] == 100 - 160
    empty = country.with_name("empty.csv")
    empty.write_text(COUNTRY.replace("01,services,2024,50\n", "01,services,2024,\n"))
    assert ask("shift-share", empty, *years)["01", "", "total"] == 100 - 90


def test_what_is_piped_in_is_what_is_in_the_file(country: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-c", "from terreau.cli.main import main; main()", "analyse"]
    table = tmp_path / "country.parquet"
    names, *rows = csv.reader(io.StringIO(COUNTRY))
    pq.write_table(
        pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True))), table
    )
    answers = set()
    for content in (COUNTRY.encode(), gzip.compress(COUNTRY.encode()), table.read_bytes()):
        words = [*command, "location-quotient", "-", "--to", "2024"]
        done = subprocess.run(words, input=content, capture_output=True, check=True, timeout=60)
        answers.add(done.stdout)
    assert len(answers) == 1
    assert len(answer_in(answers.pop().decode())) == 4


@pytest.fixture
def refused(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Iterator[Callable[..., str]]:
    """Return ``refused("shift-share", …)``: the sentence; nothing may have been written."""
    output = tmp_path / "answer.csv"
    output.write_text("the answer of yesterday")

    def run(*words: object) -> str:
        argv = ["terreau", "analyse", *map(str, words), "--output", str(output)]
        monkeypatch.setattr("sys.argv", argv)
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        assert (stopped.value.code, said.out) == (2, "")
        return said.err

    yield run
    assert output.read_text() == "the answer of yesterday"
    assert not list(tmp_path.glob(".answer*"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (("02,industry,2019,110", "02,industry,2019,12 k€"), "line 4, column 'value'"),
        (("02,industry,2019,110", "02,industry,2019,-3"), "line 4, column 'value'"),
        (("02,industry,2019,110", "02,industry,2019,inf"), "line 4, column 'value'"),
        (("02,industry,2019,110", "02,industry,2019"), "line 4: The row has 3 cells"),
        (("02,industry,2019,110", ",industry,2019,110"), "line 4, column 'territory'"),
        (("02,industry,2019,110", "01,industry,2019,110"), "given twice"),
        (("02,industry,2019,110", "02,industry,2019,110\n03,a,1999,1\n03,a,1999,1"), "given twice"),
        (("sector", "branch"), "--columns sector="),
        (("value\n", "value,value\n"), "2 columns have this name"),
        ((COUNTRY, ""), "is empty"),
        ((COUNTRY, "territory,sector,period,value\n"), "no row"),
    ],
)
def test_a_bad_file_is_one_sentence(
    refused: Callable[..., str], country: Path, change: tuple[str, str], says: str
) -> None:
    country.write_text(COUNTRY.replace(*change), encoding="utf-8")
    said = refused("shift-share", country, "--from", 2019, "--to", 2024)
    assert says in said
    assert said.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--method", "dun"), "Unknown method"),
        (("--to", 2023), "The table holds 2019, 2024"),
        (("--from", 2024, "--to", 2019), "start must come before"),
        (("--reference", "France"), "Unknown reference"),
        (("--columns", "value=eff"), "--columns value="),
        (("--columns", "jobs=value"), "No column of ours"),
    ],
)
def test_a_bad_question_is_one_sentence(
    refused: Callable[..., str], country: Path, words: tuple[object, ...], says: str
) -> None:
    said = refused("shift-share", country, "--from", 2019, "--to", 2024, *words)
    assert says in said
    assert said.count("\n") == 1


def test_a_level_needs_one_period(refused: Callable[..., str], country: Path) -> None:
    assert "several periods: '2019, 2024'. Give --to" in refused("location-quotient", country)


def test_no_such_file(refused: Callable[..., str], tmp_path: Path) -> None:
    assert "No such file" in refused("location-quotient", tmp_path / "none.csv", "--to", 2024)


def test_a_damaged_archive(refused: Callable[..., str], tmp_path: Path) -> None:
    (tmp_path / "half.csv.gz").write_bytes(gzip.compress(COUNTRY.encode())[:-12])
    assert "damaged or cut short" in refused("location-quotient", tmp_path / "half.csv.gz")


def test_an_archive_damaged_inside(refused: Callable[..., str], tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(COUNTRY.encode()))
    packed[30:50] = b"\xff" * 20
    (tmp_path / "damaged.csv.gz").write_bytes(packed)
    assert "damaged or cut short" in refused("location-quotient", tmp_path / "damaged.csv.gz")


def test_a_parquet_file_without_row(refused: Callable[..., str], tmp_path: Path) -> None:
    text = {name: pa.array([], pa.string()) for name in ("territory", "sector", "period")}
    pq.write_table(pa.table(text | {"value": pa.array([], pa.float64())}), tmp_path / "no.parquet")
    assert "no row" in refused("location-quotient", tmp_path / "no.parquet")


def test_nobody_has_peers_where_no_distance_is_defined(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    file = tmp_path / "one.csv"
    file.write_text("territory,sector,period,value\n01,A,2020,10\n02,A,2020,12\n")
    monkeypatch.setattr("sys.argv", ["terreau", "analyse", "peers", str(file), "--output", "-"])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code in (0, None)
    assert capsys.readouterr().out == ",".join(COLUMNS) + "\n"


@pytest.mark.parametrize("name", ["answer.csv", "answer.csv.gz", "answer.parquet", ""])
def test_a_spreadsheet_runs_nothing_of_an_answer(
    name: str, tmp_path: Path, ask: Ask, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    file, answer = tmp_path / "country.csv", tmp_path / name
    hostile = COUNTRY.replace("01,", "\"=cmd|' /C calc'!A0\",").replace("services", "-Autres")
    file.write_text(hostile, encoding="utf-8")
    output = ["--output", str(answer)] if name else []
    words = ["terreau", "analyse", "shift-share", str(file), "--from", "2019", "--to", "2024"]
    monkeypatch.setattr("sys.argv", [*words, "--by", "cell", *output])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code in (0, None)
    if name.endswith(".parquet"):
        table = pq.read_table(answer)
        assert "=cmd|' /C calc'!A0" in table["territory"].to_pylist()
        return
    read = {"": lambda: capsys.readouterr().out, "answer.csv": answer.read_text,
            "answer.csv.gz": lambda: gzip.decompress(answer.read_bytes()).decode()}  # fmt: skip
    rows = list(csv.DictReader(io.StringIO(read[name]())))
    assert {row["territory"] for row in rows} >= {"'=cmd|' /C calc'!A0", "02"}
    assert {row["sector"] for row in rows} >= {"'-Autres", "industry"}
    values = [float(row["value"]) for row in rows if row["value"]]
    assert min(values) < 0 < max(values)
