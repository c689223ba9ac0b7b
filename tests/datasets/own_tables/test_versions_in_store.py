"""Versions in the store: the same twice, the one before kept, removal, damage told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets import store
from terreau.datasets.catalogue import get_dataset, list_datasets, revision
from terreau.datasets.importing import import_table

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
    assert not (home / "datasets" / "own").exists()
    assert revision() != seen
    with pytest.raises(BadInput, match="No dataset has this identifier: 'own'"):
        get_dataset("own")


def test_a_damaged_version_is_told_with_its_remedy(bench: Bench) -> None:
    dataset = import_table(bench.file, bench.describe).dataset
    (dataset.path / "dataset.json").write_text("{")
    with pytest.raises(StoreFailure, match=r"'own' cannot be read.*terreau data remove own"):
        list_datasets()
    run = [
        sys.executable,
        "-c",
        "from terreau.cli.main import main; main()",
        "data",
        "remove",
        "own",
    ]
    done = subprocess.run(run, capture_output=True, text=True, check=True)
    assert "Removed own, which could not be read any more" in done.stdout
    assert list_datasets() == []
    assert import_table(bench.file, bench.describe).is_new
