"""`terreau purge`: personal data that have been kept for as long as the register says."""

from __future__ import annotations

import click

from terreau.web import entry


@click.command(short_help="Delete personal data that are kept no longer.")
@click.option("--dry-run", "is_trial", is_flag=True, help="Count, and delete nothing.")
@click.option("--yes", "is_sure", is_flag=True, help="Delete.")
def purge(is_trial: bool, is_sure: bool) -> None:
    """Delete what the register of processing keeps no longer.

    The worker of `terreau serve` does it once a day. Give --dry-run to see what
    would go, or --yes to delete it now.
    """
    if is_trial == is_sure:
        raise click.UsageError("Give --dry-run to count, or --yes to delete")
    entry.load()
    entry.prepare(with_example=False)
    verb = "would be deleted" if is_trial else "deleted"
    for name, count in entry.purge(is_trial=is_trial).items():
        click.echo(f"{name}: {count} {verb}")
