"""Files made from others are what making them again would give."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("script", ["docs", "messages", "vendor"])
def test_made_files_are_fresh(script: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / f"scripts/{script}.py", "--check"],
        check=False,
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")
