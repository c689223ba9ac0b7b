"""`make audit` fails when a fault is known, and when anything could not be looked at."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
# As pip-audit 2 behaves: a package left out is told, and fails only where --strict is given.
STAND_IN = """#!/bin/sh
echo "$@" >> "$LOG"
case "$WAY" in
  sound) exit 0 ;;
  fault) echo "Found 1 known vulnerability in 1 package" >&2; exit 1 ;;
  skipped) echo "left out: Dependency not found and could not be audited" >&2
           case " $* " in *" --strict "*) exit 1 ;; *) exit 0 ;; esac ;;
  network) echo "ERROR: connection refused" >&2; exit 1 ;;
esac
"""


def audit(folder: Path, way: str) -> tuple[int, list[str]]:
    """Run the target with a stand-in for pip-audit; return its status and the calls."""
    tools = folder / "bin"
    tools.mkdir()
    (tools / "pip-audit").write_text(STAND_IN)
    (tools / "pip-audit").chmod(0o755)
    log = folder / "log"
    done = subprocess.run(
        ["make", "--no-print-directory", "audit", f"AUDIT={tools / 'pip-audit'}"],
        cwd=ROOT, env=os.environ | {"WAY": way, "LOG": str(log)},
        capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip
    return done.returncode, log.read_text().splitlines()


def test_all_that_is_locked_is_looked_at(tmp_path: Path) -> None:
    status, calls = audit(tmp_path, "sound")
    assert status == 0
    looked_at = {call.split("-r ")[1] for call in calls}
    assert looked_at == {file.name for file in ROOT.glob("requirements*.txt")}


@pytest.mark.parametrize("way", ["fault", "skipped", "network"])
def test_what_is_wrong_or_unknown_fails(tmp_path: Path, way: str) -> None:
    status, _calls = audit(tmp_path, way)
    assert status != 0
