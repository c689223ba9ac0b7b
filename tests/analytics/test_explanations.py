"""What the explanation pages show is what the library answers."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

PAGES = Path(__file__).parents[2] / "docs/explanation"


EXAMPLES = sorted(page.name for page in PAGES.glob("*.md") if ">>> " in page.read_text("utf-8"))


@pytest.mark.parametrize("page", EXAMPLES)
def test_the_examples_of_the_page_run(page: str) -> None:
    outcome = doctest.testfile(str(PAGES / page), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0
