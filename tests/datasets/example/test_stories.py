"""Each story that the example country tells, computed from its published table.

Dunn's decomposition is worked out by hand here, with dictionaries: a cell that is
secret at either date leaves both dates and the reference of its sector.
"""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from terreau.core.rounding import largest_remainder
from terreau.datasets.catalogue import get_dataset
from terreau.datasets.example import SEED, generate, generate_plants
from terreau.datasets.example.installation import install
from terreau.datasets.example.places import read_places
from terreau.datasets.reference.naf import bridge
from terreau.datasets.scan import aggregate

LATEST = 2026
PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "example-country.md"
SPANS = [(2010, 2024), (2014, 2024), (2019, 2024)]
SEEDS = [SEED, 1, 2, 3]
LEVELS = ["A88", "A38"]
SHIPYARDS = {"A88": "30", "A38": "CL"}
however_it_is_computed = pytest.mark.parametrize(
    ("seed", "span", "level"), list(itertools.product(SEEDS, SPANS, LEVELS))
)


@dataclass(frozen=True)
class Effects:
    """Jobs at the first date, and the three effects; ``local`` by sector."""

    start: float
    macro: float
    structural: float
    local: Mapping[str, float]

    @property
    def total(self) -> float:
        return self.macro + self.structural + sum(self.local.values())

    @property
    def first_sector(self) -> str:
        return max(self.local, key=lambda sector: abs(self.local[sector]))


def communes_of(territory: str) -> frozenset[str]:
    """Return the communes that the territory has in the latest vintage."""
    return frozenset(
        row["commune"]
        for row in generate().perimeter_members.to_pylist()
        if row["code"] == territory and row["last_vintage"] == LATEST
    )


@cache
def visible_cells(seed: int, span: tuple[int, int]) -> Mapping[tuple[str, str], list[int]]:
    """Return jobs at both dates by commune of today and sector, secret cells left out."""
    places, secret = read_places(), set()
    cells: dict[tuple[str, str], list[int]] = defaultdict(lambda: [0, 0])
    for row in generate(seed).employment.to_pylist():
        if row["year"] in span:
            cell = (places.latest_code(row["commune"]), row["sector"])
            if row["status"] == "secret":
                secret.add(cell)
            else:
                cells[cell][span.index(row["year"])] += row["jobs"]
    return {cell: jobs for cell, jobs in cells.items() if cell not in secret}


def dunn(territory: str, seed: int, span: tuple[int, int], level: str) -> Effects:
    """Decompose the change of a territory against the country."""
    nation: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    here: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    communes = communes_of(territory)
    parent = (
        {code: code for code in bridge("A88", "A38")} if level == "A88" else bridge("A88", level)
    )
    for (commune, division), jobs in visible_cells(seed, span).items():
        sector = parent[division]
        for sums in (nation, here) if commune in communes else (nation,):
            sums[sector] = [sums[sector][0] + jobs[0], sums[sector][1] + jobs[1]]
    growth = sum(last for _, last in nation.values()) / sum(first for first, _ in nation.values())
    macro = structural = 0.0
    local = {}
    for sector, (first, last) in here.items():
        if nation[sector][0] == 0:  # a birth: nothing to compare with, and none is expected
            continue
        sector_growth = nation[sector][1] / nation[sector][0]
        macro += first * (growth - 1)
        structural += first * (sector_growth - growth)
        local[sector] = last - first * sector_growth
    effects = Effects(sum(first for first, _ in here.values()), macro, structural, local)
    assert effects.total == pytest.approx(sum(last - first for first, last in here.values()))
    return effects


@however_it_is_computed
def test_one_territory_declines_by_its_sectors(
    seed: int, span: tuple[int, int], level: str
) -> None:
    effects = dunn("2:ti-x01", seed, span, level)
    local = sum(effects.local.values())
    assert effects.total < 0
    assert effects.structural < -0.05 * effects.start
    assert -0.01 * effects.start < local < 0.05 * effects.start
    assert effects.total - effects.structural > 0  # it would have grown without its sectors


@however_it_is_computed
def test_one_territory_grows_by_itself(seed: int, span: tuple[int, int], level: str) -> None:
    effects = dunn("2:ti-x02", seed, span, level)
    local = sum(effects.local.values())
    assert local > 0.08 * effects.start
    assert local > abs(effects.macro) + abs(effects.structural)
    assert sum(value > 0 for value in effects.local.values()) > 0.7 * len(effects.local)


@however_it_is_computed
def test_one_sector_decides_the_sign_of_a_territory(
    seed: int, span: tuple[int, int], level: str
) -> None:
    effects = dunn("2:ti-x03", seed, span, level)
    local = sum(effects.local.values())
    assert effects.first_sector == SHIPYARDS[level]
    assert local > 0
    assert local - effects.local[SHIPYARDS[level]] < 0


@pytest.mark.parametrize(
    ("epci", "before", "after"),
    [
        ("X00000004", {"XB006", "XB007", "XB008"}, {"XB006"}),
        ("X00000005", {"XB012"}, {"XB012"}),
        ("X00000006", {"XB021"}, set()),
    ],
)
def test_mergers_give_perimeters_two_versions(epci: str, before: set[str], after: set[str]) -> None:
    touched = {"XB006", "XB007", "XB008", "XB012", "XB021"}
    rows = [row for row in generate().members.to_pylist() if row["code"] == epci]
    for vintage, expected in ((2018, before), (LATEST, after)):
        here = {
            row["commune"] for row in rows if row["first_vintage"] <= vintage <= row["last_vintage"]
        }
        assert here & touched == expected


def test_jobs_follow_the_codes_of_their_year_and_passages_lead_to_today() -> None:
    country = generate()
    last_year = {
        code: max(r["year"] for r in country.employment.to_pylist() if r["commune"] == code)
        for code in ("XB006", "XB007", "XB008", "XB012", "XB021")
    }
    assert last_year == {
        "XB006": 2024,
        "XB007": 2018,
        "XB008": 2018,
        "XB012": 2024,
        "XB021": 2021,
    }
    passages = {
        row["old_code"]: (row["new_code"], row["since_vintage"], row["old_name"])
        for row in country.passages.to_pylist()
    }
    assert passages == {
        "XB007": ("XB006", 2019, "Lune-le-Vieux"),
        "XB008": ("XB006", 2019, "Lune-Basse"),
        "XB021": ("XB012", 2022, "Corne-Perdue"),
    }


def test_a_merger_moves_people_from_one_territory_to_another() -> None:
    country = generate()
    people = {
        (row["commune"], row["reference_year"]): row["population"]
        for row in country.populations.to_pylist()
    }
    assert (("XB021", 2017) in people, ("XB021", 2023) in people) == (True, False)
    assert people["XB012", 2023] > people["XB012", 2017] + 0.8 * people["XB021", 2017]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_coarse_nomenclature_takes_sectors_for_local_effect(seed: int) -> None:
    """At A17 textile and bread are one industry: what is structural looks local."""
    local = {
        level: sum(dunn("2:ti-x01", seed, (2010, 2024), level).local.values())
        for level in ("A88", "A38", "A17")
    }
    assert local["A88"] > local["A38"] > local["A17"]
    assert local["A88"] > 0 > local["A17"]


@pytest.mark.parametrize("territory", ["2:ti-x01", "2:ti-x02", "2:ti-x03"])
def test_the_documentation_prints_these_effects(territory: str) -> None:
    effects = dunn(territory, SEED, (2019, 2024), "A38")
    local = sum(effects.local.values())
    total = round(effects.total)
    printed = next(
        re.findall(r"[+−]?\d[\d ]*\d", line.split("|", maxsplit=2)[2])
        for line in PAGE.read_text(encoding="utf-8").splitlines()
        if line.startswith(f"| `{territory}`")
    )
    figures = [int(text.replace(" ", "").replace("−", "-")) for text in printed]
    assert figures == [
        round(effects.start),
        round(effects.start) + total,
        *largest_remainder([effects.macro, effects.structural, local], total),
        round(local - effects.local[effects.first_sector]),
    ]


def test_the_documentation_prints_these_counts() -> None:
    page = " ".join(PAGE.read_text(encoding="utf-8").split())
    country, plants = generate(), generate_plants()
    rows = country.employment.to_pylist()
    hidden = sum(row["status"] == "secret" for row in rows) / len(rows)
    visible_jobs = sum(row["jobs"] or 0 for row in rows)
    local = {
        level: round(sum(dunn("2:ti-x01", SEED, (2010, 2024), level).local.values()))
        for level in ("A88", "A38", "A17")
    }
    said = [
        *(
            f"| {name} | {format(table.num_rows, '_').replace('_', ' ')} |"
            for name, table in country.tables().items()
        ),
        f"{len(plants.jobs):_} simulated plants".replace("_", " "),
        f"{hidden:.0%} of the cells".replace("%", " %"),
        f"{1 - visible_jobs / plants.jobs.sum():.1%} of the jobs".replace("%", " %"),
        f"local effect is +{local['A88']} at A88 and +{local['A38']} at A38",
        f"but −{-local['A17']:_} at A17".replace("_", " "),
    ]
    assert [text for text in said if text not in page] == []


def test_some_communes_are_all_secret_and_some_are_empty() -> None:
    country = generate()
    statuses = defaultdict(set)
    for row in country.employment.to_pylist():
        statuses[row["commune"]].add(row["status"])
    names = {row["code"]: row["name"] for row in country.communes.to_pylist()}
    assert {names[code] for code, seen in statuses.items() if seen == {"secret"}} == {
        "Pierre-qui-Chante"
    }
    assert [names[code] for code in names if code not in statuses] == [
        "Saint-Mirliton",
        "Vieux-Songe",
    ]


@pytest.mark.parametrize("level", LEVELS)
def test_the_scan_of_the_installed_country_gives_the_same_jobs(home: Path, level: str) -> None:
    dataset = get_dataset(install(home).dataset, home)
    groups = {code: communes_of(code) for code in ("2:ti-x01", "2:ti-x02", "2:ti-x03")}
    scanned = aggregate(dataset, groups, periods=(2010, 2024), level=level, paired=True)
    for at, territory in enumerate(scanned.groups):
        effects = dunn(territory, SEED, (2010, 2024), level)
        first, last = scanned.sums[:, at].sum(axis=1)
        assert (first, last) == (effects.start, pytest.approx(effects.start + effects.total))
    merged = {"XB007", "XB008", "XB021"}
    plants, places = generate_plants(), read_places()
    then = [places.communes[index].code in merged for index in plants.commune.tolist()]
    assert 0 < scanned.rebased[0, 0] <= plants.jobs[then, 0].sum()
    assert scanned.rebased[1].tolist() == [0, 0, 0]
