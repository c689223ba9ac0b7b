"""The import of an own table: description → file → rules → store, whole or not at all."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terreau.core.errors import BadDescription, TerreauError
from terreau.datasets.catalogue import Dataset, get_dataset
from terreau.datasets.contents import Contents, write_contents
from terreau.datasets.description import Description, read_description
from terreau.datasets.layout import named_columns
from terreau.datasets.reading import check_readable, open_table
from terreau.datasets.rejects import Reject
from terreau.datasets.store import publish, what_is_kept

# What the catalogue says is part of a version: a release that says more imports the same file anew.
STORE_FORMAT = ",".join(Dataset.__dataclass_fields__)


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
    contents: list[Contents] = []

    def write(folder: Path) -> None:
        source = open_table(file, description.format, named_columns(description))
        contents.append(write_contents(folder, source, description, home, accept_rejects))
        _write_about(folder, contents[0], description, checksum, file.name)

    is_new = publish(description.id, checksum, write, home=home)
    dataset = get_dataset(description.id, home)
    return ImportReport(dataset, is_new, contents[0].rejects.by_reason() if contents else {})


def _write_about(
    folder: Path, contents: Contents, description: Description, checksum: str, file_name: str
) -> None:
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
        "rows_kept": contents.rows,
        "rows_rejected": contents.rejects.cells,
        **contents.facts,
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
