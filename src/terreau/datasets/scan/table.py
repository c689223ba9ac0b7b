"""Where the rows of a scan are and what they say: a stored dataset, or anybody's Parquet files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.fs as pafs
import pyarrow.parquet as pq

from terreau.core.errors import BadInput
from terreau.datasets.catalogue import sound
from terreau.datasets.dataset import Dataset
from terreau.datasets.mapped_cells import MappedCells, mapped_cells

_NEEDED = ("territory", "sector", "period", "value")
_OPTIONAL = ("units", "largest")
ABSENT = ("zero", "secret", "missing")


@dataclass(frozen=True)
class Table:
    """Rows, one for each cell or each establishment.

    Parameters
    ----------
    location : str
        A Parquet file, or a folder of them whose sub-folders may be called ``name=value``; a path
        or an address that pyarrow or the engine understands ("s3://bucket/folder").
    columns : Mapping[str, str]
        "territory", "sector", "period", "value" and, where the rows say them, "units" and
        "largest" → names in the files. The period may be the name of the sub-folders.
    absent : str
        What a cell without a row means: "zero", "secret" or "missing".
    are_establishments : bool
        Whether a row is one establishment, so that rows give units, largest and sum of squares.
    cells : MappedCells or None
        The same rows as a stored table keeps them for pages; None for other files.
    is_complete : bool
        Whether every cell is known: none is secret or missing, and an absent one is a zero.
    """

    location: str
    columns: Mapping[str, str]
    absent: str
    are_establishments: bool
    cells: MappedCells | None = None
    is_complete: bool = False

    @property
    def has_units(self) -> bool:
        """Whether numbers of establishments are known."""
        return self.are_establishments or "units" in self.columns

    @property
    def has_largest(self) -> bool:
        """Whether largest establishments are known."""
        return self.are_establishments or "largest" in self.columns

    @property
    def is_remote(self) -> bool:
        """Whether the location is an address rather than a path of this machine."""
        return "://" in self.location

    def files(self) -> list[StoredFile]:
        """Return the Parquet files, in the order of their names.

        Raises
        ------
        BadInput
            If there are none, or the location cannot be reached.
        """
        try:
            system, path = _system(self.location, is_remote=self.is_remote)
            about = system.get_file_info(path)
            if about.type == pafs.FileType.File:
                return [StoredFile(system, path, {})]
            inside = system.get_file_info(pafs.FileSelector(path, recursive=True))
        except (OSError, pa.ArrowInvalid) as error:
            raise BadInput(
                "The files to scan cannot be reached",
                value=self.location,
                why=str(error),
                remedy="Give a Parquet file, a folder of them or an address such as s3://…",
            ) from error
        paths = sorted(i.path for i in inside if i.is_file and i.extension == "parquet")
        if not paths:
            raise BadInput(
                "There is no .parquet file to scan",
                value=self.location,
                remedy="Give the folder that holds them",
            )
        return [StoredFile(system, name, _partition(name, path)) for name in paths]


@dataclass(frozen=True)
class StoredFile:
    """One Parquet file, and what the names of its folders say of all its rows."""

    system: pafs.FileSystem
    path: str
    partition: Mapping[str, str]

    def open(self, table: Table) -> pq.ParquetFile:
        """Open it, codes kept as dictionaries.

        Raises
        ------
        BadInput
            If a column that the table names is not there, or codes are not text.
        """
        codes = [table.columns["territory"], table.columns["sector"]]
        file = pq.ParquetFile(
            self.path,
            filesystem=self.system,
            read_dictionary=codes,
            page_checksum_verification=True,
        )
        schema = file.schema_arrow
        for name in table.columns.values():
            if name not in schema.names and name not in self.partition:
                raise BadInput(
                    "A file to scan has no column of this name",
                    value=name,
                    why=f"{self.path} has {', '.join(schema.names)}",
                    remedy=f"Say which is meant: columns={{…: {schema.names[0]!r}}}",
                )
        for name in codes:
            if not pa.types.is_dictionary(schema.field(name).type):
                raise BadInput(
                    "The codes of a file to scan are not text",
                    value=name,
                    why=f"{self.path} holds {schema.field(name).type}: leading zeros are lost",
                    remedy="Write codes as text",
                )
        return file


def stored_table(dataset: Dataset) -> Table:
    """Return the table of a dataset of the store.

    Raises
    ------
    StoreFailure
        If its cells cannot be read, or it is gone.
    """
    names = [*_NEEDED]
    names += ["units"] if dataset.has_units else []
    names += ["largest"] if dataset.has_largest else []
    path = dataset.table_path.as_posix()
    columns = {name: name for name in names}
    with sound(dataset):
        cells = mapped_cells(dataset)
        if cells is None:
            dataset.table_path.stat()  # Gone, it is a failure of the store and no bad address.
    return Table(
        path,
        columns,
        dataset.absent,
        are_establishments=False,
        cells=cells,
        is_complete=dataset.is_complete,
    )


def table_of_files(
    location: str | Path,
    columns: Mapping[str, str] | None,
    *,
    absent: str,
    are_establishments: bool,
) -> Table:
    """Return a table of anybody's files.

    Raises
    ------
    BadInput
        If a column is not one of ours, or the meaning of an absent cell is not known.
    """
    chosen = {name: name for name in _NEEDED} | dict(columns or {})
    if unknown := sorted(set(chosen) - {*_NEEDED, *_OPTIONAL}):
        raise BadInput(
            "Unknown column of a scan",
            value=unknown[0],
            remedy=f"Name {', '.join((*_NEEDED, *_OPTIONAL))}",
        )
    if absent not in ABSENT:
        raise BadInput(
            "Unknown meaning of an absent cell", value=absent, remedy=f"Use {' or '.join(ABSENT)}"
        )
    return Table(str(location), chosen, absent, are_establishments)


def _system(location: str, *, is_remote: bool) -> tuple[pafs.FileSystem, str]:
    if is_remote:
        system, path = pafs.FileSystem.from_uri(location)
        return system, path
    return pafs.LocalFileSystem(), Path(location).absolute().as_posix()


def _partition(path: str, root: str) -> dict[str, str]:
    """Return what the folders between root and file say: {"year": "2009"} for ``year=2009``."""
    parts = PurePosixPath(path).relative_to(root).parts[:-1]
    pairs = (part.partition("=") for part in parts if "=" in part)
    return {name: unquote(value) for name, _, value in pairs}
