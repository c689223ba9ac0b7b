"""Industry by type of pole: what four communes make of it, worked out by hand."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from shutil import copytree

import pytest
import xlsxwriter
from django.conf import settings
from django.test import Client
from pytest_django import DjangoDbBlocker

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/chiffres-imprimes/"
TYPES = [
    ("CODGEO", "LIBGEO", "TAAV2017", "CATEAAV2020"),
    ("44184", "Saint-Nazaire", "2", "11"),
    ("44132", "Pornichet", "2", "12"),
    ("01001", "L'Abergement-Clémenciat", "1", "20"),
    ("61001", "Alençon", "2", "13"),
]
JOBS = """commune,sector,year,jobs
44184,BE,2024,30
44184,GU,2024,70
44132,GU,2024,60
61001,BE,2024,10
61001,GU,2024,30
01001,BE,2024,10
01001,GU,2024,10
"""
DESCRIBED = """[dataset]
id = "jobs-invented"
title = "Jobs, invented for a test"
publisher = "Nobody"
licence = "None"
vintage = "2024"
measure = "employment"
[columns]
territory = "commune"
sector = "sector"
period = "year"
value = "jobs"
[territory]
kind = "commune"
geography = 2025
[sector]
nomenclature = "A5"
[absent]
cell = "zero"
[coverage]
nation = true
"""


@pytest.fixture(scope="module")
def poles(
    seeded_home: Path, django_db_setup: None, django_db_blocker: DjangoDbBlocker,
    load: Callable[[Path], None], once: Callable[..., Path],
    terreau: Callable[..., subprocess.CompletedProcess[str]],
) -> Iterator[Path]:  # fmt: skip
    """Make a country whose communes have a type and jobs the world of these tests."""

    def make(home: Path) -> None:
        copytree(seeded_home, home, dirs_exist_ok=True)
        file = home / "table-appartenance-geo-communes-2025.xlsx"
        with xlsxwriter.Workbook(file) as book:
            sheet = book.add_worksheet("COM")
            for line, row in enumerate(TYPES):
                sheet.write_row(line, 0, row)
        (home / "jobs.csv").write_text(JOBS, encoding="utf-8")
        (home / "jobs.toml").write_text(DESCRIBED, encoding="utf-8")
        for words in (
            ("data", "import", "poles", file),
            ("data", "import", home / "jobs.csv", "--describe", home / "jobs.toml"),
            ("prepare",),
        ):
            done = terreau(home, *words)
            assert done.returncode == 0, done.stderr

    home = once("poles-home", make)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TERREAU_HOME", str(home))
        patch.setattr(settings, "TERREAU_HOME", home)
        with django_db_blocker.unblock():
            load(home)
        yield home
        with django_db_blocker.unblock():
            load(seeded_home)


def test_shares_are_those_worked_out_by_hand(
    client: Client, poles: Path, terreau: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    figures = {f["key"]: f for f in client.get("/api/v1/printed").json()["figures"]}
    # 40 of 200 jobs are industrial in the poles of areas of 50 000 to 200 000 people, 10 of 20 in
    # the ring of the smallest; of 50 industrial jobs.
    assert figures["aav2020-pole-2.industry-share"]["value"] == pytest.approx(40 / 200)
    assert figures["aav2020-pole-2.industry-weight"]["value"] == pytest.approx(40 / 50)
    assert figures["aav2020-couronne-1.industry-share"]["value"] == pytest.approx(10 / 20)
    page = client.get(PAGE)
    assert "Pôles des aires de 50 000 à 200 000 habitants" in page.text
    assert 'href="/observatoire/custom/aav2020-pole-2/"' in page.text
    assert client.get("/observatoire/custom/aav2020-pole-2/").status_code == 200
    csv = client.get(f"{PAGE}tableau.csv").text
    assert repr(figures["aav2020-pole-2.industry-share"]["value"]) in csv
    _program, *arguments = figures["aav2020-pole-2.industry-weight"]["provenance"][
        "command"
    ].split()
    done = terreau(poles, *arguments)
    assert done.stdout.strip() == repr(figures["aav2020-pole-2.industry-weight"]["value"])
