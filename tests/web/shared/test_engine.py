"""What the engines do differently is refused, or made alike."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from urllib.parse import urlsplit

import psycopg
import pytest
from django.db import connection

from terreau.web.apps.territories.models import PostalCode
from terreau.web.apps.territories.search import search_perimeters
from terreau.web.shared.engine import check_engine, insert_rows


@pytest.mark.django_db
def test_rows_are_written_as_they_are_even_read_from_the_same_table() -> None:
    commune = search_perimeters("44184")[0].perimeter
    held = PostalCode.objects.filter(commune=commune)
    before = held.count()
    rows = ((code.commune_id, f"9{code.postal_code[1:]}") for code in held.iterator())
    insert_rows(PostalCode._meta.db_table, ("commune_id", "postal_code"), rows)
    assert held.count() == 2 * before


@pytest.mark.django_db
def test_the_database_of_the_tests_is_taken() -> None:
    check_engine()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 'B' < 'a' AND 'z' < 'é'")
        assert cursor.fetchone()[0]


@pytest.mark.postgres
@pytest.mark.usefixtures("new_database")
def test_a_database_that_does_not_hold_unicode_is_refused(
    tmp_path: Path, terreau: Callable[..., CompletedProcess[str]]
) -> None:
    name = f"odd_{secrets.token_hex(6)}"
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} ENCODING 'SQL_ASCII' TEMPLATE template0")
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{name}").geturl()
    done = terreau(tmp_path / "home", "prepare", database=url)
    assert done.returncode == 2
    assert "--encoding=UTF8 --locale=C" in done.stderr


@pytest.mark.postgres
@pytest.mark.usefixtures("new_database")
def test_a_server_that_is_not_there_is_told(
    tmp_path: Path, terreau: Callable[..., CompletedProcess[str]]
) -> None:
    url = f"postgresql://u:secret@/n?host={tmp_path}"
    done = terreau(tmp_path / "home", "prepare", database=url)
    assert done.returncode == 1
    assert done.stderr.startswith("terreau: The database does not answer: 'n'")
    assert done.stderr.count("\n") == 1
    assert "secret" not in done.stderr
