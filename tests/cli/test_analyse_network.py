"""``terreau analyse network``: ties from a file, each nature apart, and what is refused."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from terreau.cli.main import main

TIES = """\
actor,thing,day,kind,group,outside
Fonderie,salon,2026-01-10,lived,métal,non
Scierie,salon,2026-01-10,lived,bois,non
École,salon,2026-01-10,lived,,non
École,salon,2026-01-10,lived,,non
Région,salon,2026-01-10,lived,,oui
Fonderie,fiche 3,2026-01-10,planned,métal,non
Scierie,fiche 3,2026-01-10,planned,bois,non
École,fiche 3,2026-01-10,planned,,non
"""
Rows = list[dict[str, str]]
Run = Callable[..., tuple[Rows, str]]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """Return ``run(text, *words)``: the rows printed, and what was said on the error output."""

    def asked(text: str, *words: str) -> tuple[Rows, str]:
        file = tmp_path / "ties.csv"
        file.write_text(text, encoding="utf-8")
        monkeypatch.setattr("sys.argv", ["terreau", "analyse", "network", str(file), *words])
        with pytest.raises(SystemExit):
            main()
        printed = capsys.readouterr()
        return list(csv.DictReader(io.StringIO(printed.out))), printed.err

    return asked


def test_each_nature_is_measured_apart(run: Run) -> None:
    rows, _ = run(TIES)
    whole = {(row["kind"], row["component"]): row for row in rows
             if not row["actor"] + row["group"]}  # fmt: skip
    assert {row["kind"] for row in rows} == {"planned", "lived"}
    assert whole["lived", "density"]["value"] == "1.0"
    assert whole["lived", "openness"]["status"] == "too_few"  # one outside
    assert whole["planned", "openness"]["value"] == "0.0"
    assert whole["lived", "bridging"]["status"] == "too_few"  # two of known groups


def test_a_row_twice_counts_once_and_a_seed_repeats(run: Run) -> None:
    words = ("--null", "5", "--bootstrap", "5", "--seed", "3")
    once = TIES.replace("École,salon,2026-01-10,lived,,non\n", "", 1)
    assert run(TIES, *words) == run(once, *words)


def test_before_and_after(run: Run) -> None:
    rows, _ = run(TIES, "--before", "2025-06-01", "--after", "2026-02-01")
    density = [(r["day"], r["status"]) for r in rows
               if r["component"] == "density" and not r["group"]]  # fmt: skip
    assert density == [("2025-06-01", "too_few"), ("2026-02-01", "ok")] * 2


@pytest.mark.parametrize(
    ("before", "after", "words", "says"),
    [
        ("2026-01-10,lived,métal", "10/01/2026,lived,métal", (), "2026-03-31"),
        ("actor,thing,day", "actor,thing,date", (), "column is missing"),
        ("salon,2026-01-10,lived,bois", "salon,2026-01-10,hoped,bois", (), "planned or lived"),
        ("x", "x", ("--before", "2026-12-01", "--after", "2026-02-01"), "--before an earlier"),
        ("x", "x", ("--before", "1er mai"), "not a day"),
        ("x", "x", ("--half-life", "0"), "half-life"),
    ],
)
def test_what_cannot_be_read_is_said(
    run: Run, before: str, after: str, words: tuple[str, ...], says: str
) -> None:
    rows, said = run(TIES.replace(before, after, 1), *words)
    assert not rows
    assert says in said
    assert "Traceback" not in said
