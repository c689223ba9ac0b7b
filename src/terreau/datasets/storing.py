"""A table with its description goes into the store, whole or not at all.

What every import does, whoever made the description: a person for an own table, a module for an
official source.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from terreau.core.errors import TerreauError
from terreau.core.progress import Progress, quiet
from terreau.core.said import Said
from terreau.datasets.catalogue import get_dataset
from terreau.datasets.contents import Contents, write_contents
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import Description
from terreau.datasets.reading import TableSource
from terreau.datasets.rejects import Reject
from terreau.datasets.store import publish, what_is_kept

# What a version holds is part of its name: a release that keeps more imports the same file anew.
STORE_FORMAT = ",".join((*Dataset.__dataclass_fields__, "cells"))


@dataclass(frozen=True)
class Origin:
    """The file a table was read in, and where the file came from.

    Parameters
    ----------
    file_name : str
        Its name.
    sha256 : str
        Its digest, hexadecimal.
    source, edition : str
        The official source and its edition; "" for an own table.
    reading : int
        Revision of the way the source is read.
    fetched_from : str
        Address it was fetched from; "" when a person gave it.
    fetched_at : datetime or None
        When it was fetched, UTC.
    """

    file_name: str
    sha256: str
    source: str = ""
    edition: str = ""
    reading: int = 0
    fetched_from: str = ""
    fetched_at: datetime | None = None

    def version(self, description: Description) -> str:
        """Return the name of the version that this file with this description makes."""
        told = f"{STORE_FORMAT}\n{description.source}\n{self.source} {self.reading}\n{self.sha256}"
        return hashlib.sha256(told.encode()).hexdigest()[:12]


@dataclass(frozen=True)
class Findings:
    """What the checks of a source say of a table: sentences to keep, and what the table is not."""

    remarks: tuple[Said, ...] = ()
    is_partial: bool = False


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


# Looks at the table in its folder before it is put in force; raises to refuse it.
Judge = Callable[[Description, Contents, Path], Findings]


def store_table(
    description: Description,
    opened: Callable[[], TableSource],
    origin: Origin,
    *,
    home: Path | None,
    accept_rejects: bool = False,
    judge: Judge | None = None,
    progress: Progress = quiet,
) -> ImportReport:
    """Read a table and put it in force.

    Parameters
    ----------
    description : Description
        What it means.
    opened : Callable
        Opens it; not called when this very version is in force.
    origin : Origin
        Where it comes from.
    home : Path or None
        Folder of the installation; ``TERREAU_HOME`` by default.
    accept_rejects : bool
        Import even when more than 5 % of the values are refused.
    judge : Callable, optional
        Checks of an official source.
    progress : Progress
        Told how much of the file is read.

    Raises
    ------
    BadTable
        The file cannot be used.
    StoreFailure
        The disk refused, or another import of the same dataset is running.

    Notes
    -----
    Whatever is raised, what was in the store is still there, and the message says so.
    """
    contents: list[Contents] = []
    version = origin.version(description)

    def write(folder: Path) -> None:
        found = write_contents(
            folder, opened(), description, home, accept_rejects=accept_rejects, progress=progress
        )
        findings = judge(description, found, folder) if judge else Findings()
        contents.append(found)
        _write_about(folder, found, description, origin=origin, findings=findings, version=version)

    with keeping(description.id, home):
        is_new = publish(description.id, version, write, home=home)
        dataset = get_dataset(description.id, home)
    return ImportReport(dataset, is_new, contents[0].rejects.by_reason() if contents else {})


@contextlib.contextmanager
def keeping(dataset_id: str, home: Path | None) -> Iterator[None]:
    """Make every error of an import end with what was kept."""
    try:
        yield
    except TerreauError as error:
        raise saying(error, error.kept or what_is_kept(dataset_id, home)) from error.__cause__


def saying(error: TerreauError, kept: str) -> TerreauError:
    """Return the same error, its message ending with what was kept."""
    error.kept = kept
    error.args = (error.sentence(),)
    return error


def digest(file: Path) -> str:
    """Return the SHA-256 of a file, hexadecimal."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


def _write_about(
    folder: Path,
    contents: Contents,
    description: Description,
    *,
    origin: Origin,
    findings: Findings,
    version: str,
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
        "covers_nation": description.covers_nation and not findings.is_partial,
        "checksum": version,
        "rows_kept": contents.rows,
        "rows_rejected": contents.rejects.cells,
        **contents.facts,
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "file_name": origin.file_name,
        "file_sha256": origin.sha256,
        "source": origin.source,
        "edition": origin.edition,
        "fetched_from": origin.fetched_from,
        "fetched_at": origin.fetched_at and origin.fetched_at.isoformat(timespec="seconds"),
        "is_partial": findings.is_partial,
        "remarks": [remark.as_dict() for remark in findings.remarks],
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / "dataset.json").write_text(text, encoding="utf-8")
