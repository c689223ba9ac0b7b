"""``terreau data``: what it prints, and how it refuses."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]

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
period = "annee"
value = "effectif"
[territory]
kind = "commune"
[absent]
cell = "zero"
"""


@pytest.fixture
def table(tmp_path: Path) -> Path:
    (tmp_path / "own.toml").write_text(DESCRIPTION, encoding="utf-8")
    file = tmp_path / "own.csv"
    rows = "".join(f"01001;{year};5\n" for year in range(2000, 2025))
    file.write_text(f"commune;annee;effectif\n{rows}01001;2025;x\n", encoding="utf-8")
    return file


@pytest.fixture
def terreau(terreau: Run, home: Path) -> Run:
    """Return the command line in the home of the test."""
    return partial(terreau, home)


def test_import_list_remove(terreau: Run, table: Path, home: Path) -> None:
    done = terreau("data", "import", table, "--describe", table.with_suffix(".toml"))
    assert done.returncode == 0
    assert "own: 1 commune, 2000–2025, 26 rows kept, 1 of them secret or missing" in done.stdout
    assert "1 × not_a_number, first at line 27, column 'effectif'" in done.stderr
    assert "rejected.parquet" in done.stderr
    again = terreau("data", "import", table, "--describe", table.with_suffix(".toml"))
    assert "already there, nothing changed" in again.stdout
    (listed,) = json.loads(terreau("data", "list", "--json").stdout)
    assert (listed["id"], listed["rows_kept"], listed["periods"][-1]) == ("own", 26, 2025)
    assert "path" not in listed
    assert "Emploi salarié (Un observatoire, 2024)" in terreau("data", "list").stdout
    assert "Removed own" in terreau("data", "remove", "own").stdout
    assert "No dataset yet" in terreau("data", "list").stdout


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["import", "FILE"], "--describe"),
        (["import", "ti", "FILE"], "has several vintages. It has 1, 2. Say which with --vintage 2"),
        (
            ["import", "FILE", "--phase", "2"],
            "either with its description or as a file of a source",
        ),
        (["import", "FILE", "FILE"], "No source has this name"),
        (["import", "ti", "FILE", "--phase", "2"], "column 'id_ti': This column is missing"),
        (["remove", "absent"], "No dataset has this identifier: 'absent'. Held here: none"),
    ],
)
def test_refusals_are_one_paragraph_and_exit_2(
    terreau: Run, table: Path, home: Path, words: list[str], message: str
) -> None:
    refused = terreau("data", *(str(table) if word == "FILE" else word for word in words))
    assert refused.returncode == 2
    assert message in refused.stderr
    assert refused.stderr.startswith("terreau: ")
    assert "Traceback" not in refused.stderr
    assert refused.stderr.count("\n") == 1


def test_a_store_that_refuses_exits_1(terreau: Run, table: Path, home: Path) -> None:
    home.rmdir()
    home.write_text("not a folder")
    refused = terreau("data", "import", table, "--describe", table.with_suffix(".toml"))
    assert refused.returncode == 1
    assert "The disk refused" in refused.stderr


def test_django_is_never_loaded(table: Path, home: Path) -> None:
    code = (
        "import sys; sys.argv[1:] = ['data', 'list']\n"
        "from terreau.cli.main import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'django', 'pandas', 'python_calamine', 'duckdb'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, timeout=50)
