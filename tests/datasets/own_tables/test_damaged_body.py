"""A stored table of which a byte is not what was written is told as damaged."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import mapped_cells, scan
from terreau.datasets.catalogue import get_dataset, list_damaged, list_datasets, revision
from terreau.datasets.dataset import Dataset
from terreau.datasets.importing import import_table
from terreau.datasets.sources.verifying import verify_dataset
from terreau.datasets.store import remove


def body_of(table: Path) -> range:
    """Return the places between the mark of a Parquet file and its footer."""
    content = table.read_bytes()
    return range(4, len(content) - 8 - int.from_bytes(content[-8:-4], "little"))


def every_bit(path: Path, places: range) -> None:
    """Invert some bytes of a file."""
    content = bytearray(path.read_bytes())
    for place in places:
        content[place] = 255 - content[place]
    path.write_bytes(content)


@pytest.fixture
def dataset(bench: Any, home: Path) -> Dataset:
    mapped_cells._remembered.cache_clear()
    return import_table(bench.file, bench.describe).dataset


def files_of_cells(dataset: Dataset) -> list[Path]:
    return sorted(dataset.path.glob("cells-*.bin"))


def read(dataset: Dataset) -> bytes:
    mapped_cells._remembered.cache_clear()
    asked = dataset.periods
    return scan.aggregate(dataset, {"all": ["44184"]}, periods=asked).sums.tobytes()


def test_a_scan_says_that_its_cells_are_damaged(dataset: Dataset) -> None:
    (first, *_) = files_of_cells(dataset)
    every_bit(first, range(first.stat().st_size))
    with pytest.raises(StoreFailure) as told:
        read(get_dataset(dataset.id))
    assert f"`terreau data remove {dataset.id}`" in told.value.remedy


def test_a_table_whose_body_is_damaged_is_told(dataset: Dataset) -> None:
    every_bit(dataset.table_path, body_of(dataset.table_path))
    with pytest.raises(StoreFailure) as told:
        verify_dataset(get_dataset(dataset.id))
    assert f"`terreau data remove {dataset.id}`" in told.value.remedy


DAMAGES: dict[str, Callable[[Path], object]] = {
    "cut": lambda cells: cells.write_bytes(cells.read_bytes()[:-1]),
    "gone": lambda cells: cells.unlink(),
    "empty": lambda cells: cells.write_bytes(b""),
    "another index": lambda cells: (cells.parent / "cells.json").write_text("[]"),
    "no index text": lambda cells: (cells.parent / "cells.json").write_bytes(b"\xff"),
}


def test_once_found_a_damage_is_remembered_and_an_import_repairs_it(
    bench: Any, dataset: Dataset
) -> None:
    every_bit(files_of_cells(dataset)[0], range(2))
    assert [d.id for d in list_datasets()] == [dataset.id]
    with pytest.raises(StoreFailure):
        read(dataset)
    assert [d.id for d in list_damaged()] == [dataset.id]
    assert list_datasets() == []
    assert import_table(bench.file, bench.describe).is_new
    assert list_damaged() == []


@pytest.mark.parametrize(
    "name", ["cells-2019.bin", "cells.json", "table.parquet", "labels.parquet"]
)
def test_an_import_repairs_a_damage_that_nobody_has_seen(
    bench: Any, dataset: Dataset, name: str
) -> None:
    right = read(dataset)
    every_bit(dataset.path / name, range(1))
    assert import_table(bench.file, bench.describe).is_new
    verify_dataset(get_dataset(dataset.id))
    assert read(get_dataset(dataset.id)) == right
    assert not import_table(bench.file, bench.describe).is_new


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_cells_that_cannot_be_read_are_told(
    dataset: Dataset, damage: Callable[[Path], object]
) -> None:
    damage(files_of_cells(dataset)[0])
    for use in (read, verify_dataset):
        mapped_cells._remembered.cache_clear()
        with pytest.raises(StoreFailure, match="cannot be read"):
            use(dataset)


def test_one_wrong_bit_is_never_another_figure(dataset: Dataset) -> None:
    right = read(dataset)
    index = dataset.path / "cells.json"
    for path in (*files_of_cells(dataset), index):
        sound = path.read_bytes()
        for place in range(0, len(sound), max(1, len(sound) // 60)):
            spoiled = bytearray(sound)
            spoiled[place] ^= 0x10
            path.write_bytes(spoiled)
            try:
                assert read(dataset) == right, (path.name, place)
            except StoreFailure:
                continue
        path.write_bytes(sound)
    assert read(dataset) == right


def test_who_remembers_the_store_looks_again_once_damage_is_found(dataset: Dataset) -> None:
    before = revision()
    (first, *_) = files_of_cells(dataset)
    every_bit(first, range(first.stat().st_size))
    with pytest.raises(StoreFailure):
        read(get_dataset(dataset.id))
    damaged = revision()
    assert damaged != before
    (broken,) = list_damaged()
    assert broken.id == dataset.id
    assert revision() == damaged


def test_damage_that_listing_finds_is_told_to_all(dataset: Dataset) -> None:
    before = revision()
    with dataset.table_path.open("ab") as file:
        file.write(b"x")
    assert revision() == before
    assert [broken.id for broken in list_damaged()] == [dataset.id]
    assert revision() != before
    remove(dataset.id)
    assert list_damaged() == []
