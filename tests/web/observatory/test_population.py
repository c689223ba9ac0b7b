"""Populations on a profile: complete years only, or a minimum that is compared with nothing."""

from __future__ import annotations

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def profile(client: Client, kind: str, code: str) -> tuple[str, dict[str, str]]:
    answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile").json()
    shown = {f["key"]: f["display"] for f in answer["figures"] if f["unit"] == "inhabitants"}
    return answer["sentence"], shown


def test_a_year_that_lacks_communes_is_neither_shown_nor_compared(client: Client) -> None:
    sentence, shown = profile(client, "departement", "50")
    assert "population.2016" not in shown
    assert re.search(r"de (plus|moins) qu’en 2019\.$", sentence)


def test_a_total_that_lacks_communes_is_a_minimum(client: Client, english: Client) -> None:
    sentence, shown = profile(client, "nation", "FR")
    assert list(shown) == ["population.2023"]
    assert shown["population.2023"].startswith("≥")
    assert "au moins" in sentence
    assert "qu’en" not in sentence
    assert "at least" in profile(english, "nation", "FR")[0]


def test_mayotte_keeps_its_year(client: Client) -> None:
    sentence, shown = profile(client, "departement", "976")
    assert shown == {"population.2017": "256\u202f518"}
    assert sentence == "En 2017, 256\u202f518 personnes y vivent."
