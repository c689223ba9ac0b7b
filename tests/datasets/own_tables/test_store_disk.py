"""The store on a disk that fails at the worst moment, or has no room left."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import store
from terreau.datasets.catalogue import list_datasets, revision
from terreau.datasets.importing import import_table

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
