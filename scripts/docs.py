"""Write the pages of docs/reference read from the code: commands, settings, library, API, sources.

``make docs`` runs it; with ``--check`` it writes nothing and fails when a page is stale.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType
from typing import Any

import click

from terreau.cli.main import terreau
from terreau.datasets.sources import Edition, Proof, Source, list_sources
from terreau.web import entry
from terreau.web.settings.environment import VARIABLES

REFERENCE = Path(__file__).parent.parent / "docs/reference"
LIBRARY = (
    "terreau.analytics",
    "terreau.analytics.network",
    "terreau.datasets.catalogue",
    "terreau.core.errors",
)
WIDTH = 88


def main() -> None:
    """Write the pages, or say which are stale."""
    pages = {
        "cli.md": _commands(),
        "settings.md": _settings(),
        "library.md": _library(),
        "api.md": _api(),
        "sources.md": _sources(),
        "processing.md": _processing(),
    }
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


def _sources() -> str:
    sections = "\n".join(_source(source) for source in list_sources())
    return (
        "# Sources\n\n"
        "Every official source that Terreau reads, written from its module by `make docs`. How to\n"
        "bring one in: `terreau data pull SOURCE`, or `terreau data import SOURCE FILE` where you\n"
        "have the file. How to add one: [the how-to](../howto/add-a-source.md).\n\n"
        "Whatever the source, a territory or an activity that does not exist, a number that is "
        "none\nand the same cell twice are refused with their line, and nothing is imported when "
        "more than\n5 % is refused. What each checks besides stands below.\n\n"
        f"{sections}"
    )


def _source(source: Source) -> str:
    alike = "; what is made from it is given under the same licence"
    licence = f"[{source.licence.name}]({source.licence.address})"
    made = ", ".join(f"`{name}`" for name in source.datasets)
    rows = {
        "publisher": f"{source.publisher}, [its page]({source.page})",
        "licence": licence + (alike if source.licence.is_share_alike else ""),
        "file": source.file_format,
        "absent": source.absent,
        "read so far": PROOFS[source.proof],
        "datasets": made,
        "checks": "<br>".join(map(str, source.checked)) or "those of every table",
        "note": source.note,
    }
    about = "\n".join(f"| {name} | {said} |" for name, said in rows.items() if said)
    editions = "\n".join(
        f"| `{edition.label}` | {edition.geography or 'as written'} | "
        f"{_file(edition)} |" for edition in source.editions
    )  # fmt: skip
    module = inspect.getdoc(sys.modules[source.parse.__module__])
    return (
        f"## `{source.id}`\n\n{source.title}.\n\n{module}\n\n| | |\n| --- | --- |\n{about}\n\n"
        f"| vintage | territory codes of | official file |\n| --- | --- | --- |\n{editions}\n"
    )


def _processing() -> str:
    """Return the register of processing, as the privacy page shows it."""
    entry.load("test")
    # The register tells the rules of retention, which the apps declare once Django is set up.
    register = importlib.import_module("terreau.web.apps.home.processing").list_processing()
    sections = "\n".join(_one_processing(each) for each in register)
    return (
        "# Processing of personal data\n\n"
        "The register of processing (GDPR, article 30), as `/donnees-personnelles/` shows it in\n"
        "French and English. Written from its file by `make docs`. No page asks anything of a\n"
        "third party, and nothing is given to one.\n\n"
        "`terreau purge --dry-run` counts what is kept no longer, `terreau purge --yes` deletes\n"
        "it; the worker of `terreau serve` does so once a day.\n\n"
        f"{sections}"
    )


def _one_processing(processing: Any) -> str:
    rows = "\n".join(f"| {name.en.lower()} | {text.en} |" for name, text in processing.rows())
    if rule := processing.rule:
        rows += f"\n| deleted by | `terreau purge`, rule `{rule.name}`, once that time has passed |"
    return f"## {processing.title.en}\n\n| | |\n| --- | --- |\n{rows}\n"


def _file(edition: Edition) -> str:
    if not edition.address:
        return f"`{edition.file_name}`; no address that lasts is known"
    return f"[`{edition.file_name}`]({edition.address})"


PROOFS = {
    Proof.OFFICIAL: "whole official files",
    Proof.EXTRACT: "a part of an official file",
    Proof.DESCRIPTION: "**no real file**: only files made after the official description",
}


def _api() -> str:
    """Return the page of the API, from the schema that it serves."""
    entry.load("test")
    # The API can be imported only once Django is set up.
    served = importlib.import_module("terreau.web.api").api.get_openapi_schema()
    schema: dict[str, Any] = json.loads(json.dumps(served))
    operations = "\n".join(
        section
        for path, methods in schema["paths"].items()
        for method, operation in methods.items()
        for section in _operation(method.upper(), path, operation)
    )
    answers = "\n".join(
        f"### `{name}`\n\n{shape.get('description', '')}\n\n{_fields(shape)}\n"
        for name, shape in schema["components"]["schemas"].items()
        if "properties" in shape
    )
    return (
        "# API\n\n"
        "Written from the OpenAPI schema by `make docs`; an instance serves the schema itself at\n"
        "`/api/v1/openapi.json` and a page about it at `/api/`. JSON in UTF-8. What is\n"
        "public is read without an account; writes bear the name of who signs in.\n\n"
        f"{schema['info']['description']}\n\n"
        "A breaking change opens `/api/v2/`, and version 1 goes on answering for a year.\n\n"
        "Labels and sentences are in French, or in English with the cookie `terreau_language=en`.\n"
        "What a figure's key means stands in [Figures](figures.md).\n\n"
        f"{operations}\n## Answers\n\n{answers}\n"
        "## When it cannot answer\n\n"
        "A problem of RFC 9457 (`application/problem+json`), whatever refuses: `type`, `title`,\n"
        "`status`, `detail` (the whole message), `instance` (the number of the request, which is\n"
        "also in `X-Request-ID` and in the log); and `error` (what happened), `value` (what was\n"
        "sent), `why`, `remedy`.\n\n"
        "| status | when |\n| --- | --- |\n"
        "| 400 | something in the request cannot be served |\n"
        "| 401, 403 | no token where one is needed; not the right to |\n"
        "| 404 | a territory, an indicator or an address that is not known |\n"
        "| 405 | an address asked by another method |\n"
        "| 409 | what somebody else changed meanwhile |\n"
        "| 413, 414 | too large a body, too long an address |\n"
        "| 422 | a field of a body that cannot be read |\n"
        "| 429 | asked too often: `Retry-After` says in how many seconds to ask again |\n"
        "| 500, 503 | the fault is on the server's side |\n"
    )


def _operation(method: str, path: str, operation: dict[str, Any]) -> Iterator[str]:
    yield f"## `{method} {path}`\n\n{operation['summary']}. {operation.get('description', '')}\n"
    if parameters := operation.get("parameters"):
        yield "| parameter | where | required | what |\n| --- | --- | --- | --- |"
        for p in parameters:
            required = "yes" if p.get("required") else "no"
            yield f"| `{p['name']}` | {p['in']} | {required} | {p.get('description', '')} |"
        yield ""
    answered = operation["responses"]["200"].get("content", {}).get("application/json")
    if answered:
        yield f"Answers with {_type(answered['schema'])}.\n"


def _fields(shape: dict[str, Any]) -> str:
    rows = (
        f"| `{name}` | {_type(field)} | {field.get('description', '')} |"
        for name, field in shape["properties"].items()
    )
    return "\n".join(["| field | type | what |", "| --- | --- | --- |", *rows])


def _type(field: dict[str, Any]) -> str:
    """Return the type of a field in words."""
    if "$ref" in field:
        name = field["$ref"].rpartition("/")[2]
        return f"[`{name}`](#{name.lower()})"
    if "anyOf" in field:
        return " or ".join(_type(one) for one in field["anyOf"])
    if field.get("type") == "array":
        return f"list of {_type(field['items'])}"
    return str(field.get("type", "any"))


if __name__ == "__main__":
    main()
