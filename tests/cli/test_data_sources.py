"""Official sources on the command line: pulled from a mirror, told, verified, or refused whole."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terreau.cli.main import main

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
    assert "1 of 1 datasets are damaged" in error


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
