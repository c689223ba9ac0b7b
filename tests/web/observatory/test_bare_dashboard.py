"""A dashboard of which nothing is known for a territory: it tells what is, and folds the rest."""

from __future__ import annotations

import html
import re
import shlex
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/tableaux/industry/"
Run = Callable[..., subprocess.CompletedProcess[str]]


def text_of(page: str) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", page)))


def test_where_nothing_it_asks_is_known_it_says_what_is(
    client: Client, terreau: Run, seeded_home: Path
) -> None:
    asked = {"t": "epci:244400644"}
    page = client.get(PAGE, asked)
    told = client.get("/api/v1/dashboards/industry", asked).json()
    population = next(f for f in told["figures"] if f["key"] == "population")
    assert "chiffres que ce site n’a pas encore" in told["sentence"]
    assert f"population, {population['display']}" in told["sentence"]
    assert "Ce que l’on en sait déjà" in text_of(page.text)
    assert "Source : Populations légales, Insee" in text_of(page.text)
    # What is missing is for whom can bring it: folded.
    missing = page.text.partition('id="missing-title"')[2]
    assert "Pour la personne qui tient ce site" in missing.partition("<ul")[0]
    assert told["missing"]
    _program, *arguments = shlex.split(population["provenance"]["command"])
    assert terreau(seeded_home, *arguments).stdout.strip() == repr(population["value"])
