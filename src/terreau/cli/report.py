"""``terreau report``: a profile, a comparison or a whole series as files."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from terreau.cli.options import language
from terreau.cli.output import replacing
from terreau.cli.web import choices_told
from terreau.core.errors import BadInput

if TYPE_CHECKING:
    from terreau.web.reports_entry import Wish, Written

_FORMATS = ["pdf", "pptx", "docx", "xlsx"]
_SITE = "http://localhost:8000"

site = click.option(
    "--site",
    default=_SITE,
    show_default=True,
    metavar="URL",
    help="Address of the installation, written in the reports.",
)
output = click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="Where to write it."
)
file_format = click.option(
    "--format",
    "suffix",
    type=click.Choice(_FORMATS),
    default="pdf",
    show_default=True,
    help="What to write.",
)


def of_one(command: Callable[..., None]) -> Callable[..., None]:
    """Add the options of a report of one page."""
    template = click.option(
        "--template",
        type=click.Path(path_type=Path),
        help="Your own PPTX or DOCX, whose layouts and typefaces are used.",
    )
    for option in (language, site, template, output, file_format):
        command = option(command)
    return command


@click.group()
def report() -> None:
    """Write a profile, a comparison or a series of profiles as PDF, PPTX, DOCX or XLSX."""


@report.command("profile", short_help="Write the profile of a territory.")
@click.argument("name")
@click.option("--kind", default="", help="Kind of territory: commune, epci, zone_emploi… or list.")
@click.option("--source", default="", help="Identifier of the dataset (terreau data list).")
@click.option("--from", "start", default="", help="First year.")
@click.option("--to", "end", default="", help="Last year.")
@click.option("--level", default="", help="Level of activities: A5, A10, A17, A38, A88.")
@click.option("--method", default="", help="Effects: dunn, chained, rest or esteban.")
@of_one
def profile_command(name: str, kind: str, output: Path, **wishes: Any) -> None:
    """Write the profile of the territory NAME, a name or a code."""
    entry = _entry()
    names = ("source", "start", "end", "level", "method")
    choices = entry.Asked(**{each: wishes.pop(each) for each in names})
    with choices_told():
        content = entry.profile_report(name, _wish(**wishes), kind=kind, choices=choices)
    _write(output, content)


@report.command("comparison", short_help="Write a comparison of territories.")
@click.argument("territories", nargs=-1, required=True, metavar="TERRITORY...")
@of_one
def comparison_command(territories: tuple[str, ...], output: Path, **wishes: Any) -> None:
    """Write a comparison of two to six territories, each a name, a code or KIND:CODE."""
    entry = _entry()
    with choices_told():
        content = entry.comparison_report(territories, _wish(**wishes))
    _write(output, content)


@report.command("batch", short_help="Write the profile of each territory of a kind.")
@click.option(
    "--kind",
    type=click.Choice(["territoire_industrie", "epci", "zone_emploi", "departement", "region"]),
    default="territoire_industrie",
    show_default=True,
    help="Of the territories.",
)
@click.option(
    "--within", default="", metavar="KIND:CODE", help="Only those in a region or a department."
)
@click.option(
    "--country",
    type=click.Choice(["FR", "XX"]),
    default="FR",
    show_default=True,
    help="XX is the fictitious example country.",
)
@file_format
@click.option(
    "--output", required=True, type=click.Path(path_type=Path), help="Folder of the files."
)
@click.option(
    "--workers",
    type=click.IntRange(1, 32),
    default=2,
    show_default=True,
    help="Processes that share the work.",
)
@site
@language
def batch_command(output: Path, workers: int, **wishes: str) -> None:
    """Write one report for each territory of a kind, in a folder."""
    entry = _entry()
    try:
        output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise BadInput("This folder cannot be made", value=str(output), why=str(error)) from error
    told = _Told()
    found = entry.report_series(entry.Wanted(**wishes), output, workers=workers, tell=told)
    lost = [each for each in found if not each.file]
    for each in lost:
        click.echo(f"left out: {each.code} {each.name}: {each.sentence}", err=True)
    click.echo(f"{len(found) - len(lost)} reports in {output}")
    if lost:
        raise click.exceptions.Exit(1)


class _Told:
    """Tells how far a series is, on a terminal only."""

    def __init__(self) -> None:
        self._done = 0

    def __call__(self, written: Written, total: int) -> None:
        self._done += 1
        if sys.stderr.isatty():
            click.echo(f"\r{self._done}/{total} {written.name[:50]:<50}", nl=False, err=True)
            if self._done == total:
                click.echo("", err=True)


def _entry() -> Any:
    """Load Django, then the door of reports."""
    from terreau.web import entry

    entry.load()
    entry.prepare(with_example=False)
    from terreau.web import reports_entry

    return reports_entry


def _wish(*, suffix: str, template: Path | None, site: str, language: str) -> Wish:
    from terreau.web.reports_entry import Wish

    content = None
    if template is not None:
        try:
            content = template.read_bytes()
        except OSError as error:
            raise BadInput(
                "This template cannot be read", value=str(template), why=str(error)
            ) from error
    return Wish(suffix, content, site.rstrip("/"), language)


def _write(output: Path, content: bytes) -> None:
    with replacing(output) as beside:
        beside.write_bytes(content)
    click.echo(f"{len(content):,} bytes in {output}")
