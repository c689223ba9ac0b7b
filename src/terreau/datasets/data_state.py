"""The state of the data that something was made from: which tables, by checksum.

Written once under its digest in ``TERREAU_HOME/states``; it names tables and does not keep them.
"""

from __future__ import annotations

import hashlib
import json
import re
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

import terreau
from terreau.core.errors import StoreFailure
from terreau.core.home import terreau_home
from terreau.datasets import catalogue, reference
from terreau.datasets.dataset import Dataset

_DIGEST = re.compile(r"[0-9a-f]{16}")


@dataclass(frozen=True)
class StateTable:
    """A table of a state: its identifier and checksum, and what it is called."""

    id: str
    checksum: str
    title: str
    publisher: str
    vintage: str


@dataclass(frozen=True)
class DataState:
    """The state of the data.

    Parameters
    ----------
    version : str
        Of Terreau.
    reference : str
        Digest of the bundled reference.
    tables : tuple of StateTable
        By identifier.
    """

    version: str
    reference: str
    tables: tuple[StateTable, ...]

    @property
    def digest(self) -> str:
        """Sixteen hexadecimal digits that name it."""
        return hashlib.sha256(_written(self).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Standing:
    """A table of a state, and what the installation holds of it today.

    ``state`` is "same", "replaced" or "removed".
    """

    table: StateTable
    state: str


def state_of(used: Iterable[str], home: Path | None = None) -> DataState:
    """Return the state of the data for the tables used.

    Parameters
    ----------
    used : Iterable[str]
        "id@checksum" of each, or of several with spaces between, as provenances name them; ""
        (the bundled reference) is passed over.
    home : Path or None
        Where tables are.
    """
    held = {dataset.id: dataset for dataset in catalogue.list_datasets(home)}
    named = sorted({name for names in used for name in names.split()})
    return DataState(
        version=terreau.__version__,
        reference=reference.fingerprint(),
        tables=tuple(_table(name, held) for name in named),
    )


def record(state: DataState, home: Path | None = None) -> None:
    """Write a state under its digest; nothing when it is there already.

    Raises
    ------
    StoreFailure
        If the disk refuses it.
    """
    folder = _folder(home)
    file = folder / f"{state.digest}.json"
    if file.exists():
        return
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile("w", dir=folder, delete=False, encoding="utf-8") as beside:
            beside.write(_written(state))
        Path(beside.name).replace(file)
    except OSError as error:
        raise StoreFailure(
            "The disk refused the state of the data",
            value=str(file),
            why=error.strerror or str(error),
            remedy="Make room there",
        ) from error


def get_state(digest: str, home: Path | None = None) -> DataState | None:
    """Return a state by its digest; None where no report was made from it here."""
    if not _DIGEST.fullmatch(digest):
        return None
    try:
        found = json.loads((_folder(home) / f"{digest}.json").read_text(encoding="utf-8"))
        tables = tuple(StateTable(**table) for table in found.pop("tables"))
        return DataState(**found, tables=tables)
    except (FileNotFoundError, ValueError, TypeError, KeyError):
        return None  # never written, or damaged: it says nothing any more


def standings(state: DataState, home: Path | None = None) -> list[Standing]:
    """Return what the installation holds today of each table of a state."""
    held = {dataset.id: dataset.checksum for dataset in catalogue.list_datasets(home)}

    def of(table: StateTable) -> str:
        if table.id not in held:
            return "removed"
        return "same" if held[table.id] == table.checksum else "replaced"

    return [Standing(table, of(table)) for table in state.tables]


def _table(name: str, held: dict[str, Dataset]) -> StateTable:
    id_, _sep, checksum = name.partition("@")
    dataset = held.get(id_)
    if dataset is None or dataset.checksum != checksum:
        return StateTable(id_, checksum, "", "", "")  # replaced while it was read
    return StateTable(id_, checksum, dataset.title, dataset.publisher, dataset.vintage)


def _folder(home: Path | None) -> Path:
    return (home or terreau_home()) / "states"


def _written(state: DataState) -> str:
    return json.dumps(asdict(state), ensure_ascii=False, indent=1, sort_keys=True)
