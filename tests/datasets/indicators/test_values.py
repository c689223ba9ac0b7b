"""Values of indicators: against sums made by hand, on real populations and the example country."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from terreau.core.errors import BadInput
from terreau.datasets import catalogue, reference
from terreau.datasets.codes import country_table
from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.indicators.definition import Indicator
from terreau.datasets.indicators.registry import get_indicator, list_indicators
from terreau.datasets.indicators.tables import Territories
from terreau.datasets.indicators.values import Status, Values, values_of, years_of
from terreau.datasets.stored_table import read_stored

JOBS = """\
[dataset]
id = "jobs"
title = "Jobs"
publisher = "Nobody"
licence = "None"
vintage = "2024"
measure = "{measure}"
{content}
[columns]
territory = "code"
period = "year"
value = "value"
{sector}
[territory]
kind = "{kind}"
{nomenclature}
[absent]
cell = "{absent}"
[status]
secret = ["s"]
{coverage}
"""
A38 = {"sector": 'sector = "sector"', "nomenclature": '[sector]\nnomenclature = "A38"'}
HOME_OF_REFERENCE = Path("nowhere")


def territories(kind: str, *, country: str = "FR", home: Path = HOME_OF_REFERENCE) -> Territories:
    rows = country_table(country, "members", home).to_pylist()
    last = max(row["last_vintage"] for row in rows)
    members: dict[str, set[str]] = {}
    for row in rows:
        if row["kind"] == kind and row["last_vintage"] == last:
            members.setdefault(row["code"], set()).add(row["commune"])
    held = sorted((code, frozenset(communes)) for code, communes in members.items())
    return Territories(kind, country, tuple(held), home)


def given(folder: Path, rows: list[str], **words: str) -> None:
    words = {"measure": "employment", "kind": "zone_emploi", "absent": "zero", "content": "",
             "coverage": "[coverage]\nnation = true", **A38, **words}  # fmt: skip
    text = JOBS.format(**words)
    file = folder / "jobs.csv"
    file.write_text("\n".join(["code,sector,year,value", *rows, ""]))
    import_described(file, parse_description(text, file="jobs.toml"), home=folder)


def zones(folder: Path, *codes: str) -> Territories:
    return Territories("zone_emploi", "FR", tuple((c, frozenset({c})) for c in codes), folder)


def found(id_: str, asked: Territories, year: int | None = None) -> Values:
    datasets = catalogue.list_datasets(asked.home) if asked.home.is_dir() else []
    values = values_of(get_indicator(id_), datasets, asked, year=year)
    assert values is not None
    return values


def test_real_populations_of_every_departement() -> None:
    departements = territories("departement")
    values = found("population", departements)
    table = reference.load("populations").to_pylist()
    today = reference.current_codes()
    expected: dict[str, int] = {}
    for row in table:
        if row["reference_year"] == values.year:
            code = today.get(row["commune"], row["commune"])
            expected[code] = expected.get(code, 0) + row["population"]
    for place, (code, communes) in enumerate(departements.members):
        if values.status[place] == Status.OK:
            assert values.values[place] == sum(expected[c] for c in communes), code
    assert values.status.count(Status.OK) >= 95
    assert {values.codes[i] for i, s in enumerate(values.status) if s == Status.UNKNOWN} >= {"976"}
    assert values.nation == pytest.approx(np.nansum(values.values), rel=0.005)
    growth = found("population-growth", departements)
    before = found("population", departements, growth.read[0].years[0])
    both = np.array([s == Status.OK for s in growth.status])
    assert both.any()
    rate = (values.values / before.values) ** (1 / (values.year - before.year)) - 1
    assert growth.values[both] == pytest.approx(100 * rate[both])


def test_shares_are_ratios_of_sums(tmp_path: Path) -> None:
    rows = ["z1,CA,2020,30", "z1,GZ,2020,70", "z2,CA,2020,5", "z2,CL,2020,15", "z3,GZ,2020,80"]
    given(tmp_path, rows)
    asked = zones(tmp_path, "z1", "z2", "z3", "z4")
    values = found("industry-share", asked)
    assert values.values[:3].tolist() == [30, 100, 0]
    assert values.status == (Status.OK, Status.OK, Status.OK, Status.UNDEFINED)
    assert values.nation == pytest.approx(100 * 50 / 200)
    assert found("industry-quotient", asked).values[0] == pytest.approx(0.3 / 0.25)
    assert found("industry-weight", asked).values[:3].tolist() == [60, 40, 0]
    assert found("first-activity-share", asked).values[:3].tolist() == [70, 75, 100]
    assert found("activities-present", asked).values[:3].tolist() == [2, 2, 1]


def test_effects_add_up_to_the_change(tmp_path: Path) -> None:
    rng = np.random.default_rng(2)
    rows = [
        f"z{zone},{sector},{year},{rng.integers(5, 90)}"
        for zone in range(6)
        for sector in ("CA", "CL", "FZ", "GZ")
        for year in (2019, 2024)
    ]
    given(tmp_path, rows)
    asked = zones(tmp_path, *(f"z{zone}" for zone in range(6)))
    start = found("jobs", asked, 2019)
    growth = 100 * (start.values * 0 + found("jobs", asked).nation / start.nation - 1)
    change = 100 * (found("jobs", asked).values / start.values - 1)
    local, structural = found("local-effect-5", asked), found("structural-effect-5", asked)
    assert local.values + structural.values + growth == pytest.approx(change)
    assert found("local-jobs-5", asked).values.sum() == pytest.approx(0, abs=1e-9)
    assert local.years == (2024,)


def test_a_secret_cell_is_never_a_zero(tmp_path: Path) -> None:
    many = [f"z1,{sector},2020,10" for sector in ("CA", "CB", "CC", "FZ", "GZ")]
    rows = [*many, "z1,CL,2020,s", "z2,CA,2020,s", "z2,GZ,2020,40", "z3,CA,2020,8"]
    given(tmp_path, rows, absent="secret")
    asked = zones(tmp_path, "z1", "z2", "z3", "z9")
    jobs = found("jobs", asked)
    # z3 says one activity of the six; z9, none.
    assert jobs.status == (Status.PARTIAL, Status.UNKNOWN, Status.UNKNOWN, Status.UNKNOWN)
    given(tmp_path, rows, absent="zero")
    jobs, share = found("jobs", asked), found("industry-share", asked)
    assert jobs.status == (Status.PARTIAL, Status.UNKNOWN, Status.OK, Status.OK)
    assert jobs.values[[0, 2, 3]].tolist() == [50, 8, 0]
    assert jobs.hidden[0] == pytest.approx(1 / 6)
    assert share.status[:3] == (Status.PARTIAL, Status.UNKNOWN, Status.OK)
    given(tmp_path, rows, absent="zero", coverage="")
    partial = found("jobs", asked)
    assert (partial.status[3], math.isnan(partial.nation)) == (Status.UNKNOWN, True)


def test_two_years_are_compared_on_the_cells_known_at_both(tmp_path: Path) -> None:
    cells = [
        f"z1,{s},{y},{v}" for s in ("CA", "CB", "CC", "FZ") for y, v in ((2023, 10), (2024, 11))
    ]
    given(tmp_path, [*cells, "z1,GZ,2023,s", "z1,GZ,2024,500"])
    asked = zones(tmp_path, "z1")
    assert found("jobs-change", asked).values[0] == pytest.approx(10)
    assert found("jobs-change", asked).status == (Status.PARTIAL,)
    assert found("jobs", asked).values[0] == 544


def test_published_rates_are_never_summed(tmp_path: Path) -> None:
    given(
        tmp_path,
        ["z1,,2023-T3,8.1", "z1,,2023-T4,9.9", "z1,,2024-T3,7.5", "z2,,2024-T3,5.0"],
        measure="unemployment_rate", content='content = "series"', sector="", nomenclature="",
        absent="missing", coverage="",
    )  # fmt: skip
    asked = zones(tmp_path, "z1", "z2", "z3")
    rate = found("unemployment", asked)
    assert rate.values[:2].tolist() == [7.5, 5.0]
    assert rate.status[2] == Status.UNKNOWN
    # One quarter of both years: the last of 2023 is not known of 2024.
    assert found("unemployment-change", asked).values[0] == pytest.approx(-0.6)
    elsewhere = replace(asked, kind="epci")
    assert (
        values_of(get_indicator("unemployment"), catalogue.list_datasets(tmp_path), elsewhere)
        is None
    )


def test_a_year_that_cannot_be_is_refused_with_those_that_can(tmp_path: Path) -> None:
    given(tmp_path, ["z1,CA,2020,3", "z1,CA,2024,4"])
    asked, datasets = zones(tmp_path, "z1"), catalogue.list_datasets(tmp_path)
    assert years_of(get_indicator("jobs"), datasets, asked) == (2020, 2024)
    assert years_of(get_indicator("jobs-change"), datasets, asked) == ()
    assert values_of(get_indicator("jobs-change"), datasets, asked) is None
    with pytest.raises(BadInput, match="cannot be computed for that year") as refusal:
        values_of(get_indicator("jobs"), datasets, asked, year=2021)
    assert "2020, 2024" in str(refusal.value)


@pytest.mark.parametrize("indicator", list(list_indicators().values()), ids=lambda i: i.id)
@pytest.mark.parametrize("kind", ["epci", "zone_emploi", "departement"])
def test_every_indicator_says_something_true_of_the_example_country_or_nothing(
    indicator: Indicator, kind: str, seeded_home: Path
) -> None:
    asked = territories(kind, country="XX", home=seeded_home)
    values = values_of(indicator, catalogue.list_datasets(seeded_home), asked)
    if values is None:
        return
    assert len(values.values) == len(values.status) == len(values.hidden) == len(asked.members)
    for value, status, hidden in zip(values.values, values.status, values.hidden, strict=True):
        assert math.isnan(value) == (status in (Status.UNKNOWN, Status.UNDEFINED))
        assert (hidden == 0) or status != Status.OK
    if indicator.unit == "percent" and indicator.id.endswith(("share", "weight")):
        known = values.values[~np.isnan(values.values)]
        assert ((known >= 0) & (known <= 100)).all()


def test_the_jobs_of_the_example_country_are_those_of_its_table(seeded_home: Path) -> None:
    (dataset,) = [d for d in catalogue.list_datasets(seeded_home) if d.id == "example-employment"]
    asked = territories("epci", country="XX", home=seeded_home)
    values = found("jobs", asked)
    table = read_stored(dataset.table_path).to_pylist()
    for place, (code, communes) in enumerate(asked.members):
        cells = [r for r in table if r["territory"] in communes and r["period"] == values.year]
        known = [r["value"] for r in cells if r["value"] is not None]
        if values.status[place] != Status.UNKNOWN:
            assert values.values[place] == sum(known), code
        assert values.hidden[place] == pytest.approx(1 - len(known) / len(cells)), code


def test_a_newer_table_that_lacks_the_years_compared_does_not_hide_the_others(
    tmp_path: Path,
) -> None:
    given(tmp_path, ["z1,CA,2019,10", "z1,CA,2024,20"])
    file = tmp_path / "newer.csv"
    file.write_text("code,sector,year,value\nz1,CA,2025,30\n")
    text = JOBS.format(
        measure="employment", kind="zone_emploi", absent="zero", content="", **A38,
        coverage="[coverage]\nnation = true",
    ).replace('id = "jobs"', 'id = "newer"')  # fmt: skip
    import_described(file, parse_description(text, file="newer.toml"), home=tmp_path)
    asked = zones(tmp_path, "z1")
    assert found("jobs", asked).values[0] == 30
    assert found("jobs-gain-5", asked).values[0] == 10


def test_a_population_is_that_of_most_people_not_of_most_communes() -> None:
    asked = territories("epci")
    place = asked.codes.index("247000722")
    # 70285 has half the people of the 23 communes, and no figure in 2016.
    assert found("population-gain", asked, 2023).status[place] == Status.UNKNOWN
    assert found("population", asked, 2023).status[place] == Status.OK
