"""The page of the API: in the reader's language, over a schema that stays in English."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from terreau.web.apps.home.api_words import operations_in
from terreau.web.apps.home.openapi import operations

pytestmark = pytest.mark.django_db


def test_every_operation_and_parameter_has_french_words() -> None:
    for english, french in zip(operations(), operations_in("fr"), strict=True):
        assert french.summary != english.summary or english.summary == "Organisations", english
        assert french.description != english.description, english.summary
        for said, dit in zip(english.parameters, french.parameters, strict=True):
            assert dit.description != said.description, (english.summary, said.description)
    assert operations_in("en") == operations()


def test_the_page_speaks_french_and_says_how_to_begin(client: Client) -> None:
    page = client.get("/api/").text
    main = page.partition("<main")[2].partition("</main")[0]
    assert "Qui suis-je" in main
    assert "demande une clé" in main
    assert "http://testserver/api/v1/organisations" in main
    told = re.sub(r'<(\w+)[^>]*lang="en".*?</\1>', "", main, flags=re.DOTALL)
    for said in ("Who am I", "needs a key", "Try:", "Required", "First year"):
        assert said not in told
    client.cookies["terreau_language"] = "en"
    assert "Who am I" in client.get("/api/").text
