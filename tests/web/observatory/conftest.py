"""What several tests of the observatory need."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from pytest_django import Settings

from terreau.datasets.dataset import Dataset
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.web.apps.observatory import datasets_held, selectors
from terreau.web.apps.observatory.datasets_held import list_figures
from terreau.web.apps.territories.services import sync_perimeters

DESCRIPTION = """\
[dataset]
id = "{id}"
title = "Emploi"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
country = "XX"
measure = "employment"
[columns]
territory = "code"
{sector}
period = "year"
value = "jobs"
[territory]
kind = "{kind}"
{nomenclature}
[absent]
cell = "zero"
[status]
secret = ["s"]
[coverage]
nation = true
"""
Give = Callable[[str, str, list[str]], None]


@pytest.fixture
def demo(home: Path, settings: Settings) -> None:
    """Let whoever is on this machine start."""
    settings.PULLS_FROM_THIS_MACHINE = True


@pytest.fixture
def give(home: Path, seeded_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Give:
    """Return ``give(id, kind, rows)``: a table of the example country, whose own is set aside."""
    shutil.copytree(seeded_home / "example", home / "example")
    shutil.copytree(seeded_home / "datasets", home / "datasets")

    def given(country: str) -> list[Dataset]:
        return [
            d for d in list_figures() if d.country == country and not d.id.startswith("example-")
        ]

    for module in (datasets_held, selectors):
        monkeypatch.setattr(module, "list_employment", given)

    def give(name: str, kind: str, rows: list[str]) -> None:
        has_sector = rows[0].count(",") == 3
        text = DESCRIPTION.format(
            id=name,
            kind=kind,
            sector='sector = "a38"' if has_sector else "",
            nomenclature='[sector]\nnomenclature = "A38"' if has_sector else "",
        )
        header = "code,a38,year,jobs" if has_sector else "code,year,jobs"
        file = tmp_path / f"{name}.csv"
        file.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        import_described(file, parse_description(text, file=f"{name}.toml"), home=home)
        sync_perimeters(home=home)

    return give
