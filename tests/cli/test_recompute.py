"""``terreau recompute``: what a file shows is what its commands print; what was altered is told."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client

from terreau.reporting.carried_text import stands_in

pytestmark = [pytest.mark.django_db, pytest.mark.one_engine]
Run = Callable[..., subprocess.CompletedProcess[str]]
PROFILE = "/observatoire/zone-emploi/X002/profil.csv?level=A17"


def taken(client: Client, address: str, folder: Path, name: str) -> Path:
    file = folder / name
    file.write_bytes(client.get(address).content)
    return file


@pytest.mark.parametrize(
    ("address", "name"),
    [
        (PROFILE, "profile.csv"),
        ("/api/v1/perimeters/zone_emploi/X001/profile?level=A10", "profile.json"),
        ("/observatoire/carte/valeurs.csv?country=XX&indicator=jobs&kind=epci", "values.csv"),
        ("/api/v1/indicators/jobs/values?country=XX&kind=epci", "values.json"),
        ("/api/v1/comparison?t=zone_emploi:X001&t=epci:X00000001", "comparison.json"),
        ("/observatoire/comparer/comparaison.csv?t=zone_emploi:X001&t=zone_emploi:X002", "c.csv"),
        ("/rapports/zone-emploi/X002/profil.pdf?level=A17", "profile.pdf"),
        ("/rapports/zone-emploi/X002/profil.pptx?level=A17", "profile.pptx"),
        ("/rapports/zone-emploi/X002/profil.docx?level=A17", "profile.docx"),
        ("/rapports/zone-emploi/X002/profil.xlsx?level=A17", "profile.xlsx"),
        ("/rapports/comparaison.pdf?t=zone_emploi:X001&t=zone_emploi:X002", "comparison.pdf"),
        ("/rapports/epci/244400644/profil.pdf", "real.pdf"),
    ],
)
def test_every_file_agrees_with_its_commands(
    client: Client, terreau: Run, seeded_home: Path, tmp_path: Path, address: str, name: str
) -> None:
    done = terreau(seeded_home, "recompute", taken(client, address, tmp_path, name))
    assert done.returncode == 0, done.stdout + done.stderr
    agreed, _of, total, *_words = done.stdout.split()
    assert agreed == total
    assert int(total) >= 5


def test_an_english_file_agrees_too(
    client: Client, terreau: Run, seeded_home: Path, tmp_path: Path
) -> None:
    client.cookies["terreau_language"] = "en"
    file = taken(client, "/rapports/zone-emploi/X002/profil.pdf?level=A17", tmp_path, "en.pdf")
    done = terreau(seeded_home, "recompute", file)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_number_that_was_changed_is_told(
    client: Client, terreau: Run, seeded_home: Path, tmp_path: Path
) -> None:
    file = taken(client, PROFILE, tmp_path, "profile.csv")
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"))))
    changed = {"effects.local": ("value", "1.5"), "effects.total": ("display", "+617")}
    for row in rows:
        if row["figure"] in changed:
            column, value = changed[row["figure"]]
            row[column] = value
    with file.open("w", encoding="utf-8") as out:
        writer = csv.DictWriter(out, rows[0])
        writer.writeheader()
        writer.writerows(rows)
    done = terreau(seeded_home, "recompute", file, "--format", "json")
    assert done.returncode == 1
    wrong = {
        each["key"]: each["agreement"]
        for each in json.loads(done.stdout)["figures"]
        if each["agreement"] != "agrees"
    }
    assert wrong == dict.fromkeys(changed, "differs")


def test_a_slide_that_was_edited_is_told(
    client: Client, terreau: Run, seeded_home: Path, tmp_path: Path
) -> None:
    address = "/rapports/zone-emploi/X002/profil.pptx?level=A17"
    file = taken(client, address, tmp_path, "p.pptx")
    page = client.get("/observatoire/zone-emploi/X002/?level=A17")
    shown = page.context["profile"].effects.local.display
    edited = tmp_path / "edited.pptx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(edited, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name.startswith(("ppt/slides/slide", "ppt/charts/chart")):
                content = content.replace(shown.encode(), b"+9 999")
            new.writestr(name, content)
    done = terreau(seeded_home, "recompute", edited)
    assert done.returncode == 1
    assert "altered  effects.local" in done.stdout


def test_a_cell_that_was_changed_in_a_workbook_is_told(
    client: Client, terreau: Run, seeded_home: Path, tmp_path: Path
) -> None:
    address = "/rapports/zone-emploi/X002/profil.xlsx?level=A17"
    file = taken(client, address, tmp_path, "p.xlsx")
    page = client.get("/observatoire/zone-emploi/X002/?level=A17")
    people = page.context["profile"].population[-1]
    edited = tmp_path / "edited.xlsx"
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(edited, "w") as new:
        # The sheet of sources has its values in another column.
        cell = re.compile(rf'(<c r="B\d+"[^>]*><v>){people.value:.0f}'.encode())
        for name in old.namelist():
            new.writestr(name, cell.sub(rb"\g<1>777777", old.read(name)))
    done = terreau(seeded_home, "recompute", edited)
    assert done.returncode == 1
    assert f"altered  {people.key}" in done.stdout


@pytest.mark.parametrize(
    ("edit", "is_told"),
    [("1\u202f{}", True), ("\u2212{}", True), ("{}\u202f000", True), ("({})", False)],
)
def test_a_number_made_larger_or_less_than_nothing_is_told(
    client: Client, tmp_path: Path, edit: str, *, is_told: bool
) -> None:
    page = client.get("/observatoire/zone-emploi/X002/?level=A17")
    shown = page.context["profile"].industry.jobs.display.removeprefix("≥\u202f")
    assert stands_in(shown, f"jobs: {edit.format(shown)} here") is not is_told


@pytest.mark.parametrize(
    "address",
    ["http://localhost:99999999/", "http://[::1:8041/", "http://localhost:8041/\u00e9",
     "file:///etc/passwd", "ftp://localhost/x", "https://"],
)  # fmt: skip
def test_an_address_that_is_none_is_told(terreau: Run, seeded_home: Path, address: str) -> None:
    done = terreau(seeded_home, "recompute", address)
    assert done.returncode != 0
    assert done.stderr.startswith("terreau: ")
    assert "Traceback" not in done.stderr


def test_a_file_without_end_is_not_read_whole(terreau: Run, seeded_home: Path) -> None:
    done = terreau(seeded_home, "recompute", "/dev/zero")
    assert done.returncode == 2
    assert "too large" in done.stderr


def carrying(tmp_path: Path, command: str) -> Path:
    figure = {"key": "a", "label": "", "display": "1", "value": 1.0}
    file = tmp_path / "given.json"
    file.write_text(json.dumps({"figures": [figure | {"provenance": {"command": command}}]}))
    return file


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("terreau data remove example-employment --show a", "not a command that can be run again"),
        ("rm -rf / --show a", "not a command that can be run again"),
        ("terreau profile X002 --kind zone_emploi", "does not name its figure"),
        ("terreau profile X002 --kind zone_emploi --show a", "prints no figure named 'a'"),
        ("terreau profile 'X002 --show a", "No closing quotation"),
        ("terreau profile nowhere --show a", "Aucun territoire"),
        ("terreau profile --show a", "cannot be run"),
        ("terreau profile X002 --output /tmp/x --show a", "cannot be run"),
        ("terreau profile --help --show a", "does not name its figure"),
        ("terreau profile X002 --show a --show b", "does not name its figure"),
        ("terreau indicators dashboards --show a", "not a command that can be run again"),
    ],
)
def test_only_what_reads_is_run_again(
    terreau: Run, seeded_home: Path, tmp_path: Path, command: str, said: str
) -> None:
    done = terreau(seeded_home, "recompute", carrying(tmp_path, command))
    assert done.returncode == 1
    assert done.stdout.startswith("lost     a")
    assert said in done.stdout
    assert "0 of 1 figures" in done.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "carries no figures"),
        (b"a,b\n1,2\n", "carries no figures"),
        (b"%PDF-1.7 broken", "cannot be read"),
        (b"PK\x03\x04 broken", "cannot be read"),
        (b'{"figures": 3}', "carries no figures"),
        (b'{"figures": [{"key": "a", "display": "1", "value": [1]}]}', "cannot be read"),
        (b'{"figures": [{"key": "a", "display": "1", "value": 1' + b"0" * 400 + b"}]}", "cannot"),
        (b'{"values": [1], "indicator": 3}', "cannot be read"),
        (b"\x00\xff\xfe", "carries no figures"),
    ],
)
def test_a_file_that_carries_nothing_is_told(
    terreau: Run, seeded_home: Path, tmp_path: Path, content: bytes, said: str
) -> None:
    file = tmp_path / "given"
    file.write_bytes(content)
    done = terreau(seeded_home, "recompute", file)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_what_is_not_there_is_told(terreau: Run, seeded_home: Path, tmp_path: Path) -> None:
    done = terreau(seeded_home, "recompute", tmp_path / "nothing.pdf")
    assert done.returncode == 2
    assert "cannot be read" in done.stderr
    away = terreau(seeded_home, "recompute", "http://localhost:1/observatoire/")
    assert away.returncode != 0
    assert "does not answer" in away.stderr
