"""DATABASE_URL is read whole, or refused in a sentence that keeps the password to itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from terreau.web.settings.database import database


def test_sqlite_under_the_home_is_the_default(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    chosen = database(tmp_path)
    assert chosen["NAME"] == str(tmp_path / "terreau.sqlite3")
    assert chosen["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    monkeypatch.setenv("DATABASE_URL", f"sqlite://{tmp_path}/mine%20too.sqlite3")
    assert database(Path("/elsewhere")) == chosen | {"NAME": f"{tmp_path}/mine too.sqlite3"}


@pytest.mark.parametrize("scheme", ["postgres", "postgresql"])
def test_an_address_of_postgresql(monkeypatch: pytest.MonkeyPatch, scheme: str) -> None:
    url = f"{scheme}://ma%40rie:p%40s%2Fs%3A%25@db.example:6543/terr%C3%A9?sslmode=verify-full"
    monkeypatch.setenv("DATABASE_URL", url)
    chosen = database(Path("/nowhere"))
    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert [chosen[k] for k in ("USER", "PASSWORD", "HOST", "PORT", "NAME")] == [
        "ma@rie", "p@s/s:%", "db.example", "6543", "terré",
    ]  # fmt: skip
    assert chosen["OPTIONS"] == {"sslmode": "verify-full", "options": "-c lock_timeout=20s"}
    assert chosen["CONN_HEALTH_CHECKS"] is True


def test_a_socket_is_a_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql:///terreau?host=/run/postgresql")
    chosen = database(Path("/nowhere"))
    assert (chosen["HOST"], chosen["USER"], chosen["PORT"]) == ("/run/postgresql", "", "")


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("mysql://u:secret@h/n", "an engine that Terreau does not know: 'mysql'"),
        ("terreau", "an engine that Terreau does not know: 'none'"),
        ("postgresql://u:secret@h", "names no database"),
        ("postgresql://u:secret@h:port/n", "cannot be read"),
        ("postgresql://u:secret@h:99999/n", "cannot be read"),
        ("postgresql://u:secret%@h/n", "has a % that is not followed by two digits"),
        ("postgresql://u:secret@h/n?sslmod=require", "an option that is not known: 'sslmod'"),
        ("sqlite://", "names no file"),
        ("sqlite:///no/such/folder/x.sqlite3", "in a folder that does not exist"),
    ],
)
def test_what_is_wrong_is_named(monkeypatch: pytest.MonkeyPatch, url: str, why: str) -> None:
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match=r"^DATABASE_URL ") as refused:
        database(Path("/nowhere"))
    assert why in str(refused.value)
    assert "secret" not in str(refused.value)
