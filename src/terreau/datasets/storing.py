"""A table with its description goes into the store, whole or not at all.

What every import does, whoever made the description: a person for an own table, a module for an
official source.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from terreau.core.errors import TerreauError
from terreau.core.progress import Progress, quiet
from terreau.core.said import Said
from terreau.datasets.catalogue import ABOUT, get_dataset, read_version
from terreau.datasets.contents import Contents, write_contents
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import Description
from terreau.datasets.kept import what_is_kept
from terreau.datasets.reading import TableSource
from terreau.datasets.rejects import Reject, Rejects
from terreau.datasets.store import NewVersion, publish

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
        Address it was fetched from, or "mirror"; "" when a person gave it.
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


@dataclass(frozen=True)
class ToStore:
    """A table to put in force: what it means, how to open it, and what judges it.

    Parameters
    ----------
    description : Description
        What it means.
    open : Callable
        Opens it; not called when this very version is in force.
    judge : Callable, optional
        Checks of an official source.
    audit : Callable, optional
        Looks at the dataset as pages will, before it is in force; raises to refuse it.
    """

    description: Description
    open: Callable[[], TableSource]
    judge: Judge | None = None
    audit: Callable[[Dataset], Sequence[Said]] | None = None


def store_tables(
    tables: Sequence[ToStore],
    origin: Origin,
    *,
    home: Path | None,
    accept_rejects: bool = False,
    progress: Progress = quiet,
) -> list[ImportReport]:
    """Read the tables of a file and put them in force, all or none.

    Parameters
    ----------
    tables : Sequence[ToStore]
        What the file holds.
    origin : Origin
        Where it comes from.
    home : Path or None
        Folder of the installation; ``TERREAU_HOME`` by default.
    accept_rejects : bool
        Import even when more than 5 % of the values are refused.
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
    rejects: dict[str, Rejects] = {}

    def writer(table: ToStore, version: str) -> Callable[[Path], None]:
        def write(folder: Path) -> None:
            description = table.description
            found = write_contents(
                folder,
                table.open(),
                description,
                home,
                accept_rejects=accept_rejects,
                progress=progress,
            )
            findings = table.judge(description, found, folder) if table.judge else Findings()
            rejects[description.id] = found.rejects
            tell = partial(_write_about, folder, found, description, origin=origin, version=version)
            tell(findings=findings)
            if table.audit:
                told = table.audit(read_version(folder))
                tell(findings=replace(findings, remarks=(*findings.remarks, *told)))

        return write

    ids = [table.description.id for table in tables]
    names = [origin.version(table.description) for table in tables]
    with keeping(ids, home):
        are_new = publish(
            [
                NewVersion(table.description.id, name, writer(table, name))
                for table, name in zip(tables, names, strict=True)
            ],
            home=home,
        )
        return [
            ImportReport(
                get_dataset(name, home),
                is_new,
                rejects[name].by_reason() if name in rejects else {},
            )
            for name, is_new in zip(ids, are_new, strict=True)
        ]


@contextlib.contextmanager
def keeping(ids: Sequence[str], home: Path | None) -> Iterator[None]:
    """Make every error of an import end with what was kept."""
    try:
        yield
    except TerreauError as error:
        raise saying(error, error.kept or what_is_kept(ids, home)) from error.__cause__


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
    # Those of cells have their own, in their index.
    about["files"] = [
        [file.name, digest(file)]
        for file in sorted(folder.iterdir())
        if file.suffix != ".bin" and file.name != ABOUT
    ]
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(text, encoding="utf-8")
