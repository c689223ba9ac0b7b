"""The page, the API, the CSV and the terminal say the same numbers, one by one."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.test import Client

pytestmark = pytest.mark.django_db
Run = Callable[..., subprocess.CompletedProcess[str]]
Figures = Callable[[HttpResponse], list[tuple[str, str, str]]]


def number(written: str) -> float | None:
    return float(written) if written else None


def words(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize(
    ("slug", "kind", "code", "wish", "options"),
    [
        ("zone-emploi", "zone_emploi", "X001", "", []),
        (
            "territoire-industrie",
            "territoire_industrie",
            "2:ti-x03",
            "?from=2012&to=2020&level=A10",
            ["--from", "2012", "--to", "2020", "--level", "A10"],
        ),
    ],
)
def test_the_four_are_one(
    client: Client, terreau: Run, seeded_home: Path, figures_of: Figures,
    slug: str, kind: str, code: str, wish: str, options: list[str],
) -> None:  # fmt: skip
    def command(*more: str) -> str:
        done = terreau(seeded_home, "profile", code, "--kind", kind, *options, *more)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    answer = client.get(f"/api/v1/perimeters/{kind}/{code}/profile{wish}").json()
    figures = {figure["key"]: figure for figure in answer["figures"]}
    assert len(figures) == len(answer["figures"]) > 100

    # The terminal's JSON is the API's answer, word for word.
    assert json.loads(command("--format", "json")) == answer

    # The CSV of the page, the CSV of the terminal, and the API.
    page_csv = client.get(f"/observatoire/{slug}/{code}/profil.csv{wish}").content.decode("utf-8")
    assert command("--format", "csv").rstrip("\n") == page_csv.replace("\r\n", "\n").rstrip("\n")
    rows = list(csv.DictReader(io.StringIO(page_csv.removeprefix("\ufeff"))))
    assert [row["figure"] for row in rows] == list(figures)
    for row in rows:
        figure = figures[row["figure"]]
        assert number(row["value"]) == figure["value"], row["figure"]
        assert row["unit"] == figure["unit"]
        assert row["display"].removeprefix("'") == figure["display"]
        assert row["source"] == figure["provenance"]["source"]
        assert row["command"] == figure["provenance"]["command"]

    # The page: exact values for machines, the same written form for people.
    page = client.get(f"/observatoire/{slug}/{code}/{wish}")
    shown = figures_of(page)
    for key, value, display in shown:
        assert number(value) == figures[key]["value"], key
        assert display == figures[key]["display"], key
    trend = {key for key in figures if key.startswith("trend.")}
    drawn = {"effects.total", "effects.macro", "effects.structural"}
    changes = {key for key in figures if key.endswith(".change")}  # only the strongest is told
    assert {key for key, _, _ in shown} >= figures.keys() - trend - drawn - changes
    assert words(answer["sentence"]) in words(re.sub(r"<[^>]+>", "", page.text)).replace(
        "&#x27;", "'"
    )
    # What the charts draw stands in their tables, as written.
    for key in trend | drawn:
        if ".jobs." not in key:
            assert f"<td>{figures[key]['display']}</td>" in page.text, key

    # The terminal's text.
    text = words(command())
    assert words(answer["sentence"]) in text
    for key in figures.keys() - trend - changes:
        assert words(figures[key]["display"]) in text, key


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
