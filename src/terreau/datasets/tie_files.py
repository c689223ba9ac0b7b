"""A table of ties in a file: who, in what, which day, and what is known of them."""

from __future__ import annotations

import tempfile
from pathlib import Path

from terreau.core.errors import BadTable, Place
from terreau.datasets.description import Format
from terreau.datasets.narrow_files import on_disk
from terreau.datasets.reading.entry import open_table
from terreau.datasets.reading.source import listed

REQUIRED = ("actor", "thing", "day")
COLUMNS = (*REQUIRED, "kind", "group", "outside")


def read_tie_columns(file: str, how: Format) -> dict[str, list[object]]:
    """Read the columns of ties, as `terreau.analytics.network.read_ties` takes them.

    Parameters
    ----------
    file : str
        Path of a .csv (any usual separator), .csv.gz, .xlsx or .parquet file; "-" reads a CSV or
        Parquet file from the standard input.
    how : Format
        How the file is written.

    Returns
    -------
    dict[str, list[object]]
        actor, thing, day, then those of kind, group, outside that the file has.

    Raises
    ------
    BadTable
        No such file, a column that is missing or there twice, a row of another length, no row.
    """
    with tempfile.TemporaryDirectory() as folder:
        source = open_table(on_disk(file, Path(folder)), how, COLUMNS)
        for name in COLUMNS:
            count = source.header.count(name)
            if count > 1 or (not count and name in REQUIRED):
                raise BadTable(
                    Place(source.file, source.header_line, name),
                    f"{count} columns have this name" if count else "This column is missing",
                    why=f"Columns present: {listed(source.header)}",
                    remedy=f"Name the columns {', '.join(COLUMNS)}",
                )
        present = [name for name in COLUMNS if name in source.header]
        read: dict[str, list[object]] = {name: [] for name in present}
        for batch in source.read(present):
            if batch.malformed:
                row = batch.malformed[0]
                raise BadTable(
                    Place(source.file, row.line),
                    f"The row has {row.found} cells, the header {row.expected}",
                    remedy="Look for a separator inside a cell without quotes",
                )
            for name in present:
                read[name].extend(batch.columns[name].to_pylist())
        if not read["actor"]:
            raise BadTable(Place(source.file), "The table has no row", remedy="Export it again")
        return read
