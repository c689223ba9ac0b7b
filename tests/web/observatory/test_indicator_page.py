"""The page of an indicator: its formula in words, who uses it, how far its sources are proved."""

from __future__ import annotations

import html
import re

import pytest
from django.test import Client
from django.utils import translation

from terreau.datasets.indicators.dashboards import list_dashboards
from terreau.datasets.indicators.definition import read_definitions
from terreau.datasets.indicators.registry import get_indicator, list_indicators
from terreau.web.apps.observatory.compared_words import SHOWN
from terreau.web.apps.observatory.formula_words import activities_in_words, formula_in_words

PAGE = "/observatoire/indicateurs/"


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", "", page)))


@pytest.mark.parametrize(
    ("id_", "words"),
    [
        ("population", "« habitants »"),
        ("jobs-change", "100 × (« emplois » ÷ « emplois, 1 an avant » − 1)"),
        ("industry-share", "100 × « emplois (BE) » ÷ « emplois »"),
        ("jobs-weight", "100 × « emplois » ÷ « emplois » dans le pays"),
        (
            "industry-quotient",
            (
                "« emplois (BE) » ÷ « emplois » ÷ "
                "(« emplois (BE) » dans le pays ÷ « emplois » dans le pays)"
            ),
        ),
        ("krugman", "50 × indice de Krugman de « emplois, par activité (A38) »"),
        (
            "population-growth",
            (
                "100 × ((« habitants » ÷ « habitants, la première année ») ^ "
                "(1 ÷ « années écoulées ») − 1)"
            ),
        ),
    ],
)
def test_a_formula_in_words(id_: str, words: str) -> None:
    assert formula_in_words(get_indicator(id_)) == words


DEFINED = """\
theme = "jobs"
[indicator.ours]
title.fr = "a"
title.en = "a"
question.fr = "a"
question.en = "a"
definition.fr = "a"
definition.en = "a"
unit = "jobs"
decimals = 0
direction = "none"
draw = "areas"
formula = "FORMULA"
terms.a = { table = "employment" }
terms.b = { table = "population" }
terms.v = { table = "employment", by = "A38" }
"""


@pytest.mark.parametrize(
    "formula",
    ["a - (b - a)", "a - b - a", "a / (b / a)", "a / (b * a)", "(a + b) * a", "a + b * a",
     "-(a + b)", "-a ** b", "(a ** b) ** a", "a ** (b ** a)", "2.5 * a - 0.25 * b"],
)  # fmt: skip
def test_words_keep_the_value_of_a_formula(formula: str) -> None:
    text = DEFINED.replace("FORMULA", f"{formula} + 0 * present(v)")
    (indicator,) = read_definitions(text, file="ours.toml")
    with translation.override("en"):
        words = formula_in_words(indicator)
    words = words.replace("“jobs”", "a").replace("“inhabitants”", "b")
    words = re.sub(r"number of activities present in “[^”]*”", "0", words)
    for sign, written in (("×", "*"), ("÷", "/"), ("−", "-"), ("^", "**")):
        words = words.replace(sign, written)
    here = {"a": 3.0, "b": 2.0}
    assert eval(words, {}, here) == pytest.approx(eval(formula, {}, here))


def test_every_formula_has_words_and_its_activities_have_names() -> None:
    for indicator in list_indicators().values():
        words = formula_in_words(indicator)
        for code, name in activities_in_words(indicator):
            assert code in words
            assert name
        assert not re.search(r"\bterms?\b|\*", words)


@pytest.mark.django_db
def test_the_catalogue_says_who_uses_each(client: Client) -> None:
    entries = {
        entry.id: entry
        for _theme, entries in client.get(PAGE).context["themes"]
        for entry in entries
    }
    for id_, entry in entries.items():
        using = [d.id for d in list_dashboards().values() if id_ in d.indicators]
        assert [shown for shown, _title in entry.dashboards] == using
        assert entry.is_compared is (id_ in SHOWN)
    # Out of the menu of the site, which leads to the comparison from every page.
    compared, other = (
        client.get(f"{PAGE}{id_}/").text.partition("<main")[2].partition("</main>")[0]
        for id_ in ("population-growth", "food-share")
    )
    assert 'href="/observatoire/tableaux/context/"' in compared
    assert 'href="/observatoire/comparer/"' in compared
    assert 'href="/observatoire/comparer/"' not in other


@pytest.mark.django_db
def test_the_page_gives_the_values_and_the_proof_of_the_sources(
    client: Client, english: Client
) -> None:
    page = client.get(f"{PAGE}population-growth/").text
    address = re.search(r'href="([^"]*valeurs\.csv[^"]*kind=departement)"', page)
    assert address
    values = client.get(html.unescape(address[1]))
    assert values.text.startswith("\ufeffindicator,title,")
    assert "Qualité des sources" not in text_of(page)  # Its table travels with Terreau.
    jobs = text_of(client.get(f"{PAGE}jobs/").text)
    assert "lecture éprouvée sur un extrait du fichier officiel" in jobs
    assert "Rien n’en est ici" in jobs
    assert "Quality of the sources" in text_of(english.get(f"{PAGE}jobs/").text)


@pytest.mark.django_db
def test_a_profile_leads_to_the_dashboards_of_its_territory(client: Client) -> None:
    for path, key in (
        ("zone-emploi/X001", "zone_emploi:X001"),
        ("liste/XA001,XA002", "list:XA001%2CXA002"),
        ("nation/FR", "nation:FR"),
    ):
        page = client.get(f"/observatoire/{path}/").text
        assert f'href="/observatoire/tableaux/?t={key}"' in page
        assert client.get(f"/observatoire/tableaux/?t={key}").status_code == 200


@pytest.mark.django_db
def test_the_sources_that_are_not_here_are_folded(client: Client) -> None:
    page = client.get("/observatoire/indicateurs/industry-share/")
    assert not page.context["page"].quality_here
    assert page.context["page"].quality_elsewhere
    quality = page.text.partition('id="quality-title"')[2].partition("</section>")[0]
    opened = re.sub(r"<details.*?</details>", "", quality, flags=re.DOTALL)
    assert "/observatoire/donnees/sources/flores-a38/" in quality
    assert "/observatoire/donnees/sources/" not in opened
