"""A file of an official source: read into tables, checked, put into the store."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from terreau.core.errors import BadTable, Place, TerreauError
from terreau.core.progress import Progress, quiet
from terreau.core.said import Said
from terreau.datasets.contents import Contents, write_contents
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import Description
from terreau.datasets.pulling import Fetched
from terreau.datasets.reading import check_readable
from terreau.datasets.sources.additivity import audit
from terreau.datasets.sources.model import Described, Edition, Remark, Source, Stored, Weight
from terreau.datasets.sources.registry import get_source
from terreau.datasets.sources.replacing import is_cut, refuse_another_part, says_less
from terreau.datasets.stored_table import read_stored
from terreau.datasets.storing import (
    Findings,
    ImportReport,
    Judge,
    Origin,
    ToStore,
    digest,
    saying,
    store_tables,
)

# Words of remedies that are for the description of an own table.
_OF_DESCRIPTIONS = ("[format]", "description", "columns.", "[filter]")


@dataclass(frozen=True)
class ReadTable:
    """One table of a file, as the store would hold it.

    Parameters
    ----------
    description : Description
        What it means.
    table : pa.Table
        Narrow: territory, sector, period, value, status[, units, largest] for figures.
    findings : Findings
        What the checks of the source say.
    rejected : int
        Values refused.
    """

    description: Description
    table: pa.Table
    findings: Findings
    rejected: int


def import_source(
    source_id: str,
    file: Path,
    *,
    edition: str = "",
    home: Path | None = None,
    accept_rejects: bool = False,
    fetched: Fetched | None = None,
    progress: Progress = quiet,
) -> list[ImportReport]:
    """Import a file of an official source.

    Parameters
    ----------
    source_id : str
        Name of the source.
    file : Path
        The file, as its publisher gives it.
    edition : str
        Label of the edition; may be left out where the source has one, or the file its name.
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.
    accept_rejects : bool
        Import even when more than 5 % of the values are refused.
    fetched : Fetched, optional
        Where it was fetched; None when a person gives it.
    progress : Progress
        Told how much of the file is read.

    Returns
    -------
    list of ImportReport
        One a table: all are put in force, or none.

    Raises
    ------
    BadInput
        Unknown source or edition; BadTable where the file cannot be used.
    StoreFailure
        The disk refused, or another import is running.
    """
    source = get_source(source_id)
    chosen = source.edition(edition, file_name=file.name)
    with _as_a_source(source):
        check_readable(file, also=Path(chosen.file_name).suffix)
        origin = _origin(source, chosen, file, fetched)
        refuse_another_part(source, origin, home)
        tables = [
            ToStore(
                described.description,
                described.open,
                _judge(source, described, chosen, file, home),
                partial(_audit, source=source, home=home),
            )
            for described in source.parse(file, chosen)
        ]
        return store_tables(
            tables, origin, home=home, accept_rejects=accept_rejects, progress=progress
        )


def _origin(source: Source, edition: Edition, file: Path, fetched: Fetched | None) -> Origin:
    known = Origin(
        file.name,
        fetched.sha256 if fetched else digest(file),
        source=source.id,
        edition=edition.label,
        reading=source.revision,
    )
    if fetched is None:
        return known
    # What a mirror gave was answered by no address.
    told = fetched.address if fetched.final_address else "mirror"
    return replace(known, fetched_from=told, fetched_at=fetched.fetched_at)


@contextlib.contextmanager
def _as_a_source(source: Source) -> Iterator[None]:
    """Make errors say what was kept, and no word of a description: a source has none to correct."""
    try:
        yield
    except TerreauError as error:
        if isinstance(error, BadTable) and any(word in error.remedy for word in _OF_DESCRIPTIONS):
            error.remedy = (
                f"Take the file again from {source.page}; if its form has changed, Terreau must "
                "learn it first"
            )
        raise saying(error, error.kept or "Nothing was changed") from error.__cause__


def read_source(
    named: str | Source, file: Path, *, edition: str = "", home: Path | None = None
) -> Iterator[ReadTable]:
    """Read a file of an official source without storing it: the same rules, the same checks.

    ``named`` is a name of the registry, or a source that is not in it yet.

    Yields
    ------
    ReadTable
        One a table of the file.
    """
    source = get_source(named) if isinstance(named, str) else named
    chosen = source.edition(edition, file_name=file.name)
    check_readable(file, also=Path(chosen.file_name).suffix)
    for described in source.parse(file, chosen):
        with TemporaryDirectory() as scratch:
            folder = Path(scratch)
            contents = write_contents(
                folder, described.open(), described.description, home, accept_rejects=True
            )
            yield ReadTable(
                described.description,
                read_stored(folder / "table.parquet"),
                _judge(source, described, chosen, file, home)(
                    described.description, contents, folder
                ),
                contents.rejects.cells,
            )


def _audit(dataset: Dataset, *, source: Source, home: Path | None) -> list[Said]:
    remarks = audit(dataset, home)
    _refuse(remarks, dataset.id, source)
    return [remark.sentence for remark in remarks]


def _refuse(remarks: Sequence[Remark], dataset_id: str, source: Source) -> None:
    """Raise the first remark that refuses a table, if there is one."""
    refused = [remark for remark in remarks if remark.weight == Weight.REFUSAL]
    if refused:
        raise BadTable(
            Place(dataset_id),
            refused[0].sentence.en,
            remedy=f"Take the file again from {source.page}; if this one is right, "
            f"`terreau data remove {dataset_id}` first",
        )


def _judge(
    source: Source, described: Described, edition: Edition, file: Path, home: Path | None
) -> Judge:
    def judge(description: Description, contents: Contents, folder: Path) -> Findings:
        stored = Stored(description, contents, folder)
        checks = (*source.checks, *described.checks)
        remarks = [remark for check in checks for remark in check(stored)]
        remarks += [*is_cut(stored, file), *says_less(stored, edition, home)]
        _refuse(remarks, description.id, source)
        return Findings(
            tuple(remark.sentence for remark in remarks),
            any(remark.weight == Weight.PARTIAL for remark in remarks),
        )

    return judge
