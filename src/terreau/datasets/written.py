"""What the writer of a content leaves in the folder of a version, and how much it may refuse."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from terreau.core.errors import BadTable, Place
from terreau.core.progress import Progress
from terreau.datasets.description import Description
from terreau.datasets.reading import TableSource
from terreau.datasets.rejects import Rejects

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


class Writer(Protocol):
    """Writes ``table.parquet`` and ``labels.parquet`` of one content in a folder."""

    def __call__(
        self,
        folder: Path,
        source: TableSource,
        description: Description,
        home: Path | None,
        *,
        accept_rejects: bool,
        progress: Progress,
    ) -> Contents:
        """Write them, and tell what they hold."""


def facts_without_figures(territories: int) -> dict[str, Any]:
    """Return what the catalogue says of a table that holds no figure."""
    return {
        "sectors": [],
        "periods": [],
        "rows_hidden": 0,
        "territories": territories,
        "has_units": False,
        "has_largest": False,
    }


def check_refusals(
    file: str,
    description: Description,
    *,
    rejects: Rejects,
    read: int,
    kept: int,
    accept_rejects: bool,
) -> None:
    """Refuse a table without row, or of which too much is refused.

    Raises
    ------
    BadTable
        With how much, why, and the first line of each reason.
    """
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
