"""``terreau data pull | status | verify``: official sources, from publisher to store."""

from __future__ import annotations

import json
import traceback
from pathlib import Path
from typing import Any

import click

from terreau.cli.data_reports import print_report
from terreau.cli.progress import Several
from terreau.core.errors import BadInput, ProgramFault, StoreFailure, TerreauError
from terreau.datasets.catalogue import get_dataset, list_damaged, list_datasets
from terreau.datasets.pulling import PullOutcome, PullReport
from terreau.datasets.sources import Edition, Source, get_source, list_sources
from terreau.datasets.sources.getting import (
    EditionState,
    SourceState,
    current,
    newest_to_pull,
    pull_sources,
    source_states,
)
from terreau.datasets.sources.model import Weight
from terreau.datasets.sources.verifying import mixed_files, verify_dataset

_SAID = {
    PullOutcome.RUNNING: "a pull is running",
    PullOutcome.DONE: "pulled",
    PullOutcome.UNCHANGED: "pulled, unchanged",
    PullOutcome.FAILED: "the last pull failed",
    PullOutcome.INTERRUPTED: "the last pull was interrupted; the next one goes on",
}


@click.command("pull")
@click.argument("sources", nargs=-1, metavar="[SOURCE]…")
@click.option("--vintage", default="", help="Which edition, when one source is named.")
@click.option("--all", "is_all", is_flag=True, help="Every source that has an address.")
@click.option(
    "--mirror",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="Take the files from this folder: DIR/source/edition/official-name.",
)
def pull_command(sources: tuple[str, ...], vintage: str, is_all: bool, mirror: Path | None) -> None:
    """Fetch official files and import them; the newest edition unless --vintage says which.

    Of a source whose editions stand side by side (kinds of outlines), all of them.

    What is here stays if anything fails, and the next pull goes on where this one stopped.
    """
    wanted = _asked(sources, vintage, is_all=is_all, has_mirror=mirror is not None)
    with Several() as bars:
        reports = pull_sources(wanted, mirror=mirror, progress=lambda w: bars.of(str(w)))
    for report in reports:
        _print_pull(report)
    failed = [report.error for report in reports if report.error is not None]
    if failed:
        raise TerreauError(
            f"{len(failed)} of {len(reports)} sources could not be pulled",
            why="Each is told above",
        )


@click.command("status")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def status_command(as_json: bool) -> None:
    """Say where every official source stands: what is held, since when, what can be pulled."""
    states = source_states()
    if as_json:
        told = [_as_dict(state) for state in states]
        click.echo(json.dumps(told, ensure_ascii=False, indent=1))
        return
    for state in states:
        source = state.source
        click.echo(f"{source.id}  {source.title} ({source.publisher}, {source.licence.name})")
        for edition in state.editions:
            click.echo(f"    {edition.edition.label}: {_standing(edition)}")
        for broken in state.damaged:
            click.echo(f"    {broken.id} is damaged: {broken.why}; pull or import it again")


@click.command("verify")
@click.argument("dataset_ids", nargs=-1, metavar="[ID]…")
def verify_command(dataset_ids: tuple[str, ...]) -> None:
    """Read datasets again, whole: whether every byte is sound, whether every sum adds up.

    All of them when none is named. What does not add up is said, never hidden.
    """
    held = [*(d.id for d in list_datasets()), *(broken.id for broken in list_damaged())]
    ids = dataset_ids or sorted(held)
    faults = [dataset_id for dataset_id in ids if not _is_sound(dataset_id)]
    for edition, mixed in mixed_files(list_datasets()).items():
        click.echo(f"{edition}: its tables come from different files; import it again", err=True)
        faults += [dataset_id for dataset_id in mixed if dataset_id in ids]
    if faults:
        raise TerreauError(
            f"{len(set(faults))} of {len(ids)} datasets are damaged or do not add up",
            value=", ".join(dict.fromkeys(faults)),
            remedy="Remove each, then import or pull it again",
        )


def _is_sound(dataset_id: str) -> bool:
    """Verify a dataset and say what was found; return whether it can be relied upon."""
    try:
        dataset = get_dataset(dataset_id)
        remarks = verify_dataset(dataset)
    except StoreFailure as error:
        click.echo(f"{dataset_id}: {error}", err=True)
        return False
    unexplained = [remark for remark in remarks if remark.weight == Weight.REFUSAL]
    found = "its sums do not add up" if unexplained else "sound"
    click.echo(f"{dataset.id}: {found}, {dataset.rows_kept} rows", err=bool(unexplained))
    for remark in remarks:
        click.echo(f"    {remark.sentence}", err=remark in unexplained)
    return not unexplained


def _asked(
    names: tuple[str, ...], vintage: str, *, is_all: bool, has_mirror: bool
) -> list[tuple[Source, Edition]]:
    if is_all == bool(names) or (vintage and len(names) != 1):
        raise BadInput(
            "Which sources?",
            value=" ".join(names) or None,
            remedy="Name them (one only with --vintage), or say --all; `terreau data status` "
            f"shows {', '.join(source.id for source in list_sources())}",
        )
    if is_all:
        return newest_to_pull(list_sources())
    chosen = [get_source(name) for name in names]
    if vintage:
        return [(chosen[0], chosen[0].edition(vintage))]
    if has_mirror:  # It has files that no lasting address gives.
        return [(source, e) for source in chosen for e in current(source, source.editions)]
    return [
        pair
        for source in chosen
        for pair in newest_to_pull([source]) or [(source, source.editions[-1])]
    ]


def _print_pull(report: PullReport) -> None:
    if report.error is not None:
        if isinstance(report.error, ProgramFault):
            traceback.print_exception(report.error.__cause__)
        click.echo(f"{report.wanted}: {report.error}", err=True)
        return
    brought: Any = report.brought
    for imported in brought:
        print_report(imported)


def _standing(edition: EditionState) -> str:
    told = []
    if edition.datasets:
        held = ", ".join(dataset.id for dataset in edition.datasets)
        day = max(dataset.imported_at for dataset in edition.datasets).date().isoformat()
        told.append(f"held since {day}: {held}")
    if edition.pull is not None:
        sentence = f": {edition.pull.sentence}" if edition.pull.sentence else ""
        told.append(f"{_SAID[edition.pull.outcome]}{sentence}")
    if not told:
        told.append("not held" if edition.edition.address else "not held; import it by hand")
    return "; ".join(told)


def _as_dict(state: SourceState) -> dict[str, Any]:
    source = state.source
    return {
        "id": source.id,
        "title": source.title,
        "publisher": source.publisher,
        "licence": source.licence.name,
        "share_alike": source.licence.is_share_alike,
        "page": source.page,
        "proof": str(source.proof),
        "editions": [
            {
                "label": each.edition.label,
                "file_name": each.edition.file_name,
                "address": each.edition.address,
                "datasets": [dataset.id for dataset in each.datasets],
                "pull": None
                if each.pull is None
                else {
                    "outcome": str(each.pull.outcome),
                    "began_at": each.pull.began_at.isoformat(),
                    "sentence": each.pull.sentence,
                    "sha256": each.pull.sha256,
                    "size": each.pull.size,
                },
            }
            for each in state.editions
        ],
    }
