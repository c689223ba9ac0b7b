"""The unemployment rate of a zone: the last one published, the same in every output."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described

pytestmark = pytest.mark.django_db

DESCRIPTION = """\
[dataset]
id = "rates"
title = "Taux de chômage (inventés)"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2025-T1"
country = "XX"
content = "series"
measure = "unemployment_rate"
[columns]
territory = "zone"
period = "quarter"
value = "rate"
[territory]
kind = "zone_emploi"
[absent]
cell = "missing"
"""
PAGE = "/observatoire/zone-emploi/X001/"


@pytest.fixture
def give(home: Path, seeded_home: Path, tmp_path: Path) -> Callable[..., Path]:
    for folder in ("example", "datasets"):
        shutil.copytree(seeded_home / folder, home / folder)

    def give(*rows: str) -> Path:
        file = tmp_path / "rates.csv"
        file.write_text("\n".join(["zone,quarter,rate", *rows]) + "\n", encoding="utf-8")
        import_described(file, parse_description(DESCRIPTION, file="rates.toml"), home=home)
        return home

    return give


ROWS = (
    "X001,2024-T1,7.2",
    "X001,2024-T4,7.0",
    "X001,2025-T1,6.9",
    "X001,2025-T2,",
    "X002,2025-T1,",
)


def test_the_last_rate_known_and_its_change_over_a_year(
    client: Client, give: Callable[..., Path]
) -> None:
    give(*ROWS)
    found = client.get(PAGE).context["profile"].unemployment
    assert (found.rate.value, found.rate.period, found.when) == (0.069, "2025-T1", "T1 2025")
    assert (found.change.value, found.change.display) == (-0.003, "−0,3 point")
    assert found.rate.provenance.dataset.startswith("rates@")
    page = client.get(PAGE)
    assert "6,9\u00a0%" in page.text
    assert "Un observatoire (Licence Ouverte 2.0)" in page.text


def test_it_is_of_the_territory_or_it_is_not(client: Client, give: Callable[..., Path]) -> None:
    give(*ROWS)
    for address in ("zone-emploi/X002", "commune/XA001", "epci/X00000001"):
        assert client.get(f"/observatoire/{address}/").context["profile"].unemployment is None


def test_without_the_rate_of_a_year_before_there_is_no_change(
    client: Client, give: Callable[..., Path]
) -> None:
    give("X001,2024-T4,7.0", "X001,2025-T1,6.9")
    found = client.get(PAGE).context["profile"].unemployment
    assert (found.rate.value, found.change) == (0.069, None)


@pytest.mark.slow
@pytest.mark.timeout(120)
def test_it_is_the_same_everywhere(
    give: Callable[..., Path], same_everywhere: Callable[..., None]
) -> None:
    same_everywhere(give(*ROWS), "zone_emploi", "X001", "")


def test_a_series_is_listed_with_its_quarters(client: Client, give: Callable[..., Path]) -> None:
    give(*ROWS)
    assert "2024-T1–2025-T2" in client.get("/observatoire/donnees/").text
