"""Secrets come from the environment: none is written in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]
# Forms by which keys are known, whoever gave them; written in two halves, for this file too.
KEYS = re.compile(
    "|".join(
        (
            "-----BEGIN [A-Z ]*PRIVATE" + " KEY", r"\bAKIA[0-9A-Z]{16}\b", r"\bgh[pousr]_\w{36}\b",
            r"\bglpat-[\w-]{20}\b", r"\bxox[abpr]-\w{10}", r"\bsk-[A-Za-z0-9]{32}",
            r"\beyJ[\w-]{20,}\.eyJ[\w-]{20,}", r"://(?!(?:user|me|me%40town|terreau|ma%40rie|u):)[^/\s:@]+:[^/\s:@{<$]{3,}@(?!localhost|127\.)",
        )
    )
)  # fmt: skip
NAMED = re.compile(r"secret|password|passwd|api_?key|private_?key|credential", re.IGNORECASE)
# Of developers and tests: production refuses it (tests/web/settings/test_production.py).
PUBLIC = {"PUBLIC_SECRET"}


def followed() -> list[Path]:
    done = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    files = [ROOT / name for name in done.stdout.split("\0") if name]
    return [file for file in files if file.is_file()]


def test_no_key_is_in_the_repository() -> None:
    text = {
        ".py",
        ".toml",
        ".md",
        ".txt",
        ".html",
        ".js",
        ".json",
        ".yml",
        ".yaml",
        ".cfg",
        ".env",
        "",
    }
    found = [
        f"{file.relative_to(ROOT)}: {match[0][:12]}…"
        for file in followed()
        if file.suffix in text and "vendor" not in file.parts
        for match in KEYS.finditer(file.read_text(encoding="utf-8", errors="replace"))
    ]
    assert found == []


def test_no_file_of_settings_is_in_the_repository() -> None:
    kept = {".env", ".pem", ".key", ".p12", ".pfx", ".sqlite3"}
    assert [file.name for file in followed() if {file.suffix, file.name} & kept] == []


def given_words(node: ast.AST) -> list[str]:
    """Return the names that are given words of their own in a line of code."""
    match node:
        case ast.Assign(targets=targets, value=ast.Constant(value=str(words))) if len(words) > 5:
            return [ast.unparse(target) for target in targets]
        case ast.AnnAssign(target=target, value=ast.Constant(value=str(words))) if len(words) > 5:
            return [ast.unparse(target)]
        case ast.keyword(arg=str(name), value=ast.Constant(value=str(words))) if len(words) > 5:
            return [name]
    return []


def test_no_secret_is_written_in_the_program() -> None:
    found = {
        name
        for file in (ROOT / "src").rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in given_words(node)
        if NAMED.search(name)
    }
    assert found == PUBLIC
