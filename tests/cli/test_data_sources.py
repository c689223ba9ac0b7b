"""Official sources on the command line: pulled from a mirror, told, verified, or refused whole."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terreau.cli.main import main
from terreau.core.said import Said
from terreau.datasets import catalogue
from terreau.datasets.sources import get_source, list_sources
from terreau.datasets.sources.model import Remark, Weight

Run = Callable[..., tuple[int, str, str]]
NAME = "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last.csv"
ROWS = """Code commune;Code APE;Nombre d'établissements 2022;Effectifs salariés 2022
44184;3011Z;2;3100
44184;7820Z;4;250
"""


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return ``run("data", "pull", …)``: exit code, output and error, in an empty installation."""
    monkeypatch.setenv("TERREAU_HOME", str(tmp_path / "home"))

    def typed(*words: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["terreau", *words])
        with pytest.raises(SystemExit) as stopped:
            main()
        said = capsys.readouterr()
        code = stopped.value.code or 0
        assert isinstance(code, int)
        return code, said.out, said.err

    return typed


@pytest.fixture
def mirror(tmp_path: Path) -> Path:
    folder = tmp_path / "mirror" / "urssaf-commune-ape" / "last"
    folder.mkdir(parents=True)
    (folder / NAME).write_text(ROWS, encoding="utf-8")
    return tmp_path / "mirror"


def test_pulled_from_a_mirror_then_told_and_verified(run: Run, mirror: Path) -> None:
    code, out, _ = run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    assert code == 0
    assert out == (
        "urssaf-commune-ape: 1 commune × A732, 2022–2022, 2 rows kept, 0 of them secret or "
        "missing, 0 rejected\n"
    )
    _, out, _ = run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    assert out.startswith("urssaf-commune-ape: already there, nothing changed")
    _, out, _ = run("data", "status")
    assert "    last: held since" in out
    assert "pulled, unchanged" in out
    (told,) = [s for s in json.loads(run("data", "status", "--json")[1]) if s["share_alike"]]
    (edition,) = told["editions"]
    assert (edition["datasets"], edition["pull"]["outcome"]) == (
        ["urssaf-commune-ape"],
        "unchanged",
    )
    code, out, _ = run("data", "verify")
    assert (code, out.splitlines()[0]) == (0, "urssaf-commune-ape: sound, 2 rows")


def test_a_source_that_fails_stops_no_other(run: Run, mirror: Path) -> None:
    code, out, error = run(
        "data", "pull", "flores-a38", "urssaf-commune-ape", "--mirror", str(mirror)
    )
    assert code == 1
    assert out.startswith("urssaf-commune-ape: 1 commune")
    assert "flores-a38 (2024): The mirror does not have this file" in error
    assert "1 of 2 sources could not be pulled" in error


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ([], "Which sources?"),
        (["urssaf"], "No source has this name: 'urssaf'."),
        (["urssaf-commune-ape", "--vintage", "2019"], "has no such vintage: '2019'"),
        (["ti", "flores-a38", "--vintage", "1"], "one only with --vintage"),
        (["ti", "--all"], "Which sources?"),
    ],
)
def test_what_cannot_be_asked(run: Run, words: list[str], sentence: str) -> None:
    code, out, error = run("data", "pull", *words)
    assert (code, out, error.count("\n")) == (2, "", 1)
    assert sentence in error


def test_a_damaged_byte_is_found(run: Run, mirror: Path, tmp_path: Path) -> None:
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    (table,) = tmp_path.rglob("table.parquet")
    content = bytearray(table.read_bytes())
    content[40] ^= 1
    table.write_bytes(content)
    code, _, error = run("data", "verify", "urssaf-commune-ape")
    assert code == 1
    assert "`terreau data remove urssaf-commune-ape`" in error
    assert "1 of 1 datasets are damaged or do not add up: 'urssaf-commune-ape'" in error


@pytest.mark.parametrize("damage", ["table.parquet", "dataset.json", "labels.parquet"])
def test_what_cannot_be_read_at_all_is_found_too_and_replaced_by_a_pull(
    run: Run, mirror: Path, tmp_path: Path, damage: str
) -> None:
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    (file,) = tmp_path.rglob(damage)
    file.write_bytes(file.read_bytes()[: 10 if damage.endswith("parquet") else 0])
    catalogue._labels.cache_clear()
    code, _, error = run("data", "verify")
    assert code == 1
    assert "1 of 1 datasets are damaged" in error
    assert "urssaf-commune-ape is damaged: " in run("data", "status")[1]
    assert run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))[0] == 0
    assert run("data", "verify")[0] == 0


@pytest.mark.parametrize("gone", ["rejected.parquet", "description.toml", "cells.json"])
def test_every_file_of_a_version_is_verified(
    run: Run, mirror: Path, tmp_path: Path, gone: str
) -> None:
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    (file,) = tmp_path.rglob(gone)
    file.write_bytes(file.read_bytes() + b" ")
    assert run("data", "verify")[0] == 1
    file.unlink()
    assert run("data", "verify")[0] == 1


def test_cells_of_another_version_are_not_taken_for_those_of_the_table(
    run: Run, mirror: Path, tmp_path: Path
) -> None:
    def cells() -> dict[str, bytes]:
        (index,) = tmp_path.rglob("cells.json")
        return {file.name: file.read_bytes() for file in index.parent.glob("cells*")}

    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    former = cells()
    (file,) = mirror.rglob("*.csv")
    file.write_text(ROWS.replace("3100", "4100"), encoding="utf-8")
    shutil.rmtree(tmp_path / "home" / "datasets")
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    (index,) = tmp_path.rglob("cells.json")
    for name, content in former.items():
        (index.parent / name).write_bytes(content)
    code, _, error = run("data", "verify")
    assert code == 1
    assert "cells-2022.bin is not what was written" in error or "cells.json is not" in error


def test_a_sum_that_is_not_explained_fails(
    run: Run, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    gap = Remark(Said("2022: 3 jobs are not explained", "2022"), Weight.REFUSAL)
    monkeypatch.setattr("terreau.datasets.sources.verifying.verify_sums", lambda *_: [gap])
    code, _, error = run("data", "verify")
    assert code == 1
    assert "urssaf-commune-ape: its sums do not add up" in error
    assert "2022: 3 jobs are not explained" in error


def test_a_mistake_of_the_programme_leaves_the_others_told(
    run: Run, mirror: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise ZeroDivisionError("a mistake")

    folder = mirror / "zones" / "2025"
    folder.mkdir(parents=True)
    name = get_source("zones").edition("2025").file_name
    (folder / name).write_bytes(b"PK\x03\x04" + bytes(100) + b"PK\x05\x06" + bytes(18))
    broken = replace(get_source("zones"), parse=fails)
    known = {source.id: source for source in list_sources()} | {"zones": broken}
    monkeypatch.setattr("terreau.datasets.sources.importing.get_source", known.__getitem__)
    code, out, error = run("data", "pull", "zones", "urssaf-commune-ape", "--mirror", str(mirror))
    assert code == 1
    assert out.startswith("urssaf-commune-ape: 1 commune")
    assert "ZeroDivisionError: a mistake" in error
    assert "zones (2025): A mistake of Terreau ended this pull" in error


def test_what_came_from_a_mirror_says_so(run: Run, mirror: Path) -> None:
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    (told,) = json.loads(run("data", "list", "--json")[1])
    assert told["fetched_from"] == "mirror"
    assert "files" not in told


def test_a_pipe_is_refused_at_once(run: Run, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    code, _, error = run("data", "import", "urssaf-commune-ape", str(tmp_path / "pipe.csv"))
    assert (code, error.count("\n")) == (2, 1)
    assert "This is a pipe or a device" in error


def test_figures_in_the_communes_of_another_vintage(run: Run, mirror: Path, tmp_path: Path) -> None:
    run("data", "pull", "urssaf-commune-ape", "--mirror", str(mirror))
    code, out, told = run("data", "rebase", "urssaf-commune-ape", "--to", "2021")
    assert code == 0
    assert out.splitlines() == [
        "territory,sector,period,value,status,lower,units,rebased,uncertain",
        "44184,30.11Z,2022,3100.0,ok,3100.0,2.0,0.0,0.0",
        "44184,78.20Z,2022,250.0,ok,250.0,4.0,0.0,0.0",
    ]
    assert told == (
        "2022: 3350 known, 0.00% under another code, 0.00% by a passage that is not certain\n"
    )
    words = ("data", "rebase", "urssaf-commune-ape", "--output", str(tmp_path / "x.parquet"))
    assert run(*words, "--to", "2021")[0] == 0
    assert pq.read_table(tmp_path / "x.parquet")["value"].to_pylist() == [3100, 250]
    before = (tmp_path / "x.parquet").read_bytes()
    code, _, error = run(*words, "--to", "2020")
    assert (code, error.count("\n")) == (2, 1)
    assert "no communes of that vintage: 2020" in error
    assert (tmp_path / "x.parquet").read_bytes() == before
