"""What documents print beside what is computed: words for each, and nothing invented."""

from __future__ import annotations

import csv
import html
import io
import re

import pytest
from django.test import Client

from terreau.analytics.basin_typology import CLASSES
from terreau.datasets.printed import list_facts
from terreau.datasets.scan import aggregate
from terreau.web.apps.observatory import printed_words
from terreau.web.apps.observatory.typology import (
    classes_of_country,
    codes_of_class,
    shares_of_class,
)

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/chiffres-imprimes/"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_each_fact_is_written_with_its_date_and_document(client: Client) -> None:
    page = client.get(PAGE)
    said = text_of(page.text)
    for words in (
        "3,3 millions d’emplois", "environ 6 millions d’emplois", "186 bassins de vie",
        "224 bassins de vie", "environ 12,5 %", "71 %", "moins de 10 %", "22 novembre 2018",
        "Fabrique prospective « Territoires d’industrie », 2020", "plus de 500 EPCI", "sans date",
    ):  # fmt: skip
        assert words in said, words
    rows = list(page.context["page"].rows)
    assert sorted(row.id for row in rows) == sorted(fact.id for fact in list_facts())
    for row in rows:
        assert page.text.count(f'id="{row.id}"') == 1
    # Nothing is computed here: each document is folded, and none has a table.
    documents = {row.document for row in rows}
    assert page.text.count('class="why printed-document"') == len(documents)
    assert "pas encore calculés ici" in said
    assert 'class="table table-cards printed"' not in page.text


def test_without_a_table_the_source_that_would_fill_it_is_said(client: Client) -> None:
    rows = {row.id: row for row in client.get(PAGE).context["page"].rows}
    assert all(row.computed is None and row.lacking for row in rows.values())
    assert "Urssaf, ou Insee, Flores" in rows["ind-2014"].lacking
    assert "Recensements harmonisés" in rows["ex-n"].lacking
    assert "liste officielle des Territoires d’industrie" in rows["ti-148"].lacking
    assert "aires urbaines de 2010" in rows["share-large"].lacking
    assert rows["months-6"].lacking == "Terreau ne calcule rien de tel."


def test_the_figures_of_the_example_country_are_never_set_beside(client: Client) -> None:
    assert client.get("/api/v1/printed").json()["figures"] == []


def test_a_class_of_basins_has_the_share_of_all_its_jobs() -> None:
    classed = classes_of_country("XX")
    assert classed is not None
    codes = codes_of_class(classed, "traditional")
    assert codes
    found = aggregate(
        classed.dataset, {"all": codes}, periods=[classed.start, classed.end], level="A5"
    )
    industry = found.sums[:, 0, found.sectors.index("BE")]
    assert shares_of_class(classed, "traditional") == pytest.approx(
        tuple(industry / found.sums[:, 0].sum(axis=1))
    )
    counts = [len(codes_of_class(classed, name)) for name in CLASSES]
    assert sum(counts) == 9


@pytest.mark.parametrize(
    ("date", "period", "apart"),
    [("1975", "2019", 44), ("2014", "2019", 5), ("2014", "2019-2024", 5), ("2016-04-01", "2020", 4),
     ("definition", "2019", 0), ("1968 to 2013", "2006-2016", 3)],
)  # fmt: skip
def test_years_apart_are_those_of_the_nearest_dates(date: str, period: str, apart: int) -> None:
    assert printed_words.years_apart(date, period) == apart


def test_csv_and_api_say_the_same_facts(client: Client) -> None:
    rows = list(csv.DictReader(io.StringIO(client.get(f"{PAGE}tableau.csv").text.lstrip("\ufeff"))))
    facts = client.get("/api/v1/printed").json()["facts"]
    for row, fact in zip(rows, facts, strict=True):
        assert (row["id"], row["printed"], row["document"]) == (
            fact["id"], fact["printed"], fact["document"]
        )  # fmt: skip


def test_one_comes_from_the_catalogue_an_indicator_and_the_data(client: Client) -> None:
    assert f'href="{PAGE}"' in client.get("/observatoire/indicateurs/").text
    assert f'href="{PAGE}"' in client.get("/observatoire/donnees/").text
    assert f'href="{PAGE}#ind-2014"' in client.get("/observatoire/indicateurs/industry-jobs/").text
    assert PAGE not in client.get("/observatoire/indicateurs/population/").text


def test_every_fact_has_words_in_both_languages(client: Client, english: Client) -> None:
    french, translated = (list(c.get(PAGE).context["page"].rows) for c in (client, english))
    assert {fact.theme for fact in list_facts()} == set(printed_words.THEMES)
    for one, other in zip(french, translated, strict=True):
        assert one.label != other.label
        assert one.display
        assert other.display
