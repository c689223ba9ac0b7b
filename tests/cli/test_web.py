"""``terreau profile`` and ``terreau prepare``: what they print, and how they refuse."""

from __future__ import annotations

import fcntl
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest

from terreau.cli.main import main
from terreau.core.errors import StoreFailure
from terreau.web import entry
from terreau.web.apps.territories import services

Run = Callable[..., subprocess.CompletedProcess[str]]


def test_a_profile_in_the_terminal(terreau: Run, seeded_home: Path) -> None:
    done = terreau(seeded_home, "profile", "port mirage", "--kind", "zone-emploi")
    assert (done.returncode, done.stderr) == (0, "")
    assert "PAYS D’EXEMPLE" in done.stdout.splitlines()[0]
    assert "Port-Mirage" in done.stdout
    assert "Effet local" in done.stdout
    english = terreau(seeded_home, "profile", "X001", "--lang", "en")
    assert english.returncode == 0
    assert "PAYS D’EXEMPLE" not in english.stdout


def test_an_ambiguous_name_lists_the_choices_and_exits_2(terreau: Run, seeded_home: Path) -> None:
    done = terreau(seeded_home, "profile", "Vieux-Songe")
    assert (done.returncode, done.stdout) == (2, "")
    said, *choices = done.stderr.splitlines()
    assert said.startswith("terreau: Plusieurs territoires portent ce nom: 'Vieux-Songe'.")
    assert ["XA015" in choices[0], "XB024" in choices[1], len(choices)] == [True, True, 2]
    assert terreau(seeded_home, "profile", "XB024").returncode == 0


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["zzzqqq"], "Aucun territoire ne porte ce nom"),
        (["Port-Mirrage", "--kind", "commune"], "Port-Mirage"),
        (["X001", "--kind", "planet"], "Cette catégorie de territoire n’existe pas: 'planet'"),
        (["X001", "--from", "abc"], "L’année de départ n’est pas disponible: 'abc'"),
        (["X001", "--level", "ZZ"], "Ce niveau d’activités n’est pas disponible: 'ZZ'"),
        (["X001", "--source", "../x"], "Aucun jeu de données de ce nom"),
        (["X001", "--show", "effects.locale"], "effects.local"),
        (["XA001,44184"], "mêle des territoires réels et le pays d’exemple"),
        (["44184,99999"], "99999"),
    ],
)
@pytest.mark.django_db
def test_refusals_are_one_paragraph_and_exit_2(
    words: list[str], message: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    monkeypatch.setattr(sys, "argv", ["terreau", "profile", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    printed = capsys.readouterr()
    assert (stopped.value.code, printed.out) == (2, "")
    assert message in printed.err
    assert printed.err.startswith("terreau: ")
    assert printed.err.count("\n") == 1


def test_bytes_that_are_no_text_are_an_unknown_name(terreau: Run, seeded_home: Path) -> None:
    done = terreau(seeded_home, "profile", "\udcff\udcfe")
    assert (done.returncode, done.stdout) == (2, "")
    assert "Aucun territoire ne porte ce nom" in done.stderr


@pytest.mark.parametrize("words", [["profile"], ["profile", "X001", "--format", "pdf"], ["serf"]])
def test_what_click_refuses(
    words: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["terreau", *words])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith("terreau: ")
    assert said.count("\n") == 1


def test_preparing_again_changes_nothing(terreau: Run, seeded_home: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine"
    shutil.copytree(seeded_home, mine)
    assert terreau(mine, "prepare").stdout == "nothing to do\n"
    assert "removed" in terreau(mine, "example", "remove").stdout.lower()
    real = json.loads(terreau(mine, "profile", "44184", "--format", "json").stdout)
    assert (real["name"], real["choice"], real["is_example"]) == ("Saint-Nazaire", None, False)
    assert [m["key"] for m in real["missing"]] == ["employment"]


def test_a_home_that_cannot_be_written_says_so(terreau: Run, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    done = terreau(tmp_path / "file", "prepare")
    assert done.returncode == 1
    assert done.stderr.startswith("terreau: The disk refused")
    assert "TERREAU_HOME" in done.stderr
    assert done.stderr.count("\n") == 1


def drop_table(file: Path) -> None:
    with closing(sqlite3.connect(file)) as database:
        database.execute("DROP TABLE territories_perimeter")
        database.commit()


@pytest.mark.parametrize(
    ("damage", "command"),
    [
        (lambda file: file.write_bytes(b"not a database " * 999), ["prepare"]),
        (lambda file: file.write_bytes(b"not a database " * 999), ["profile", "X001"]),
        (drop_table, ["profile", "X001"]),
    ],
)
def test_a_damaged_database_says_what_to_do(
    terreau: Run,
    seeded_home: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
    command: list[str],
) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    damage(home / "terreau.sqlite3")
    done = terreau(home, *command)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("terreau: The database is damaged: ")
    assert str(home / "terreau.sqlite3") in done.stderr
    assert "`terreau restore` the last backup" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(2, "No such file", "table.parquet"), "A file has vanished"),
        (OSError(28, "No space left on device"), "The disk refused"),
        (PermissionError(13, "Permission denied"), "The disk refused"),
    ],
)
def test_what_the_disk_refuses_is_called_by_its_name(
    home: Path, monkeypatch: pytest.MonkeyPatch, error: OSError, sentence: str
) -> None:
    def fail(**_: object) -> None:
        raise error

    monkeypatch.setattr(services, "sync_perimeters", fail)
    with pytest.raises(StoreFailure, match=sentence):
        entry.prepare(with_example=False)


def test_help_never_loads_django() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--help']\n"
        "from terreau.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "assert 'django' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    for command in ("data", "profile", "serve", "example", "prepare"):
        assert command in done.stdout


def test_a_preparation_waits_for_another(terreau: Run, seeded_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    with ThreadPoolExecutor() as together, (home / "preparing.lock").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        second = together.submit(terreau, home, "prepare")
        with pytest.raises(TimeoutError):
            second.result(timeout=4)
        fcntl.flock(other, fcntl.LOCK_UN)
        assert second.result(timeout=60).returncode == 0


@pytest.mark.slow(reason="the database waits twenty seconds before it gives up")
def test_a_writer_that_never_ends_is_named(terreau: Run, seeded_home: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    terreau(home, "example", "remove")
    with closing(sqlite3.connect(home / "terreau.sqlite3", isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        done = terreau(home, "prepare")
    assert done.returncode == 1
    assert done.stderr.startswith("terreau: Another program is writing the database")
