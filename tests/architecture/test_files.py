"""What any file of the project must be: short, named after a concept, free of this machine."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 300
# Written with escapes, so that this file does not accuse itself.
LEAKS = {
    "a path of a workplace": re.compile(r"/(?:work|farm)\x2f|(?<![\w])/home\x2f\w+|/root\x2f"),
    "the address of a package registry": re.compile(
        r"registry\x2enpmjs|registry\x2eyarnpkg|files\x2epythonhosted|pypi\x2eorg/simple"
        r"|--(?:extra-)?index-url[ =]\S|--find-links[ =]\S|_auth\x54oken",
    ),
}


def tracked(*patterns: str) -> list[Path]:
    """Return the files git knows or would add, without those deleted and not yet committed."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", *patterns]
    listed = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_is_longer_than_one_can_read() -> None:
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf-8").splitlines())
        for path in tracked("*.py")
        if "migrations" not in path.parts
    }
    assert len(lengths) > 20, "the list of files is wrong"
    assert {name: n for name, n in lengths.items() if n > LONGEST} == {}


def test_a_module_is_named_after_what_lives_there() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "misc", "tools", "base_utils"}
    names = [path.relative_to(ROOT) for path in tracked("src/*.py", "scripts/*.py")]
    assert [str(name) for name in names if drawers & {name.stem, *name.parts}] == []
    numbered = re.compile(r"(_v?\d+|_new|_old|_bis)$")
    numbers = [str(n) for n in names if numbered.search(n.stem) and "migrations" not in n.parts]
    assert numbers == []


@pytest.mark.parametrize("leak", LEAKS)
def test_no_tracked_file_holds(leak: str) -> None:
    found = {}
    for path in tracked():
        content = path.read_bytes()
        if b"\0" in content[:8000]:
            continue
        if match := LEAKS[leak].search(content.decode("utf-8", errors="replace")):
            found[path.relative_to(ROOT).as_posix()] = match.group()
    assert found == {}


def test_every_package_has_a_docstring_of_its_own() -> None:
    """An ``__init__.py`` says what lives there; empty ones are for migrations alone."""
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in tracked("src/*__init__.py")
        if not path.read_text(encoding="utf-8").lstrip().startswith(('"""', 'r"""'))
        and "migrations" not in path.parts
    ]
    assert silent == []
