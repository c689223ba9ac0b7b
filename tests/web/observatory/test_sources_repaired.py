"""What the page of sources asks for and repairs: damaged tables, all that is missing, days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from terreau.datasets.sources import import_source
from terreau.datasets.storing import ImportReport
from terreau.web.apps.territories.models import ImportRun

pytestmark = pytest.mark.django_db
PAGE = "/observatoire/donnees/"


def imported(folder: Path) -> ImportReport:
    """Import a list of one Territoire d'industrie."""
    file = folder / "ti.csv"
    file.write_text(
        "id_ti,lib_ti,siren_groupement,lib_groupement\nti-9001,Essai,244400644,CARENE\n"
    )
    return import_source("ti", file, edition="2")[0]


def standing(client: Client) -> str:
    """Return where the list of Territoires d'industrie stands."""
    told = {source["id"]: source for source in client.get("/api/v1/sources").json()}
    return str(told["ti"]["standing"])


def test_what_is_damaged_is_said_and_can_be_brought_again(
    demo: None, client: Client, tmp_path: Path
) -> None:
    (imported(tmp_path).dataset.path / "dataset.json").write_text("{")
    page = client.get(PAGE).text
    assert "abîmée" in page
    assert "Des fichiers gardés ici sont abîmés (ti-phase-2)" in page
    assert standing(client) == "damaged"
    assert imported(tmp_path).is_new
    assert standing(client) == "incomplete"


def test_all_that_is_missing_is_asked_in_one_gesture(
    demo: None, client: Client, tmp_path: Path
) -> None:
    assert "Apporter tout ce qui manque" in client.get(PAGE).text
    answer = client.post(f"{PAGE}apporter/")
    assert answer["Location"] == PAGE
    asked = {(run.source, run.edition) for run in ImportRun.objects.all()}
    assert {("zones", "2025"), ("contours", "epci"), ("contours", "regions")} <= asked
    # Neither what has no address, nor the largest files.
    assert not {"ti", "sirene"} & {source for source, _ in asked}
    client.post(f"{PAGE}apporter/")
    assert ImportRun.objects.count() == len(asked)
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert elsewhere.post(f"{PAGE}apporter/").status_code == 403
    assert "Apporter tout ce qui manque" not in elsewhere.get(PAGE).text


def test_a_source_was_brought_on_the_day_of_the_reader(
    demo: None, client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    about = imported(tmp_path).dataset.path / "dataset.json"
    told = json.loads(about.read_text(encoding="utf-8"))
    about.write_text(json.dumps(told | {"imported_at": "2026-11-28T23:30:00+00:00"}))
    page = client.get(f"{PAGE}sources/ti/").text
    assert "29 novembre 2026" in page
    assert "28 novembre" not in page


def test_no_button_where_it_could_bring_nothing(
    demo: None, client: Client, tmp_path: Path, settings: Settings
) -> None:
    settings.MIRROR = tmp_path / "mirror"
    place = settings.MIRROR / "ti" / "2"
    place.mkdir(parents=True)
    name = "territoires-industrie-phase-2.csv"
    (place / name).write_text("id_ti,lib_ti,siren_groupement,lib_groupement\na,A,244400644,B\n")
    assert "Apporter tout ce qui manque" in client.get(PAGE).text
    import_source("ti", place / name, edition="2")
    # Phase 1 is missing, and the mirror has only phase 2.
    assert "Apporter tout ce qui manque" not in client.get(PAGE).text
