"""What a monitor asks: is the process alive, can the site answer, and if not what it lacks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.db.utils import OperationalError
from django.test import Client

from terreau import __version__

OK = {"status": "ok", "version": __version__}


def test_alive_touches_nothing(client: Client) -> None:
    """Nor the database: this test has none."""
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, OK)
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/readyz", "/sante/"])
def test_ready(client: Client, address: str) -> None:
    answer = client.get(address)
    assert (answer.status_code, answer.json()) == (200, OK)
    assert "no-store" in answer["Cache-Control"]


def lacks(client: Client) -> list[str]:
    answer = client.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "unavailable"
    return list(answer.json()["lacks"])


@pytest.mark.django_db
def test_a_database_that_is_gone(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(*_: Any) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(connection, "cursor", gone)
    assert lacks(client) == ["database: a table cannot be read"]


@pytest.mark.django_db
def test_a_table_that_is_gone(client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE territories_printedfact RENAME TO elsewhere")
    assert lacks(client) == ["database: a table cannot be read"]


@pytest.mark.django_db
def test_a_migration_to_come(client: Client) -> None:
    last = MigrationRecorder.Migration.objects.filter(app="reports").latest("id")
    MigrationRecorder(connection).record_unapplied("reports", last.name)
    assert lacks(client) == ["database: migrations are not applied"]


@pytest.mark.django_db
def test_a_store_that_cannot_be_read(client: Client, home: Path) -> None:
    assert client.get("/readyz").status_code == 200, "none yet is no fault"
    (home / "datasets" / "REVISION").mkdir(parents=True)
    assert lacks(client) == ["store: the tables cannot be read"]
