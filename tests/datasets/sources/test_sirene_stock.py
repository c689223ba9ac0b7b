"""The stock of establishments: counts by commune, activity, size and year of creation."""

from __future__ import annotations

import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv
import pyarrow.parquet as pq
import pytest

from terreau.core.errors import BadTable
from terreau.datasets.reference import naf
from terreau.datasets.sources import import_source, read_source
from terreau.datasets.sources import sirene_tally as sirene

BANDS = ("1-9", "10-49", "50-249", "250")
OFFICIAL = {"parquet": "StockEtablissement_utf8.parquet", "csv": "StockEtablissement_utf8.zip"}
NAMES = (*sirene.COLUMNS, sirene.TREATED)


def stock(**columns: Any) -> pa.Table:
    """Return rows of the stock; what is not given is the same in each."""
    rows = len(next(iter(columns.values())))
    usual = {
        sirene.COMMUNE: "44184", sirene.ACTIVITY: "30.11Z", sirene.NOMENCLATURE: "NAFRev2",
        sirene.STATE: "A", sirene.SIZE: "NN", sirene.CREATED: "2025-05-02", sirene.ABROAD: None,
        sirene.TREATED: "2026-10-31T08:00:00",
    }  # fmt: skip
    filled = {name: columns.get(name, [value] * rows) for name, value in usual.items()}
    return pa.table({name: pa.array(cells, pa.string()) for name, cells in filled.items()})


def write(folder: Path, table: pa.Table, edition: str = "parquet") -> Path:
    file = folder / OFFICIAL[edition]
    if edition == "parquet":
        pq.write_table(table, file)
        return file
    pa_csv.write_csv(table, folder / "StockEtablissement_utf8.csv")
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.write(folder / "StockEtablissement_utf8.csv", "StockEtablissement_utf8.csv")
    return file


def counts(file: Path) -> dict[str, dict[tuple[str, str, int], float]]:
    return {
        read.description.id.removeprefix("sirene-"): {
            (row["territory"], row["sector"], row["period"]): row["value"]
            for row in read.table.to_pylist()
        }
        for read in read_source("sirene", file)
    }


@pytest.mark.parametrize("edition", ["parquet", "csv"])
def test_each_table_counts_what_it_says(tmp_path: Path, edition: str) -> None:
    table = stock(
        **{
            sirene.COMMUNE: ["44184", "44184", "44184", "44184", "75108", None],
            sirene.SIZE: ["NN", "03", "11", "53", None, "01"],
            sirene.STATE: ["A", "A", "A", "A", "F", "A"],
            sirene.CREATED: ["2025-12-31", "2011-01-01", "2010-12-31", "2026-01-02", "2025-01-01",
                             "2025-01-01"],
            sirene.ABROAD: [None, None, None, None, None, "99109"],
        }
    )  # fmt: skip
    found = counts(write(tmp_path, table, edition))
    cell = ("44184", "30.11Z", 2026)
    assert found["etablissements"] == {cell: 4}
    assert found["employeurs"] == {cell: 3}
    # A table without any establishment says so with a true zero.
    bands = [found[f"employeurs-{band}"] for band in BANDS]
    assert bands == [{cell: 1}, {cell: 1}, {cell: 0}, {cell: 1}]
    # Fifteen whole years: neither that of the edition nor the sixteenth; closed ones were created.
    assert found["creations"] == {
        ("44184", "30.11Z", 2025): 1,
        ("44184", "30.11Z", 2011): 1,
        ("75108", "30.11Z", 2025): 1,
    }


def test_bands_add_up_to_employers_over_any_stock(tmp_path: Path) -> None:
    """Counted again row by row, in Python, with as many merges as a national file makes."""
    chance = np.random.default_rng(4)
    communes = ["44184", "44210", "76540", "13055", "75108"]
    activities = ["30.11Z", "62.01Z", "56.10A", "84.11Z"]
    sizes = [*sirene.BANDS, "NN", "00", None]
    picked: list[tuple[Any, ...]] = [
        (
            communes[chance.integers(len(communes))],
            activities[chance.integers(len(activities))],
            sizes[chance.integers(len(sizes))],
            "AF"[chance.integers(2)],
        )
        for _ in range(3_000)
    ]
    columns = zip(*picked, strict=True)
    names = (sirene.COMMUNE, sirene.ACTIVITY, sirene.SIZE, sirene.STATE)
    table = stock(**{name: list(cells) for name, cells in zip(names, columns, strict=True)})
    found = counts(write(tmp_path, table))
    sized: list[tuple[str, set[Any]]] = [
        ("etablissements", set(sizes)),
        ("employeurs", set(sirene.BANDS)),
    ]
    for slug, kept in sized:
        expected = Counter(
            (commune, activity, 2026)
            for commune, activity, size, state in picked
            if state == "A" and size in kept
        )
        assert found[slug] == expected
    added: Counter[tuple[str, str, int]] = Counter()
    for band in BANDS:
        added.update({key: int(value) for key, value in found[f"employeurs-{band}"].items()})
    assert added == found["employeurs"]


def test_merging_often_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    table = stock(**{sirene.COMMUNE: ["44184", "76540", "44184"] * 50})
    file = write(tmp_path, table)
    at_once = counts(file)
    monkeypatch.setattr(sirene, "_WAITING", 1)
    monkeypatch.setattr(sirene, "_ROWS", 7)
    assert counts(file) == at_once
    assert at_once["etablissements"]["44184", "30.11Z", 2026] == 100


def test_what_cannot_be_placed_is_refused_with_its_first_line(tmp_path: Path) -> None:
    table = stock(
        **{
            sirene.COMMUNE: ["44184"] * 30 + ["[ND]", "44184", "44184"],
            sirene.ACTIVITY: [*sorted(naf.bridge("A732", "A5"))[:30], "30.11Z", "57.10", None],
            sirene.NOMENCLATURE: ["NAFRev2"] * 31 + ["NAP", None],
        }
    )
    reports = import_source(
        "sirene", write(tmp_path, table), home=tmp_path / "home", accept_rejects=True
    )
    rejected = pq.read_table(reports[0].dataset.rejected_path).to_pylist()
    assert [(row["line"], row["value"], row["reason"]) for row in rejected] == [
        (31, "[ND]", "unknown_territory"),
        (32, "NAP 57.10", "unknown_sector"),
        (33, None, "empty_code"),
    ]
    assert reports[0].dataset.rows_kept == 30
    assert not reports[0].dataset.covers_nation


def test_another_file_of_sirene_is_refused(tmp_path: Path) -> None:
    pq.write_table(pa.table({"siren": ["005880034"]}), tmp_path / OFFICIAL["parquet"])
    with pytest.raises(BadTable, match="not the stock of establishments: columns are missing"):
        import_source("sirene", tmp_path / OFFICIAL["parquet"], home=tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_progress_is_told_while_the_file_streams(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sirene, "_ROWS", 10)
    file = write(tmp_path, stock(**{sirene.COMMUNE: ["44184"] * 100}))
    seen: list[int] = []

    def note(stage: str, done: int, total: int | None) -> None:
        assert (stage, total) == ("reading", file.stat().st_size)
        seen.append(done)

    import_source("sirene", file, home=tmp_path / "home", progress=note)
    assert seen[:10] == [file.stat().st_size * tenth // 10 for tenth in range(1, 11)]


def test_real_rows_of_the_stock_are_understood(shared: Path, tmp_path: Path) -> None:
    """Real rows, with every column of the stock and those a geocoder adds: closed, no date."""
    sample = shared / "data/sirene/etalab_sample_etablissements_OK.csv"
    with zipfile.ZipFile(tmp_path / OFFICIAL["csv"], "w") as packed:
        packed.write(sample, "StockEtablissement_utf8.csv")
    ((batch, _),) = sirene.batches(tmp_path / OFFICIAL["csv"], sirene.COLUMNS)
    assert batch.column(sirene.STATE).to_pylist() == ["F"] * 3
    assert batch.column(sirene.NOMENCLATURE).to_pylist() == ["NAP"] * 3
    with pytest.raises(BadTable, match="No row has a date: the edition of the file is not known"):
        import_source("sirene", tmp_path / OFFICIAL["csv"], home=tmp_path / "home")


def test_58_228_real_periods_give_what_a_plain_count_gives(shared: Path, tmp_path: Path) -> None:
    """Each establishment's period in force, written as the stock writes it."""
    periods = pq.read_table(shared / "data/sirene/periods_sample.parquet")
    created = periods.group_by("siret").aggregate([("dateDebut", "min")])
    now = periods.filter(pc.is_null(periods["dateFin"])).join(created, "siret")
    now = now.sort_by("siret")
    is_current = pc.match_substring_regex(pc.fill_null(now["code_ape"], ""), r"^\d\d\.\d\d[A-Z]$")
    table = pa.table(
        {
            sirene.COMMUNE: now["code_commune"],
            sirene.ACTIVITY: now["code_ape"],
            sirene.NOMENCLATURE: pc.if_else(is_current, "NAFRev2", "NAFRev1"),
            sirene.STATE: now["etat"],
            sirene.SIZE: now["code_tranche"],
            sirene.CREATED: now["dateDebut_min"],
            sirene.ABROAD: pa.nulls(now.num_rows, pa.string()),
            sirene.TREATED: pa.array(["2024-01-01"] * now.num_rows),
        }
    )
    reports = import_source(
        "sirene", write(tmp_path, table), home=tmp_path / "home", accept_rejects=True
    )
    frame = now.filter(is_current).to_pandas()
    active = frame[frame.etat == "A"]
    held = {report.dataset.id: pq.read_table(report.dataset.table_path) for report in reports}
    refused = pq.read_table(reports[0].dataset.rejected_path)["value"].to_pylist()
    known = active[~active.code_commune.isin(refused) & ~active.code_ape.isin(refused)]
    assert pc.sum(held["sirene-etablissements"]["value"]).as_py() == len(known) > 1_000
    employers = known[known.code_tranche.isin(list(sirene.BANDS))]
    assert pc.sum(held["sirene-employeurs"]["value"]).as_py() == len(employers) > 100
