"""Files that are not written as described: the sentence names file, line, column and remedy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import xlsxwriter

from terreau.core.errors import BadDescription, BadTable
from terreau.datasets.catalogue import list_datasets
from terreau.datasets.importing import import_table

Says = Callable[..., None]
Bench = Any  # the folder that conftest.py makes


def refusal(bench: Bench) -> BadTable:
    with pytest.raises(BadTable) as caught:
        import_table(bench.file, bench.describe)
    assert list_datasets() == []
    return caught.value


def test_wrong_separator(bench: Bench, says: Says) -> None:
    bench.change('separator = ";"', 'separator = ","')
    says(refusal(bench), "table.csv, line 1:", 'separated by ";"', 'separator = ";" in [format]')


def test_separator_of_the_file_is_found_when_the_description_is_silent(bench: Bench) -> None:
    bench.change('separator = ";"\n', "")
    bench.rows = bench.rows.replace(";", "\t")
    assert import_table(bench.file, bench.describe).dataset.rows_kept == 5


def test_latin_1_instead_of_utf_8(bench: Bench, says: Says) -> None:
    bench.change("effectif\n", "effectif;libellé\n")
    bench.rows = "\n".join(
        [bench.rows.splitlines()[0], *(f"{row};Abergement" for row in bench.rows.splitlines()[1:])]
    ).replace("2024;110;Abergement", "2024;110;Émilie")
    bench.encoding = "latin-1"
    says(refusal(bench), "table.csv, line 1:", "not encoded in utf-8", 'encoding = "cp1252"')
    bench.rows = bench.rows.replace("libellé", "libelle")
    says(refusal(bench), "table.csv, line 6:", "Émilie", 'encoding = "cp1252"')


def test_latin_1_described_reads(bench: Bench) -> None:
    bench.change("effectif\n", "effectif;libellé\n")
    bench.rows = bench.rows.replace("2019;12\n", "2019;12;é\n").replace("15\n", "15;è\n")
    bench.rows = bench.rows.replace("2024;3\n", "2024;3;\n").replace("120\n", "120;\n")
    bench.rows = bench.rows.replace("110\n", "110;\n")
    bench.encoding = "latin-1"
    bench.change('separator = ";"', 'separator = ";"\nencoding = "latin-1"')
    assert import_table(bench.file, bench.describe).dataset.rows_kept == 5


def test_utf_8_described_as_latin_1(bench: Bench, says: Says) -> None:
    bench.change("effectif\n", "effectif;libellé\n")
    bench.change('separator = ";"', 'separator = ";"\nencoding = "latin-1"')
    says(refusal(bench), "table.csv, line 1:", "encoded in utf-8", 'encoding = "utf-8"')


def test_utf_16(bench: Bench, says: Says) -> None:
    bench.encoding = "utf-16"
    says(refusal(bench), "table.csv, line 1:", "encoded in utf-16", 'encoding = "utf-16"')


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_its_mark(bench: Bench, says: Says, encoding: str) -> None:
    bench.encoding = encoding
    says(refusal(bench), f"encoded in {encoding}", f'encoding = "{encoding}" in [format]')
    bench.change('separator = ";"', f'separator = ";"\nencoding = "{encoding}"')
    assert import_table(bench.file, bench.describe).dataset.rows_kept == 5


@pytest.mark.parametrize("encoding", ["utf-16", "utf-32", "punycode", "undefined"])
def test_an_encoding_that_the_file_has_not(bench: Bench, says: Says, encoding: str) -> None:
    bench.rows = bench.rows.replace("commune;", "commune-;")
    bench.change('separator = ";"', f'separator = ";"\nencoding = "{encoding}"')
    says(refusal(bench), "encod", encoding, "in [format]")


def test_byte_order_mark_and_windows_line_ends_are_harmless(bench: Bench) -> None:
    bench.encoding = "utf-8-sig"
    bench.rows = bench.rows.replace("\n", "\r\n")
    assert import_table(bench.file, bench.describe).dataset.rows_kept == 5


def test_missing_column(bench: Bench, says: Says) -> None:
    bench.change(";effectif", ";effectifs")
    says(
        refusal(bench),
        "table.csv, line 1, column 'effectif'",
        "missing",
        "columns.value",
        "'commune', 'a38', 'annee', 'effectifs'",
        "Did you mean 'effectifs'?",
    )


def test_column_twice(bench: Bench, says: Says) -> None:
    bench.rows = bench.rows.replace("commune;a38", "a38;a38")
    bench.change('territory = "commune"', 'territory = "a38"')
    says(refusal(bench), "column 'a38'", "2 columns have this name", "Rename one")


def test_duplicated_key_names_both_lines(bench: Bench, says: Says) -> None:
    bench.rows += "01001;CA;2019;13\n"
    says(
        refusal(bench),
        "table.csv, line 7, column 'commune'",
        "01001, CA, 2019",
        "First at line 2",
        "1 in all",
        "commune, a38, annee",
        "[filter]",
    )


def test_lines_are_exact_after_blank_lines_and_quoted_line_ends(bench: Bench, says: Says) -> None:
    bench.rows = 'commune;a38;annee;effectif;note\n01001;CA;2019;12;"two\nlines"\n\n'
    bench.rows += "01001;CA;2019;13;\n"
    says(refusal(bench), "table.csv, line 5,", "First at line 2")


def test_quote_never_closed(bench: Bench, says: Says) -> None:
    bench.rows += '01001;"CA;2021;13\n'
    says(refusal(bench), "table.csv, line 7", "quote")


def test_no_row(bench: Bench, says: Says) -> None:
    bench.rows = bench.rows.splitlines()[0] + "\n"
    says(refusal(bench), "table.csv", "no row")


def test_filter_that_leaves_nothing(bench: Bench, says: Says) -> None:
    bench.description += '[filter]\na38 = "ZZ"\n'
    says(refusal(bench), "no row once [filter] is applied", "ZZ")


@pytest.mark.parametrize(
    ("name", "content", "piece"),
    [
        ("table.csv", b"", "empty"),
        ("table.csv", b"PK\x03\x04rest", "zip archive or a spreadsheet"),
        ("table.csv", b"PAR1rest", "a Parquet file"),
        ("table.csv", b"<!DOCTYPE html><html>", "web page"),
        ("table.parquet", b"PAR1 cut short", "damaged or cut short"),
        ("table.xlsx", b"PK\x03\x04 cut short", "damaged"),
        ("table.csv.gz", b"\x1f\x8b", "not read: '.gz'"),
        ("table.csv", b"\x00\xff\xfe\x81" * 50, "not encoded in utf-8"),
    ],
)
def test_other_kinds_of_file(
    bench: Bench, says: Says, name: str, content: bytes, piece: str
) -> None:
    path = bench.folder / name
    path.write_bytes(content)
    with pytest.raises(BadTable) as caught:
        import_table(path, bench.describe)
    says(caught.value, name, piece)


def test_no_such_file(bench: Bench, says: Says) -> None:
    with pytest.raises(BadTable) as caught:
        import_table(bench.folder / "absent.csv", bench.describe)
    says(caught.value, "absent.csv", "No such file")


def test_spreadsheet_reads_like_the_text(bench: Bench) -> None:
    bench.name = "table.xlsx"
    with xlsxwriter.Workbook(bench.folder / bench.name) as book:
        book.add_worksheet("Lisez-moi").write(0, 0, "Rien ici")
        sheet = book.add_worksheet("Données")
        for place, row in enumerate(bench.rows.splitlines()):
            code, sector, year, value = row.split(";")
            sheet.write_string(place + 1, 0, code)
            sheet.write_string(place + 1, 1, sector)
            (sheet.write_string if place == 0 else sheet.write)(place + 1, 2, year)
            if place == 0:
                sheet.write(place + 1, 3, value)
            else:
                sheet.write_number(place + 1, 3, float(value) + 0.5)
    with pytest.raises(BadTable, match=r"several sheets.*'Lisez-moi', 'Données'"):
        import_table(bench.file, bench.describe)
    bench.change('separator = ";"', 'sheet = "Données"\nheader_line = 2\ndecimal = ","')
    dataset = import_table(bench.file, bench.describe).dataset
    table = pq.read_table(dataset.table_path)
    assert table["value"].to_pylist() == [12.5, 15.5, 3.5, 120.5, 110.5]
    assert table["territory"].to_pylist()[0] == "01001"


def test_parquet_numbers_as_codes_are_refused_with_the_zero_they_lost(
    bench: Bench, says: Says
) -> None:
    bench.name = "table.parquet"
    columns = {"commune": [1001, 75056], "a38": ["CA", "CA"], "annee": [2019, 2019]}
    pq.write_table(pa.table(columns | {"effectif": [1, 2]}), bench.folder / bench.name)
    says(
        refusal(bench),
        "table.parquet, line 1, column 'commune'",
        "'1001'",
        "leading zero, it was '01001'",
    )


def test_parquet_column_of_another_type(bench: Bench, says: Says) -> None:
    bench.name = "table.parquet"
    columns = {"commune": ["01001"], "a38": [["CA"]], "annee": [2019], "effectif": [1]}
    pq.write_table(pa.table(columns), bench.folder / bench.name)
    says(refusal(bench), "table.parquet, column 'a38'", "list<")


@pytest.mark.parametrize(
    ("values", "piece"),
    [
        (pa.array([1, 2], pa.duration("s")), "duration"),
        (pa.array([1e300, 2.0]), "1 × too_large"),
        (pa.array([2**63 - 1, 2]), "9223372036854775807 is more than any count"),
        (pa.array([float("inf"), 2.0]), "1 × not_a_number"),
    ],
)
def test_parquet_values_that_cannot_be_jobs(
    bench: Bench, says: Says, values: pa.Array, piece: str
) -> None:
    bench.name = "table.parquet"
    columns = {"commune": ["01001", "75056"], "a38": ["CA", "CA"], "annee": [2019, 2019]}
    pq.write_table(pa.table(columns | {"effectif": values}), bench.folder / bench.name)
    says(refusal(bench), piece)


def test_a_bad_description_says_that_nothing_was_changed(bench: Bench, says: Says) -> None:
    bench.change("title =", "titel =")
    with pytest.raises(BadDescription) as caught:
        import_table(bench.file, bench.describe)
    says(caught.value, "table.toml, line 3", "'titel'", "Did you mean 'title'?")
