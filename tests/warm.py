"""The command line, kept warm: a process that has imported what commands need, and forks for each.

Most of what a command costs is to import its libraries. Here that is paid once per worker; each
command still runs in a process of its own, with the environment, the folder and the exit code of
one. Settings and models depend on the environment: each command loads them, unless this process
was asked to do so once (``web``) for commands that have its very environment.

Run as ``python -c`` with this text: a line of JSON per command comes in, a line with its exit code
goes out. What depends on a start from nothing (what is imported, an output that is broken) is
tested with processes that start so.
"""

from __future__ import annotations

import atexit
import gc
import importlib
import json
import os
import pkgutil
import signal
import sys
import time
from typing import Any, NoReturn

LIBRARIES = (
    "django.contrib.staticfiles",
    "django.core.management",
    "django.db.models",
    "django.template",
    "django.views.generic",
    "docx",
    "duckdb",
    "pandas",  # pyarrow looks for it
    "polars",
    "pptx",
    "pyarrow.dataset",
    "pyarrow.parquet",
    "pydantic",
    "pypdf",
    "rapidfuzz",
    "typst",
    "xlsxwriter",
)
OWN = ("terreau.analytics", "terreau.cli", "terreau.core", "terreau.datasets", "terreau.reporting")


def warm_up() -> None:
    """Import what asks for no settings."""
    for name in LIBRARIES:
        importlib.import_module(name)
    for name in OWN:
        package = importlib.import_module(name)
        for module in pkgutil.walk_packages(package.__path__, f"{name}."):
            importlib.import_module(module.name)


def load_web() -> None:
    """Load the settings of this environment, the models and the addresses."""
    for name in ("terreau.web.figures_entry", "terreau.web.urls"):
        importlib.import_module("terreau.web.entry").load()
        importlib.import_module(name)


def become(asked: dict[str, Any]) -> NoReturn:
    """Make of this copy the command that was asked."""
    signal.alarm(asked["seconds"])
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    for number, name in ((1, "stdout"), (2, "stderr")):
        os.dup2(os.open(asked[name], os.O_WRONLY | os.O_TRUNC), number)
    os.environ.clear()
    os.environ.update(asked["environment"])
    time.tzset()
    os.chdir(asked["folder"])
    sys.argv = ["-c", *asked["words"]]
    os.fsync = lambda descriptor: None  # as in the tests themselves
    code: object = 0
    try:
        importlib.import_module("terreau.cli.main").main()
    except SystemExit as end:
        code = end.code or 0
    # What is left out is to give back, object by object, all that was imported: half a second.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    assert isinstance(code, int)
    os._exit(code)


def serve() -> None:
    """Run each command that comes, one after the other."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            os.close(answers.fileno())
            become(json.loads(line))
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()


if __name__ == "__main__":
    warm_up()
    if "web" in sys.argv:
        load_web()
    gc.freeze()
    serve()
