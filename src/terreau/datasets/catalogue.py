"""The catalogue: which datasets this installation holds, as the store has them.

Here: `Dataset` and the questions about it. Writing is in `store`. A dataset whose files are damaged
is left out of `list_datasets`, so that it stops nobody from using the others; `list_damaged` tells.

Layout of the store, under ``TERREAU_HOME/datasets``::

    REVISION                      rewritten last on every change
    <id>/current                  name of the version in force
    <id>/<checksum>/dataset.json  what the catalogue says of it
    <id>/<checksum>/table.parquet, labels.parquet, rejected.parquet, description.toml
"""

from __future__ import annotations

import contextlib
import difflib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from terreau.core.errors import BadInput, StoreFailure
from terreau.core.home import terreau_home

FOLDER = "datasets"
POINTER = "current"
REVISION = "REVISION"


@dataclass(frozen=True)
class Dataset:
    """One imported state of a source; immutable.

    Parameters
    ----------
    id : str
        Identifier, unique in this installation ("urssaf-ze-a38").
    title, publisher, licence, vintage, address : str
        As the description states them; ``address`` is "" when not given.
    country : str
        "FR", or "XX" for the fictitious example country.
    content : str
        "figures" or "perimeters".
    measure : str
        What the values are, from `terreau.datasets.description.MEASURES`; "" for perimeters.
    note : str
        What a reader must know before using the figures, shown with them; "" for nothing.
    territory_kind : str
        Kind of the territories ("commune", "zone_emploi"…).
    geography : int or None
        Vintage of the territory codes; None when the description does not say.
    nomenclature : str or None
        Level of the sector codes ("A38"); None when the table has no sector.
    sectors : tuple of str
        Sector codes found in the table, sorted; ``("",)`` when it has no sector.
    periods : tuple of int
        Years found in the table, sorted.
    absent : str
        What a cell that is not in the table means: "zero", "secret" or "missing".
    residual : tuple of str
        Codes counted in the nation that belong to no perimeter.
    covers_nation : bool
        Whether the rows add up to the country.
    checksum : str
        Twelve hexadecimal digits of the file with its description.
    rows_kept, rows_rejected, rows_hidden : int
        Rows stored, rows refused with a reason, rows stored without value (secret or missing).
    territories : int
        Number of distinct territories, residual left out; of perimeters, in a table of perimeters.
    has_units, has_largest : bool
        Whether the table carries numbers of establishments, and the largest establishment.
    imported_at : datetime
        Instant of the import, UTC.
    file_name : str
        Name of the imported file.
    path : Path
        Folder of this version in the store.
    """

    id: str
    title: str
    publisher: str
    licence: str
    vintage: str
    address: str
    country: str
    content: str
    measure: str
    note: str
    territory_kind: str
    geography: int | None
    nomenclature: str | None
    sectors: tuple[str, ...]
    periods: tuple[int, ...]
    absent: str
    residual: tuple[str, ...]
    covers_nation: bool
    checksum: str
    rows_kept: int
    rows_rejected: int
    rows_hidden: int
    territories: int
    has_units: bool
    has_largest: bool
    imported_at: datetime
    file_name: str
    path: Path

    @property
    def is_example(self) -> bool:
        """Whether it belongs to the fictitious example country."""
        return self.country == "XX"

    @property
    def table_path(self) -> Path:
        """The stored table, Parquet."""
        return self.path / "table.parquet"

    @property
    def rejected_path(self) -> Path:
        """The rejected rows with their line, reason and sentence, Parquet."""
        return self.path / "rejected.parquet"

    def as_dict(self) -> dict[str, Any]:
        """Return the fields in order, ready for JSON, without the folder of this machine."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__ if name != "path"}
        return fields | {
            "sectors": list(self.sectors),
            "periods": list(self.periods),
            "residual": list(self.residual),
            "imported_at": self.imported_at.isoformat(timespec="seconds"),
        }

    @classmethod
    def from_dict(cls, fields: Mapping[str, Any], path: Path) -> Dataset:
        """Return the dataset that ``as_dict`` wrote, found in the folder ``path``."""
        return cls(
            **{
                **fields,
                "sectors": tuple(fields["sectors"]),
                "periods": tuple(fields["periods"]),
                "residual": tuple(fields["residual"]),
                "imported_at": datetime.fromisoformat(fields["imported_at"]),
                "path": path,
            }
        )


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
        Keep only "figures" or only "perimeters".

    Raises
    ------
    BadInput
        If ``content`` is neither.
    """
    if content not in (None, "figures", "perimeters"):
        raise BadInput(
            "Unknown content of dataset",
            value=content,
            remedy="Ask for 'figures', for 'perimeters' or for neither",
        )
    return [
        entry
        for entry in _entries(home)
        if isinstance(entry, Dataset) and content in (None, entry.content)
    ]


def list_damaged(home: Path | None = None) -> list[Damaged]:
    """Return the datasets of this installation that cannot be read, by identifier."""
    return [entry for entry in _entries(home) if isinstance(entry, Damaged)]


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


def territories(dataset: Dataset) -> frozenset[str]:
    """Return the codes of the territories found in the table, residual codes left out."""
    with legible(dataset.id):
        return _territories(dataset.path, dataset.residual)


def revision(home: Path | None = None) -> str:
    """Return a text that changes with every import and removal ("" before the first)."""
    stamp = datasets_folder(home) / REVISION
    try:
        return stamp.read_text(encoding="utf-8", errors="replace").strip()
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


def _pointers(home: Path | None) -> list[Path]:
    return sorted(datasets_folder(home).glob(f"*/{POINTER}"))


def _entries(home: Path | None) -> Iterator[Dataset | Damaged]:
    for pointer in _pointers(home):
        try:
            yield _read(pointer)
        except StoreFailure as error:
            if pointer.exists():  # Else it was removed in the meantime.
                yield Damaged(pointer.parent.name, error.why)


def _read(pointer: Path) -> Dataset:
    with legible(pointer.parent.name):
        version = pointer.parent / pointer.read_text(encoding="utf-8").strip()
        fields = json.loads((version / "dataset.json").read_text(encoding="utf-8"))
        dataset = Dataset.from_dict(fields, version)
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
    table = pq.read_table(version / "labels.parquet")
    return dict(zip(table["territory"].to_pylist(), table["label"].to_pylist(), strict=True))
