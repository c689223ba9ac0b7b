"""The doctor says what is wrong, and what to do; what is sound, it says too."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

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
        "permissions", "room", "clock", "worker",
    } <= found.keys()  # fmt: skip
    engine = "PostgreSQL" if small.database else "SQLite"
    assert found["database"][0]["said"].startswith(engine)
    assert len(found["tables"]) == 2
    lines = small.terreau("doctor").splitlines()
    assert len(lines) == sum(map(len, found.values()))
    assert all(line.startswith(("ok    ", "warn  ")) for line in lines)


def open_secret(home: Path) -> None:
    home.chmod(0o755)
    (home / "secret_key").chmod(0o644)


def spoil_table(home: Path) -> None:
    (file,) = (home / "datasets/example-employment").glob("*/table.parquet")
    content = bytearray(file.read_bytes())
    content[200] ^= 0xFF
    file.write_bytes(content)


def write_tomorrow(home: Path) -> None:
    with closing(sqlite3.connect(home / "terreau.sqlite3")) as rows, rows:
        rows.execute("UPDATE reports_reportbatch SET created_at = '2090-01-01 00:00:00'")


def lose_a_row(home: Path) -> None:
    with closing(sqlite3.connect(home / "terreau.sqlite3")) as rows, rows:
        rows.execute("DELETE FROM territories_perimeter WHERE code = 'XA001'")


def spoil_database(home: Path) -> None:
    (home / "terreau.sqlite3").write_bytes(b"not a database" * 999)


@pytest.mark.parametrize(
    ("harm", "about", "said"),
    [
        (open_secret, "permissions", "others may read"),
        (spoil_table, "tables", "example-employment"),
        (write_tomorrow, "clock", "before what was written"),
        (lose_a_row, "database", "name a row that is gone"),
        (spoil_database, "database", "file is not a database"),
    ],
)
def test_what_is_wrong_is_told_with_its_remedy(
    small_home: Path, tmp_path: Path, by_sqlite: Made, harm: Callable[[Path], None], about: str,
    said: str,
) -> None:  # fmt: skip
    place = by_sqlite(tmp_path / "home")
    shutil.copytree(small_home, place.home)
    harm(place.home)
    code, found = findings(place)
    assert code == 1
    faults = [each for each in found[about] if each["level"] == "fail"]
    assert said in faults[0]["said"]
    assert faults[0]["remedy"] or about == "database"


def test_tables_of_an_earlier_version_are_to_be_prepared(
    tmp_path: Path, by_sqlite: Made, landed: Callable[[Path, str], Path]
) -> None:
    code, found = findings(by_sqlite(landed(tmp_path / "home", "05-reports")))
    assert code == 1
    (fault,) = found["migrations"]
    assert "to apply, from accounts.0001" in fault["said"]
    assert fault["remedy"] == "Run `terreau prepare`"
