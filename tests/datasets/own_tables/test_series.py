"""Tables of series: rates by territory and period, kept as given and never summed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from terreau.cli.data_reports import summary
from terreau.core.errors import BadDescription, BadInput, BadTable
from terreau.datasets import scan
from terreau.datasets.catalogue import get_dataset, list_datasets, read_table
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_table

Bench = Any  # the folder that conftest.py makes

DESCRIPTION = """\
[dataset]
id = "rates"
title = "Taux de chômage"
publisher = "Un observatoire"
licence = "Licence Ouverte 2.0"
vintage = "2025"
content = "series"
measure = "unemployment_rate"
[columns]
territory = "zone"
territory_label = "name"
period = "quarter"
value = "rate"
[territory]
kind = "zone_emploi"
[absent]
cell = "missing"
[status]
secret = ["s"]
[format]
separator = ";"
"""
ROWS = """\
zone;name;quarter;rate
5218;Saint-Nazaire;2024-T4;6.1
5218;Saint-Nazaire;2025-T1;6.2
0051;Alençon;2025-T1;
0051;Alençon;2024-T4;s
"""


@pytest.fixture
def rates(bench: Bench) -> Bench:
    bench.rows, bench.description = ROWS, DESCRIPTION
    return bench


def test_rates_are_kept_as_given(rates: Bench, home: Path) -> None:
    import_table(rates.file, rates.describe, home=home)
    dataset = get_dataset("rates", home)
    assert [tuple(row.values()) for row in read_table(dataset).to_pylist()] == [
        ("0051", "2024-T4", None, "secret"),
        ("0051", "2025-T1", None, "missing"),
        ("5218", "2024-T4", 6.1, "ok"),
        ("5218", "2025-T1", 6.2, "ok"),
    ]
    assert (dataset.periods, dataset.period_names) == ((2024, 2025), ("2024-T4", "2025-T1"))
    assert summary(dataset) == (
        "2 zone_emploi × unemployment_rate, 2024-T4–2025-T1, 4 rows kept, 2 of them secret or "
        "missing, 0 rejected"
    )
    assert [d.id for d in list_datasets(home, content="series")] == ["rates"]


def test_rates_are_never_summed(rates: Bench, home: Path) -> None:
    import_table(rates.file, rates.describe, home=home)
    with pytest.raises(BadInput):
        scan.aggregate(
            get_dataset("rates", home), {"both": frozenset({"5218", "0051"})}, periods=[2025]
        )


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("6.2", "106.2", "'106.2' is more than 100 percent|106.2 is more than 100 percent"),
        ("6.2", "-1", "-1 is below zero"),
        ("6.2", "6,2", "'6,2' is not a number; if ',' is its decimal mark"),
        ("2025-T1;6.2", "1er trimestre;6.2", "is not a year .2021. or a quarter"),
        ("2025-T1;6.2", "2025-T5;6.2", "is not a year .2021. or a quarter"),
        ("5218;Saint-Nazaire;2025-T1", ";Saint-Nazaire;2025-T1", "the code is empty"),
        ("5218;Saint-Nazaire;2025-T1", "a b;Saint-Nazaire;2025-T1", "cannot stand in the address"),
        ("2025-T1;6.2", "2024-T4;6.2", "stand twice: '5218, 2024-T4'. First at line 2"),
        ("2025-T1;6.2", "2025;6.2", "Years and quarters stand in one table"),
        ('value = "rate"', 'value = "taux"', "This column is missing"),
    ],
)
def test_what_is_no_rate_is_refused(
    rates: Bench, home: Path, old: str, new: str, said: str
) -> None:
    rates.change(old, new)
    with pytest.raises(BadTable, match=said):
        import_table(rates.file, rates.describe, home=home)
    assert not list_datasets(home)


def test_a_refused_rate_is_missing_when_the_rest_is_accepted(rates: Bench, home: Path) -> None:
    rates.change("6.2", "106.2")
    import_table(rates.file, rates.describe, home=home, accept_rejects=True)
    last = read_table(get_dataset("rates", home)).to_pylist()[-1]
    assert (last["value"], last["status"]) == (None, "missing")


def test_only_a_measure_that_may_exceeds_a_hundred(rates: Bench, home: Path) -> None:
    rates.change("6.2", "106.2")
    rates.change("unemployment_rate", "employment_concentration")
    import_table(rates.file, rates.describe, home=home)
    assert read_table(get_dataset("rates", home)).to_pylist()[-1]["value"] == 106.2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"unemployment_rate"', '"employment"', "unemployment_rate, employment_concentration"),
        ('cell = "missing"', 'cell = "zero"', "secret, missing"),
        ('value = "rate"', 'value = "rate"\nsector = "a38"', "'sector'"),
        ("[territory]", "[coverage]\nnation = true\n[territory]", "no place here"),
        ('period = "quarter"\n', "", "columns.period is missing"),
    ],
)
def test_a_description_that_says_otherwise_is_refused(old: str, new: str, said: str) -> None:
    assert old in DESCRIPTION
    with pytest.raises(BadDescription, match=said):
        parse_description(DESCRIPTION.replace(old, new), file="rates.toml")
