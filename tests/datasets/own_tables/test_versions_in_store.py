"""Versions in the store: the same twice, the one before kept, removal, damage told."""

from __future__ import annotations

import fcntl
import shutil
from collections.abc import Callable
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets import catalogue, store
from terreau.datasets.catalogue import (
    get_dataset,
    labels,
    list_damaged,
    list_datasets,
    read_table,
    revision,
    territories,
)
from terreau.datasets.dataset import Dataset
from terreau.datasets.importing import import_table
from terreau.datasets.sources import import_source

Run = Callable[..., CompletedProcess[str]]
Says = Callable[..., None]
Bench = Any  # the folder that conftest.py makes


def test_the_same_twice_changes_nothing(bench: Bench, home: Path) -> None:
    first = import_table(bench.file, bench.describe)
    seen = revision()
    again = import_table(bench.file, bench.describe)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.dataset == first.dataset
    assert revision() == seen


def test_the_version_before_is_kept_and_the_older_ones_removed(bench: Bench, home: Path) -> None:
    checksums = []
    for value in range(15, 18):
        checksums.append(import_table(bench.file, bench.describe).dataset.checksum)
        bench.change(f"01001;CA;2024;{value}", f"01001;CA;2024;{value + 1}")
    versions = {path.name for path in (home / "datasets" / "own").iterdir() if path.is_dir()}
    assert versions == set(checksums[1:])
    bench.change("01001;CA;2024;18", "01001;CA;2024;16")
    assert import_table(bench.file, bench.describe).dataset.checksum == checksums[1]


def test_another_description_of_the_same_file_is_another_version(bench: Bench) -> None:
    first = import_table(bench.file, bench.describe).dataset
    bench.change('title = "Emploi salarié"', 'title = "Emploi"')
    second = import_table(bench.file, bench.describe)
    assert second.is_new
    assert second.dataset.checksum != first.checksum
    assert [dataset.title for dataset in list_datasets()] == ["Emploi"]


def test_remove(bench: Bench, home: Path) -> None:
    import_table(bench.file, bench.describe)
    seen = revision()
    store.remove("own")
    assert list_datasets() == []
    assert revision() != seen
    with pytest.raises(BadInput, match="No dataset has this identifier: 'own'"):
        get_dataset("own")


def test_what_is_removed_can_be_read_until_the_next_change(bench: Bench, home: Path) -> None:
    dataset = import_table(bench.file, bench.describe).dataset
    store.remove("own")
    assert pq.read_table(dataset.table_path).num_rows == 5
    bench.change('id = "own"', 'id = "other"')
    import_table(bench.file, bench.describe)
    assert {path.name for path in (home / "datasets").iterdir()} == {".locks", "REVISION", "other"}


def test_a_removed_dataset_that_is_being_imported_again_is_not_swept(
    bench: Bench, home: Path
) -> None:
    dataset = import_table(bench.file, bench.describe).dataset
    store.remove("own")
    with (home / "datasets" / ".locks" / "own").open("w") as other:
        fcntl.flock(other, fcntl.LOCK_EX)
        store.remove("absent")
        assert dataset.table_path.is_file()
    store.remove("absent")
    assert not dataset.table_path.exists()


def test_a_dataset_removed_while_the_catalogue_is_read_is_not_an_error(
    bench: Bench, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_table(bench.file, bench.describe)
    read_text = Path.read_text

    def removed_meanwhile(path: Path, *args: Any, **kwargs: Any) -> str:
        if path.name == "dataset.json":
            shutil.rmtree(path.parents[1])
        return read_text(path, *args, **kwargs)

    monkeypatch.setattr(Path, "read_text", removed_meanwhile)
    assert list_datasets() == []
    assert list_damaged() == []


def spoil_table(dataset: Dataset) -> None:
    dataset.table_path.write_bytes(dataset.table_path.read_bytes()[:300])


def spoil_rows(dataset: Dataset) -> None:
    pq.write_table(pq.read_table(dataset.table_path).slice(1), dataset.table_path)


DAMAGES: dict[str, Callable[[Dataset], object]] = {
    "no json": lambda dataset: (dataset.path / "dataset.json").write_text("{"),
    "empty json": lambda dataset: (dataset.path / "dataset.json").write_text("{}"),
    "list json": lambda dataset: (dataset.path / "dataset.json").write_text("[]"),
    "cut table": spoil_table,
    "fewer rows": spoil_rows,
    "no table": lambda dataset: dataset.table_path.unlink(),
    "junk labels": lambda dataset: (dataset.path / "labels.parquet").write_bytes(b"junk"),
    "binary pointer": lambda dataset: (dataset.path.parent / "current").write_bytes(b"\xff\x00\n"),
    "empty pointer": lambda dataset: (dataset.path.parent / "current").write_text(""),
    "vanished version": lambda dataset: shutil.rmtree(dataset.path),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_dataset_is_told_does_not_hide_the_others_and_can_be_removed(
    bench: Bench, home: Path, terreau: Run, damage: Callable[[Dataset], object]
) -> None:
    dataset = import_table(bench.file, bench.describe).dataset
    bench.change('id = "own"', 'id = "other"')
    import_table(bench.file, bench.describe)
    damage(dataset)
    catalogue._labels.cache_clear()
    assert [found.id for found in list_datasets()] == ["other"]
    assert [found.id for found in list_damaged()] == ["own"]
    with pytest.raises(StoreFailure, match=r"'own' cannot be read.*terreau data remove own"):
        get_dataset("own")
    listed, removed = (terreau(home, "data", *words) for words in (("list",), ("remove", "own")))
    assert (listed.returncode, removed.returncode) == (0, 0)
    assert "other  Emploi salarié" in listed.stdout
    assert "own  damaged: " in listed.stderr
    assert "Removed own, which could not be read any more" in removed.stdout
    assert list_damaged() == []
    bench.change('id = "other"', 'id = "own"')
    assert import_table(bench.file, bench.describe).is_new
    assert pq.read_table(get_dataset("own").table_path).num_rows == 5


def test_a_table_spoiled_after_it_was_found_is_told(tmp_path: Path, home: Path) -> None:
    file = tmp_path / "ti.csv"
    file.write_text("id_ti,lib_ti,siren_groupement,lib_groupement\na,A,244400644,B\n")
    dataset = import_source("ti", file, edition="2")[0].dataset
    dataset.table_path.write_bytes(b"junk")
    (dataset.path / "labels.parquet").unlink()
    catalogue._labels.cache_clear()
    for read in (read_table, labels, territories):
        with pytest.raises(StoreFailure, match=r"'ti-phase-2' cannot be read.*terreau data remove"):
            read(dataset)
