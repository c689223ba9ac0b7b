"""A stored table whose footer is sound and whose body is not is told as damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import scan
from terreau.datasets.catalogue import get_dataset
from terreau.datasets.importing import import_table
from terreau.datasets.scan import held


def spoil_body(path: Path) -> None:
    """Invert each byte between the mark of the file and its footer."""
    content = bytearray(path.read_bytes())
    footer = len(content) - 8 - int.from_bytes(content[-8:-4], "little")
    content[4:footer] = bytes(255 - byte for byte in content[4:footer])
    path.write_bytes(content)


@pytest.fixture
def spoiled(bench: Any, home: Path) -> str:
    dataset = import_table(bench.file, bench.describe).dataset
    spoil_body(dataset.table_path)
    return dataset.id


def test_a_scan_says_that_the_table_is_damaged(spoiled: str, home: Path) -> None:
    dataset = get_dataset(spoiled, home)
    with pytest.raises(StoreFailure) as told:
        scan.aggregate(dataset, {"all": ["44184"]}, periods=dataset.periods)
    assert f"`terreau data remove {spoiled}`" in told.value.remedy


def test_one_wrong_bit_is_never_another_figure(bench: Any, home: Path) -> None:
    dataset = import_table(bench.file, bench.describe).dataset
    sound = dataset.table_path.read_bytes()
    footer = len(sound) - 8 - int.from_bytes(sound[-8:-4], "little")
    asked = dataset.periods

    def read() -> bytes:
        held._held.cache_clear()
        return scan.aggregate(dataset, {"all": ["44184"]}, periods=asked).sums.tobytes()

    right = read()
    for place in range(4, footer, max(1, footer // 60)):
        spoiled = bytearray(sound)
        spoiled[place] ^= 0x10
        dataset.table_path.write_bytes(spoiled)
        try:
            assert read() == right, place
        except StoreFailure:
            continue
