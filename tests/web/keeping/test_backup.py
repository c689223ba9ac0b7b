"""A backup brings everything back, to either engine; what is not whole brings nothing."""

from __future__ import annotations

import contextlib
import errno
import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import BadInput, StoreFailure
from terreau.web.keeping import backing_up, restoring
from terreau.web.keeping.archive import Manifest, verified, writing
from terreau.web.keeping.restoring import extract

Made = Callable[[Path], Any]
Told = Callable[[Path], dict[str, Any]]


@pytest.mark.timeout(180)
def test_everything_comes_back_to_either_engine(
    small: Any, small_backup: Path, tmp_path: Path, by_sqlite: Made, told: Told
) -> None:
    # From SQLite to the engine of the run, and from there to SQLite again.
    (small.home / "outbox").mkdir(exist_ok=True)
    (small.home / "outbox/1.log").write_text("To: lea@exemple.fr", encoding="utf-8")
    said = small.terreau("backup", "--to", tmp_path / "second.tar.gz")
    assert "verified" in said
    assert (tmp_path / "second.tar.gz").stat().st_mode & 0o777 == 0o600
    back = by_sqlite(tmp_path / "back")
    back.terreau("restore", tmp_path / "second.tar.gz")
    back.terreau("backup", "--to", tmp_path / "third.tar.gz")
    first, second, third = map(
        told, (small_backup, tmp_path / "second.tar.gz", tmp_path / "third.tar.gz")
    )
    assert first["rows"]["territories_importrun"] == 1
    assert first["members"]["home/indicators/mine.toml"]
    assert first["members"] == second["members"] == third["members"]
    assert first["last_keys"] == third["last_keys"]
    assert second["engine"] == ("postgresql" if small.database else "sqlite")
    # What is derived is there too: the index of the search, and nothing is to be loaded.
    assert "Port-Mirage (Zone d’emploi" in small.refusal("profile", "port mirag")
    assert set(small.terreau("prepare").splitlines()) <= {
        "nothing to do",
        "loaded example",
        "wrote the action plans that documents print",
    }


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (lambda content: content[: len(content) // 2], ""),
        (lambda _: b"not an archive", ""),
        (lambda _: b"", ""),
        (lambda content: changed(content, "database/reports_reportbatch.jsonl"), "reportbatch"),
        (lambda content: changed(content, "home/indicators/mine.toml"), "mine.toml"),
        (lambda content: changed(content, "home/indicators/mine.toml", "home/../../x"), "x"),
        (lambda content: changed(content, "manifest.json"), ""),
    ],
    ids=["cut", "other", "empty", "row", "file", "outside", "manifest"],
)
def test_what_is_not_whole_is_no_backup(
    small_backup: Path, tmp_path: Path, harm: Callable[[bytes], bytes], why: str
) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(harm(small_backup.read_bytes()))
    with pytest.raises(BadInput, match="This file is not a whole backup") as refused:
        verified(broken)
    assert why in refused.value.sentence()


def test_what_is_not_whole_changes_nothing(empty: Any, small_backup: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.tar.gz"
    broken.write_bytes(changed(small_backup.read_bytes(), "home/indicators/mine.toml"))
    assert "Nothing was changed" in empty.refusal("restore", broken)
    assert {path.name for path in empty.home.iterdir()} <= {
        "secret_key", "preparing.lock", "terreau.sqlite3", "terreau.sqlite3-wal",
        "terreau.sqlite3-shm",
    }  # fmt: skip


def changed(content: bytes, name: str, renamed: str = "") -> bytes:
    """Return an archive in which a member holds something else, or has another name."""
    made = io.BytesIO()
    with (
        tarfile.open(fileobj=io.BytesIO(content)) as old,
        tarfile.open(fileobj=made, mode="w:gz") as new,
    ):
        for info in old:
            file = old.extractfile(info)
            assert file is not None
            held = file.read()
            if info.name == name and not renamed:
                held = held.replace(b"m", b"n", 1) if held else b"[]\n"
            if info.name == name and renamed:
                info.name = renamed
            info.size = len(held)
            new.addfile(info, io.BytesIO(held))
    return made.getvalue()


def test_only_an_empty_place_is_restored_into(
    small: Any, small_backup: Path, tmp_path: Path, by_sqlite: Made
) -> None:
    assert "into an empty place only" in small.refusal("restore", small_backup)
    other = by_sqlite(tmp_path / "other")
    (other.home / "datasets").mkdir(parents=True)
    said = other.refusal("restore", small_backup)
    assert "datasets is there" in said
    assert "Nothing was changed" in said


def test_a_backup_replaces_nothing_and_stands_elsewhere(small: Any, tmp_path: Path) -> None:
    (tmp_path / "mine").write_text("mine")
    assert "Something stands there" in small.refusal("backup", "--to", tmp_path / "mine")
    assert (tmp_path / "mine").read_text() == "mine"
    assert "is lost with it" in small.refusal("backup", "--to", small.home / "b.tar.gz")
    assert "does not exist" in small.refusal("backup", "--to", tmp_path / "no/b.tar.gz")
    assert [p for p in tmp_path.iterdir() if p.name.startswith(".")] == []


def test_a_newer_version_is_named(empty: Any, small_backup: Path, tmp_path: Path) -> None:
    newer = tmp_path / "newer.tar.gz"
    with tarfile.open(small_backup) as old, tarfile.open(newer, "w:gz") as new:
        for info in old:
            file = old.extractfile(info)
            assert file is not None
            held = file.read()
            if info.name == "manifest.json":
                manifest = json.loads(held)
                manifest["migrations"].append(["territories", "9999_of_tomorrow"])
                held = json.dumps(manifest).encode()
            info.size = len(held)
            new.addfile(info, io.BytesIO(held))
    said = empty.refusal("restore", newer)
    assert "A newer version of Terreau made this database: 'territories.9999_of_tomorrow'" in said


def test_what_was_erased_since_stays_noted(empty: Any, small_backup: Path) -> None:
    empty.home.mkdir()
    (empty.home / "erasures.jsonl").write_text('{"key": 1}\n')
    empty.terreau("restore", small_backup)
    assert (empty.home / "erasures.jsonl").read_text() == '{"key": 1}\n'


def test_a_restore_that_is_killed_leaves_nothing_and_can_be_done_again(
    empty: Any, small_backup: Path, small_home: Path, tmp_path: Path, told: Told
) -> None:
    env = {k: v for k, v in os.environ.items() if k != "DJANGO_SETTINGS_MODULE"}
    words = [sys.executable, "-c", "from terreau.cli.main import main; main()"]
    killed = subprocess.Popen(
        [*words, "restore", str(small_backup)],
        env=env | {"TERREAU_HOME": str(empty.home), "DATABASE_URL": empty.database},
    )
    deadline = time.monotonic() + 60
    while not (empty.home / ".restoring/database").is_dir():
        assert time.monotonic() < deadline
        assert killed.poll() is None
        time.sleep(0.01)
    time.sleep(0.5)  # it is among its rows
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    assert "A restore was interrupted here" in empty.refusal("prepare")
    # As if it had been killed once some of its files had taken their places.
    (empty.home / ".restoring/moving.json").write_text('["datasets", "secret_key"]')
    (empty.home / "datasets").mkdir()
    (empty.home / "datasets/half").write_text("")
    empty.terreau("restore", small_backup)
    assert not (empty.home / "datasets/half").exists()
    assert not (empty.home / ".restoring").exists()
    assert (empty.home / "secret_key").read_text() == (small_home / "secret_key").read_text()
    empty.terreau("backup", "--to", tmp_path / "again.tar.gz")
    assert told(tmp_path / "again.tar.gz")["members"] == told(small_backup)["members"]


def test_where_nothing_is_there_is_nothing_to_save(empty: Any, tmp_path: Path) -> None:
    assert "There is no database here" in empty.refusal("backup", "--to", tmp_path / "b.tar.gz")
    assert not (tmp_path / "b.tar.gz").exists()


def test_letters_that_a_former_backup_holds_are_not_restored(tmp_path: Path) -> None:
    told = Manifest("0", "sqlite", "2026-01-01T00:00:00", [])
    with writing(tmp_path / "old.tar.gz", told) as archive:
        archive.add("home/outbox/1.log", io.BytesIO(b"To: lea@exemple.fr"))
        archive.add("home/mine.toml", io.BytesIO(b"# mine"))
    stage = tmp_path / "home/.restoring"
    extract(tmp_path / "old.tar.gz", tmp_path / "home", stage)
    assert [file.name for file in stage.rglob("*") if file.is_file()] == ["mine.toml"]


@pytest.mark.parametrize(
    "told",
    ['{"format": "x"}', '{"migrations": [[1]]}', '{"migrations": 5}', '{"members": []}', "[" * 9000,
     '{"rows": {"a": "b"}}'],
)  # fmt: skip
def test_a_manifest_that_is_none_is_said_in_a_sentence(told: str, tmp_path: Path) -> None:
    whole = asdict(Manifest("0", "sqlite", "2026-01-01T00:00:00", []))
    with contextlib.suppress(RecursionError):
        told = json.dumps(whole | json.loads(told))
    with tarfile.open(tmp_path / "broken.tar.gz", "w:gz") as tar:
        info = tarfile.TarInfo("manifest.json")
        info.size = len(told)
        tar.addfile(info, io.BytesIO(told.encode()))
    with pytest.raises(BadInput, match="This file is not a whole backup"):
        verified(tmp_path / "broken.tar.gz")


def test_what_a_killed_backup_left_is_removed_by_the_next(tmp_path: Path) -> None:
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    names = [f".terreau-backup.{number}" for number in (dead.pid, os.getpid(), "x")]
    for name in names:
        (tmp_path / name).touch()
    backing_up._remove_drafts(tmp_path)
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names[1:])


def test_the_disk_that_is_full_is_the_one_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(backing_up, "_written", full)
        with pytest.raises(StoreFailure, match="The disk of the backup refused it") as refused:
            backing_up.back_up(tmp_path / "saved.tar.gz")
    assert (refused.value.value, "--to" in refused.value.remedy) == (str(tmp_path), True)
    with writing(tmp_path / "b.tar.gz", Manifest("0", "sqlite", "", [])) as archive:
        archive.add("home/mine.toml", io.BytesIO(b"# mine"))
    monkeypatch.setattr(Path, "open", lambda *_, **__: contextlib.nullcontext(Full()))
    with pytest.raises(StoreFailure, match="The disk refused what the backup holds") as refused:
        extract(tmp_path / "b.tar.gz", home, home / ".restoring")
    assert "TERREAU_HOME" in refused.value.remedy


class Full:
    def write(self, _block: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")


def test_the_secret_of_the_backup_opens_what_was_signed_there(
    home: Path, tmp_path: Path, settings: Any
) -> None:
    stage = tmp_path / "stage"
    (stage / "home").mkdir(parents=True)
    (stage / "home/secret_key").write_text("b" * 60, encoding="utf-8")
    (home / "secret_key").write_text("a" * 60, encoding="utf-8")
    settings.SECRET_KEY = "of the environment" * 4
    restoring._take_secret(stage, home)
    assert settings.SECRET_KEY == "of the environment" * 4
    settings.SECRET_KEY = "a" * 60
    restoring._take_secret(stage, home)
    assert settings.SECRET_KEY == "b" * 60
