"""``terreau example`` from the terminal."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from terreau.cli.main import terreau
from terreau.datasets.catalogue import list_datasets
from terreau.datasets.example.installation import is_installed
from terreau.datasets.importing import import_table

DESCRIPTION = """\
[dataset]
id = "own"
title = "Own (invented)"
publisher = "Nobody"
licence = "None"
vintage = "2024"
country = "XX"
measure = "employment"
[columns]
territory = "zone"
period = "year"
value = "jobs"
[territory]
kind = "zone_emploi"
[absent]
cell = "zero"
"""


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


def test_a_table_of_ones_own_about_it_stays_and_is_named(home: Path, tmp_path: Path) -> None:
    run("install")
    file, describe = tmp_path / "own.csv", tmp_path / "own.toml"
    file.write_text("zone,year,jobs\nX001,2024,5\n")
    describe.write_text(DESCRIPTION)
    import_table(file, describe)
    assert "Your own table of it stays: `terreau data remove own` ends it." in run("remove")
    assert [dataset.id for dataset in list_datasets()] == ["own"]
    assert not is_installed()


def test_describing_names_the_stories_and_writes_nothing(home: Path) -> None:
    said = run("describe")
    for part in ("invented", "2:ti-x01", "2:ti-x02", "2:ti-x03", "employment"):
        assert part in said
    assert list(home.iterdir()) == []
