"""The Urssaf file by commune and activity: its real extract of the Rouen zone, and both headers."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pyarrow.compute as pc
import pytest

from terreau.core.errors import BadTable
from terreau.datasets import reference, scan
from terreau.datasets.reference import naf
from terreau.datasets.sources import import_source, read_source
from terreau.datasets.sources.columns import plain_name

SOURCE = "urssaf-commune-ape"
ROWS = """Commune;Code commune;Code APE;Nombre d'établissements 2021;Effectifs salariés 2021;\
Nombre d'établissements 2022;Effectifs salariés 2022
44184 Saint-Nazaire;44184;3011Z;2;3000;2;3100
44184 Saint-Nazaire;44184;7820Z;;;4;250
75108 Paris 8e;75108;6201Z;900;21000;910;22000
"""


@pytest.fixture
def rouen(shared: Path) -> Path:
    return shared / "data/employment/urssaf_commune_ape_rouen_2006_2022.csv"


def test_rouen_as_published(rouen: Path) -> None:
    (found,) = read_source(SOURCE, rouen)
    assert found.rejected == 0
    frame = found.table.to_pandas()
    industry = frame[frame.sector.map(naf.bridge("A732", "A5")) == "BE"]
    jobs = industry.groupby("period").value.sum()
    assert (jobs[2008], jobs[2022]) == (34_093, 26_532)
    temporary = frame[frame.sector == "78.20Z"].groupby("period").value.sum()
    assert (temporary[2008], temporary[2022]) == (5_664, 5_999)


def test_rouen_by_epci_is_what_a_plain_sum_gives(rouen: Path, tmp_path: Path) -> None:
    (report,) = import_source(SOURCE, rouen, home=tmp_path)
    epci_of = {
        code: epci
        for epci in reference.known_codes("epci")
        for version in reference.versions("epci", epci)[-1:]
        for code in version.communes
    }
    expected: dict[tuple[str, int], float] = {}
    industry = {code for code, level in naf.bridge("A732", "A5").items() if level == "BE"}
    with rouen.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, delimiter=";"):
            if naf.normalise(row["Code APE"]) in industry:
                epci = epci_of[reference.current_code(row["Code commune"]) or ""]
                for year in (2008, 2022):
                    jobs = float(row[f"Effectifs salariés {year}"] or 0)
                    expected[epci, year] = expected.get((epci, year), 0) + jobs
    groups = {
        epci: frozenset(code for code, holder in epci_of.items() if holder == epci)
        for epci, _ in expected
    }
    answer = scan.aggregate(report.dataset, groups, level="A5", periods=[2008, 2022])
    place = answer.sectors.index("BE")
    found = {
        (epci, year): answer.sums[when, row, place]
        for row, epci in enumerate(answer.groups)
        for when, year in enumerate((2008, 2022))
    }
    assert found == expected
    assert sum(jobs for (_, year), jobs in found.items() if year == 2022) == 26_532


def test_an_extract_is_no_country(rouen: Path, tmp_path: Path) -> None:
    (report,) = import_source(SOURCE, rouen, home=tmp_path)
    dataset = report.dataset
    assert not dataset.covers_nation
    assert dataset.remarks[0].en.startswith("101 of 101 departments have less than 60%")
    assert (dataset.source, dataset.edition, dataset.vintage) == (SOURCE, "last", "2006–2022")


def test_labels_and_plain_names_give_the_same_table(tmp_path: Path) -> None:
    header, *rows = csv.reader(io.StringIO(ROWS), delimiter=";")
    (tmp_path / "labels.csv").write_text(ROWS, encoding="utf-8-sig")
    plain = "\n".join(";".join(row) for row in [[plain_name(name) for name in header], *rows])
    assert "nombre_d_etablissements_2022" in plain
    (tmp_path / "plain.csv").write_text(plain + "\n", encoding="utf-8")
    (labels,) = read_source(SOURCE, tmp_path / "labels.csv")
    (names,) = read_source(SOURCE, tmp_path / "plain.csv")
    assert labels.table.equals(names.table)
    temporary = labels.table.filter(pc.equal(labels.table["sector"], "78.20Z"))
    # An empty cell is a zero: Urssaf publishes all.
    assert temporary.select(["value", "units", "status"]).to_pylist() == [
        {"value": 0.0, "units": None, "status": "ok"},
        {"value": 250.0, "units": 4.0, "status": "ok"},
    ]


def test_another_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "other.csv"
    file.write_text("code_commune;code_ape\n44184;3011Z\n")
    with pytest.raises(BadTable, match="No column of jobs: this is not the file") as refused:
        import_source(SOURCE, file, home=tmp_path)
    assert "Nothing was changed" in str(refused.value)
    assert not (tmp_path / "datasets").exists()
