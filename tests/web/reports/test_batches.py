"""Batches of reports: asked for once, made by a task, told when left in the middle."""

from __future__ import annotations

import io
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from terreau.core.errors import BadInput
from terreau.datasets.store import remove
from terreau.web.apps.reports import batches, making
from terreau.web.apps.reports.enums import BatchState
from terreau.web.apps.reports.models import ReportBatch
from terreau.web.apps.reports.series import Wanted

pytestmark = pytest.mark.django_db
FORM = {"kind": "epci", "where": "XX:", "format": "pdf"}
Commit = Callable[..., Any]


@pytest.fixture
def own_reports(settings: Any, tmp_path: Path, seeded_home: Path) -> Path:
    """Let this machine ask for batches, in a home of its own."""
    settings.PULLS_FROM_THIS_MACHINE = True
    home = tmp_path / "own"
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    settings.TERREAU_HOME = home
    return home / "reports"


def wanted(**wishes: str) -> Wanted:
    asked = {"kind": "epci", "country": "XX", "within": "", "suffix": "pdf", "language": "fr"}
    return Wanted(**(asked | wishes), site="http://testserver")


def test_a_batch_is_asked_for_made_and_taken(
    client: Client, own_reports: Path, django_capture_on_commit_callbacks: Commit
) -> None:
    assert 'name="kind"' in client.get("/rapports/series/").text
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post("/rapports/series/demander/", FORM)
    assert answer.status_code == 302
    page = client.get(answer.headers["Location"])
    assert "terminé" in page.text
    assert "8 rapports sur 8" in page.text
    file = client.get(f"{answer.headers['Location']}rapports.zip")
    assert "exemple-rapports-epci" in file.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(b"".join(file.streaming_content))) as packed:  # type: ignore[attr-defined]
        names = packed.namelist()
        assert len(names) == 8
        assert "exemple-X00000001-port-mirage-metropole.pdf" in names
        assert all(packed.read(name).startswith(b"%PDF") for name in names)
    assert [path.suffix for path in own_reports.iterdir()] == [".zip"]
    assert client.get(f"{answer.headers['Location']}etat/").headers["HX-Refresh"] == "true"


def test_nobody_else_may_ask(client: Client) -> None:
    page = client.get("/rapports/series/")
    assert 'name="kind"' not in page.text
    assert "terreau report batch" in page.text
    assert client.post("/rapports/series/demander/", FORM).status_code == 403
    assert not ReportBatch.objects.exists()


@pytest.mark.parametrize(
    ("wish", "status", "said"),
    [
        ({"kind": "commune"}, 400, "Cette catégorie n’a pas de rapports en série"),
        ({"format": "odt"}, 400, "Ce format de rapport n’existe pas"),
        ({"where": "XX:planet:mars"}, 400, "d’une région ou d’un département"),
        ({"where": "FR:region:999"}, 404, "Aucun territoire n’a ce code"),
        ({"where": "ZZ:"}, 400, "Aucun territoire de cette catégorie"),
    ],
)
def test_a_wish_that_cannot_be_granted_is_said(
    client: Client, own_reports: Path, wish: dict[str, str], status: int, said: str
) -> None:
    page = client.post("/rapports/series/demander/", FORM | wish)
    assert page.status_code == status
    assert said in page.text
    assert not ReportBatch.objects.exists()


def test_the_same_batch_is_made_once_at_a_time(own_reports: Path) -> None:
    first = batches.request_batch(wanted())
    assert batches.request_batch(wanted()) == first
    assert batches.request_batch(wanted(language="en")) != first
    batches.run_batch(batch_id=first.pk)
    assert batches.request_batch(wanted()) != first


def test_a_territory_that_cannot_be_made_is_told_and_the_others_are_made(
    own_reports: Path, monkeypatch: pytest.MonkeyPatch, client: Client
) -> None:
    whole = making.profile_document

    def broken(territory: Any, *args: Any, **kwargs: Any) -> Any:
        if territory.code == "X00000003":
            raise BadInput("Its table is damaged")
        return whole(territory, *args, **kwargs)

    monkeypatch.setattr(making, "profile_document", broken)
    batch = batches.request_batch(wanted())
    batches.run_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.DONE
    assert [each["code"] for each in batch.left_out] == ["X00000003"]
    page = client.get(f"/rapports/series/{batch.pk}/").text
    assert "Un territoire laissé de côté" in page
    assert "Its table is damaged" in page


def test_a_disk_that_refuses_ends_the_batch_with_a_sentence(own_reports: Path) -> None:
    own_reports.write_text("in the way")
    batch = batches.request_batch(wanted())
    batches.run_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.FAILED
    assert batch.sentence == "Le disque de cette installation n’a pas pu garder ces rapports."


def test_reports_of_two_states_of_the_data_are_not_put_together(
    own_reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = making.profile_document

    def removing(territory: Any, *args: Any, **kwargs: Any) -> Any:
        if territory.code == "X00000003":
            remove("example-census", home=own_reports.parent)
        return whole(territory, *args, **kwargs)

    monkeypatch.setattr(making, "profile_document", removing)
    batch = batches.request_batch(wanted())
    batches.run_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.FAILED
    assert "Les données ont changé" in batch.sentence
    assert list(own_reports.iterdir()) == []


def test_what_a_worker_left_in_the_middle_is_ended_and_what_waits_is_asked_again(
    own_reports: Path, client: Client
) -> None:
    left = batches.request_batch(wanted())
    ReportBatch.objects.filter(pk=left.pk).update(state=BatchState.RUNNING)
    (own_reports / f"batch-{left.pk}.making").mkdir(parents=True)
    waiting = batches.request_batch(wanted(language="en"))
    assert batches.interrupt_lost_batches() == 1
    left.refresh_from_db()
    waiting.refresh_from_db()
    assert left.state == BatchState.INTERRUPTED
    assert waiting.state == BatchState.DONE
    assert [path.name for path in own_reports.iterdir()] == [f"batch-{waiting.pk}.zip"]
    assert "arrêté au milieu" in client.get(f"/rapports/series/{left.pk}/").text
    assert client.get(f"/rapports/series/{left.pk}/rapports.zip").status_code == 404


def test_a_worker_that_is_stopped_says_interrupted(
    own_reports: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_args: Any, **_kwargs: Any) -> Any:
        raise SystemExit(0)

    monkeypatch.setattr(making, "profile_document", stopped)
    batch = batches.request_batch(wanted())
    with pytest.raises(SystemExit):
        batches.run_batch(batch_id=batch.pk)
    batch.refresh_from_db()
    assert batch.state == BatchState.INTERRUPTED
    assert list(own_reports.iterdir()) == []


def test_zips_of_old_batches_give_their_room_back(own_reports: Path, client: Client) -> None:
    for _turn in range(12):
        batch = batches.request_batch(wanted(kind="zone_emploi"))
        batches.run_batch(batch_id=batch.pk)
    assert len(list(own_reports.glob("*.zip"))) == 10
    oldest = ReportBatch.objects.last()
    assert oldest
    assert "a laissé sa place" in client.get(f"/rapports/series/{oldest.pk}/").text
