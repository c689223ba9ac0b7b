"""Words of a source: the example country's are translated, official ones are marked as French."""

from __future__ import annotations

import tomllib
from importlib import resources

import pytest
from django.test import Client
from django.utils import translation

from terreau.web.shared.source_words import OURS, source_words


def described() -> list[str]:
    """Return the words of the descriptions of the example country's tables."""
    folder = resources.files("terreau.datasets") / "example"
    tables = [
        tomllib.loads(file.read_text(encoding="utf-8"))["dataset"]
        for file in folder.iterdir()
        if file.name in {"employment.toml", "census.toml"}
    ]
    assert len(tables) == 2
    return [table[key] for table in tables for key in ("title", "publisher", "licence")]


@pytest.mark.parametrize("text", described())
def test_what_the_example_country_says_of_itself_is_translated(text: str) -> None:
    assert text in OURS
    with translation.override("en"):
        translated = source_words(text)
    assert "exemple" not in translated
    assert "lang=" not in translated
    with translation.override("fr"):
        assert source_words(text).replace("&#x27;", "'") == text


def test_words_of_ours_are_translated_within_a_longer_text() -> None:
    publisher, title, licence = sorted(described(), key=len)[:3]
    with translation.override("en"):
        assert "exemple" not in source_words(f"{publisher}, {title} ({licence})")


def test_an_official_title_stays_as_published_and_is_read_as_french() -> None:
    title = "Urssaf, effectifs <salariés>"
    with translation.override("en"):
        assert source_words(title) == '<span lang="fr">Urssaf, effectifs &lt;salariés&gt;</span>'
    with translation.override("fr"):
        assert source_words(title) == "Urssaf, effectifs &lt;salariés&gt;"


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/observatoire/donnees/", "/observatoire/zone-emploi/X001/"])
def test_an_english_page_says_them_in_english(english: Client, address: str) -> None:
    page = english.get(address).text
    assert "fictitious" in page
    for text in described():
        assert text.replace("'", "’") not in page
