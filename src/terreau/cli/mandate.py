"""``terreau mandate``: mandates given and ended by whoever holds the machine."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import click

from terreau.web import entry

_DAY = click.DateTime(["%Y-%m-%d"])


@click.group(short_help="Grant, list and end mandates.")
def mandate() -> None:
    """Grant, list and end mandates: this is how the first one of an installation is given.

    KIND and CODE say what it is held for: a territory (nation FR, region 28,
    territoire_industrie 2:ti-0101…) or an organisation by its number.
    """


@mandate.command()
@click.argument("email")
@click.argument("role")
@click.argument("kind")
@click.argument("code")
@click.option("--until", type=_DAY, default=None, help="The last day; without it, until ended.")
def grant(email: str, role: str, kind: str, code: str, until: datetime | None) -> None:
    """Give the person of EMAIL a mandate as ROLE for the territory KIND CODE."""
    door = _door()
    click.echo(door.grant(email, role, kind, code, until.date() if until else None))


@mandate.command("list")
@click.argument("kind", default="")
@click.argument("code", default="")
def list_mandates(kind: str, code: str) -> None:
    """List the mandates that hold, all of them or those for KIND CODE."""
    for line in _door().list_lines(kind, code):
        click.echo(line)


@mandate.command()
@click.argument("number", type=click.IntRange(1))
@click.option("--reason", required=True, help="Why; its holder reads it.")
@click.option("--on", type=_DAY, default=None, help="The last day; without it, at once.")
def end(number: int, reason: str, on: datetime | None) -> None:
    """End the mandate NUMBER, which stays in the history."""
    click.echo(_door().end(number, reason, on.date() if on else None))


def _door() -> Any:
    """Load Django, prepare the database, then open the door of mandates."""
    entry.load()
    entry.prepare(with_example=False)
    from terreau.web import directory_entry

    return directory_entry
