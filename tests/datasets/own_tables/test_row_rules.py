"""Rules of rows: what is kept, hidden or refused, each refusal with line, reason and sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadTable
from terreau.datasets.catalogue import labels, territories
from terreau.datasets.importing import import_table

Says = Callable[..., None]
Bench = Any  # the folder that conftest.py makes

MANY = "\n".join(f"{code};FZ;{year};5" for code in ("33063", "69123") for year in range(2010, 2025))

# The spoiled row, the reason, what the sentence must hold.
REFUSED = [
    ("99999;CA;2024;5", "unknown_territory", "no commune has the code '99999'"),
    ("1004;CA;2024;5", "unknown_territory", "leading zero, it was '01004'"),
    (";CA;2024;5", "empty_code", "the code is empty"),
    ("01004;ZX;2024;5", "unknown_sector", "'ZX' is not a code of A38"),
    ("01004;C;2024;5", "unknown_sector", "'C' is not a code of A38; it is a code of A21"),
    ("01004;CA;2024;12 k€", "not_a_number", "without unit"),
    ("01004;CA;2024;12,5", "not_a_number", 'write decimal = ","'),
    ("01004;CA;2024;secret", "not_a_number", "list it in [status]"),
    ("01004;CA;2024;inf", "not_a_number", "'inf'"),
    ("01004;CA;2024;1e99", "too_large", "1e99 is more than any count of jobs"),
    (f"01004;CA;2024;{'1' * 400}", "too_large", f"{'1' * 80}… is more than any count"),
    ("01004;CA;2024;1000000001", "too_large", "1000000001"),
    ("01004;CA;2024;-3", "negative", "below zero"),
    ("01004;CA;2019-T1;5", "period_not_a_year", "four digits"),
    ("01004;CA;19;5", "period_not_a_year", "'19'"),
    ("01004;CA;;5", "period_not_a_year", "not a year"),
    ("01004;CA;2024", "wrong_number_of_columns", "3 in place of 4"),
    ("01004;CA;2024;5;6", "wrong_number_of_columns", "5 in place of 4"),
]


@pytest.mark.parametrize(("row", "reason", "piece"), REFUSED, ids=[row[:30] for row, *_ in REFUSED])
def test_a_bad_row_is_refused_and_the_others_kept(
    bench: Bench, row: str, reason: str, piece: str
) -> None:
    bench.rows += f"{row}\n{MANY}\n"
    report = import_table(bench.file, bench.describe)
    count, first = report.rejected[reason]
    assert (count, first.line) == (1, 7)
    assert piece in first.sentence
    # A refused number leaves a cell that is missing, never a zero; a refused code leaves none.
    stays = reason in ("not_a_number", "negative", "too_large")
    assert (report.dataset.rows_kept, report.dataset.rows_rejected) == (35 + stays, 1)
    assert report.dataset.rows_hidden == stays
    stored = pq.read_table(report.dataset.rejected_path).to_pylist()
    assert [(r["line"], r["reason"], r["sentence"]) for r in stored] == [
        (7, reason, first.sentence)
    ]


def test_a_code_that_no_reference_knows_must_stand_in_an_address(bench: Bench) -> None:
    bench.change('kind = "commune"', 'kind = "zone_emploi"')
    bench.rows = bench.rows.replace("01001", "0051") + "".join(
        f"{code};CA;2019;1\n" for code in ("a/b", "x y", "é", "..", "a" * 65, "2:ti-01_0.1")
    )
    report = import_table(bench.file, bench.describe, accept_rejects=True)
    count, first = report.rejected["unsound_code"]
    assert (count, first.line) == (5, 7)
    assert "'a/b' cannot stand in the address" in first.sentence
    assert "64 at most" in first.sentence
    assert territories(report.dataset) == {"0051", "75056", "2:ti-01_0.1"}


def test_more_than_five_percent_refused_needs_consent(bench: Bench, says: Says) -> None:
    bench.rows += "01004;CA;2024;12 k€\n01004;FZ;2024;-1\n99999;FZ;2024;1\n"
    with pytest.raises(BadTable) as caught:
        import_table(bench.file, bench.describe)
    says(
        caught.value,
        "table.csv, line 7, column 'effectif'",
        "3 of 8 values are refused (38%)",
        "1 × not_a_number, first at line 7",
        "1 × negative, first at line 8",
        "1 × unknown_territory, first at line 9",
        "--accept-rejects",
    )
    dataset = import_table(bench.file, bench.describe, accept_rejects=True).dataset
    assert (dataset.rows_kept, dataset.rows_hidden, dataset.rows_rejected) == (7, 2, 3)
    rows = pq.read_table(dataset.table_path).to_pylist()
    refused = [(r["sector"], r["value"], r["status"]) for r in rows if r["territory"] == "01004"]
    assert refused == [("CA", None, "missing"), ("FZ", None, "missing")]


def test_consent_does_not_import_nothing(bench: Bench) -> None:
    bench.rows = "commune;a38;annee;effectif\n99999;CA;2019;1\n"
    with pytest.raises(BadTable, match=r"1 of 1 values are refused") as caught:
        import_table(bench.file, bench.describe, accept_rejects=True)
    assert "--accept-rejects" not in str(caught.value)


def stored(bench: Bench) -> list[tuple[str, int, float | None, str]]:
    dataset = import_table(bench.file, bench.describe).dataset
    rows = pq.read_table(dataset.table_path).to_pylist()
    return [(r["territory"], r["period"], r["value"], r["status"]) for r in rows]


@pytest.mark.parametrize(
    ("absent", "value", "status"), [("zero", 0.0, "ok"), ("secret", None, "secret"),
                                    ("missing", None, "missing")]
)  # fmt: skip
def test_an_empty_cell_means_what_the_description_says(
    bench: Bench, absent: str, value: float | None, status: str
) -> None:
    bench.change("01001;CA;2024;15", "01001;CA;2024; ")
    bench.change('cell = "zero"', f'cell = "{absent}"')
    assert ("01001", 2024, value, status) in stored(bench)


def test_marks_in_the_column_of_values(bench: Bench) -> None:
    bench.change("01001;CA;2024;15", "01001;CA;2024;s")
    bench.change("01001;FZ;2024;3", "01001;FZ;2024;nc")
    bench.description += '[status]\nsecret = ["s"]\nmissing = ["nc"]\n'
    rows = stored(bench)
    assert ("01001", 2024, None, "secret") in rows
    assert ("01001", 2024, None, "missing") in rows


def test_a_marked_cell_hides_its_value(bench: Bench) -> None:
    bench.rows = "commune;a38;annee;effectif;statut\n01001;CA;2019;7;K\n01001;CA;2020;8;A\n"
    bench.change('value = "effectif"', 'value = "effectif"\nstatus = "statut"')
    bench.description += '[status]\nsecret = ["K"]\n'
    assert stored(bench) == [("01001", 2019, None, "secret"), ("01001", 2020, 8.0, "ok")]


def test_french_numbers(bench: Bench) -> None:
    bench.change("2024;15", "2024;1 234,5")
    bench.change("2024;110", "2024;12\u202f345")
    bench.change('separator = ";"', 'separator = ";"\ndecimal = ","')
    values = {row[2] for row in stored(bench)}
    assert {1234.5, 12345.0} <= values


def test_sorted_by_territory_sector_period_whatever_the_order_of_the_file(bench: Bench) -> None:
    header, *rows = bench.rows.splitlines()
    expected = stored(bench)
    bench.rows = "\n".join([header, *reversed(rows)]) + "\n"
    assert stored(bench) == expected == sorted(expected, key=lambda row: row[0])


def test_wide_table_with_a_year_in_the_names(bench: Bench) -> None:
    bench.rows = "commune;nom;a38;eff 2019;eff 2020;n 2019;n 2020\n01001;L'Abergement;CA;5;;1;\n"
    bench.change('period = "annee"\n', "")
    bench.change('value = "effectif"', 'value = "eff {year}"\nunits = "n {year}"')
    bench.change('sector = "a38"', 'sector = "a38"\nterritory_label = "nom"')
    dataset = import_table(bench.file, bench.describe).dataset
    rows = pq.read_table(dataset.table_path).to_pylist()
    assert [(r["period"], r["value"], r["units"]) for r in rows] == [(2019, 5, 1), (2020, 0, None)]
    assert dataset.has_units
    assert not dataset.has_largest
    assert labels(dataset) == {"01001": "L'Abergement"}


def test_wide_table_named_column_by_column_refuses_one_cell_only(bench: Bench) -> None:
    bench.rows = "commune;a38;a;b\n01001;CA;5;x\n" + "".join(
        f"01001;{s};1;2\n" for s in ("CB", "CC", "CD", "CE", "CF", "CG", "CH", "CI", "CJ", "CK")
    )
    bench.change('period = "annee"\nvalue = "effectif"\n', "[periods]\na = 2019\nb = 2024\n")
    report = import_table(bench.file, bench.describe)
    assert (report.dataset.rows_kept, report.dataset.rows_rejected) == (22, 1)
    assert report.dataset.rows_hidden == 1
    assert report.rejected["not_a_number"][1].column == "b"


def test_residual_codes_are_kept_and_belong_to_no_perimeter(bench: Bench) -> None:
    bench.rows += "ZZZZZ;CA;2024;4\n"
    bench.change('kind = "commune"', 'kind = "commune"\nresidual = ["ZZZZZ"]')
    dataset = import_table(bench.file, bench.describe).dataset
    assert dataset.rows_kept == 6
    assert dataset.territories == 2
    assert territories(dataset) == {"01001", "75056"}


def test_old_and_arrondissement_codes_of_communes_are_known(bench: Bench) -> None:
    bench.rows += "01003;CA;2024;4\n75101;CA;2024;4\n"
    assert import_table(bench.file, bench.describe).dataset.rows_rejected == 0


def test_codes_without_reference_are_taken_as_the_table_names_them(bench: Bench) -> None:
    bench.rows = "commune;a38;annee;effectif\n0051;CA;2024;4\nabc;CA;2024;4\n"
    bench.change('kind = "commune"', 'kind = "zone_emploi"')
    assert import_table(bench.file, bench.describe).dataset.territories == 2
    bench.change("0051", "51")
    with pytest.raises(BadTable, match=r"leading zero, it was '0051'"):
        import_table(bench.file, bench.describe)


def test_filter_keeps_the_rows_wanted_and_refuses_none(bench: Bench) -> None:
    bench.rows += "99999;FZ;2024;-3\n"
    bench.description += '[filter]\na38 = ["CA", "CB"]\n'
    dataset = import_table(bench.file, bench.describe).dataset
    assert (dataset.rows_kept, dataset.rows_rejected) == (4, 0)
