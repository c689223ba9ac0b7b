"""The page, the API, the CSV and the terminal say the same numbers, one by one."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("kind", "code", "wish", "options"),
    [
        ("zone_emploi", "X001", "", []),
        (
            "territoire_industrie",
            "2:ti-x03",
            "?from=2012&to=2020&level=A10",
            ["--from", "2012", "--to", "2020", "--level", "A10"],
        ),
        ("zone_emploi", "X001", "?method=chained", ["--method", "chained"]),
        ("zone_emploi", "X002", "?method=esteban", ["--method", "esteban"]),
        ("bassin_de_vie", "XBV09", "", []),
    ],
)
def test_the_four_are_one(
    same_everywhere: Callable[..., None], seeded_home: Path,
    kind: str, code: str, wish: str, options: list[str],
) -> None:  # fmt: skip
    same_everywhere(seeded_home, kind, code, wish, *options)


def test_the_command_of_a_figure_prints_it_again(
    client: Client, terreau: Run, seeded_home: Path
) -> None:
    figures = client.get("/api/v1/perimeters/zone_emploi/X001/profile").json()["figures"]
    asked = ("effects.local", "sector.CL.location_quotient", "population.2023")
    chosen = [f for f in figures if f["key"] in asked or f["key"].startswith("trend.own.2024")]
    assert len(chosen) >= 3
    for figure in chosen:
        program, *arguments = figure["provenance"]["command"].split()
        assert program == "terreau"
        done = terreau(seeded_home, *arguments)
        assert (done.returncode, done.stdout.strip()) == (0, repr(figure["value"])), figure["key"]
