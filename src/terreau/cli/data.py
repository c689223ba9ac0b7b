"""``terreau data``: bring tables in, list them, remove them."""

from __future__ import annotations

import json
from pathlib import Path

import click

from terreau.core.errors import BadInput, StoreFailure
from terreau.datasets.catalogue import Dataset, get_dataset, list_damaged, list_datasets
from terreau.datasets.importing import ImportReport, import_described, import_table
from terreau.datasets.perimeter_tables import members_by_kind, ti_description
from terreau.datasets.store import remove as remove_from_store

_OFFICIAL = "ti"


@click.group()
def data() -> None:
    """Bring tables in, list them, remove them.

    A table is any CSV, spreadsheet or Parquet file with a small description (TOML) beside it.
    """


@data.command("import")
@click.argument("words", nargs=-1, required=True, metavar="[ti] FILE")
@click.option(
    "--describe",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Description of the table (TOML).",
)
@click.option("--phase", type=click.IntRange(min=1), help="With ti: phase of the programme.")
@click.option(
    "--accept-rejects", is_flag=True, help="Import even when more than 5 % of values are refused."
)
def import_command(
    words: tuple[str, ...], describe: Path | None, phase: int | None, accept_rejects: bool
) -> None:
    """Import FILE as its description says, or the official list of TI (``import ti FILE``)."""
    is_official = len(words) == 2 and words[0] == _OFFICIAL
    if not is_official and len(words) != 1:
        raise BadInput(
            "One file at a time",
            value=" ".join(words),
            remedy="terreau data import FILE --describe FILE.toml, "
            "or terreau data import ti FILE --phase 2",
        )
    file = Path(words[-1])
    if is_official:
        if phase is None or describe is not None:
            raise BadInput(
                "The official list of TI needs its phase and no description",
                why="Its identifiers are used again, for other territories, from phase to phase",
                remedy=f"terreau data import ti {file} --phase 2",
            )
        described = ti_description(phase)
        report = import_described(file, described, accept_rejects=accept_rejects)
    else:
        if describe is None or phase is not None:
            raise BadInput(
                "A table needs its description (and --phase goes with ti)",
                value=str(file),
                remedy=f"terreau data import {file} --describe {file.with_suffix('.toml')}",
            )
        report = import_table(file, describe, accept_rejects=accept_rejects)
    _print_report(report)


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
        click.echo(f"    {_told(dataset)}")


@data.command("remove")
@click.argument("dataset_id", metavar="ID")
def remove_command(dataset_id: str) -> None:
    """Remove a dataset and its earlier version.

    It is gone at once; its files, which a page may be reading, go at the next import or removal.
    """
    try:
        dataset = get_dataset(dataset_id)
        what = f" ({_summary(dataset)}); import {dataset.file_name} again to have it back"
    except StoreFailure:
        what = ", which could not be read any more"
    remove_from_store(dataset_id)
    click.echo(f"Removed {dataset_id}{what}")


def _print_report(report: ImportReport) -> None:
    dataset = report.dataset
    if not report.is_new:
        click.echo(f"{dataset.id}: already there, nothing changed ({_summary(dataset)})")
        return
    click.echo(f"{dataset.id}: {_summary(dataset)}")
    for reason, (count, first) in report.rejected.items():
        column = f", column {first.column!r}" if first.column else ""
        click.echo(
            f"    {count} × {reason}, first at line {first.line}{column}: {first.sentence}",
            err=True,
        )
    if dataset.rows_rejected:
        click.echo(f"    All refusals: {dataset.rejected_path}", err=True)


def _told(dataset: Dataset) -> str:
    """Return the summary, or why it cannot be made: one dataset must not hide the others."""
    try:
        return _summary(dataset)
    except StoreFailure as error:
        return error.sentence()


def _summary(dataset: Dataset) -> str:
    if dataset.content == "perimeters":
        kinds = members_by_kind(dataset)
        members = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        return (
            f"{dataset.territories} {dataset.territory_kind}, {dataset.rows_kept} members "
            f"({members}), {dataset.rows_rejected} rejected"
        )
    first, last = dataset.periods[0], dataset.periods[-1]
    return (
        f"{dataset.territories} {dataset.territory_kind}"
        f"{' × ' + dataset.nomenclature if dataset.nomenclature else ''}, {first}–{last}, "
        f"{dataset.rows_kept} rows kept, {dataset.rows_hidden} of them secret or missing, "
        f"{dataset.rows_rejected} rejected"
    )
