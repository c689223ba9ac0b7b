"""Commands that need the web: profile, prepare, serve, manage. Django loads when one runs."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from terreau.cli.options import language, output_format, show_figure
from terreau.core.errors import AmbiguousName
from terreau.web import entry, serving


@click.command(short_help="Print the profile of a territory.")
@click.argument("name")
@click.option("--kind", default="", help="Kind of territory: commune, epci, zone_emploi… or list.")
@click.option("--source", default="", help="Identifier of the dataset (terreau data list).")
@click.option("--from", "start", default="", help="First year.")
@click.option("--to", "end", default="", help="Last year.")
@click.option("--level", default="", help="Level of activities: A5, A10, A17, A38, A88.")
@click.option(
    "--method",
    default="",
    help="Effects: dunn (two dates), chained (year by year), rest (against the rest of the "
    "country) or esteban (with what the mix of sectors adds).",
)
@output_format
@show_figure
@language
def profile(name: str, **wishes: str) -> None:
    """Print the profile of the territory NAME.

    NAME is a name, a code, or a list of commune and EPCI codes separated by
    commas. A name that several territories have lists them and exits with 2.
    """
    entry.load()
    entry.prepare(with_example=False)
    with choices_told():
        text = entry.profile_text(name, entry.ProfileWish(**wishes))
    click.echo(text)


@click.command(short_help="Compare territories.")
@click.argument("territories", nargs=-1, required=True, metavar="TERRITORY...")
@output_format
@show_figure
@language
def compare(territories: tuple[str, ...], **wishes: str) -> None:
    """Compare two to six territories, each a name, a code or KIND:CODE."""
    entry.load()
    entry.prepare(with_example=False)
    with choices_told():
        text = entry.comparison_text(territories, **wishes)
    click.echo(text)


@contextmanager
def choices_told() -> Iterator[None]:
    """Where several territories have a name, list them and exit."""
    try:
        yield
    except AmbiguousName as error:
        click.echo(f"terreau: {error.sentence()}", err=True)
        for choice in error.choices:
            click.echo(f"  {choice}", err=True)
        sys.exit(error.exit_code)


@click.command(short_help="Create or update the database.")
@click.option("--demo", is_flag=True, help="Install the fictitious example country too.")
def prepare(demo: bool) -> None:
    """Create or update the database and load the territories that changed."""
    entry.load("demo" if demo else "")
    for line in entry.prepare(with_example=demo) or ["nothing to do"]:
        click.echo(line)


@click.command(short_help="Serve the platform.")
@click.option("--demo", is_flag=True, help="On this machine only, with the example country.")
@click.option("--port", type=click.IntRange(1, 65535), default=None, help="PORT, or 8000.")
def serve(demo: bool, port: int | None) -> None:
    """Prepare the database, then serve until interrupted."""
    entry.load("demo" if demo else "")
    chosen = port or serving.port_of_environment(os.environ.get("PORT", ""))
    serving.serve(port=chosen, is_demo=demo, say=click.echo)


@click.command(
    short_help="Run a Django management command.",
    context_settings={"ignore_unknown_options": True, "help_option_names": []},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run a Django management command (`terreau manage check`)."""
    entry.load()
    entry.manage(list(arguments))
