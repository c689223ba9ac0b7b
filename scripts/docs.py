"""Write the pages of docs/reference that are read from the code: commands, settings, library.

``make docs`` runs it; with ``--check`` it writes nothing and fails when a page is stale.
"""

from __future__ import annotations

import importlib
import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import click

from terreau.cli.main import terreau
from terreau.web.settings.environment import VARIABLES

REFERENCE = Path(__file__).parent.parent / "docs/reference"
LIBRARY = ("terreau.analytics", "terreau.datasets.catalogue", "terreau.core.errors")
WIDTH = 88


def main() -> None:
    """Write the pages, or say which are stale."""
    pages = {"cli.md": _commands(), "settings.md": _settings(), "library.md": _library()}
    if "--check" in sys.argv[1:]:
        sys.exit("\n".join(_stale(pages)) or None)
    REFERENCE.mkdir(parents=True, exist_ok=True)
    for name, text in pages.items():
        (REFERENCE / name).write_text(text, encoding="utf-8")


def _stale(pages: dict[str, str]) -> Iterator[str]:
    for name, text in pages.items():
        page = REFERENCE / name
        if not page.is_file() or page.read_text(encoding="utf-8") != text:
            yield f"docs/reference/{name} is stale: run make docs."


def _commands() -> str:
    sections = "\n".join(_command("terreau", terreau, None))
    return f"# Commands\n\nWritten from the code by `make docs`.\n\n{sections}"


def _command(path: str, command: click.Command, parent: click.Context | None) -> Iterator[str]:
    """Yield the help of a command, then of those under it."""
    name = path.rpartition(" ")[2]
    settings = {"terminal_width": WIDTH, "max_content_width": WIDTH, **command.context_settings}
    context = click.Context(command, parent=parent, info_name=name, **settings)
    yield f"## `{path}`\n\n```text\n{command.get_help(context).rstrip()}\n```\n"
    if isinstance(command, click.Group):
        for child in command.list_commands(context):
            found = command.get_command(context, child)
            if found is not None and not found.hidden:
                yield from _command(f"{path} {child}", found, context)


def _settings() -> str:
    rows = "\n".join(f"| `{v.name}` | {v.meaning} | {v.default} |" for v in VARIABLES)
    return (
        "# Settings\n\n"
        "Terreau reads these environment variables and no other, checks them when it starts, and\n"
        "says which one is wrong. Written from the code by `make docs`.\n\n"
        f"| variable | what it decides | when it is not set |\n| --- | --- | --- |\n{rows}\n"
    )


def _library() -> str:
    sections = "\n".join(section for name in LIBRARY for section in _module(name))
    return f"# Library\n\nWritten from the docstrings by `make docs`.\n\n{sections}"


def _module(name: str) -> Iterator[str]:
    """Yield what a module offers, in the order it says so, or in the order of its source."""
    module = importlib.import_module(name)
    yield f"## `{name}`\n\n{inspect.cleandoc(module.__doc__ or '')}\n"
    for public in getattr(module, "__all__", None) or _defined_in(name):
        thing = getattr(module, public)
        if isinstance(thing, type | FunctionType):
            signature = _signature(public, thing)
            yield f"### `{public}`\n\n```text\n{signature}\n\n{inspect.getdoc(thing)}\n```\n"


def _signature(name: str, thing: type | FunctionType) -> str:
    """Return how to call it: on one line where it fits, else a parameter a line."""
    signature = inspect.signature(thing)
    whole = f"{name}{signature}"
    if len(whole) > WIDTH:
        rows, is_keyword = [], False
        for parameter in signature.parameters.values():
            if parameter.kind is parameter.KEYWORD_ONLY and not is_keyword:
                rows.append("*")
                is_keyword = True
            rows.append(str(parameter))
        whole = "".join((f"{name}(\n", *(f"    {row},\n" for row in rows), ")"))
        if signature.return_annotation is not signature.empty:
            whole += f" -> {signature.return_annotation!r}"
    return re.sub(r"""(: |-> )(["'])(.*?)\2(?= =|[,)\n]|$)""", r"\1\3", whole)


def _defined_in(name: str) -> list[str]:
    module = importlib.import_module(name)
    return [
        public
        for public, thing in vars(module).items()
        if not public.startswith("_") and getattr(thing, "__module__", None) == name
    ]


if __name__ == "__main__":
    main()
