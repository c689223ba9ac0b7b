"""A file of an official source: read into tables, checked, put into the store."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa

from terreau.core.errors import BadTable, Place, TerreauError
from terreau.core.progress import Progress, quiet
from terreau.datasets.contents import Contents, write_contents
from terreau.datasets.description import Description
from terreau.datasets.pulling import Fetched
from terreau.datasets.reading import check_readable
from terreau.datasets.sources.model import Described, Source, Stored, Weight
from terreau.datasets.sources.registry import get_source
from terreau.datasets.stored_table import read_stored
from terreau.datasets.storing import (
    Findings,
    ImportReport,
    Judge,
    Origin,
    digest,
    saying,
    store_table,
)


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
        One a table. Those before a table that is refused stay imported.

    Raises
    ------
    BadInput
        Unknown source or edition; BadTable where the file cannot be used.
    StoreFailure
        The disk refused, or another import is running.
    """
    source = get_source(source_id)
    chosen = source.edition(edition, file_name=file.name)
    try:
        check_readable(file, also=Path(chosen.file_name).suffix)
        tables = list(source.parse(file, chosen))
    except TerreauError as error:
        raise saying(error, error.kept or "Nothing was changed") from error.__cause__
    origin = Origin(
        file.name,
        fetched.sha256 if fetched else digest(file),
        source=source.id,
        edition=chosen.label,
        reading=source.revision,
        fetched_from=fetched.address if fetched else "",
        fetched_at=fetched.fetched_at if fetched else None,
    )
    return [
        store_table(
            described.description,
            described.open,
            origin,
            home=home,
            accept_rejects=accept_rejects,
            judge=_judge(source, described),
            progress=progress,
        )
        for described in tables
    ]


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
                _judge(source, described)(described.description, contents, folder),
                contents.rejects.cells,
            )


def _judge(source: Source, described: Described) -> Judge:
    def judge(description: Description, contents: Contents, folder: Path) -> Findings:
        stored = Stored(description, contents, folder)
        checks = (*source.checks, *described.checks)
        remarks = [remark for check in checks for remark in check(stored)]
        refused = [remark for remark in remarks if remark.weight == Weight.REFUSAL]
        if refused:
            raise BadTable(
                Place(description.id),
                refused[0].sentence.en,
                remedy=f"Take the file again from {source.page}",
            )
        return Findings(
            tuple(remark.sentence for remark in remarks),
            any(remark.weight == Weight.PARTIAL for remark in remarks),
        )

    return judge
