"""Tables of perimeters: members resolved by code or SIREN, mistakes told with both lines."""

from __future__ import annotations

from pathlib import Path

import pytest

from terreau.core.errors import BadDescription, BadInput, BadTable
from terreau.datasets.catalogue import get_dataset, labels, list_datasets, read_table
from terreau.datasets.description import parse_description
from terreau.datasets.importing import ImportReport, import_described
from terreau.datasets.perimeter_tables import members_by_kind
from terreau.datasets.sources import import_source

HEADER = "id_ti,lib_ti,siren_groupement,lib_groupement\n"
# Saint-Nazaire agglomeration (EPCI), Rouen (a commune, by its SIREN).
ROWS = (
    "ti-5201,Estuaire,244400644,CARENE\n"
    "ti-5201,Estuaire,217605401,Rouen\n"
    "ti-5202,Ailleurs,200023414,Métropole Rouen Normandie\n"
)


def imported(tmp_path: Path, rows: str, phase: int = 2) -> ImportReport:
    file = tmp_path / "ti.csv"
    file.write_text(HEADER + rows, encoding="utf-8")
    return import_source("ti", file, edition=str(phase))[0]


def test_members_are_resolved_and_keyed_by_phase(tmp_path: Path, home: Path) -> None:
    dataset = imported(tmp_path, ROWS).dataset
    rows = [(r["code"], r["member_kind"], r["member"]) for r in read_table(dataset).to_pylist()]
    assert rows == [
        ("2:ti-5201", "commune", "76540"),
        ("2:ti-5201", "epci", "244400644"),
        ("2:ti-5202", "epci", "200023414"),
    ]
    assert labels(dataset) == {"2:ti-5201": "Estuaire", "2:ti-5202": "Ailleurs"}
    assert members_by_kind(dataset) == {"commune": 1, "epci": 2}
    assert (dataset.id, dataset.territories, dataset.periods) == ("ti-phase-2", 2, ())


def test_the_same_identifier_in_two_phases_makes_two_perimeters(tmp_path: Path, home: Path) -> None:
    imported(tmp_path, ROWS, phase=1)
    with pytest.raises(BadInput, match="This very file is held as another edition, '1'"):
        imported(tmp_path, ROWS, phase=2)
    imported(tmp_path, f"{ROWS}\n", phase=2)
    codes = [set(labels(dataset)) for dataset in list_datasets(content="perimeters")]
    assert codes == [{"1:ti-5201", "1:ti-5202"}, {"2:ti-5201", "2:ti-5202"}]


def test_an_unknown_member_is_refused_with_its_line(tmp_path: Path, home: Path) -> None:
    rows = ROWS + "".join(f"ti-6{n:03},T{n},244400644,CARENE\n" for n in range(40))
    report = imported(tmp_path, rows + "ti-5202,Ailleurs,999999999,Nulle part\n")
    count, first = report.rejected["unknown_member"]
    assert (count, first.line, first.column) == (1, 45, "siren_groupement")
    assert "no epci or ept or commune has the code '999999999'" in first.sentence


TWICE = r"ti\.csv, line 5, column 'siren_groupement': The same member stands twice.*First at line 2"
TWO_NAMES = r"ti\.csv, line 5, column 'lib_ti': A perimeter has two names.*First at line 2"


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        (ROWS + "ti-5201,Estuaire,244400644,CARENE\n", TWICE),
        (ROWS + "ti-5201,Estuaires,200023414,Rouen\n", TWO_NAMES),
        ("ti-5201,Estuaire,999999999,?\n", r"1 of 1 values are refused.*Nothing was imported"),
    ],
)
def test_contradictions_refuse_the_table(
    tmp_path: Path, home: Path, rows: str, message: str
) -> None:
    with pytest.raises(BadTable, match=message):
        imported(tmp_path, rows)
    assert list_datasets() == []


def test_a_missing_column_is_named(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "ti.csv"
    file.write_text("id,lib_ti,siren,lib_groupement\n1,2,3,4\n")
    with pytest.raises(BadTable, match=r"line 1, column 'id_ti': This column is missing.*'siren'"):
        import_source("ti", file, edition="2")[0]


OWN = """\
[dataset]
id = "bassins"
title = "Bassins"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2022"
content = "perimeters"
[columns]
perimeter = "bv"
member = "commune"
valid_from = "de"
valid_to = "a"
[perimeter]
kind = "bassin_de_vie"
member_kind = "commune"
"""


def test_own_perimeters_with_years(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "bv.csv"
    file.write_text("bv;commune;de;a\n0101;01001;2012;2021\n0101;01001;2022;\n0101;1004;2012;\n")
    described = parse_description(OWN, file="bv.toml")
    report = import_described(file, described, accept_rejects=True)
    rows = read_table(report.dataset).to_pylist()
    assert [(r["valid_from"], r["valid_to"]) for r in rows] == [(2012, 2021), (2022, None)]
    assert rows[0]["name"] == "0101"
    assert "it was '01004'" in report.rejected["unknown_member"][1].sentence
    assert get_dataset("bassins").territory_kind == "bassin_de_vie"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('member = "commune"\n', "", r"columns\.member is missing"),
        ('kind = "bassin_de_vie"', 'kind = "bassin"', "'bassin'"),
        ('member_kind = "commune"', 'member_kind = ["commune", "canton"]', "'canton'"),
        ("[perimeter]", '[absent]\ncell = "zero"\n[perimeter]', r"\[absent\] has no place here"),
        ('perimeter = "bv"', 'perimeter = "bv"\nvalue = "x"', "Unknown key in .columns.: 'value'"),
    ],
)
def test_mistakes_of_description(old: str, new: str, message: str) -> None:
    assert old in OWN
    with pytest.raises(BadDescription, match=message):
        parse_description(OWN.replace(old, new), file="bv.toml")


def test_a_code_that_cannot_stand_in_an_address_is_refused(tmp_path: Path, home: Path) -> None:
    many = "".join(ROWS.replace("ti-52", f"ti-{n}") for n in range(10, 20))
    report = imported(tmp_path, many + "pays/nord,Nord,244400644,CARENE\n")
    count, first = report.rejected["unsound_code"]
    assert (count, first.line, first.column) == (1, 32, "id_ti")
    assert "'2:pays/nord' cannot stand in the address" in first.sentence
    assert all("/" not in code for code in labels(report.dataset))
