"""The doctor says what is wrong, and what to do; what is sound, it says too."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from terreau.web.apps.accounts.models import User
from terreau.web.keeping import doctor, machine
from terreau.web.keeping.findings import Finding, Level

Made = Callable[[Path], Any]


def findings(place: Any) -> tuple[int, dict[str, list[dict[str, str]]]]:
    """Return the exit code and what was found, by what it is about."""
    done = place.run(place.home, "doctor", "--format", "json", database=place.database)
    found: dict[str, list[dict[str, str]]] = {}
    assert done.stdout, done.stderr
    for each in json.loads(done.stdout):
        found.setdefault(each["about"], []).append(each)
    return done.returncode, found


def test_what_is_sound_is_said(small: Any) -> None:
    code, found = findings(small)
    wrong = [e for group in found.values() for e in group if e["level"] == "fail"]
    assert (code, wrong) == (0, [])
    assert {
        "python", "packages", "fonts", "settings", "database", "migrations", "tables",
        "permissions", "room", "clock", "worker", "letters",
    } <= found.keys()  # fmt: skip
    engine = "PostgreSQL" if small.database else "SQLite"
    assert found["database"][0]["said"].startswith(engine)
    assert len(found["tables"]) == 2
    lines = small.terreau("doctor").splitlines()
    assert len(lines) == sum(map(len, found.values()))
    assert all(line.startswith(("ok    ", "warn  ")) for line in lines)


def levels(found: Iterator[Finding]) -> set[Level]:
    return {each.level for each in found}


def test_what_the_notices_do_not_state_is_told_by_the_name_of_its_setting(settings: Any) -> None:
    names = ("PUBLISHER", "DIRECTOR", "HOST", "CONTACT")
    told = [found.said for found in machine.configuration()]
    assert all(any(f"TERREAU_{name} is not set" in said for said in told) for name in names)
    for name in names:
        setattr(settings, f"INSTANCE_{name}", "Régie")
    assert not any("is not set" in found.said for found in machine.configuration())


def test_a_secret_that_others_read_is_a_fault(home: Path) -> None:
    secret = home / "secret_key"
    secret.touch(0o600)
    home.chmod(0o700)
    assert levels(machine.permissions()) == {Level.OK}
    secret.chmod(0o644)
    assert levels(machine.permissions()) == {Level.OK}  # nobody comes as far
    home.chmod(0o755)
    assert levels(machine.permissions()) == {Level.WARN, Level.FAIL}


def test_a_table_whose_bytes_changed_is_a_fault(home: Path, seeded_home: Path) -> None:
    shutil.copytree(seeded_home / "datasets", home / "datasets")
    shutil.copytree(seeded_home / "example", home / "example")
    assert levels(doctor.tables()) == {Level.OK}
    (file,) = (home / "datasets/example-employment").glob("*/table.parquet")
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    file.write_bytes(content)
    (fault,) = [each for each in doctor.tables() if each.is_fault]
    assert "example-employment" in fault.said


@pytest.mark.django_db
def test_a_clock_before_what_was_written_is_a_fault(home: Path) -> None:
    assert levels(machine.clock()) == {Level.OK}
    made = User.objects.create_user("n@exemple.fr")
    User.objects.filter(pk=made.pk).update(created_at=timezone.now() + timedelta(days=1))
    assert levels(machine.clock()) == {Level.FAIL}


@pytest.mark.django_db
def test_tasks_that_nobody_does_are_told(home: Path) -> None:
    assert levels(machine.worker()) == {Level.OK}
    with (home / "working.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        (found,) = machine.worker()
    assert found.said == "at work"


def lose_a_row(home: Path) -> None:
    with closing(sqlite3.connect(home / "terreau.sqlite3")) as rows, rows:
        rows.execute("DELETE FROM territories_perimeter WHERE code = 'XA001'")


def spoil_database(home: Path) -> None:
    (home / "terreau.sqlite3").write_bytes(b"not a database" * 999)


@pytest.mark.parametrize(
    ("harm", "said"),
    [
        (lose_a_row, "name a row that is gone"),
        (spoil_database, "file is not a database"),
    ],
)
def test_what_is_wrong_in_the_database_is_told(
    small_home: Path, tmp_path: Path, by_sqlite: Made, harm: Callable[[Path], None], said: str
) -> None:
    place = by_sqlite(tmp_path / "home")
    shutil.copytree(small_home, place.home)
    harm(place.home)
    code, found = findings(place)
    assert code == 1
    faults = [each for each in found["database"] if each["level"] == "fail"]
    assert said in faults[0]["said"]


def test_tables_of_an_earlier_version_are_to_be_prepared(
    tmp_path: Path, by_sqlite: Made, landed: Callable[[Path, str], Path]
) -> None:
    code, found = findings(by_sqlite(landed(tmp_path / "home", "05-reports")))
    assert code == 1
    (fault,) = found["migrations"]
    assert "to apply, from accounts.0001" in fault["said"]
    assert fault["remedy"] == "Run `terreau prepare`"


def test_style_sheets_that_were_not_gathered_are_told(home: Path, settings: Settings) -> None:
    settings.STATIC_ROOT = home / "static"
    said = "style sheets and scripts are not gathered: pages cannot be shown"
    assert said in {each.said for each in machine.configuration() if each.is_fault}
    (home / "static").mkdir()
    (home / "static/staticfiles.json").touch()
    assert said not in {each.said for each in machine.configuration()}
