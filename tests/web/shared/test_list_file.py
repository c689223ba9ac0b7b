"""Lists to take away: the same cells in both formats, and nothing that a spreadsheet runs."""

from __future__ import annotations

import csv
import io

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from terreau.web.shared.list_file import as_csv, as_xlsx

LISTS = {
    "territories": "/territoires/resultats",
    "sources": "/observatoire/donnees/sources",
    "indicators": "/observatoire/indicateurs",
    "batches": "/rapports/series",
}


def lines_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_both_files_hold_the_same_cells(name: str, client: Client) -> None:
    wish = "?q=terranie" if name == "territories" else ""
    table = lines_of(client.get(f"{LISTS[name]}.csv{wish}").content.decode())
    answer = client.get(f"{LISTS[name]}.xlsx{wish}")
    sheet = CalamineWorkbook.from_object(io.BytesIO(answer.content)).get_sheet_by_index(0)
    book = [[str(int(c) if isinstance(c, float) else c) for c in r] for r in sheet.to_python()]
    assert len(table) > (0 if name == "batches" else 3)
    assert book == table


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_another_format_is_not_here(name: str, client: Client) -> None:
    assert client.get(f"{LISTS[name]}.ods").status_code == 404


@pytest.mark.django_db
def test_the_file_holds_what_the_page_shows(client: Client) -> None:
    page = client.get("/territoires/?q=terranie&kind=region")
    file = client.get("/territoires/resultats.csv?q=terranie&kind=region")
    names = [line[0] for line in lines_of(file.content.decode())][1:]
    assert names
    assert all(name in page.text for name in names)


@given(st.text(alphabet=st.characters(exclude_categories=("Cs", "Cc"))))
def test_nothing_is_run_by_a_spreadsheet(hostile: str) -> None:
    cell = lines_of(as_csv(["a"], [[hostile]]))[1][0] if hostile else ""
    assert not cell.startswith(("=", "+", "-", "@"))
    held = CalamineWorkbook.from_object(io.BytesIO(as_xlsx(["a"], [[f"={hostile}"]])))
    assert held.get_sheet_by_index(0).to_python()[1][0].startswith("=")
