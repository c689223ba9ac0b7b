"""The state of the data behind a report: named once, kept, and told whether it still stands."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from terreau.core.errors import StoreFailure
from terreau.datasets import data_state
from terreau.datasets.catalogue import list_datasets
from terreau.datasets.store import remove


@pytest.fixture
def example_home(home: Path, seeded_home: Path) -> Path:
    """Return a TERREAU_HOME of one's own with the tables of the example country."""
    shutil.copytree(seeded_home / "datasets", home / "datasets")
    return home


def used(home: Path) -> list[str]:
    return [f"{dataset.id}@{dataset.checksum}" for dataset in list_datasets(home)]


def test_a_state_is_named_by_what_was_used(example_home: Path) -> None:
    names = used(example_home)
    state = data_state.state_of([*names, "", names[0]], example_home)
    assert [table.id for table in state.tables] == sorted(name.partition("@")[0] for name in names)
    assert all(table.title for table in state.tables)
    assert state.digest == data_state.state_of([" ".join(names)], example_home).digest
    assert state.digest != data_state.state_of(names[:1], example_home).digest
    assert state.digest != replace(state, version="0").digest


def test_what_is_recorded_is_found_again(example_home: Path) -> None:
    state = data_state.state_of(used(example_home), example_home)
    assert data_state.get_state(state.digest, example_home) is None
    data_state.record(state, example_home)
    data_state.record(state, example_home)
    assert data_state.get_state(state.digest, example_home) == state
    assert {s.state for s in data_state.standings(state, example_home)} == {"same"}


def test_a_table_that_is_replaced_or_removed_is_told(example_home: Path) -> None:
    first, *others = used(example_home)
    id_, _sep, _checksum = first.partition("@")
    state = data_state.state_of([f"{id_}@0000", *others], example_home)
    remove(others[0].partition("@")[0], home=example_home)
    told = {s.table.id: s.state for s in data_state.standings(state, example_home)}
    assert told[id_] == "replaced"
    assert told[others[0].partition("@")[0]] == "removed"


@pytest.mark.parametrize("digest", ["", "../../etc/passwd", "0" * 16, "ABCDEF0123456789", "0" * 17])
def test_an_unknown_digest_is_nothing(example_home: Path, digest: str) -> None:
    assert data_state.get_state(digest, example_home) is None


def test_a_damaged_state_says_nothing(example_home: Path) -> None:
    state = data_state.state_of((), example_home)
    data_state.record(state, example_home)
    (example_home / "states" / f"{state.digest}.json").write_text('{"tables": 3}')
    assert data_state.get_state(state.digest, example_home) is None


def test_a_disk_that_refuses_is_told(example_home: Path) -> None:
    (example_home / "states").write_text("in the way")
    with pytest.raises(StoreFailure, match="refused the state"):
        data_state.record(data_state.state_of((), example_home), example_home)
