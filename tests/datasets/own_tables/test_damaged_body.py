"""A stored table whose footer is sound and whose body is not is told as damaged."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import scan
from terreau.datasets.catalogue import get_dataset
from terreau.datasets.importing import import_table


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
