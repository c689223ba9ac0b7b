"""What the command line says when the world around it refuses."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from terreau.datasets.importing import import_table

DESCRIPTION = """\
[dataset]
id = "own"
title = "01→02"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2024"
measure = "employment"
[columns]
territory = "c"
period = "y"
value = "v"
[territory]
kind = "commune"
[absent]
cell = "zero"
"""
COMMAND = [sys.executable, "-c", "from terreau.cli.main import main; main()"]


def run(
    *words: str, home: Path, env: dict[str, str] | None = None, output: object = subprocess.PIPE
) -> subprocess.CompletedProcess[bytes]:
    chosen = {k: v for k, v in os.environ.items() if k != "PYTHONUTF8"} | (env or {})
    return subprocess.run(
        [*COMMAND, *words], stdout=output, stderr=subprocess.PIPE, check=False, timeout=100,
        env=chosen | {"TERREAU_HOME": str(home)},
    )  # fmt: skip


@pytest.mark.parametrize(
    "words", [("data", "list"), ("--version",), ("--help",), ("example", "describe")]
)
def test_a_full_disk_under_the_output_is_one_sentence(home: Path, words: tuple[str, ...]) -> None:
    with Path("/dev/full").open("wb") as full:
        done = run(*words, home=home, output=full)
    assert done.returncode == 1
    assert done.stderr == b"terreau: The system refused: No space left on device.\n"


def test_a_reader_who_has_enough_is_no_error(home: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = run("example", "describe", home=home, output=writer)
    os.close(writer)
    assert (done.returncode, done.stderr) == (1, b"")


def test_an_output_of_few_letters_shows_a_question_mark(home: Path, tmp_path: Path) -> None:
    file, describe = tmp_path / "own.csv", tmp_path / "own.toml"
    file.write_text("c;y;v\n01001;2024;5\n")
    describe.write_text(DESCRIPTION, encoding="utf-8")
    import_table(file, describe, home=home)
    for encoding in ("latin-1", "cp1252"):  # Of "ascii", click makes UTF-8 by itself.
        done = run("data", "list", home=home, env={"PYTHONIOENCODING": encoding})
        assert (done.returncode, done.stderr) == (0, b"")
        assert b"01?02 (Un observatoire, 2024)" in done.stdout


@pytest.mark.parametrize("name", ["nope", "terreau.web.settings.nope", "nope.settings"])
def test_settings_that_are_not_there_are_named(home: Path, name: str) -> None:
    done = run("profile", "X001", home=home, env={"DJANGO_SETTINGS_MODULE": name})
    assert done.returncode == 2
    assert f"DJANGO_SETTINGS_MODULE gives: '{name}'" in done.stderr.decode()
    assert done.stderr.count(b"\n") == 1
