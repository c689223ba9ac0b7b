"""``terreau backup``, ``restore`` and ``doctor``: nothing lost, and nothing wrong for long."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from terreau.web import entry


@click.command(short_help="Save database and files in one archive.")
@click.option(
    "--to",
    "target",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Archive to write; by default terreau-DAY-TIME.tar.gz in this folder.",
)
def backup(target: Path | None) -> None:
    """Save everything of this installation in one archive, while it is served.

    The archive holds personal data and secrets: only its owner can read it.
    """
    keeping = _keeping()
    day = f"{datetime.now().astimezone():%Y%m%d-%H%M%S}"
    kept = keeping.backup(target or Path(f"terreau-{day}.tar.gz"))
    click.echo(f"{kept.path}: {kept.rows} rows, {kept.files} files, {kept.size} bytes, verified")


@click.command(short_help="Put a backup back, into an empty place.")
@click.argument("archive", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
def restore(archive: Path) -> None:
    """Restore FILE, a backup of either engine, into an empty TERREAU_HOME and database.

    All of it, or nothing: what is not a whole backup changes nothing.
    """
    held = _keeping().restore(archive)
    rows = sum(held.rows.values())
    click.echo(f"Restored the backup of {held.made_at}: {rows} rows, {len(held.rows)} tables")


@click.command(short_help="Check the installation and what it holds.")
@click.option(
    "--format",
    "output",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="What to print.",
)
def doctor(output: str) -> None:
    """Check software, settings, database, tables, files, room and clock.

    One line each: ok, warn or fail, and what to do. Exits with 1 when something fails.
    """
    findings = _keeping().examine()
    if output == "json":
        click.echo(json.dumps([f.as_dict() for f in findings], ensure_ascii=False, indent=1))
    else:
        for finding in findings:
            click.echo(finding.line())
    sys.exit(any(finding.is_fault for finding in findings))


def _keeping() -> Any:
    """Load Django, then open the door of what keeps an installation."""
    entry.load()
    from terreau.web import keeping_entry

    return keeping_entry
