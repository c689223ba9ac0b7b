"""``terreau recompute``: the figures of a page or of a file, taken back to their commands."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin, urlsplit

import click

from terreau.core.errors import AmbiguousName, BadInput, FetchFailure, TerreauError

if TYPE_CHECKING:
    from terreau.reporting.carried import CarriedFigure
    from terreau.reporting.recomputing import Again, Recomputed

_LARGEST = 64 << 20
_SECONDS = 30.0


@click.command(short_help="Produce the figures of a page or a file again, and compare.")
@click.argument("target", metavar="URL|FILE")
@click.option("--format", "output", type=click.Choice(["text", "json"]), default="text",
              show_default=True, help="What to print.")  # fmt: skip
def recompute(target: str, output: str) -> None:
    """Run the command behind each figure of a page, a report or a table, and compare.

    URL is a page of Terreau or a file it gives; FILE a report (PDF, PPTX, DOCX, XLSX), a CSV or a
    JSON. The commands run on this machine, with the tables it holds. Exits with 1 where a figure
    does not agree.
    """
    from terreau.reporting.recomputing import recompute as compare

    read = _read(target)
    found = compare(read.figures, run_again, languages=read.languages, is_seen=read.is_seen)
    click.echo(_as_json(found) if output == "json" else _as_text(found))
    if any(each.agreement != "agrees" for each in found):
        raise click.exceptions.Exit(1)


@dataclass(frozen=True)
class _Target:
    """What is taken back: its figures, the languages it may be in, where people read them."""

    figures: Sequence[CarriedFigure]
    languages: Sequence[str] = ("fr", "en")
    is_seen: Callable[[CarriedFigure], bool] | None = None


def _read(target: str) -> _Target:
    scheme = target.partition("://")[0].lower() if "://" in target else ""
    if not scheme:
        return _of_file(_content(target))
    if scheme not in ("http", "https"):
        raise BadInput("Only http and https addresses are read", value=target)
    data, content_type = _fetched(target)
    if content_type.startswith("text/html"):
        return _of_page(target, data.decode("utf-8", "replace"))
    return _of_file(data)


def _of_file(data: bytes) -> _Target:
    from terreau.reporting.carried import carried_by
    from terreau.reporting.carried_text import seen_in

    return _Target(carried_by(data), is_seen=seen_in(data))


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            data = file.read(_LARGEST + 1)
    except (OSError, ValueError) as error:
        raise BadInput("This file cannot be read", value=path, why=str(error)) from error
    if len(data) > _LARGEST:
        raise BadInput("This is too large for a report or a table", value=path)
    return data


def _of_page(address: str, page: str) -> _Target:
    """Return the figures that a page shows, each with the command that its twin in JSON gives."""
    from terreau.reporting.carried import carried_by
    from terreau.reporting.page_figures import page_figures

    shown = page_figures(page)
    if not shown.twin or not shown.figures:
        raise BadInput(
            "This page shows no figure that can be produced again",
            value=address,
            remedy="Give the address of a profile, a comparison, a map or a dashboard",
        )
    twin = urljoin(address, shown.twin)
    if urlsplit(twin)[:2] != urlsplit(address)[:2]:
        raise BadInput("This page sends to another site for its figures", value=twin)
    told = {figure.key: figure for figure in carried_by(_fetched(twin)[0])}
    figures = []
    for one in shown.figures:
        if one.key not in told:
            raise BadInput("The page shows a figure that its JSON does not give", value=one.key)
        try:
            value = float(one.value) if one.value else None
        except ValueError:
            raise BadInput("The page gives a figure that is no number", value=one.value) from None
        figures.append(replace(told[one.key], value=value, display=one.display))
    return _Target(figures, languages=(shown.language[:2] or "fr",))


def _fetched(address: str) -> tuple[bytes, str]:
    """Return what an address gives, and its content type."""
    import httpcore

    try:
        with (
            httpcore.ConnectionPool() as pool,
            pool.stream(
                "GET", address, extensions={"timeout": dict.fromkeys(_KINDS_OF_WAIT, _SECONDS)}
            ) as answer,
        ):
            body = bytearray()
            for piece in answer.iter_stream():
                body += piece
                if len(body) > _LARGEST:
                    raise BadInput("This is too large for a page or a report", value=address)
            headers = {name.lower(): value for name, value in answer.headers}
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError,
            httpcore.UnsupportedProtocol, ValueError, TypeError) as error:  # fmt: skip
        raise FetchFailure(
            "This address does not answer", value=address, why=str(error), remedy="Is it served?"
        ) from error
    if answer.status != 200:
        raise BadInput(f"This address answers {answer.status}", value=address)
    return bytes(body), headers.get(b"content-type", b"").decode("latin-1")


_KINDS_OF_WAIT = ("connect", "read", "write", "pool")


def run_again(words: Sequence[str], language: str) -> Mapping[str, Again]:
    """Run one of our commands here, and return the figures that it prints."""
    from terreau.cli.main import terreau

    asked = [*words[1:], "--format", "json", "--lang", language]
    printed = io.StringIO()
    try:
        with contextlib.redirect_stdout(printed):
            terreau(asked, standalone_mode=False)
    except AmbiguousName as error:
        raise LookupError(error.sentence()) from error
    except TerreauError as error:
        raise LookupError(str(error)) from error
    except (click.ClickException, click.exceptions.Exit, SystemExit) as error:
        raise LookupError(f"the command cannot be run: {error}") from error
    try:
        return _printed(json.loads(printed.getvalue()))
    except (ValueError, TypeError, AttributeError, LookupError) as error:
        raise LookupError("the command prints no figures") from error


def _printed(told: Mapping[str, Any]) -> dict[str, Again]:
    """Return the figures of an answer by the name that ``--show`` gives each."""
    from terreau.reporting.recomputing import Again

    named = [(each["code"], each) for each in told.get("values", ())]
    named += [(each["key"], each) for each in told.get("figures", ())]
    return {name: Again(each["value"], each["display"]) for name, each in named}


def _as_text(found: Sequence[Recomputed]) -> str:
    lines = [
        f"{each.agreement:<8} {each.figure.key}  {each.figure.display}  {each.why}".rstrip()
        for each in found
        if each.agreement != "agrees"
    ]
    agreed = len(found) - len(lines)
    return "\n".join([*lines, f"{agreed} of {len(found)} figures agree with their command"])


def _as_json(found: Sequence[Recomputed]) -> str:
    told = [
        {
            "key": each.figure.key,
            "label": each.figure.label,
            "display": each.figure.display,
            "value": each.figure.value,
            "command": each.figure.command,
            "agreement": str(each.agreement),
            "why": each.why,
        }
        for each in found
    ]
    return json.dumps({"figures": told}, ensure_ascii=False, indent=1)
