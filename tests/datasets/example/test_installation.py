"""The example country goes in and out of an installation, whole or not at all."""

from __future__ import annotations

import errno
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadTable, Place, StoreFailure
from terreau.datasets import store
from terreau.datasets.catalogue import get_dataset, labels, list_datasets, revision
from terreau.datasets.example import EXAMPLE_MARK, generate, installation
from terreau.datasets.example.installation import install, is_complete, is_installed, remove
from terreau.datasets.importing import import_table


def everything(home: Path) -> dict[str, tuple[bytes, int]]:
    """Return the bytes and the instant of writing of every file but the locks."""
    return {
        str(path.relative_to(home)): (path.read_bytes(), path.stat().st_mtime_ns)
        for path in sorted(home.rglob("*"))
        if path.is_file() and ".locks" not in path.parts
    }


def test_installing_writes_marked_tables_and_imports_the_figures(home: Path) -> None:
    assert not is_installed(home)
    report = install(home)
    assert (report.is_new, is_installed(home)) == (True, True)
    country = generate()
    assert {path.stem for path in report.folder.iterdir()} == set(country.tables())
    for name, table in country.tables().items():
        stored = pq.read_table(report.folder / f"{name}.parquet")
        assert stored.equals(table)
        assert stored.schema.metadata == EXAMPLE_MARK
        assert report.tables[name] == table.num_rows

    dataset = get_dataset(report.dataset, home)
    assert dataset.is_example
    assert dataset.covers_nation
    assert "fictif" in dataset.title
    assert "fictif" in dataset.publisher
    assert (dataset.rows_kept, dataset.rows_rejected) == (country.employment.num_rows, 0)
    assert dataset.rows_hidden == country.employment.column("status").to_pylist().count("secret")
    assert (dataset.periods[0], dataset.periods[-1]) == (2010, 2024)
    assert labels(dataset)["XB006"] == "Les Trois-Lunes"


def test_the_censuses_are_a_table_of_their_own(home: Path) -> None:
    assert "example-census" in install(home).datasets
    dataset = get_dataset("example-census", home)
    assert dataset.is_example
    assert (dataset.measure, dataset.territory_kind) == ("employment_25_54", "bassin_de_vie")
    assert (dataset.periods, dataset.nomenclature) == ((1975, 2021), "A5")
    assert dataset.rows_kept == generate().census.num_rows
    assert (dataset.rows_rejected, dataset.rows_hidden) == (0, 0)
    assert labels(dataset)["XBV03"] == "Ambrefontaine"


def test_installing_again_changes_nothing(home: Path) -> None:
    install(home)
    before = everything(home)
    assert not install(home).is_new
    assert everything(home) == before


@pytest.mark.parametrize("damage", [b"", b"not a table"])
def test_installing_again_mends_a_damaged_table(home: Path, damage: bytes) -> None:
    folder = install(home).folder
    (folder / "communes.parquet").write_bytes(damage)
    assert install(home).is_new
    assert pq.read_table(folder / "communes.parquet").equals(generate().communes)


def test_removing_leaves_nothing_of_it(home: Path) -> None:
    install(home)
    known = revision(home)
    assert remove(home)
    assert not is_installed(home)
    assert list_datasets(home) == []
    assert not (home / "example").exists()
    assert revision(home) != known
    assert not remove(home)


def test_a_full_disk_leaves_no_half_country(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written: list[Path] = []

    def write_until_full(table: object, path: Path, **options: object) -> None:
        if len(written) == 3:
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        path.write_bytes(b"half")

    monkeypatch.setattr(installation.pq, "write_table", write_until_full)
    with pytest.raises(StoreFailure, match="No space left on device"):
        install(home)
    assert written
    assert list(home.iterdir()) == []


@pytest.mark.parametrize("refused", ["employment", "census"])
def test_figures_that_cannot_be_imported_take_the_places_with_them(
    home: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    def refuse(file: Path, *args: object, **options: object) -> object:
        if file.stem == refused:
            raise BadTable(Place(file.name), "refused")
        return import_table(file, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(installation, "import_table", refuse)
    with pytest.raises(BadTable, match="refused"):
        install(home)
    assert not installation.example_folder(home).exists()
    assert list_datasets(home) == []
    assert not is_installed(home)


def test_an_example_of_before_the_censuses_is_there_and_is_completed(home: Path) -> None:
    install(home)
    assert is_complete(home)
    store.remove("example-census", home=home)
    assert is_installed(home)
    assert not is_complete(home)
    install(home)
    assert is_complete(home)
