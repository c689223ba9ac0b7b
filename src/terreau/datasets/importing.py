"""The import of an own table: description → file → rules → store, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from terreau.core.errors import BadDescription, BadTable, Place, TerreauError
from terreau.datasets.catalogue import Dataset, get_dataset
from terreau.datasets.codes import known_codes
from terreau.datasets.description import Description, read_description
from terreau.datasets.figures_table import gather, labels_table, write_table
from terreau.datasets.layout import find_layout, named_columns
from terreau.datasets.perimeter_tables import read_members
from terreau.datasets.reading import check_readable, open_table
from terreau.datasets.rejects import Reject, Rejects
from terreau.datasets.rows import RowRules
from terreau.datasets.store import publish, what_is_kept

# What the catalogue says is part of a version: a release that says more imports the same file anew.
STORE_FORMAT = ",".join(Dataset.__dataclass_fields__)
MAX_REJECTED_SHARE = 0.05


@dataclass(frozen=True)
class ImportReport:
    """What an import did.

    Parameters
    ----------
    dataset : Dataset
        The dataset in force after it.
    is_new : bool
        False when the same file with the same description was already there.
    rejected : Mapping[str, tuple[int, Reject]]
        Reason → how many refusals, and the first; empty when ``is_new`` is False.
    """

    dataset: Dataset
    is_new: bool
    rejected: Mapping[str, tuple[int, Reject]]


@dataclass(frozen=True)
class _Checked:
    """A file that passed the rules: its tables and what the catalogue says of them."""

    table: pa.Table
    labels: pa.Table
    rejects: Rejects
    about: Mapping[str, object]


def import_table(
    file: Path, describe: Path, *, home: Path | None = None, accept_rejects: bool = False
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
        raise _saying(error, "Nothing was changed") from error.__cause__
    return import_described(file, description, home=home, accept_rejects=accept_rejects)


def import_described(
    file: Path, description: Description, *, home: Path | None = None, accept_rejects: bool = False
) -> ImportReport:
    """Import a table whose description is already read (see `import_table`)."""
    try:
        return _import(file, description, home, accept_rejects)
    except TerreauError as error:
        raise _saying(error, error.kept or what_is_kept(description.id, home)) from error.__cause__


def _saying(error: TerreauError, kept: str) -> TerreauError:
    """Return the same error, its message ending with what was kept."""
    error.kept = kept
    error.args = (error.sentence(),)
    return error


def _import(
    file: Path, description: Description, home: Path | None, accept_rejects: bool
) -> ImportReport:
    check_readable(file)
    checksum = _checksum(file, description)
    checked: list[_Checked] = []

    def write(folder: Path) -> None:
        read = _read_perimeters if description.content == "perimeters" else _read_figures
        checked.append(read(file, description, home, accept_rejects))
        _write_version(folder, checked[0], description, checksum, file.name)

    is_new = publish(description.id, checksum, write, home=home)
    dataset = get_dataset(description.id, home)
    return ImportReport(dataset, is_new, checked[0].rejects.by_reason() if checked else {})


def _read_figures(
    file: Path, description: Description, home: Path | None, accept_rejects: bool
) -> _Checked:
    source = open_table(file, description.format, named_columns(description))
    layout = find_layout(description, source)
    known = known_codes(description.country, description.territory_kind, home)
    rules = RowRules(description, layout, known)
    parts = [cells for batch in source.read(layout.columns) for cells in rules.apply(batch)]
    _check_refusals(
        file,
        description,
        rejects=rules.rejects,
        read=rules.cells_read,
        kept=sum(len(cells.line) for cells in parts),
        accept_rejects=accept_rejects,
    )
    table = gather(parts, rules, file=file.name)
    territories = table["territory"].unique().to_pylist()
    return _Checked(
        table,
        labels_table({code: rules.labels.get(code) for code in territories}),
        rules.rejects,
        {
            "sectors": sorted(table["sector"].unique().to_pylist()),
            "periods": sorted(table["period"].unique().to_pylist()),
            "rows_hidden": table["value"].null_count,
            "territories": len(set(territories) - set(description.residual)),
            "has_units": "units" in table.column_names,
            "has_largest": "largest" in table.column_names,
        },
    )


def _read_perimeters(
    file: Path, description: Description, home: Path | None, accept_rejects: bool
) -> _Checked:
    source = open_table(file, description.format, named_columns(description))
    members = read_members(source, description, home)
    table = members.table
    _check_refusals(
        file,
        description,
        rejects=members.rejects,
        read=members.rows_read,
        kept=table.num_rows,
        accept_rejects=accept_rejects,
    )
    return _Checked(
        table,
        labels_table(members.names),
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
    file: Path,
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
            Place(file.name),
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
        Place(file.name, first.line, first.column or None),
        f"{rejects.cells} of {read} values are refused ({share:.0%})",
        why="; ".join(
            f"{count} × {reason}, first at line {reject.line}: {reject.sentence}"
            for reason, (count, reject) in reasons.items()
        ),
        remedy="Correct the file or its description"
        + ("; --accept-rejects imports the others" if kept else ""),
    )


def _write_version(
    folder: Path, checked: _Checked, description: Description, checksum: str, file_name: str
) -> None:
    write_table(checked.table, folder / "table.parquet")
    write_table(checked.labels, folder / "labels.parquet")
    write_table(checked.rejects.table(), folder / "rejected.parquet")
    (folder / "description.toml").write_text(description.source, encoding="utf-8")
    about = {
        "id": description.id,
        "title": description.title,
        "publisher": description.publisher,
        "licence": description.licence,
        "vintage": description.vintage,
        "address": description.address,
        "country": description.country,
        "content": description.content,
        "measure": description.measure,
        "note": description.note,
        "territory_kind": description.territory_kind,
        "geography": description.geography,
        "nomenclature": description.nomenclature,
        "absent": description.absent,
        "residual": list(description.residual),
        "covers_nation": description.covers_nation,
        "checksum": checksum,
        "rows_kept": checked.table.num_rows,
        "rows_rejected": checked.rejects.cells,
        **checked.about,
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "file_name": file_name,
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / "dataset.json").write_text(text, encoding="utf-8")


def _checksum(file: Path, description: Description) -> str:
    digest = hashlib.sha256(f"{STORE_FORMAT}\n{description.source}\n".encode())
    with file.open("rb") as content:
        digest.update(hashlib.file_digest(content, "sha256").digest())
    return digest.hexdigest()[:12]
