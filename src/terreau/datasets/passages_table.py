"""Tables of passages: which commune holds the land of an old code, as a publisher tells it.

The stored table: old, old_label, new, since, kind, certain, weight. ``new`` is the commune of the
latest date of the publisher, whatever happened in between; ``since`` the day from which ``old`` no
longer says what it said. ``certain`` is false where the land of ``old`` went to several communes:
figures under that code cannot be divided, and ``weight`` (a share of them) is null: none is given.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow as pa

from terreau.core.errors import BadTable, Place
from terreau.core.progress import Progress
from terreau.datasets.codes import SOUND_REMEDY, is_sound
from terreau.datasets.description import Description
from terreau.datasets.figures_table import labels_table, write_table
from terreau.datasets.numbers import codes
from terreau.datasets.reading import TableSource
from terreau.datasets.rejects import Rejects
from terreau.datasets.written import Contents, check_refusals, facts_without_figures

KINDS = ("merged", "recoded", "split", "arrondissement")
SCHEMA = pa.schema(
    [
        pa.field("old", pa.string(), nullable=False),
        pa.field("old_label", pa.string()),
        pa.field("new", pa.string(), nullable=False),
        pa.field("since", pa.date32()),
        pa.field("kind", pa.string(), nullable=False),
        pa.field("certain", pa.bool_(), nullable=False),
        pa.field("weight", pa.float64()),
    ]
)


def write_passages(
    folder: Path,
    source: TableSource,
    description: Description,
    home: Path | None,
    *,
    accept_rejects: bool,
    progress: Progress,
) -> Contents:
    """Write a table of passages (a `Writer`).

    Raises
    ------
    BadTable
        A column is missing, or the same passage stands twice.
    """
    del home  # Codes newer than the reference are what such a table is for.
    for role, name in description.columns.items():
        source.require(name, key=f"columns.{role}")
    rejects = Rejects()
    passages: dict[tuple[str, str], dict[str, object]] = {}
    lines: dict[tuple[str, str], int] = {}
    read = 0
    for line, cells in _rows(source, description, progress):
        read += 1
        row = _row(cells, line, description, rejects)
        if row is None:
            continue
        key = str(row["old"]), str(row["new"])
        if key in passages:
            raise BadTable(
                Place(source.file, line, description.columns["old"]),
                "The same passage stands twice",
                value=" → ".join(key),
                why=f"First at line {lines[key]}",
                remedy="Remove one of the two lines",
            )
        passages[key], lines[key] = row, line
    check_refusals(
        source.file,
        description,
        rejects=rejects,
        read=read,
        kept=len(passages),
        accept_rejects=accept_rejects,
    )
    table = _table(passages)
    write_table(table, folder / "table.parquet")
    names = dict(zip(table["old"].to_pylist(), table["old_label"].to_pylist(), strict=True))
    write_table(labels_table(names), folder / "labels.parquet")
    return Contents(len(passages), rejects, facts_without_figures(len(names)))


def _rows(
    source: TableSource, description: Description, progress: Progress
) -> Iterator[tuple[int, dict[str, str | None]]]:
    columns = description.columns
    wanted = tuple(dict.fromkeys((*columns.values(), *description.filters)))
    for batch in source.read(wanted):
        progress("reading", batch.bytes_read, source.size)
        text = {
            name: codes(column).cast(pa.string()).to_pylist()
            for name, column in batch.columns.items()
        }
        for row, line in enumerate(batch.lines.tolist()):
            if all(text[name][row] in kept for name, kept in description.filters.items()):
                yield line, {role: text[name][row] for role, name in columns.items()}


def _row(
    cells: dict[str, str | None], line: int, description: Description, rejects: Rejects
) -> dict[str, object] | None:
    columns = description.columns
    for role in ("old", "new"):
        code = cells[role]
        if code is None:
            rejects.add("empty_code", line=line, column=columns[role])
            return None
        if not is_sound(code):
            rejects.add(
                "unsound_code", line=line, column=columns[role], value=code, remedy=SOUND_REMEDY
            )
            return None
    since = cells.get("since")
    if since is not None and _day(since) is None:
        rejects.add("not_a_date", line=line, column=columns["since"], value=since)
        return None
    change = cells.get("change")
    if change is not None and change not in KINDS:
        rejects.add(
            "unknown_change",
            line=line,
            column=columns["change"],
            value=change,
            remedy=f"write {', '.join(KINDS)}",
        )
        return None
    return {
        "old": cells["old"],
        "old_label": cells.get("old_label"),
        "new": cells["new"],
        "since": None if since is None else _day(since),
        "kind": change,
        "weight": None,
    }


def _table(passages: dict[tuple[str, str], dict[str, object]]) -> pa.Table:
    destinations = Counter(old for old, _ in passages)
    rows = []
    for key in sorted(passages):
        row = passages[key]
        is_one = destinations[key[0]] == 1
        kind = row["kind"] or ("merged" if is_one else "split")
        rows.append({**row, "kind": kind, "certain": is_one and kind != "split"})
    return pa.Table.from_pylist(rows, schema=SCHEMA)


def _day(text: str) -> date | None:
    """Return a day written 2016-01-01, or the first of a year written 2016."""
    try:
        return date.fromisoformat(f"{text}-01-01" if len(text) == len("2016") else text[:10])
    except ValueError:
        return None
