"""Small tables with their descriptions, written where a test can spoil them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from terreau.core.errors import TerreauError

DESCRIPTION = """\
[dataset]
id = "own"
title = "Emploi salarié"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
measure = "employment"
[columns]
territory = "commune"
sector = "a38"
period = "annee"
value = "effectif"
[territory]
kind = "commune"
[sector]
nomenclature = "A38"
[absent]
cell = "zero"
[format]
separator = ";"
"""

ROWS = """\
commune;a38;annee;effectif
01001;CA;2019;12
01001;CA;2024;15
01001;FZ;2024;3
75056;CA;2019;120
75056;CA;2024;110
"""


class Bench:
    """A folder with one table and its description, which a test changes before importing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.rows, self.description = ROWS, DESCRIPTION
        self.name, self.encoding = "table.csv", "utf-8"

    @property
    def file(self) -> Path:
        """Path of the table, written as it is now."""
        path = self.folder / self.name
        if path.suffix == ".csv":
            path.write_bytes(self.rows.encode(self.encoding))
        return path

    @property
    def describe(self) -> Path:
        """Path of the description, written as it is now."""
        path = self.folder / "table.toml"
        path.write_text(self.description, encoding="utf-8")
        return path

    def change(self, old: str, new: str) -> None:
        """Replace a piece of the table, or else of the description; it must be there."""
        if old in self.rows:
            self.rows = self.rows.replace(old, new)
        else:
            assert old in self.description
            self.description = self.description.replace(old, new)


@pytest.fixture
def bench(tmp_path: Path, home: Path) -> Bench:
    """Return a sound table, ready to be spoiled."""
    folder = tmp_path / "bench"
    folder.mkdir()
    return Bench(folder)


@pytest.fixture
def says() -> Callable[..., None]:
    """Return a check: the message holds every piece, and what was kept."""

    def check(error: TerreauError, *pieces: str) -> None:
        missing = [piece for piece in pieces if piece not in str(error)]
        assert not missing, f"{missing} not in: {error}"
        assert str(error) == error.sentence()
        assert "Nothing was" in error.kept

    return check
