"""FLORES, on a file made after INSEE's description: never run on a real one."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from terreau.core.errors import BadTable
from terreau.datasets import catalogue, reference
from terreau.datasets.sources import flores_file as flores
from terreau.datasets.sources import import_source, read_source
from terreau.datasets.sources.importing import ReadTable
from terreau.datasets.sources.registry import get_source

NAME = "DS_FLORES_A38_2024"
HEADER = (
    "GEO;GEO_OBJECT;ACTIVITY;NUMBER_EMPL;LEGAL_FORM_WITH_PUBLIC;FLORES_MEASURE;OBS_STATUS;"
    "TIME_PERIOD;OBS_VALUE"
)
# Territory, kind, activity, establishments, jobs ("" = no row, "K" = secret).
CELLS = """
01001 COM CA 2 30
01001 COM FZ 3 0
01001 COM GZ 1 K
01001 COM _T 6 42
01002 COM CA 1 8
01002 COM _T 1 8
75056 COM CA 9 900
75056 COM _T 9 900
01 DEP CA 3 38
01 DEP FZ 3 0
01 DEP GZ 1 12
01 DEP _T 7 50
75 DEP CA 9 901
75 DEP _T 9 901
84 REG _T 7 50
84 REG CA 7 50
11 REG _T 9 901
11 REG CA 9 901
0059 ZE2020 CA 16 951
0059 ZE2020 _T 16 951
01001 BV2022 CA 5 50
F FRANCE _T 16 951
"""
LABELS = """"COD_VAR";"COD_MOD";"LIB_MOD"
"ACTIVITY";"CA";"Fabrication de denrées alimentaires"
"GEO";"01001";"L'Abergement-Clémenciat"
"GEO";"0059";"Bourg en Bresse"
"GEO";"11";"Aude"
"GEO";"11";"Île-de-France"
"""


def rows(cells: str = CELLS, *, period: str = "2024") -> list[str]:
    """Return the lines of the table, with the sizes and other years that must be left out."""
    lines = []
    for cell in cells.split("\n"):
        if not cell:
            continue
        geo, kind, activity, units, jobs = cell.split(" ")
        for measure, value in (("UNIT_LOC", units), ("EMPL3112", jobs)):
            status, shown = ("K", "") if value == "K" else ("A", value)
            for size in ("_T", "E1T4"):
                quoted = (geo, kind, activity, size, "1T9X7", measure, status, period)
                lines.append(";".join(f'"{word}"' for word in quoted) + f";{shown}")
    return lines


def archive(folder: Path, lines: list[str], header: str = HEADER) -> Path:
    table = "\n".join([header, *lines]) + "\n"
    members = {f"{NAME}_data.csv": table, f"{NAME}_metadata.csv": LABELS}
    return pack(folder / f"{NAME}_CSV_FR.zip", members)


def pack(file: Path, members: dict[str, str]) -> Path:
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members.items():
            packed.writestr(name, content)
    return file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    other = rows("01001 COM CA 7 70\n", period="2017")
    return archive(tmp_path, [*other, *rows()])


def table(file: Path, dataset_id: str) -> ReadTable:
    return next(t for t in read_source("flores-a38", file) if t.description.id == dataset_id)


def test_each_kind_of_territory_is_a_dataset(file: Path) -> None:
    found = {t.description.id: t for t in read_source("flores-a38", file)}
    assert tuple(found) == get_source("flores-a38").datasets == (
        "flores-a38-commune",
        "flores-a38-departement",
        "flores-a38-region",
        "flores-a38-zone-emploi",
    )  # fmt: skip
    described = found["flores-a38-commune"].description
    assert (described.vintage, described.geography) == ("2024", 2025)
    assert all(t.rejected == 0 for t in found.values())


def test_jobs_and_establishments_side_by_side_secret_never_zero(file: Path) -> None:
    read = table(file, "flores-a38-commune").table
    first = [row for row in read.to_pylist() if row["territory"] == "01001"]
    assert [(r["sector"], r["value"], r["status"], r["units"]) for r in first] == [
        ("CA", 30.0, "ok", 2.0),
        ("FZ", 0.0, "ok", 3.0),
        ("GZ", None, "secret", 1.0),
    ]
    assert set(read["period"].to_pylist()) == {2024}
    assert read.num_rows == 5  # neither sizes, nor totals, nor 2017, nor other kinds


def test_absent_jobs_are_zero_an_empty_value_is_missing(tmp_path: Path) -> None:
    lines = rows("01001 COM CA 2 30\n01001 COM FZ 3 4\n01001 COM GZ 1 5\n")
    without = [line for line in lines if not ('"FZ"' in line and "EMPL3112" in line)]
    emptied = [
        line[: line.rindex(";") + 1] if '"GZ"' in line and "EMPL3112" in line else line
        for line in without
    ]
    read = table(archive(tmp_path, emptied), "flores-a38-commune").table.to_pylist()
    assert [(r["sector"], r["value"], r["status"]) for r in read] == [
        ("CA", 30.0, "ok"), ("FZ", 0.0, "ok"), ("GZ", None, "missing"),
    ]  # fmt: skip


def test_names_come_from_the_labels_where_one_code_has_one_name(file: Path, tmp_path: Path) -> None:
    reports = import_source("flores-a38", file, home=tmp_path / "home")
    names = {r.dataset.id: catalogue.labels(r.dataset) for r in reports}
    assert names["flores-a38-zone-emploi"] == {"0059": "Bourg en Bresse"}
    assert names["flores-a38-region"] == {}  # 11 is Aude too


def test_totals_and_additivity_are_told(file: Path) -> None:
    found = {t.description.id: t.findings for t in read_source("flores-a38", file)}
    communes = " ".join(map(str, found["flores-a38-commune"].remarks))
    assert "1 cells are secret, in 1 territories" in communes
    assert "they hold 12 jobs" in communes
    assert "1 of 2 departments are the sum of their communes" in communes
    assert "75 (+1)" in communes
    regions = " ".join(map(str, found["flores-a38-departement"].remarks))
    assert "2 of 2 regions are the sum of their departments" in regions
    assert "99 departments are not in the file" in regions
    assert all(findings.is_partial for findings in list(found.values())[:3])
    assert not found["flores-a38-zone-emploi"].is_partial


def test_sectors_that_make_no_total_are_refused(tmp_path: Path) -> None:
    doubled = CELLS.replace("75056 COM CA 9 900", "75056 COM CA 9 1800")
    file = archive(tmp_path, rows(doubled))
    with pytest.raises(BadTable, match="the sectors do not make the published total: 75056"):
        import_source("flores-a38", file, home=tmp_path / "home")
    assert not list((tmp_path / "home").glob("datasets/*/current"))


def test_a_whole_country_is_a_reference(tmp_path: Path) -> None:
    communes = reference.load("communes").to_pylist()
    departements = sorted({c["departement"] for c in communes} - {None})
    inside = [code for code in departements if reference.is_france(code)]
    cells = "".join(f"{code} DEP CA 1 10\n{code} DEP _T 1 10\n" for code in inside)
    lines = rows(f"01001 COM CA 1 2\n{cells}")
    assert not table(archive(tmp_path, lines), "flores-a38-departement").findings.is_partial


def spoil(how: str, folder: Path) -> None:
    """Make the archive of a folder one that must be refused."""
    file = archive(folder, rows())
    whole = file.read_bytes()
    tables = {
        "columns": ([without_size(line) for line in rows()], HEADER.replace("NUMBER_EMPL;", "")),
        "more": ([f'{line};"FR"' for line in rows()], HEADER + ";COUNTRY"),
        "another year": (rows(period="2023"), HEADER),
        "twice": ([*rows(), rows()[4]], HEADER),
        "row": ([*rows(), '"01001";"COM"'], HEADER),
        "no commune": (rows("01 DEP CA 3 38\n"), HEADER),
    }
    middle = len(f"{NAME}_data.csv") + 60
    contents = {
        "cut": whole[: len(whole) // 2],
        "damaged": whole[:middle] + b"\0" * 20 + whole[middle + 20 :],
        "page": b"<!DOCTYPE html><title>503</title>",
        "text": b"GEO;GEO_OBJECT\n",
    }
    if how in tables:
        archive(folder, *tables[how])
    elif how in contents:
        file.write_bytes(contents[how])
    elif how == "other":
        pack(file, {"readme.txt": "another table"})


def without_size(line: str) -> str:
    return line.replace(';"_T";"1T9X7"', ';"1T9X7"').replace(';"E1T4"', "")


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("columns", "Columns of this table are missing"),
        ("more", "'COUNTRY' unexpected"),
        ("another year", "no row of 2024"),
        ("twice", "The same territory, activity and measure stand twice"),
        ("no commune", "no row for this kind of territory: 'COM'"),
        ("row", "cannot be read"),
        ("cut", "damaged or cut short"),
        ("damaged", "damaged or cut short"),
        ("bomb", "bytes once unpacked"),
        ("other", "No files of this archive end with '_data.csv'"),
        ("page", "This is a web page"),
        ("text", "not a zip archive"),
    ],
)
def test_a_bad_archive_is_told_and_nothing_is_imported(
    how: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil(how, tmp_path)
    if how == "bomb":
        monkeypatch.setattr(flores, "LARGEST", 1000)
    file = tmp_path / f"{NAME}_CSV_FR.zip"
    with pytest.raises(BadTable, match=said) as refused:
        import_source("flores-a38", file, home=tmp_path / "home")
    assert str(refused.value).count(file.name) == 1
    assert not list((tmp_path / "home").glob("datasets/*/current"))


def test_eighty_eight_activities_have_no_size(tmp_path: Path) -> None:
    lines = [
        without_size(line).replace('"CA"', '"10"')
        for line in rows("01001 COM CA 2 30\n")
        if '"E1T4"' not in line
    ]
    file = archive(tmp_path, lines, HEADER.replace("NUMBER_EMPL;", ""))
    first = next(iter(read_source("flores-a88", file, edition="2024")))
    assert first.description.nomenclature == "A88"
    assert first.table["sector"].to_pylist() == ["10"]


def test_it_says_that_no_real_file_was_read() -> None:
    assert {get_source(f"flores-{level}").proof for level in ("a38", "a88")} == {"description"}
