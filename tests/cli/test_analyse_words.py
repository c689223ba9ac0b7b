"""What is typed after ``terreau analyse``: refused in one line, before anything is written."""

from __future__ import annotations

import csv
import gzip
import io
import os
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terreau.cli.main import main

Done = tuple[int, str, str]
Run = Callable[..., Done]
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
LEVEL = ("location-quotient", "country.csv", "--to", 2024)
CHANGE = ("shift-share", "country.csv", "--from", 2019, "--to", 2024)
CENSUSES = ("typology", "country.csv", "--from", 2019, "--to", 2024)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return ``run("shift-share", …)``: exit code, output and error, beside country.csv."""
    (tmp_path / "country.csv").write_text(COUNTRY, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    def typed(*words: object) -> Done:
        monkeypatch.setattr(sys, "argv", ["terreau", "analyse", *map(str, words)])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        code = stopped.value.code or 0
        assert isinstance(code, int)
        return code, said.out, said.err

    return typed


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ((*CHANGE, "--by", "x"), ("--by", "'x'", "'territory', 'sector', 'cell'")),
        (("shifty", "country.csv"), ("'shifty'", "shift-share, specialisation, typology.")),
        (("shift-share",), ("FILE", "Write `terreau analyse shift-share [OPTIONS] FILE`")),
        ((*CHANGE, "more.csv"), ("more.csv", "[OPTIONS] FILE")),
        ((*CHANGE, "--nope"), ("'--nope'", "--from, --to, --reference")),
        ((*LEVEL[:2], "--to"), ("'--to' requires an argument", "value after it")),
        (CHANGE[:4], ("Give --from and --to",)),
        ((*CHANGE[:2], "--from", 2024, "--to", 2019), ("before the end", "Give --from the")),
        (LEVEL[:2], ("2019, 2024", "--to")),
        ((*LEVEL, "--columns", "territory"), ("--columns", "territory=reg,period=year")),
        ((*LEVEL, "--columns", "territory=sector"), ("both territory and sector", "sector=NAME")),
        (
            (*LEVEL, "--columns", "territory=period,sector=period,period=sector"),
            ("both sector and territory",),
        ),
        ((*LEVEL, "--encoding", "hex"), ("'hex' is unknown", "utf-8")),
        ((*CENSUSES, "--count", 1, "--quantile", 0.5), ("twice", "--count or --quantile")),
        (CENSUSES, ("410", "Give --count or --quantile")),
        ((*CENSUSES, "--level", "epci"), ("'epci'", "say --accept-level.")),
        ((*CENSUSES, "--reference", "01"), ("'01'", "Leave --reference out")),
        ((*CENSUSES, "--count", "a"), ("'a'", "typology --help")),
    ],
)
def test_what_is_typed_wrong_is_one_line(
    run: Run, words: tuple[object, ...], says: tuple[str, ...]
) -> None:
    code, out, error = run(*words)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert error.startswith("terreau: ")
    assert "Usage" not in error
    for part in says:
        assert part in error


def test_no_command_at_all_is_the_help(run: Run) -> None:
    code, out, error = run()
    assert (code, out) == (2, "")
    assert "shift-share" in error


def test_a_level_has_no_first_period(run: Run) -> None:
    assert run(*LEVEL, "--from", 1900) == run(*LEVEL)


def test_columns_may_be_exchanged(run: Run) -> None:
    code, out, _ = run(*LEVEL, "--columns", "territory=sector,sector=territory")
    assert code == 0
    assert {row["territory"] for row in csv.DictReader(io.StringIO(out))} == {
        "industry", "services",
    }  # fmt: skip


def test_a_column_said_to_be_another_is_no_longer_itself(run: Run, tmp_path: Path) -> None:
    (tmp_path / "units.csv").write_text(COUNTRY.replace("value", "units"))
    asked = (LEVEL[0], "units.csv", *LEVEL[2:], "--columns", "value=units")
    assert run(*asked) == run(*LEVEL)


@pytest.mark.parametrize("encoding", ["latin-1", "utf-16", "utf-16-le"])
def test_an_encoding_is_refused_then_said(run: Run, tmp_path: Path, encoding: str) -> None:
    accented = COUNTRY.replace("01", "Haÿ")
    (tmp_path / "odd.csv").write_text(accented, encoding=encoding)
    (tmp_path / "even.csv").write_text(accented, encoding="utf-8")
    asked = (LEVEL[0], "odd.csv", *LEVEL[2:])
    code, _, error = run(*asked)
    said = "cp1252" if encoding == "latin-1" else encoding
    assert (code, error.count("\n")) == (2, 1)
    assert f"Write --encoding {said}" in error
    assert "[format]" not in error
    assert run(*asked, "--encoding", said) == run(LEVEL[0], "even.csv", *LEVEL[2:])


def test_lines_above_the_names_are_told(run: Run, tmp_path: Path) -> None:
    (tmp_path / "high.csv").write_text("\nA title\n" + COUNTRY)
    asked = (LEVEL[0], "high.csv", *LEVEL[2:])
    assert "Say which line holds them: --header-line." in run(*asked)[2]
    assert run(*asked, "--header-line", 3) == run(*LEVEL)


def test_a_sheet_among_several_is_named(run: Run, tmp_path: Path) -> None:
    xlsxwriter = pytest.importorskip("xlsxwriter")
    with xlsxwriter.Workbook(tmp_path / "book.xlsx") as book:
        book.add_worksheet("notes")
        sheet = book.add_worksheet("jobs")
        for line, row in enumerate(csv.reader(io.StringIO(COUNTRY))):
            sheet.write_row(line, 0, row)
    asked = (LEVEL[0], "book.xlsx", *LEVEL[2:])
    assert "Say which: --sheet." in run(*asked)[2]
    assert run(*asked, "--sheet", "jobs") == run(*LEVEL)


@pytest.mark.parametrize("value", ["9" * 25, "9007199254740993"])
def test_a_count_that_would_be_rounded_is_refused(run: Run, tmp_path: Path, value: str) -> None:
    (tmp_path / "country.csv").write_text(COUNTRY.replace(",110", f",{value}"))
    code, out, error = run(*CHANGE)
    assert (code, out) == (2, "")
    assert "country.csv, line 4, column 'value': A number too large" in error


def test_a_file_without_row_is_named(run: Run, tmp_path: Path) -> None:
    (tmp_path / "country.csv").write_text(COUNTRY.partition("\n")[0])
    assert "country.csv: The table has no row" in run(*LEVEL)[2]


# ---------------------------------------------------------------- where the answer goes


def test_the_ending_makes_the_format(run: Run, tmp_path: Path) -> None:
    printed = run(*LEVEL)[1]
    for name in ("a.csv", "a.csv.gz", "a.parquet"):
        assert run(*LEVEL, "--output", name) == (0, "", "")
    assert (tmp_path / "a.csv").read_text() == printed
    assert gzip.decompress((tmp_path / "a.csv.gz").read_bytes()).decode() == printed
    rows = list(csv.reader(io.StringIO(printed)))
    table = pq.read_table(tmp_path / "a.parquet")
    assert table.column_names == rows[0]
    assert table["value"].to_pylist() == [float(row[4]) for row in rows[1:]]
    assert run(*LEVEL, "--output", "-") == (0, printed, "")


def test_the_answer_of_one_is_the_file_of_another_to_the_last_bit(run: Run) -> None:
    run(*CHANGE, "--by", "cell", "--output", "a.parquet")
    values = pq.read_table("a.parquet")["value"].to_pylist()
    printed = csv.DictReader(io.StringIO(run(*CHANGE, "--by", "cell")[1]))
    assert [float(row["value"]) for row in printed] == values


@pytest.mark.parametrize(
    ("output", "says"),
    [
        ("a.txt", ".csv.gz nor in .parquet"),
        ("a.xlsx", ".csv.gz nor in .parquet"),
        ("a.gz", ".csv.gz nor in .parquet"),
        ("folder.csv", "not a file"),
        ("none/a.csv", "folder that does not exist"),
    ],
)
def test_an_output_is_refused_before_the_file_is_read(
    run: Run, tmp_path: Path, output: str, says: str
) -> None:
    (tmp_path / "folder.csv").mkdir()
    before = sorted(tmp_path.iterdir())
    code, out, error = run(LEVEL[0], "not-there.csv", "--output", output)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert says in error
    assert sorted(tmp_path.iterdir()) == before


def test_a_link_stays_one_and_permissions_stay(run: Run, tmp_path: Path) -> None:
    kept = tmp_path / "kept.txt"
    kept.write_text("the answer of yesterday")
    kept.chmod(0o640)
    link = tmp_path / "link.csv"
    link.symlink_to(kept)
    assert run(*LEVEL, "--output", "link.csv") == (0, "", "")
    assert link.is_symlink()
    assert kept.read_text() == run(*LEVEL)[1]
    assert kept.stat().st_mode & 0o777 == 0o640


def test_a_disk_that_refuses_leaves_what_stood_there(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "kept.csv"
    kept.write_text("the answer of yesterday")

    def refuse(self: Path, target: Path) -> None:
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(Path, "replace", refuse)
    code, _, error = run(*LEVEL, "--output", "kept.csv")
    assert code == 1
    assert "No space left on device" in error
    assert kept.read_text() == "the answer of yesterday"
    assert not list(tmp_path.glob(".kept*"))


def test_empty_values_are_missing_unless_said_to_be_zeros(run: Run, tmp_path: Path) -> None:
    full = run(*CHANGE)
    without = COUNTRY.replace("01,services,2024,50\n", "")
    (tmp_path / "country.csv").write_text(without)
    no_row = run(*CHANGE)
    (tmp_path / "country.csv").write_text(without + "01,services,2024,\n")
    code, left_out, note = run(*CHANGE)
    assert note == (
        "terreau: 1 rows have no value and are left out as missing; "
        "`--absent zero` counts them as zero.\n"
    )
    assert (code, run(*CHANGE, "--absent", "zero")) == (0, no_row)
    assert run(*CHANGE, "--absent", "missing") == (0, left_out, "")
    assert len({full[1], no_row[1], left_out}) == 3


def test_a_folder_is_no_file(run: Run) -> None:
    assert run("shift-share", ".", "--from", 2019, "--to", 2024) == (
        2,
        "",
        "terreau: .: This is a folder. Name a file in it.\n",
    )


def test_a_header_in_capitals_is_told_column_by_column(run: Run, tmp_path: Path) -> None:
    (tmp_path / "country.csv").write_text(COUNTRY.replace("territory,sector", "Territory,Sector"))
    assert "Columns present: 'Territory', 'Sector', 'period', 'value'" in run(*CHANGE)[2]
