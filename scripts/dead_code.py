"""Find code that nobody uses: vulture, told of the names that Python alone does not see.

A name counts as used when a template writes it, when a string names it (settings, handlers,
commands are loaded that way), when it is a field of the API or a member of an enumeration, or
when a page of the documentation shows it: what the library offers to notebooks is documented,
or dead.
"""

from __future__ import annotations

import keyword
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
PAGES = ("README.md", "docs/tutorial/*.md", "docs/howto/*.md", "docs/explanation/*.md")
PATH_IN_STRING = re.compile(r"""["'][\w.]*?(\w+)["']""")
CODE = re.compile(r"```.*?```|`[^`]+`", re.DOTALL)
DECLARED = re.compile(r"^    (\w+)(?::| =)", re.MULTILINE)
WORD = re.compile(r"\b[a-z_]\w+\b", re.IGNORECASE)


def main() -> None:
    """Run vulture and exit as it does."""
    with tempfile.TemporaryDirectory() as folder:
        named = Path(folder) / "named_elsewhere.py"
        named.write_text("".join(f"_.{word}\n" for word in sorted(_words())), encoding="utf-8")
        done = subprocess.run(
            [sys.executable, "-m", "vulture", "src", "scripts", named], cwd=ROOT, check=False
        )
    sys.exit(done.returncode)


def _words() -> set[str]:
    """Return every name that is written somewhere else than in a line of Python."""
    words: set[str] = set()
    for path in (ROOT / "src").rglob("*.html"):
        words.update(WORD.findall(path.read_text(encoding="utf-8")))
    for pattern in PAGES:
        for path in ROOT.glob(pattern):
            for code in CODE.findall(path.read_text(encoding="utf-8")):
                words.update(WORD.findall(code))
    for path in (ROOT / "src").rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        words.update(PATH_IN_STRING.findall(source))
        if path.stem == "api" or path.stem.endswith("enums"):
            words.update(DECLARED.findall(source))
    return {word for word in words if word.isidentifier() and not keyword.iskeyword(word)}


if __name__ == "__main__":
    main()
