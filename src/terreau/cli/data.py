"""``terreau data``: bring tables in, list them, verify them, remove them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from terreau.cli.data_rebase import rebase_command
from terreau.cli.data_reports import print_report, summary, told
from terreau.cli.data_sources import pull_command, status_command, verify_command
from terreau.cli.progress import Several
from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets.catalogue import get_dataset, list_damaged, list_datasets
from terreau.datasets.importing import import_table
from terreau.datasets.sources import import_source
from terreau.datasets.store import remove as remove_from_store


@click.group()
def data() -> None:
    """Bring figures in, from official sources or own tables; list, verify and remove them.

    An own table is any CSV, spreadsheet or Parquet file with a small description (TOML) beside it.
    """


@data.command("import")
@click.argument("words", nargs=-1, required=True, metavar="[SOURCE] FILE")
@click.option(
    "--describe",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Description of an own table (TOML).",
)
@click.option("--vintage", default="", help="With SOURCE: which edition the file is.")
@click.option("--phase", type=click.IntRange(min=1), help="With ti: the same as --vintage.")
@click.option(
    "--accept-rejects", is_flag=True, help="Import even when more than 5 % of values are refused."
)
def import_command(
    words: tuple[str, ...],
    describe: Path | None,
    vintage: str,
    phase: int | None,
    accept_rejects: bool,
) -> None:
    """Import FILE: a file of an official SOURCE, or an own table with its description."""
    file = Path(words[-1])
    with Several() as bars:
        if len(words) == 1 and describe is not None and not vintage and phase is None:
            reports = [
                import_table(
                    file, describe, accept_rejects=accept_rejects, progress=bars.of(file.name)
                )
            ]
        elif len(words) == 2 and describe is None:
            reports = import_source(
                words[0],
                file,
                edition=vintage or str(phase or ""),
                accept_rejects=accept_rejects,
                progress=bars.of(file.name),
            )
        else:
            raise BadInput(
                "A file is imported either with its description or as a file of a source",
                value=" ".join(words),
                remedy=f"terreau data import {file} --describe {file.with_suffix('.toml')}, or "
                f"terreau data import SOURCE {file}; `terreau data status` shows the sources",
            )
    for report in reports:
        print_report(report)


@data.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_command(as_json: bool) -> None:
    """List the datasets of this installation.

    Those whose files are damaged are named on the standard error.
    """
    datasets, damaged = list_datasets(), list_damaged()
    for broken in damaged:
        click.echo(
            f"{broken.id}  damaged: {broken.why}; `terreau data remove {broken.id}`, "
            "then import its file again",
            err=True,
        )
    if as_json:
        fields = [dataset.as_dict() for dataset in datasets]
        click.echo(json.dumps(fields, ensure_ascii=False, indent=1))
        return
    if not datasets and not damaged:
        click.echo("No dataset yet: terreau data import FILE --describe FILE.toml")
    for dataset in datasets:
        click.echo(f"{dataset.id}  {dataset.title} ({dataset.publisher}, {dataset.vintage})")
        click.echo(f"    {told(dataset)}")


@data.command("remove")
@click.argument("dataset_id", metavar="ID")
def remove_command(dataset_id: str) -> None:
    """Remove a dataset and its earlier version.

    It is gone at once; its files, which a page may be reading, go at the next import or removal.
    """
    try:
        dataset = get_dataset(dataset_id)
        what = f" ({summary(dataset)}); import {dataset.file_name} again to have it back"
    except StoreFailure:
        what = ", which could not be read any more"
    remove_from_store(dataset_id)
    click.echo(f"Removed {dataset_id}{what}")


data.add_command(pull_command)
data.add_command(status_command)
data.add_command(verify_command)
data.add_command(rebase_command)
