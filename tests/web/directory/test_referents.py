"""The register of referents: a territory a row, a person a line of its files."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
PAGE, FILE = "/annuaire/referents/", "/annuaire/referents.csv"


def table(page: Any) -> list[str]:
    """Return the rows of the page, in ordinary spaces."""
    rows = re.findall(r"<tr>(.*?)</tr>", page.text, re.DOTALL)[1:]
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in rows]


def lines(browser: Any, asked: dict[str, str]) -> list[dict[str, str]]:
    text = browser.get(FILE, asked).content.decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def test_a_territory_is_a_row_and_a_person_a_line_of_the_files(ti, give, signed) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    for _each in range(2):
        give(Role.FACILITATOR, ti)
    browser, asked = signed(manager), {"q": ti.name}
    (row,) = table(browser.get(PAGE, asked))
    assert row.count(str(Role.FACILITATOR.label)) == 2
    assert str(Role.PROJECT_MANAGER.label) in row
    assert "Écrire" in row
    told = lines(browser, asked)
    assert [line["Rôle"] for line in told].count(str(Role.FACILITATOR.label)) == 2
    assert {line["Territoire"] for line in told} == {ti.name}
    answer = browser.get("/api/v1/referents", asked).json()
    assert answer["total"] == len(told)
    # The reader writes to the others, never to themselves.
    own = {each["mandate"] is None for each in answer["referents"] if each["name"] == manager.name}
    assert own == {True}
    assert any(each["mandate"] for each in answer["referents"])


def test_a_role_and_a_region_narrow_the_page_and_the_files(ti, give, signed) -> None:
    browser = signed(give(Role.PROJECT_MANAGER, ti))
    asked = {"q": ti.name, "role": "facilitator", "region": ti.region}
    (row,) = table(browser.get(PAGE, asked))
    assert str(Role.FACILITATOR.label) in row
    assert str(Role.PROJECT_MANAGER.label) not in row
    assert [line["Rôle"] for line in lines(browser, asked)] == [str(Role.FACILITATOR.label)]
    elsewhere = Perimeter.objects.filter(kind="region").exclude(code=ti.region)[0].code
    assert table(browser.get(PAGE, asked | {"region": elsewhere})) == []


def test_as_many_queries_whatever_the_rows(ti, give, signed) -> None:
    browser = signed(give(Role.PROJECT_MANAGER, ti))
    browser.get(PAGE)  # what a process remembers from its first page on
    with CaptureQueriesContext(connection) as one:
        assert len(table(browser.get(PAGE, {"q": ti.name}))) == 1
    with CaptureQueriesContext(connection) as many:
        assert len(table(browser.get(PAGE))) > 20
    assert len(many) == len(one)
