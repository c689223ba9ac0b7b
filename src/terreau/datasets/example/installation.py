"""Putting the example country into an installation, and taking it out.

The administrative tables go to ``TERREAU_HOME/example``; the figures go through
the ordinary import of own tables, like those of anybody.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from terreau.core.errors import StoreFailure, TerreauError
from terreau.core.home import terreau_home
from terreau.datasets.catalogue import list_datasets
from terreau.datasets.example.country import ExampleCountry, generate
from terreau.datasets.importing import import_table
from terreau.datasets.kept import in_force
from terreau.datasets.store import remove as remove_dataset
from terreau.datasets.stored_table import read_stored

FOLDER = "example"
DATASET = "example-employment"
# Table → the dataset it becomes; its description bears the name of the table.
DATASETS = {"employment": DATASET, "census": "example-census"}


@dataclass(frozen=True)
class InstallReport:
    """What an installation of the example country did.

    Parameters
    ----------
    folder : Path
        Where the administrative tables stand.
    tables : Mapping[str, int]
        Rows by table.
    dataset : str
        Identifier of the employment table in the catalogue.
    datasets : tuple[str, ...]
        Identifiers of all the tables of figures.
    is_new : bool
        False when the same country was there already and nothing changed.
    """

    folder: Path
    tables: Mapping[str, int]
    dataset: str
    datasets: tuple[str, ...]
    is_new: bool


def is_installed(home: Path | None = None) -> bool:
    """Return whether the example country is there, tables and figures."""
    return example_folder(home).is_dir() and DATASET in _held(home)


def is_complete(home: Path | None = None) -> bool:
    """Return whether it has all that this version gives it: one of before lacks some tables."""
    folder = example_folder(home)
    tables = (f"{name}.parquet" for name in ExampleCountry.__dataclass_fields__)
    return all((folder / table).is_file() for table in tables) and _held(home).issuperset(
        DATASETS.values()
    )


def _held(home: Path | None) -> set[str]:
    return {dataset.id for dataset in list_datasets(home)}


def install(home: Path | None = None) -> InstallReport:
    """Put the example country into an installation; once there, do nothing.

    Parameters
    ----------
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.

    Returns
    -------
    InstallReport
        Rows by table, and whether anything changed.

    Raises
    ------
    StoreFailure
        If the disk refuses; what was there before is intact.
    """
    country = generate()
    folder = example_folder(home)
    had_tables = folder.is_dir()
    has_new_tables = not _holds(folder, country)
    if has_new_tables:
        _replace(folder, country)
    try:
        has_new_figures = [_import(folder, name, home) for name in DATASETS]
    except TerreauError:
        if not had_tables:
            remove(home)  # places without all their figures would be half a country
        raise
    rows = {name: table.num_rows for name, table in country.tables().items()}
    is_new = has_new_tables or any(has_new_figures)
    return InstallReport(folder, rows, DATASET, tuple(DATASETS.values()), is_new)


def remove(home: Path | None = None) -> bool:
    """Take the example country out of an installation: its places and its own figures.

    Tables that somebody imported about it stay, and speak of places no longer there.

    Parameters
    ----------
    home : Path, optional
        Folder of the installation; ``TERREAU_HOME`` by default.

    Returns
    -------
    bool
        False when none of it was there.

    Raises
    ------
    StoreFailure
        If the disk refuses; running it again finishes the work.
    """
    folder = example_folder(home)
    was_there = folder.is_dir()
    for dataset in DATASETS.values():
        if in_force(dataset, home) is not None:
            remove_dataset(dataset, home=home)
            was_there = True
    if folder.is_dir():
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise StoreFailure(
                "The example country could not be removed entirely",
                value=str(folder),
                why=error.strerror or str(error),
                remedy="Give this folder back the right to be written, then remove it again",
            ) from error
    return was_there


def example_folder(home: Path | None = None) -> Path:
    """Return the folder of the administrative tables (it may not exist)."""
    return (home or terreau_home()) / FOLDER


def _import(folder: Path, table: str, home: Path | None) -> bool:
    """Import the figures of a table; return whether they are new."""
    with as_file(files(__package__) / f"{table}.toml") as description:
        return import_table(folder / f"{table}.parquet", description, home=home).is_new


def _holds(folder: Path, country: ExampleCountry) -> bool:
    """Say whether the folder holds exactly this country."""
    return all(_same(folder / f"{name}.parquet", table) for name, table in country.tables().items())


def _same(path: Path, table: pa.Table) -> bool:
    if not path.is_file():
        return False
    try:
        stored = read_stored(path)
    except (OSError, pa.ArrowInvalid):  # damaged: to be written again
        return False
    return bool(stored.equals(table) and stored.schema.metadata == table.schema.metadata)


def _replace(folder: Path, country: ExampleCountry) -> None:
    """Write beside, then exchange the folders: there is never half a country."""
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent, prefix=f".{FOLDER}-") as beside:
            fresh = Path(beside) / "fresh"
            fresh.mkdir()
            for name, table in country.tables().items():
                path = fresh / f"{name}.parquet"
                pq.write_table(table, path, compression="zstd")
                _flush(path)
            if folder.is_dir():
                folder.rename(Path(beside) / "former")
            fresh.rename(folder)
    except OSError as error:
        raise StoreFailure(
            "The example country could not be written",
            value=str(folder),
            why=error.strerror or str(error),
            remedy="Free some space or choose another TERREAU_HOME, then install it again",
            kept="What was there before is intact",
        ) from error


def _flush(path: Path) -> None:
    with path.open("rb") as written:
        os.fsync(written.fileno())
