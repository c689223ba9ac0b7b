"""Apostrophes of names: true ones where one reads, as published everywhere else."""

from __future__ import annotations

import json

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.utils import translation

from terreau.web.shared.typography import (
    TypographyMiddleware,
    apostrophes,
    french_spacing,
    page_apostrophes,
    page_spacing,
)

CARENE = "/observatoire/epci/244400644/"
AS_PUBLISHED = "CA de la Région Nazairienne et de l'Estuaire (CARENE)"


@pytest.mark.parametrize(
    ("page", "read"),
    [
        ("<h1>l&#x27;Estuaire</h1>", "<h1>l’Estuaire</h1>"),
        ("<p>aujourd&#x27;hui, l&#x27;eau</p>", "<p>aujourd’hui, l’eau</p>"),
        ("<p>&#x27;cité&#x27;</p>", "<p>&#x27;cité&#x27;</p>"),
        ("<p>5&#x27; d&#x27;Alès</p>", "<p>5&#x27; d’Alès</p>"),
        (
            '<a title="l&#x27;a" href="?l&#x27;a">b</a>',
            '<a title="l&#x27;a" href="?l&#x27;a">b</a>',
        ),
        ("<code>l&#x27;a</code> l&#x27;a", "<code>l&#x27;a</code> l’a"),
        ('<textarea rows="4">l&#x27;a</textarea>', '<textarea rows="4">l&#x27;a</textarea>'),
        ('<pre class="sample">l&#x27;a</pre>', '<pre class="sample">l&#x27;a</pre>'),
        ("<script>let a = 'l';</script>", "<script>let a = 'l';</script>"),
        ("l&#x27;a", "l&#x27;a"),  # no tag before it: not a page
        ("", ""),
    ],
)
def test_only_what_is_read_changes(page: str, read: str) -> None:
    assert page_apostrophes(page) == read


def test_a_text_of_a_drawing_has_them_too() -> None:
    assert apostrophes("Vallées du Fil d'Argent") == "Vallées du Fil d’Argent"
    assert apostrophes("d'un 'mot' l'autre'") == "d’un 'mot' l’autre'"


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize(
    ("content_type", "is_page"),
    [("text/html; charset=utf-8", True), ("application/json", False), ("text/csv", False)],
)
def test_only_pages_change(language: str, content_type: str, is_page: bool) -> None:
    text = "<p>l&#x27;eau : haute</p>"
    answer = TypographyMiddleware(lambda _request: HttpResponse(text, content_type=content_type))
    with translation.override(language):
        written = answer(HttpRequest()).content.decode()
    expected = page_apostrophes(text) if is_page else text
    assert written == (french_spacing(expected) if is_page and language == "fr" else expected)


@pytest.mark.django_db
def test_a_name_is_read_in_its_typography_and_given_as_published(
    client: Client, english: Client
) -> None:
    typographic = AS_PUBLISHED.replace("'", "’")
    for reader in (client, english):
        page = reader.get(CARENE).text
        assert f"<h1>{typographic}</h1>" in page
        assert typographic in page.split("<title>")[1].split("</title>")[0]
    assert json.loads(client.get("/api/v1/perimeters/epci/244400644").content)["name"] == (
        AS_PUBLISHED
    )
    assert AS_PUBLISHED in client.get(f"{CARENE}profil.csv").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["l'estuaire", "l’Estuaire"])
def test_a_name_is_found_however_it_is_typed_and_the_field_keeps_it(
    client: Client, query: str
) -> None:
    page = client.get("/territoires/", {"q": query}).text
    assert "/observatoire/epci/244400644/" in page
    field = page.split('id="page-search"')[1].split(">")[0]
    assert f'value="{query}"'.replace("'", "&#x27;") in field


def test_what_was_typed_comes_back_as_it_was() -> None:
    typed = '<input name="n" value="A ; B"><textarea rows="8">Est-ce\njuste ?</textarea>'
    assert page_spacing(f"<p>Non ?</p>{typed}<p>Si !</p>") == (
        f"<p>Non\u202f?</p>{typed}<p>Si\u202f!</p>"
    )
