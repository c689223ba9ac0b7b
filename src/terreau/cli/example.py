"""``terreau example``: the fictitious country that shows every feature, in and out."""

from __future__ import annotations

import click

from terreau.datasets.catalogue import list_datasets
from terreau.datasets.example import generate
from terreau.datasets.example.installation import install, is_installed, remove
from terreau.datasets.example.places import read_places


@click.group()
def example() -> None:
    """Install or remove Terrania, a country that does not exist.

    Its places, names and figures are invented. It shows every feature without a
    download, is marked as an example everywhere, and leaves by one command.
    """


@example.command("install")
def install_example() -> None:
    """Put the example country into this installation; once there, change nothing."""
    report = install()
    rows = sum(report.tables.values())
    state = "installed" if report.is_new else "was already there"
    click.echo(f"{read_places().name_en} {state}: {rows} rows in {report.folder}")
    held = " and ".join(repr(dataset) for dataset in report.datasets)
    click.echo(f"Its figures are the datasets {held}; `terreau example remove` ends them.")


@example.command("remove")
def remove_example() -> None:
    """Take the example country, its figures included, out of this installation."""
    was_there = remove()
    state = "removed" if was_there else "was not there"
    click.echo(f"{read_places().name_en} {state}.")
    for dataset in list_datasets():
        if dataset.is_example:
            click.echo(f"Your own table of it stays: `terreau data remove {dataset.id}` ends it.")


@example.command("describe")
def describe_example() -> None:
    """Say what the example country holds, and what each territory is there to show."""
    places = read_places()
    click.echo(f"{places.name_en}, {'installed' if is_installed() else 'not installed'} here.")
    click.echo("Every name and every figure is invented.")
    for name, table in generate().tables().items():
        click.echo(f"  {name:<18}{table.num_rows:>7} rows")
    for territory in places.territories:
        click.echo(f"  {territory.code}  {territory.name}: {territory.shows}")
