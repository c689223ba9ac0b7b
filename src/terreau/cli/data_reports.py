"""What is printed of a dataset and of an import."""

from __future__ import annotations

import click

from terreau.core.errors import StoreFailure
from terreau.datasets.dataset import Dataset
from terreau.datasets.perimeter_tables import members_by_kind
from terreau.datasets.storing import ImportReport


def print_report(report: ImportReport) -> None:
    """Say what an import did; refusals and remarks on the standard error."""
    dataset = report.dataset
    if not report.is_new:
        click.echo(f"{dataset.id}: already there, nothing changed ({summary(dataset)})")
        return
    click.echo(f"{dataset.id}: {summary(dataset)}")
    for reason, (count, first) in report.rejected.items():
        column = f", column {first.column!r}" if first.column else ""
        click.echo(
            f"    {count} × {reason}, first at line {first.line}{column}: {first.sentence}",
            err=True,
        )
    for remark in dataset.remarks:
        click.echo(f"    {remark}", err=True)
    if dataset.rows_rejected:
        click.echo(f"    All refusals: {dataset.rejected_path}", err=True)


def told(dataset: Dataset) -> str:
    """Return the summary, or why it cannot be made: one dataset must not hide the others."""
    try:
        return summary(dataset)
    except StoreFailure as error:
        return error.sentence()


def summary(dataset: Dataset) -> str:
    """Return what a dataset holds, in a line."""
    if dataset.content == "perimeters":
        kinds = members_by_kind(dataset)
        members = ", ".join(f"{count} {kind}" for kind, count in kinds.items())
        return (
            f"{dataset.territories} {dataset.territory_kind}, {dataset.rows_kept} members "
            f"({members}), {dataset.rows_rejected} rejected"
        )
    if dataset.content == "outlines":
        return f"{dataset.territories} {dataset.territory_kind}, {dataset.rows_rejected} rejected"
    if dataset.content == "passages":
        return (
            f"{dataset.territories} old codes of {dataset.territory_kind}, "
            f"{dataset.rows_kept} passages, {dataset.rows_rejected} rejected"
        )
    if not dataset.periods:
        return (
            f"{dataset.territories} {dataset.territory_kind}, {dataset.rows_kept} "
            f"{dataset.content}, {dataset.rows_rejected} rejected"
        )
    times = dataset.period_names or dataset.periods
    first, last = times[0], times[-1]
    return (
        f"{dataset.territories} {dataset.territory_kind}"
        f"{' × ' + dataset.nomenclature if dataset.nomenclature else ''}"
        f"{' × ' + dataset.measure if dataset.content == 'series' else ''}, {first}–{last}, "
        f"{dataset.rows_kept} rows kept, {dataset.rows_hidden} of them secret or missing, "
        f"{dataset.rows_rejected} rejected"
    )
