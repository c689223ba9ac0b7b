"""`terreau erase`: a person who asks whoever holds the machine to be erased."""

from __future__ import annotations

import click

from terreau.web import entry


@click.command(short_help="Erase a person's account and data.")
@click.argument("email")
@click.option("--yes", "is_sure", is_flag=True, help="Do not ask to type the address again.")
def erase(email: str, is_sure: bool) -> None:
    """Erase the person whose address is EMAIL; nothing brings them back.

    What says who they are goes; what they did stays, under a key that names
    nobody. The key is written to TERREAU_HOME/erasures.jsonl, so that a backup
    restored later does not bring them back. Their address is asked once more.
    """
    entry.load()
    entry.prepare(with_example=False)
    for warning in entry.warnings_before_erasure(email):
        click.echo(warning, err=True)
    typed = email if is_sure else click.prompt("Type the address again to erase this person")
    entry.erase(email, typed)
    click.echo("Erased.")
