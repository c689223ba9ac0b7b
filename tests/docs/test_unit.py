"""The unit of systemd that the documentation gives is one that systemd accepts."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[2] / "docs/howto/run-a-public-instance.md"
# What is on the operator's machine and not on this one.
THERE = {
    "/opt/terreau/.venv/bin/terreau serve": "/bin/true",
    "/etc/terreau.env": "/dev/null",
    "=terreau\n": "=root\n",
}


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="there is no systemd here")
def test_systemd_accepts_the_unit(tmp_path: Path) -> None:
    found = re.search(r"```ini\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    unit = found[1]
    for written, here in THERE.items():
        assert written in unit
        unit = unit.replace(written, here)
    file = tmp_path / "terreau.service"
    file.write_text(unit)
    done = subprocess.run(
        ["systemd-analyze", "verify", file], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
