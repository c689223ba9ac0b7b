"""Real files of the shared folder, through own tables and the scan: the published totals."""

from __future__ import annotations

from pathlib import Path

import pytest

from terreau.datasets.catalogue import labels, read_table, territories
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.perimeter_tables import members_by_kind
from terreau.datasets.scan import aggregate, nation
from terreau.datasets.sources import import_source

DATASET = """\
[dataset]
id = "{id}"
title = "Emploi salarié privé"
publisher = "Urssaf"
licence = "ODbL"
vintage = "2024"
measure = "employment"
[absent]
cell = "zero"
"""
ZONES = (
    DATASET.format(id="zones")
    + """\
[columns]
territory = "code_ze"
sector = "a38"
[periods]
eff_19 = 2019
eff_24 = 2024
[territory]
kind = "zone_emploi"
[sector]
nomenclature = "A38"
[coverage]
nation = true
"""
)
EPCI = (
    DATASET.format(id="epci")
    + """\
[columns]
territory = "code"
period = "year"
value = "eff_total"
[territory]
kind = "epci"
residual = ["ZZZZZZZZZ"]
[filter]
echelon = "epci"
"""
)
ROUEN = (
    DATASET.format(id="rouen")
    + """\
[columns]
territory = "Code commune"
territory_label = "Nom commune"
sector = "Code APE"
value = "Effectifs salariés {year}"
units = "Nombre d'établissements {year}"
[territory]
kind = "commune"
[sector]
nomenclature = "A732"
[format]
separator = ";"
"""
)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("real")


def imported(description: str, file: Path, home: Path) -> Dataset:
    return import_described(file, parse_description(description, file="d.toml"), home=home).dataset


@pytest.fixture(scope="module")
def zones(shared: Path, own: Path) -> Dataset:
    return imported(ZONES, shared / "data/employment/exdeco_pivot_urssaf_a38.parquet", own)


def test_national_employment_and_its_industry(zones: Dataset) -> None:
    france = nation(zones, periods=[2019, 2024], level="A5")
    assert zones.territories == 305
    assert france.sums[1].sum() == 19_995_376
    assert france.sums[1, 0, france.sectors.index("BE")] == 3_179_726
    assert not france.hidden.any()


def test_saint_nazaire(zones: Dataset) -> None:
    zone = aggregate(zones, {"5219": ["5219"]}, periods=[2019, 2024])
    assert zone.sums.sum(axis=(1, 2)).tolist() == [70_734, 76_367]


def test_zones_add_up_to_the_nation(zones: Dataset) -> None:
    each = aggregate(zones, {code: [code] for code in territories(zones)}, periods=[2019, 2024])
    assert (each.sums.sum(axis=1) == nation(zones, periods=[2019, 2024]).sums[:, 0]).all()


def test_series_of_epci(shared: Path, own: Path) -> None:
    dataset = imported(EPCI, shared / "data/employment/urssaf_serie_indice100.parquet", own)
    assert dataset.territories + len(dataset.residual) == 1_251
    assert dataset.periods == tuple(range(2014, 2025))
    assert (dataset.rows_kept, dataset.rows_rejected) == (13_761, 0)
    one = aggregate(dataset, {"e": ["244400644"]}, periods=dataset.periods)
    assert one.sectors == ("",)
    assert (one.sums > 0).all()


def test_commune_by_activity_of_the_rouen_zone(shared: Path, own: Path) -> None:
    file = shared / "data/employment/urssaf_commune_ape_rouen_2006_2022.csv"
    dataset = imported(ROUEN, file, own)
    assert (dataset.territories, dataset.rows_kept, dataset.rows_rejected) == (218, 9_338 * 17, 0)
    zone = aggregate(dataset, {"z": territories(dataset)}, periods=[2008, 2022], level="A5")
    assert zone.sums[:, 0, zone.sectors.index("BE")].tolist() == [34_093, 26_532]
    assert labels(dataset)["76540"] == "Rouen"
    assert zone.units is not None
    assert (zone.units > 0).all()


def test_official_list_of_phase_2(shared: Path, own: Path) -> None:
    file = shared / "data/perimeters/ti_epci_183_anct_2024.csv"
    report = import_source("ti", file, edition="2", home=own)[0]
    dataset = report.dataset
    kinds = members_by_kind(dataset)
    assert (dataset.territories, dataset.rows_kept, dataset.rows_rejected) == (183, 641, 0)
    assert kinds["commune"] == 12
    assert kinds["epci"] + kinds["ept"] == 629
    assert read_table(dataset)["kind"].unique().to_pylist() == ["territoire_industrie"]
