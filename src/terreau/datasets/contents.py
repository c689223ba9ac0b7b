"""What a table becomes in the store, by its content: the files of a version, and facts on them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from terreau.core.errors import BadTable, Place
from terreau.core.progress import Progress, quiet
from terreau.datasets.codes import known_codes
from terreau.datasets.description import Description
from terreau.datasets.figures_table import FiguresTable, labels_table, write_table
from terreau.datasets.layout import find_layout
from terreau.datasets.perimeter_tables import read_members
from terreau.datasets.reading import TableSource
from terreau.datasets.rejects import Rejects
from terreau.datasets.rows import RowRules

MAX_REJECTED_SHARE = 0.05


@dataclass(frozen=True)
class Contents:
    """What stands in the folder of a version.

    Parameters
    ----------
    rows : int
        Rows of ``table.parquet``.
    rejects : Rejects
        What was refused.
    facts : Mapping[str, object]
        What the catalogue says of the table.
    """

    rows: int
    rejects: Rejects
    facts: Mapping[str, object]


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
    write = _write_perimeters if description.content == "perimeters" else _write_figures
    contents = write(
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
    progress: Progress = quiet,
) -> Contents:
    layout = find_layout(description, source)
    known = known_codes(description.country, description.territory_kind, home)
    rules = RowRules(description, layout, known)
    with FiguresTable(rules, folder) as table:
        for batch in source.read(layout.columns):
            progress("reading", batch.bytes_read, source.size)
            for cells in rules.apply(batch):
                table.add(cells)
        _check_refusals(
            source.file,
            description,
            rejects=rules.rejects,
            read=rules.cells_read,
            kept=table.rows,
            accept_rejects=accept_rejects,
        )
        table.write(folder / "table.parquet", file=source.file)
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
    progress: Progress = quiet,
) -> Contents:
    members = read_members(source, description, home)
    _check_refusals(
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
        members.table.num_rows,
        members.rejects,
        {
            "sectors": [],
            "periods": [],
            "rows_hidden": 0,
            "territories": len(members.names),
            "has_units": False,
            "has_largest": False,
        },
    )


def _check_refusals(
    file: str,
    description: Description,
    *,
    rejects: Rejects,
    read: int,
    kept: int,
    accept_rejects: bool,
) -> None:
    if read == 0:
        chosen = " once [filter] is applied" if description.filters else ""
        raise BadTable(
            Place(file),
            f"The table has no row{chosen}",
            value=dict(description.filters) or None,
            remedy="Check the file and the values of [filter]",
        )
    share = rejects.cells / read
    if kept and (share <= MAX_REJECTED_SHARE or accept_rejects):
        return
    reasons = rejects.by_reason()
    first = min(rejects.found, key=lambda reject: reject.line)
    raise BadTable(
        Place(file, first.line, first.column or None),
        f"{rejects.cells} of {read} values are refused ({share:.0%})",
        why="; ".join(
            f"{count} × {reason}, first at line {reject.line}: {reject.sentence}"
            for reason, (count, reject) in reasons.items()
        ),
        remedy="Correct the file or its description"
        + ("; --accept-rejects imports the others" if kept else ""),
    )
