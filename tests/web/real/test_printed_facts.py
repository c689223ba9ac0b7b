"""Printed facts beside what real tables give: page, API, CSV and command say the same number."""

from __future__ import annotations

import csv
import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from django.test import Client

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("real")]
PAGE = "/observatoire/chiffres-imprimes/"


def test_industrial_jobs_are_those_of_the_table(client: Client, shared: Path) -> None:
    table = pq.read_table(shared / "data/employment/exdeco_pivot_urssaf_a38.parquet").to_pydict()
    industry = ("B", "C", "D", "E")
    by_hand = sum(
        jobs or 0
        for jobs, a38 in zip(table["eff_19"], table["a38"], strict=True)
        if a38[0] in industry
    )
    figures = {f["key"]: f for f in client.get("/api/v1/printed").json()["figures"]}
    # 2014 is not in the table: the nearest year is.
    assert figures["ind-2014.computed"]["period"] == "2019"
    assert figures["ind-2014.computed"]["value"] == pytest.approx(by_hand / 1e6)
    assert figures["ind-2014.difference"]["value"] == pytest.approx(by_hand / 1e6 - 3.3)
    assert figures["ti-148.computed"]["value"] == 183
    assert figures["epci-530.computed"]["value"] > 500


def test_no_difference_is_told_over_more_than_ten_years(client: Client) -> None:
    page = client.get(PAGE)
    computed = [row for row in page.context["page"].rows if row.computed]
    far = [row for row in computed if row.years_apart > 10]
    assert far
    assert all((row.difference is None) == (row.years_apart > 10) for row in computed)
    said = " ".join(page.text.split())  # The space before the colon does not break.
    for row in far:
        assert f"Pas comparable : {row.years_apart} ans d’écart" in said


def test_the_outputs_are_one(
    client: Client, real: Path, terreau: Callable[..., subprocess.CompletedProcess[str]],
    figures_of: Callable[..., list[tuple[str, str, str]]],
) -> None:  # fmt: skip
    figures = {f["key"]: f for f in client.get("/api/v1/printed").json()["figures"]}
    shown = figures_of(client.get(PAGE))
    assert {key for key, _, _ in shown} == figures.keys()
    for key, value, display in shown:
        assert (float(value), display) == (figures[key]["value"], figures[key]["display"])
    rows = csv.DictReader(io.StringIO(client.get(f"{PAGE}tableau.csv").text.lstrip("\ufeff")))
    computed = {row["figure"]: row for row in rows if row["figure"]}
    assert computed.keys() == {key for key in figures if key.endswith(".computed")}
    for key, row in computed.items():
        assert float(row["value"]) == figures[key]["value"]
        assert row["command"] == figures[key]["provenance"]["command"]
    program, *arguments = figures["ind-2014.difference"]["provenance"]["command"].split()
    done = terreau(real, *arguments)
    assert (program, done.stdout.strip()) == (
        "terreau", repr(figures["ind-2014.difference"]["value"])
    )  # fmt: skip
