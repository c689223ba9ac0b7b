"""What a table becomes in the store, by its content: each has its writer, in its own module."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from terreau.core.progress import Progress, quiet
from terreau.datasets.codes import known_codes
from terreau.datasets.description import Description
from terreau.datasets.figures_table import FiguresTable, labels_table, write_table
from terreau.datasets.layout import find_layout
from terreau.datasets.outlines_table import write_outlines
from terreau.datasets.passages_table import write_passages
from terreau.datasets.perimeter_tables import read_members
from terreau.datasets.reading import TableSource
from terreau.datasets.rows import RowRules
from terreau.datasets.series_table import write_series
from terreau.datasets.written import Contents, Writer, check_refusals, facts_without_figures

__all__ = ["Contents", "write_contents"]


def write_contents(
    folder: Path,
    source: TableSource,
    description: Description,
    home: Path | None,
    *,
    accept_rejects: bool,
    progress: Progress = quiet,
) -> Contents:
    """Write ``table.parquet``, ``labels.parquet`` and ``rejected.parquet`` of a table.

    Raises
    ------
    BadTable
        As the rules of its content say; the folder is then to be thrown away.
    """
    contents = _WRITERS[description.content](
        folder, source, description, home, accept_rejects=accept_rejects, progress=progress
    )
    write_table(contents.rejects.table(), folder / "rejected.parquet")
    return contents


def _write_figures(
    folder: Path,
    source: TableSource,
    description: Description,
    home: Path | None,
    *,
    accept_rejects: bool,
    progress: Progress,
) -> Contents:
    layout = find_layout(description, source)
    known = known_codes(description.country, description.territory_kind, home)
    rules = RowRules(description, layout, known)
    with FiguresTable(rules, folder) as table:
        for batch in source.read(layout.columns):
            progress("reading", batch.bytes_read, source.size)
            for cells in rules.apply(batch):
                table.add(cells)
        check_refusals(
            source.file,
            description,
            rejects=rules.rejects,
            read=rules.cells_read,
            kept=table.rows,
            accept_rejects=accept_rejects,
        )
        table.write(folder, file=source.file)
    labels = labels_table({code: rules.labels.get(code) for code in table.territories})
    write_table(labels, folder / "labels.parquet")
    return Contents(
        table.rows,
        rules.rejects,
        {
            "sectors": table.sectors,
            "periods": table.periods,
            "rows_hidden": table.hidden,
            "territories": len(set(table.territories) - set(description.residual)),
            "has_units": table.has_units,
            "has_largest": table.has_largest,
        },
    )


def _write_perimeters(
    folder: Path,
    source: TableSource,
    description: Description,
    home: Path | None,
    *,
    accept_rejects: bool,
    progress: Progress,
) -> Contents:
    progress("reading", 0, source.size)
    members = read_members(source, description, home)
    check_refusals(
        source.file,
        description,
        rejects=members.rejects,
        read=members.rows_read,
        kept=members.table.num_rows,
        accept_rejects=accept_rejects,
    )
    write_table(members.table, folder / "table.parquet")
    write_table(labels_table(members.names), folder / "labels.parquet")
    return Contents(
        members.table.num_rows, members.rejects, facts_without_figures(len(members.names))
    )


_WRITERS: Mapping[str, Writer] = MappingProxyType(
    {
        "figures": _write_figures,
        "series": write_series,
        "perimeters": _write_perimeters,
        "passages": write_passages,
        "outlines": write_outlines,
    }
)
