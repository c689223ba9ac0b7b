"""``terreau data rebase``: figures by commune brought to the communes of another vintage."""

from __future__ import annotations

import click

from terreau.cli.output import Output, OutputType
from terreau.datasets.catalogue import get_dataset
from terreau.datasets.rebasing import History, rebase

_SHOWN = 5


@click.command("rebase")
@click.argument("dataset_id", metavar="ID")
@click.option("--to", "vintage", type=int, required=True, help="Vintage of communes: 2019, 2026…")
@click.option(
    "--output",
    type=OutputType(),
    default="-",
    help="File to write (.csv, .csv.gz or .parquet); the standard output by default.",
)
def rebase_command(dataset_id: str, vintage: int, output: Output) -> None:
    """Bring the figures of a dataset by commune to the communes of another vintage.

    Communes merge, separate and change codes: each row says which share of its jobs was under
    another code, and which share rests on an estimate. The stored dataset stays as it is.
    """
    history = History()
    output.write_pieces(rebase(get_dataset(dataset_id), vintage, history))
    for year, jobs in sorted(history.jobs.items()):
        rebased, uncertain = history.rebased[year], history.uncertain[year]
        click.echo(
            f"{year}: {jobs:.15g} known, {_share(rebased, jobs)} under another code, "
            f"{_share(uncertain, jobs)} by a passage that is not certain",
            err=True,
        )
    if history.strangers:
        found = sorted(history.strangers)
        more = f" and {len(found) - _SHOWN} others" if len(found) > _SHOWN else ""
        named = ", ".join(found[:_SHOWN]) + more
        click.echo(f"Codes of no commune of {vintage}, left as they are: {named}", err=True)


def _share(part: float, whole: float) -> str:
    return f"{part / whole:.2%}" if whole else "none"
