"""``terreau directory``: organisations that fill themselves from the stock of the register."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from terreau.cli.progress import Several
from terreau.web import entry

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group(short_help="Fill a directory from the register of companies.")
def directory() -> None:
    """Fill a directory from the register of companies, and follow it."""


@directory.command("import")
@click.argument("establishments", type=_FILE)
@click.option(
    "--territory", nargs=2, required=True, metavar="KIND CODE", help="Which: region 28, epci …"
)
@click.option("--units", type=_FILE, default=None, help="StockUniteLegale_utf8: the names.")
@click.option("--naf", multiple=True, help="Only this section (C), division (25) or activity.")
@click.option("--least", default="", help="Only from this band of headcount (11: 10 to 19).")
@click.option("--trial", is_flag=True, help="Say what would change, and write nothing.")
def import_register(
    establishments: Path,
    territory: tuple[str, str],
    units: Path | None,
    naf: tuple[str, ...],
    least: str,
    trial: bool,
) -> None:
    """Fill the directory of a territory from ESTABLISHMENTS (StockEtablissement_utf8).

    Parquet, CSV or zipped CSV, as INSEE publishes them. Killed, the same command goes on from where
    it stood; given twice, it changes nothing. Without --units nobody is named, and only what is in
    the directory already is made fresh.
    """
    door = _door()
    with Several() as several:
        run = door.import_register(
            (establishments, units), territory, naf, least, trial=trial,
            progress=several.of("register"),
        )  # fmt: skip
    for line in run:
        click.echo(line)


@directory.command()
def refresh() -> None:
    """Read again the territories that were filled, from TERREAU_MIRROR or from the same files."""
    door = _door()
    with Several() as several:
        lines = door.refresh_registers(several.of("register"))
    for line in lines:
        click.echo(line)


def _door() -> Any:
    """Load Django, prepare the database, then open the door of registers."""
    entry.load()
    entry.prepare(with_example=False)
    from terreau.web import register_entry

    return register_entry
