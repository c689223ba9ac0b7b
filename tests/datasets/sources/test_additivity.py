"""The nation equals the sum of its parts, for any commune codes of any time; the rest is told."""

from __future__ import annotations

import itertools
import random
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from terreau.core.errors import BadTable
from terreau.datasets import reference
from terreau.datasets.catalogue import list_datasets
from terreau.datasets.dataset import Dataset
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.sources import additivity, import_source
from terreau.datasets.sources.additivity import parts_of, verify_sums
from terreau.datasets.sources.model import Weight
from terreau.datasets.sources.verifying import verify_dataset

DESCRIPTION = """
[dataset]
id = "made-up"
title = "Made up"
publisher = "Tests"
licence = "CC0"
vintage = "2019"
measure = "employment"
[columns]
territory = "code"
sector = "a5"
period = "year"
value = "jobs"
[territory]
kind = "commune"
geography = 2019
residual = ["ZZZZZ"]
[sector]
nomenclature = "A5"
[absent]
cell = "zero"
[status]
secret = ["s"]
"""
CODES = sorted(reference.current_codes())
_NUMBERS = itertools.count()


def imported(folder: Path, rows: list[str]) -> Dataset:
    file = folder / f"table{next(_NUMBERS)}.csv"
    file.write_text("\n".join(["code,a5,year,jobs", *rows]) + "\n")
    description = parse_description(DESCRIPTION, file="made-up")
    return import_described(file, description, home=folder / "home", accept_rejects=True).dataset


@given(st.integers(0, 10_000))
@settings(
    max_examples=4, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_codes_of_any_time_add_up_to_the_nation(tmp_path: Path, seed: int) -> None:
    """Fictitious jobs under codes in force, merged, divided, of districts and overseas."""
    chance = random.Random(seed)
    rows = [
        f"{code},{sector},{year},{chance.randrange(1, 9999) / 4}"
        for code in chance.sample(CODES, 40)
        for sector in ("BE", "GU")
        for year in (2010, 2019)
    ]
    found = verify_sums(imported(tmp_path, rows), tmp_path / "home")
    assert not [remark for remark in found if remark.weight == Weight.REFUSAL]


def test_each_way_parts_the_communes_of_today() -> None:
    for groups in parts_of("FR").values():
        members = [code for codes in groups.values() for code in codes]
        assert len(members) == len(set(members))
        assert set(members) == set(reference.current_codes().values())


def test_what_is_in_no_sum_is_told(tmp_path: Path) -> None:
    rows = [
        "44184,BE,2019,100", "ZZZZZ,BE,2019,7", "99999,BE,2019,3", "44210,BE,2019,s",
        "14712,BE,2019,50",
    ]  # fmt: skip
    found = verify_sums(imported(tmp_path, rows), tmp_path / "home")
    hidden, refused, explained, homeless, uncertain = (remark.sentence.en for remark in found)
    assert explained.endswith("make the total of the table, once what follows is explained")
    assert hidden.startswith("1 of 4 cells are secret or missing")
    assert refused.startswith("1 values are refused (unknown_territory: 99999)")
    assert homeless.startswith("1 codes are of no commune of today (ZZZZZ): their 7 jobs (2019)")
    assert uncertain.startswith("50 jobs (2019) are under codes of communes divided since (14712)")
    assert {remark.weight for remark in found} == {Weight.NOTE}


def test_a_part_that_is_forgotten_is_a_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ways = {str(name): (name, dict(groups)) for name, groups in parts_of("FR").items()}
    del ways["departments"][1]["44"]
    monkeypatch.setattr(additivity, "parts_of", lambda *_: dict(ways.values()))
    dataset = imported(tmp_path, ["44184,BE,2019,100", "76540,BE,2019,50"])
    (remark,) = verify_sums(dataset, tmp_path / "home")
    assert remark.weight == Weight.REFUSAL
    assert remark.sentence.en == (
        "2019: the nation is 150 and the sum of departments 50; 100 is not explained"
    )


def test_the_rouen_extract_adds_up_in_every_year(shared: Path, tmp_path: Path) -> None:
    file = shared / "data/employment/urssaf_commune_ape_rouen_2006_2022.csv"
    (report,) = import_source("urssaf-commune-ape", file, home=tmp_path)
    assert len(report.dataset.periods) == 17
    # Bihorel, made of a part of Bois-Guillaume, is written apart in every year: all is certain.
    (explained,) = verify_sums(report.dataset, tmp_path)
    assert explained.sentence.fr == (
        "2006–2022 : la somme des communes, celle des départements et celle des EPCI et communes "
        "hors EPCI font le total du tableau"
    )
    # What was found is kept with the dataset, and shown on the page of its source.
    assert report.dataset.remarks[-1] == explained.sentence
    told = [remark.sentence for remark in verify_dataset(report.dataset, tmp_path)]
    assert len(told) == len(set(told)) == 2


def test_a_file_whose_parts_do_not_make_the_nation_is_refused(
    shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = shared / "data/employment/urssaf_commune_ape_rouen_2006_2022.csv"
    ways = {str(name): (name, dict(groups)) for name, groups in parts_of("FR").items()}
    del ways["departments"][1]["76"]
    monkeypatch.setattr(additivity, "parts_of", lambda *_: dict(ways.values()))
    with pytest.raises(BadTable, match=r"the sum of departments .* is not explained"):
        import_source("urssaf-commune-ape", file, home=tmp_path)
    assert list_datasets(tmp_path) == []
