"""A bad file leaves everything as it was: all the tables of a file, and what says much less."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from terreau.core.errors import BadInput, BadTable
from terreau.datasets import reference, scan
from terreau.datasets.catalogue import get_dataset, list_datasets
from terreau.datasets.sources import import_source
from terreau.datasets.sources.verifying import mixed_files
from terreau.datasets.store import remove

HEADER = (
    "GEO;GEO_OBJECT;ACTIVITY;NUMBER_EMPL;LEGAL_FORM_WITH_PUBLIC;FLORES_MEASURE;OBS_STATUS;"
    "TIME_PERIOD;OBS_VALUE\n"
)


def urssaf(folder: Path, communes: list[str], years: tuple[str, ...] = ("2021", "2022")) -> Path:
    """Write a file of Urssaf: ten jobs a commune and year."""
    columns = ";".join(
        f"Nombre d'établissements {year};Effectifs salariés {year}" for year in years
    )
    rows = [f"{code};2511Z{';1;10' * len(years)}" for code in communes]
    file = folder / "urssaf.csv"
    file.write_text("\n".join([f"Code commune;Code APE;{columns}", *rows, ""]))
    return file


def imported(file: Path) -> float:
    """Import a file of Urssaf, and return the jobs held in the last year."""
    (report,) = import_source("urssaf-commune-ape", file)
    codes = scan.territories(report.dataset)
    return float(
        scan.aggregate(report.dataset, {"all": codes}, periods=[report.dataset.periods[-1]])
        .sums.sum()
    )  # fmt: skip


def held() -> str:
    return get_dataset("urssaf-commune-ape").checksum


SEVERAL = sorted(c for c in {*reference.current_codes().values()} if c.startswith("44"))[:60]


def test_a_file_cut_short_does_not_replace_a_whole_one(tmp_path: Path, home: Path) -> None:
    assert imported(urssaf(tmp_path, SEVERAL)) == 10 * len(SEVERAL)
    before = held()
    with pytest.raises(BadTable, match=r"gives 5 territories where the one here gives \d+.*cut"):
        imported(urssaf(tmp_path, SEVERAL[:5]))
    with pytest.raises(BadTable, match="no longer gives 2021, which the one here does"):
        imported(urssaf(tmp_path, SEVERAL, ("2022",)))
    assert held() == before
    remove("urssaf-commune-ape")
    assert imported(urssaf(tmp_path, SEVERAL[:5])) == 50


def test_a_last_line_that_is_cut_refuses_the_file(tmp_path: Path, home: Path) -> None:
    file = urssaf(tmp_path, SEVERAL)
    file.write_text(file.read_text()[:-4])  # Another column is missing: "…;1;10" → "…;1"
    with pytest.raises(BadTable, match="The last line of the file, 61, is cut"):
        imported(file)
    assert list_datasets() == []


def test_a_later_file_may_leave_its_first_year_and_a_few_communes(
    tmp_path: Path, home: Path
) -> None:
    imported(urssaf(tmp_path, SEVERAL))
    assert imported(urssaf(tmp_path, SEVERAL[1:], ("2022", "2023"))) == 10 * (len(SEVERAL) - 1)


def test_a_phase_is_not_imported_as_another(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "ti.csv"
    file.write_text("id_ti,lib_ti,siren_groupement,lib_groupement\na,A,244400644,B\n")
    import_source("ti", file, edition="2")
    with pytest.raises(BadInput, match="This very file is held as another edition, '2': '1'"):
        import_source("ti", file, edition="1")
    assert [dataset.id for dataset in list_datasets()] == ["ti-phase-2"]
    assert not import_source("ti", file, edition="2")[0].is_new


def flores(folder: Path, *, jobs: int, of_departements: bool) -> Path:
    rows = [f"01001;COM;CA;_T;1T9X7;EMPL3112;A;2024;{jobs}\n"]
    if of_departements:
        rows.append("01;DEP;CA;_T;1T9X7;EMPL3112;A;2024;50\n")
    rows += ["84;REG;CA;_T;1T9X7;EMPL3112;A;2024;900\n"]
    rows += ["0101;ZE2020;CA;_T;1T9X7;EMPL3112;A;2024;70\n"]
    file = folder / "DS_FLORES_A38_2024_CSV_FR.zip"
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr("DS_FLORES_A38_2024_data.csv", HEADER + "".join(rows))
        packed.writestr("DS_FLORES_A38_2024_metadata.csv", "COD_VAR;COD_MOD;LIB_MOD\n")
    return file


def test_a_table_of_a_file_that_is_refused_leaves_the_others_as_they_were(
    tmp_path: Path, home: Path
) -> None:
    import_source("flores-a38", flores(tmp_path, jobs=5, of_departements=True))
    before = {dataset.id: dataset.checksum for dataset in list_datasets()}
    assert len(before) == 4
    with pytest.raises(BadTable, match=r"Nothing was changed: what was imported before stays \("):
        import_source("flores-a38", flores(tmp_path, jobs=50, of_departements=False))
    assert {dataset.id: dataset.checksum for dataset in list_datasets()} == before
    assert not list((home / "datasets").rglob(".staging-*"))


def test_a_first_file_refused_leaves_nothing(tmp_path: Path, home: Path) -> None:
    with pytest.raises(BadTable, match="Nothing was imported"):
        import_source("flores-a38", flores(tmp_path, jobs=50, of_departements=False))
    assert list_datasets() == []


def test_a_source_has_no_description_to_correct(tmp_path: Path, home: Path) -> None:
    file = urssaf(tmp_path, SEVERAL)
    file.write_bytes(file.read_bytes().replace("Établissements".encode(), b"\xc9t") + b"\xff\xfe\n")
    with pytest.raises(BadTable) as refused:
        import_source("urssaf-commune-ape", file)
    assert "[format]" not in str(refused.value)
    assert "Take the file again from https://" in refused.value.remedy


def test_tables_of_different_files_are_said(tmp_path: Path, home: Path) -> None:
    import_source("flores-a38", flores(tmp_path, jobs=5, of_departements=True))
    assert mixed_files(list_datasets()) == {}
    one, *others = list_datasets()
    mixed = [replace(one, file_sha256="0"), *others]
    assert mixed_files(mixed) == {"flores-a38 2024": [dataset.id for dataset in mixed]}
