"""The store on a disk that fails at the worst moment, or has no room left."""

from __future__ import annotations

import errno
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import store
from terreau.datasets.catalogue import list_datasets, revision
from terreau.datasets.importing import import_table
from terreau.datasets.kept import in_force

Bench = Any  # the folder that conftest.py makes


def test_a_disk_that_fails_between_two_datasets_leaves_both_as_they_were(
    bench: Bench, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def versions(checksum: str) -> list[store.NewVersion]:
        def write(folder: Path) -> None:
            (folder / "content").write_text(checksum)

        return [store.NewVersion(name, checksum, write) for name in ("one", "two")]

    def pointers() -> dict[str, str]:
        return {p.parent.name: p.read_text().strip() for p in (home / "datasets").glob("*/current")}

    move, moved = store._move, []

    def fails_second(beside: Path, path: Path) -> None:
        if path.name == "current":
            moved.append(path)
        if len(moved) == 2:
            raise OSError(errno.EIO, "Input/output error")
        move(beside, path)

    monkeypatch.setattr(store, "_move", fails_second)
    with pytest.raises(StoreFailure, match="Nothing was imported"):
        store.publish(versions("first"), home=home)
    assert pointers() == {}
    monkeypatch.setattr(store, "_move", move)
    store.publish(versions("first"), home=home)
    moved.clear()
    monkeypatch.setattr(store, "_move", fails_second)
    with pytest.raises(StoreFailure, match=r"Nothing was changed: .* \(one, two\)"):
        store.publish(versions("second"), home=home)
    assert pointers() == {"one": "first", "two": "first"}


def test_room_can_be_made_on_a_full_disk(
    bench: Bench, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = import_table(bench.file, bench.describe).dataset
    write_beside = store._write_beside

    def fails_until_freed(path: Path, text: str) -> Path:
        if dataset.path.exists():
            raise OSError(errno.ENOSPC, "No space left on device")
        return write_beside(path, text)

    monkeypatch.setattr(store, "_write_beside", fails_until_freed)
    before = revision()
    store.remove("own")
    assert list_datasets() == []
    assert not dataset.path.exists()
    assert revision() != before


# Publishes three versions in forks of itself; fork n is killed at its nth act, until one lives.
KILLER = """
import os, shutil, signal, sys
from pathlib import Path
from terreau.datasets import store

work = Path(sys.argv[1])
acts = [(os, "fsync"), (Path, "rename"), (Path, "replace"), (Path, "unlink")]

def die_at(step):
    done = 0
    def counted(act):
        def call(*args, **kwargs):
            nonlocal done
            done += 1
            if done == step:
                os.kill(os.getpid(), signal.SIGKILL)
            return act(*args, **kwargs)
        return call
    for owner, name in acts:
        setattr(owner, name, counted(getattr(owner, name)))

def version(name):
    return store.NewVersion(name, "second", lambda folder: (folder / "x").write_text("second"))

step = 0
while True:
    step += 1
    shutil.copytree(work / "before", work / str(step))
    child = os.fork()
    if child == 0:
        die_at(step)
        store.publish([version(name) for name in ("one", "two", "three")], home=work / str(step))
        os._exit(0)
    if os.waitpid(child, 0)[1] == 0:
        break
print(step)
"""


def test_a_kill_at_any_act_leaves_all_the_tables_of_a_file_or_none(tmp_path: Path) -> None:
    names = ("one", "two", "three")
    (tmp_path / "before" / "datasets").mkdir(parents=True)

    def version(name: str) -> store.NewVersion:
        return store.NewVersion(name, "first", lambda folder: None)

    store.publish([version(name) for name in names], home=tmp_path / "before")
    told = subprocess.run(
        [sys.executable, "-c", KILLER, tmp_path], check=True, capture_output=True, text=True
    )
    seen = set()
    for step in range(1, int(told.stdout) + 1):
        home = tmp_path / str(step)
        held = {in_force(name, home) for name in names}
        assert len(held) == 1, step
        seen |= held
        # The next change, of another dataset, moves the pointers that a kill left behind.
        store.publish([store.NewVersion("four", "only", lambda folder: None)], home=home)
        pointers = {(home / "datasets" / name / "current").read_text().strip() for name in names}
        assert pointers == held
        assert not (home / "datasets" / "pending.json").exists()
    assert seen == {"first", "second"}
