"""Secret cells follow the rule, plant by plant, and say nothing that they hide."""

from __future__ import annotations

from collections import defaultdict

import pytest

from terreau.datasets.example import generate, generate_plants
from terreau.datasets.example.places import read_places, read_sectors

Cell = tuple[str, str, int]


@pytest.fixture(scope="module")
def plants_of() -> dict[Cell, list[int]]:
    """Return the jobs of every plant of each cell, gathered one plant at a time."""
    places, sectors, plants = read_places(), read_sectors(), generate_plants()
    found: dict[Cell, list[int]] = defaultdict(list)
    for commune, sector, path in zip(
        plants.commune.tolist(), plants.sector.tolist(), plants.jobs.tolist(), strict=True
    ):
        for year, jobs in zip(places.periods, path, strict=True):
            if jobs:
                code = places.code_in(places.communes[commune].code, year)
                found[code, sectors[sector].code, year].append(jobs)
    return found


@pytest.fixture(scope="module")
def rows() -> dict[Cell, dict[str, object]]:
    return {
        (row["commune"], row["sector"], row["year"]): row
        for row in generate().employment.to_pylist()
    }


def test_there_is_one_row_for_each_cell_with_a_plant(
    plants_of: dict[Cell, list[int]], rows: dict[Cell, dict[str, object]]
) -> None:
    assert rows.keys() == plants_of.keys()
    assert list(rows) == sorted(rows)


def test_each_row_says_what_its_plants_add_up_to_unless_the_rule_hides_it(
    plants_of: dict[Cell, list[int]], rows: dict[Cell, dict[str, object]]
) -> None:
    for cell, plants in plants_of.items():
        row = rows[cell]
        assert row["units"] == len(plants)
        if len(plants) < 3 or max(plants) > 0.85 * sum(plants):
            assert (row["status"], row["jobs"], row["largest"]) == ("secret", None, None), cell
        else:
            assert (row["status"], row["jobs"], row["largest"]) == (
                "ok",
                sum(plants),
                max(plants),
            ), cell


def test_both_halves_of_the_rule_are_at_work_and_most_jobs_stay_visible(
    plants_of: dict[Cell, list[int]],
) -> None:
    few = {cell for cell, plants in plants_of.items() if len(plants) < 3}
    dominated = {
        cell
        for cell, plants in plants_of.items()
        if len(plants) >= 3 and max(plants) > 0.85 * sum(plants)
    }
    assert 0.10 < len(few) / len(plants_of) < 0.30
    assert len(dominated) > 15
    jobs = sum(map(sum, plants_of.values()))
    hidden = sum(sum(plants_of[cell]) for cell in few | dominated)
    assert 0.03 < hidden / jobs < 0.10


def test_one_zone_has_a_sector_of_one_plant_that_is_always_secret(
    plants_of: dict[Cell, list[int]], rows: dict[Cell, dict[str, object]]
) -> None:
    places = read_places()
    inside = {c.code for c in places.communes if c.zone == "X002"}
    alone = {cell: plants for cell, plants in plants_of.items() if cell[1] == "21"}
    for year in places.periods:
        here = {cell: plants for cell, plants in alone.items() if cell[2] == year}
        in_zone = {cell: plants for cell, plants in here.items() if cell[0] in inside}
        assert list(in_zone) == [("XB004", "21", year)]
        assert len(in_zone["XB004", "21", year]) == 1
        assert in_zone["XB004", "21", year][0] > 800
        assert rows["XB004", "21", year]["status"] == "secret"
        elsewhere = [cell for cell in here if cell not in in_zone]
        assert any(rows[cell]["status"] == "ok" for cell in elsewhere)
