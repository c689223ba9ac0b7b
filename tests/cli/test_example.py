"""``terreau example`` from the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from terreau.cli.main import terreau
from terreau.datasets.example.installation import is_installed


def run(*words: str) -> str:
    """Run one command, which must succeed, and return what it prints."""
    result = CliRunner().invoke(terreau, ["example", *words], catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


@pytest.mark.usefixtures("home")
def test_in_once_in_again_and_out() -> None:
    assert "not installed here" in run("describe")
    assert "Terrania (example country) installed: " in run("install")
    assert is_installed()
    assert "was already there" in run("install")
    assert ", installed here" in run("describe")
    assert "removed" in run("remove")
    assert not is_installed()
    assert "was not there" in run("remove")


def test_describing_names_the_stories_and_writes_nothing(home: Path) -> None:
    said = run("describe")
    for part in ("invented", "2:ti-x01", "2:ti-x02", "2:ti-x03", "employment"):
        assert part in said
    assert list(home.iterdir()) == []
