"""The import of an own table: description → file → rules → store, whole or not at all."""

from __future__ import annotations

from pathlib import Path

from terreau.core.errors import BadDescription
from terreau.core.progress import Progress, quiet
from terreau.datasets.description import Description, read_description
from terreau.datasets.layout import named_columns
from terreau.datasets.reading import check_readable, open_table
from terreau.datasets.storing import (
    ImportReport,
    Origin,
    ToStore,
    digest,
    keeping,
    saying,
    store_tables,
)


def import_table(
    file: Path,
    describe: Path,
    *,
    home: Path | None = None,
    accept_rejects: bool = False,
    progress: Progress = quiet,
) -> ImportReport:
    """Import a table described by a TOML file.

    Parameters
    ----------
    file : Path
        CSV, spreadsheet or Parquet.
    describe : Path
        Its description (see `terreau.datasets.description`).
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.
    accept_rejects : bool
        Import even when more than 5 % of the values are refused.
    progress : Progress
        Told how much of the file is read.

    Raises
    ------
    BadDescription, BadTable
        The description or the file cannot be used: file, line, column, value and remedy are named.
    StoreFailure
        The disk refused, or another import of the same dataset is running.

    Notes
    -----
    Whatever is raised, what was in the store is still there.
    """
    try:
        description = read_description(describe)
    except BadDescription as error:
        raise saying(error, "Nothing was changed") from error.__cause__
    return import_described(
        file, description, home=home, accept_rejects=accept_rejects, progress=progress
    )


def import_described(
    file: Path,
    description: Description,
    *,
    home: Path | None = None,
    accept_rejects: bool = False,
    progress: Progress = quiet,
) -> ImportReport:
    """Import a table whose description is already read (see `import_table`)."""
    with keeping([description.id], home):
        check_readable(file)
        origin = Origin(file.name, digest(file))
    table = ToStore(
        description, lambda: open_table(file, description.format, named_columns(description))
    )
    (report,) = store_tables(
        [table], origin, home=home, accept_rejects=accept_rejects, progress=progress
    )
    return report
