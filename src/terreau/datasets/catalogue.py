"""The catalogue: which datasets this installation holds, as the store has them.

Here: the questions about `Dataset`. Writing is in `store`. A dataset whose files are damaged
is left out of `list_datasets`, so that it stops nobody from using the others; `list_damaged` tells.

Layout of the store, under ``TERREAU_HOME/datasets``::

    REVISION                      rewritten last on every change
    damaged                       identifiers of those that cannot be read
    pending.json                  there only while several datasets are put in force together
    <id>/current                  name of the version in force
    <id>/<checksum>/dataset.json  what the catalogue says of it
    <id>/<checksum>/table.parquet, labels.parquet, rejected.parquet, description.toml
    <id>/<checksum>/cells.json, cells-<year>.bin    of figures: see `mapped_cells`
"""

from __future__ import annotations

import contextlib
import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from terreau.core.errors import BadInput, StoreFailure
from terreau.core.home import terreau_home
from terreau.datasets.dataset import Dataset
from terreau.datasets.description_keys import CONTENTS
from terreau.datasets.mapped_cells import DamagedFile
from terreau.datasets.stored_table import read_stored

FOLDER = "datasets"
POINTER = "current"
# While several datasets are put in force: those that are, whatever their pointers say.
PENDING = "pending.json"
ABOUT = "dataset.json"
# Why a version cannot be relied upon; written when that is found, gone with the version.
DAMAGED = "damaged"
REVISION = "REVISION"


@dataclass(frozen=True)
class Damaged:
    """A dataset whose files cannot be read, and why."""

    id: str
    why: str


def list_datasets(home: Path | None = None, *, content: str | None = None) -> list[Dataset]:
    """Return the datasets of this installation, by identifier; the damaged ones are left out.

    Parameters
    ----------
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.
    content : str, optional
        Keep only this content ("figures", "perimeters"…).

    Raises
    ------
    BadInput
        If there is no such content.
    """
    if content not in (None, *CONTENTS):
        raise BadInput(
            "Unknown content of dataset",
            value=content,
            remedy=f"Choose among {', '.join(CONTENTS)}, or say nothing",
        )
    return [
        entry
        for entry in _entries(home)
        if isinstance(entry, Dataset) and content in (None, entry.content)
    ]


def list_damaged(home: Path | None = None) -> list[Damaged]:
    """Return the datasets of this installation that cannot be read, by identifier.

    They are noted, so that whoever remembers what the store holds looks again.
    """
    found = [entry for entry in _entries(home) if isinstance(entry, Damaged)]
    noted = datasets_folder(home) / DAMAGED
    told = " ".join(entry.id for entry in found)
    with contextlib.suppress(OSError):  # A disk that is full or read only hides nothing.
        if told != _text_of(noted):
            noted.write_text(told, encoding="utf-8")
    return found


def get_dataset(dataset_id: str, home: Path | None = None) -> Dataset:
    """Return one dataset.

    Raises
    ------
    BadInput
        If there is none of that identifier; the message lists those there are.
    StoreFailure
        If its files are damaged.
    """
    held = [pointer.parent.name for pointer in _pointers(home)]
    if dataset_id in held:
        return _read(datasets_folder(home) / dataset_id / POINTER)
    near = difflib.get_close_matches(dataset_id, held, n=1)
    raise BadInput(
        "No dataset has this identifier",
        value=dataset_id,
        why=f"Held here: {', '.join(sorted(held)) or 'none'}",
        remedy=f"Did you mean {near[0]!r}?" if near else "`terreau data list` shows them",
    )


def labels(dataset: Dataset) -> Mapping[str, str]:
    """Return the names the table gives its territories (code → name); empty when it gives none."""
    with legible(dataset.id):
        found = _labels(dataset.path)
    return {code: label for code, label in found.items() if label is not None}


def read_table(dataset: Dataset) -> pa.Table:
    """Return the stored table of a dataset, whole; its columns are those of its content.

    Raises
    ------
    StoreFailure
        If it is damaged or gone.
    """
    with legible(dataset.id):
        return read_stored(dataset.table_path)


def territories(dataset: Dataset) -> frozenset[str]:
    """Return the codes of the territories found in the table, residual codes left out."""
    with legible(dataset.id):
        return _territories(dataset.path, dataset.residual)


def revision(home: Path | None = None) -> str:
    """Return a text that changes with every import, removal or damage ("" before the first)."""
    root = datasets_folder(home)
    return " ".join(filter(None, (_text_of(root / REVISION), _text_of(root / DAMAGED))))


def _text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8", errors="replace").strip()
    except FileNotFoundError:
        return ""


def datasets_folder(home: Path | None = None) -> Path:
    """Return the folder of the store (it may not exist yet)."""
    return (home or terreau_home()) / FOLDER


@contextlib.contextmanager
def legible(dataset_id: str) -> Iterator[None]:
    """Say in one sentence that files of a stored dataset, read within, are damaged or gone.

    Raises
    ------
    StoreFailure
        With the remedy.
    """
    try:
        yield
    except (OSError, ValueError, KeyError, TypeError, pa.ArrowException) as error:
        raise StoreFailure(
            f"The stored dataset {dataset_id!r} cannot be read",
            why=str(error).partition("\n")[0],
            remedy=f"Run `terreau data remove {dataset_id}`, then import its file again",
        ) from error


def read_version(folder: Path) -> Dataset:
    """Return what the catalogue says of a version, in force or about to be."""
    return Dataset.from_dict(json.loads((folder / ABOUT).read_text(encoding="utf-8")), folder)


@contextlib.contextmanager
def sound(dataset: Dataset) -> Iterator[None]:
    """Do what `legible` does, and remember that a version is damaged.

    Who lists datasets from then on leaves it out and says so, until it is imported again.

    Raises
    ------
    StoreFailure
        As in `legible`.
    """
    with legible(dataset.id):
        try:
            yield
        except DamagedFile as error:
            with contextlib.suppress(OSError):
                (dataset.path / DAMAGED).write_text(str(error), encoding="utf-8")
                list_damaged(dataset.path.parents[2])
            raise


def pending(root: Path) -> dict[str, str]:
    """Return the versions (dataset → name) being put in force together, before their pointers."""
    try:
        found: dict[str, str] = json.loads((root / PENDING).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    return found


def named_version(folder: Path) -> str:
    """Return the name of the version in force of a dataset, given its folder.

    Raises
    ------
    FileNotFoundError
        If none is.
    """
    named = pending(folder.parent).get(folder.name)
    return named or (folder / POINTER).read_text(encoding="utf-8").strip()


def _pointers(home: Path | None) -> list[Path]:
    root = datasets_folder(home)
    return sorted({*root.glob(f"*/{POINTER}"), *(root / name / POINTER for name in pending(root))})


def _entries(home: Path | None) -> Iterator[Dataset | Damaged]:
    for pointer in _pointers(home):
        try:
            yield _read(pointer)
        except StoreFailure as error:
            if pointer.exists():  # Else it was removed in the meantime.
                yield Damaged(pointer.parent.name, error.why)


def _read(pointer: Path) -> Dataset:
    with legible(pointer.parent.name):
        version = pointer.parent / named_version(pointer.parent)
        if (version / DAMAGED).is_file():
            raise ValueError((version / DAMAGED).read_text(encoding="utf-8"))
        dataset = read_version(version)
        stored = pq.read_metadata(dataset.table_path).num_rows
        if stored != dataset.rows_kept:
            raise ValueError(f"its table has {stored} rows in place of {dataset.rows_kept}")
        _labels(version)
        return dataset


@lru_cache(maxsize=64)
def _territories(version: Path, residual: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_labels(version)) - frozenset(residual)


@lru_cache(maxsize=64)
def _labels(version: Path) -> Mapping[str, str | None]:
    table = read_stored(version / "labels.parquet")
    return dict(zip(table["territory"].to_pylist(), table["label"].to_pylist(), strict=True))
