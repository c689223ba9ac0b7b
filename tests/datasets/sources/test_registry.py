"""What every source says of itself, and that it says it right."""

from __future__ import annotations

import re

import pytest

from terreau.datasets.sources import Source, list_sources

SOURCES = [pytest.param(source, id=source.id) for source in list_sources()]


def test_no_two_sources_or_datasets_share_a_name() -> None:
    names = [source.id for source in list_sources()]
    made = [name for source in list_sources() for name in source.datasets]
    assert len({*names}) == len(names)
    assert len({*made}) == len(made)


@pytest.mark.parametrize("source", SOURCES)
def test_a_source_says_what_it_is(source: Source) -> None:
    assert source.datasets
    assert source.file_format
    assert source.absent
    assert not source.checks or source.checked
    assert source.page.startswith("https://")
    labels = [edition.label for edition in source.editions]
    assert labels
    assert len({*labels}) == len(labels)
    for edition in source.editions:
        assert re.fullmatch(r"[\w.-]+", edition.file_name)
        assert re.match(r"https://|$", edition.address)
        assert re.fullmatch(r"[\w.-]+", edition.label)
