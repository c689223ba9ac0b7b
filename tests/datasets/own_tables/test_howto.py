"""The how-to is true: its descriptions are accepted, and it names every key and closed value."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from terreau.datasets.description import parse_description
from terreau.datasets.description_keys import (
    ABSENT,
    CONTENTS,
    COUNTRIES,
    PERIMETER_KINDS,
    SECTIONS,
    YEAR,
)
from terreau.datasets.measures import MEASURES, RATES
from terreau.datasets.reference import naf

PAGE = (Path(__file__).parents[3] / "docs/howto/own-table.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```toml[^\n]*\n(.*?)```", PAGE, flags=re.DOTALL)


@pytest.mark.parametrize("block", BLOCKS)
def test_each_description_is_accepted(block: str) -> None:
    assert parse_description(block, file="own-table.md").licence


def test_every_key_and_closed_value_is_named() -> None:
    words = set(re.findall(r"[\w.]+", PAGE))
    keys = {key for section in SECTIONS.values() for key in section or ()}
    closed = {*ABSENT, *CONTENTS, *COUNTRIES, *MEASURES, *RATES, *PERIMETER_KINDS, *naf.LEVELS}
    last = {word.rpartition(".")[2] for word in words}
    assert keys | closed | set(SECTIONS) <= words | last


def test_there_is_one_description_for_each_way_of_writing_years_and_for_each_content() -> None:
    read = [parse_description(block, file="own-table.md") for block in BLOCKS]
    assert [(d.content, d.columns.get("value", "").endswith(YEAR)) for d in read] == [
        ("figures", False), ("figures", True), ("perimeters", False),
        ("series", False), ("outlines", False), ("passages", False)
    ]  # fmt: skip
