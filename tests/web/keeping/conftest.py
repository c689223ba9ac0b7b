"""Small installations to save, restore and examine, on the engine of the run."""

from __future__ import annotations

import gzip
import json
import shutil
import subprocess
import tarfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

LANDED = Path(__file__).parent / "landed"
Run = Callable[..., subprocess.CompletedProcess[str]]


@dataclass(frozen=True)
class Place:
    """An installation: its folder, and its database ("": the file of SQLite in that folder)."""

    home: Path
    database: str
    run: Run

    def terreau(self, *words: object) -> str:
        """Run a command that must succeed; return what it prints."""
        done = self.run(self.home, *words, database=self.database)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def refusal(self, *words: object) -> str:
        """Run a command that must be refused in one line; return it."""
        done = self.run(self.home, *words, database=self.database)
        assert done.returncode in {1, 2}, done.stdout
        assert done.stderr.count("\n") == 1, done.stderr
        return done.stderr


def put_landed(home: Path, name: str) -> Path:
    """Put a database as it landed into a folder."""
    home.mkdir(exist_ok=True)
    packed = (LANDED / f"{name}.sqlite3.gz").read_bytes()
    (home / "terreau.sqlite3").write_bytes(gzip.decompress(packed))
    return home


@pytest.fixture(scope="session")
def small_home(once: Callable[..., Path], seeded_home: Path, terreau: Run) -> Path:
    """Return a TERREAU_HOME of a few territories, by SQLite, up to date; only to be read."""

    def make(home: Path) -> None:
        for folder in ("example", "datasets"):
            shutil.copytree(seeded_home / folder, home / folder)
        done = terreau(put_landed(home, "05-reports"), "manage", "migrate")
        assert done.returncode == 0, done.stderr
        (home / "indicators").mkdir()
        (home / "indicators/mine.toml").write_text("# mine\n", encoding="utf-8")

    return once("small-home", make)


@pytest.fixture(scope="session")
def small_backup(once: Callable[..., Path], small_home: Path, terreau: Run) -> Path:
    """Return a backup of the small installation, made by SQLite."""

    def make(folder: Path) -> None:
        done = terreau(small_home, "backup", "--to", folder / "small.tar.gz")
        assert done.returncode == 0, done.stderr

    return once("small-backup", make) / "small.tar.gz"


@pytest.fixture
def empty(tmp_path: Path, new_database: str, terreau: Run) -> Place:
    """Return an empty place, of the engine of the run."""
    return Place(tmp_path / "empty", new_database, terreau)


@pytest.fixture
def small(empty: Place, small_home: Path, small_backup: Path) -> Place:
    """Return the small installation, of the engine of the run, to do anything with."""
    if empty.database:
        empty.terreau("restore", small_backup)
    else:
        shutil.copytree(small_home, empty.home)
    return empty


@pytest.fixture
def landed() -> Callable[[Path, str], Path]:
    """Return ``landed(home, name)``, which puts a database as it landed into a folder."""
    return put_landed


@pytest.fixture
def by_sqlite(terreau: Run) -> Callable[[Path], Place]:
    """Return ``by_sqlite(home)``: an installation whose database is a file in its folder."""
    return lambda home: Place(home, "", terreau)


@pytest.fixture
def told() -> Callable[[Path], dict[str, Any]]:
    """Return a reader of the manifest of a backup."""

    def read(archive: Path) -> dict[str, Any]:
        with tarfile.open(archive) as tar:
            manifest = tar.extractfile("manifest.json")
            assert manifest is not None
            found: dict[str, Any] = json.load(manifest)
            return found

    return read
