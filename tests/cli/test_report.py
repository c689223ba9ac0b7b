"""``terreau report``: one report, or one for each territory of a kind."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.mark.parametrize(
    ("suffix", "begins"), [("pdf", b"%PDF"), ("pptx", b"PK"), ("docx", b"PK"), ("xlsx", b"PK")]
)
def test_a_profile_in_each_format(
    terreau: Run, seeded_home: Path, tmp_path: Path, suffix: str, begins: bytes
) -> None:
    file = tmp_path / f"report.{suffix}"
    asked = ["report", "profile", "Hautecomète", "--kind", "zone_emploi", "--format", suffix]
    done = terreau(seeded_home, *asked, "--output", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes().startswith(begins)


def test_a_comparison(terreau: Run, seeded_home: Path, tmp_path: Path) -> None:
    file = tmp_path / "c.pdf"
    names = ["zone_emploi:X001", "zone_emploi:X002"]
    done = terreau(seeded_home, "report", "comparison", *names, "--output", file)
    assert (done.returncode, done.stderr) == (0, "")
    assert file.read_bytes().startswith(b"%PDF")


def test_a_series_by_two_processes(terreau: Run, seeded_home: Path, tmp_path: Path) -> None:
    folder = tmp_path / "all"
    asked = ["report", "batch", "--country", "XX", "--kind", "epci", "--workers", "2"]
    done = terreau(seeded_home, *asked, "--output", folder)
    assert (done.returncode, done.stderr) == (0, "")
    assert len(list(folder.glob("*.pdf"))) == 8
    assert done.stdout == f"8 reports in {folder}\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["profile", "nowhere-at-all"], "Aucun territoire"),
        (["profile", "Hautecomète"], "--kind"),
        (["profile", "X002", "--kind", "zone_emploi", "--format", "odt"], "odt"),
        (["profile", "X002", "--kind", "zone_emploi", "--template", "none.pptx"], "cannot be read"),
        (["comparison", "zone_emploi:X001"], "de deux à six"),
        (["batch", "--within", "region:999"], "Aucun territoire n’a ce code"),
        (["batch", "--within", "Bretagne"], "d’une région ou d’un département"),
    ],
)
def test_what_cannot_be_made_is_said_and_nothing_written(
    terreau: Run, seeded_home: Path, tmp_path: Path, words: list[str], said: str
) -> None:
    out = tmp_path / "out"
    done = terreau(seeded_home, "report", *words, "--output", out)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert not out.exists() or list(out.iterdir()) == []


def test_a_template_that_is_none_is_refused(
    terreau: Run, seeded_home: Path, tmp_path: Path
) -> None:
    template = tmp_path / "template.pptx"
    template.write_text("not a deck")
    asked = ["report", "profile", "X002", "--kind", "zone_emploi", "--format", "pptx"]
    for words, said in (
        ((*asked, "--template", template), "PowerPoint"),
        ((*asked[:-1], "pdf", "--template", template), "takes no template"),
    ):
        done = terreau(seeded_home, "report", *words[1:], "--output", tmp_path / "o")
        assert done.returncode == 2
        assert said in done.stderr
