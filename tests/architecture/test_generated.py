"""Files made from others are what making them again would give."""

from __future__ import annotations

import ast
import io
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

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


def test_every_marked_text_is_collected() -> None:
    """A text marked inside an f-string escapes the collector: its translation is never asked."""
    web = ROOT / "src/terreau/web"
    catalogue = (web / "locale/en/LC_MESSAGES/django.po").read_bytes()
    collected = {message.id for message in read_po(io.BytesIO(catalogue)) if message.id}
    marked = {
        call.args[0].value
        for path in web.rglob("*.py")
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id in {"_", "gettext", "gettext_lazy"}
        and isinstance(call.args[0], ast.Constant)
    }
    assert len(marked) > 300
    assert marked - collected == set()
