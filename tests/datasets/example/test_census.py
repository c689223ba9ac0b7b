"""The censuses: one basin stays industrial, one ceases, one becomes; ranked by hand here."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from terreau.datasets.example import SEED, generate
from terreau.datasets.example.places import read_places
from terreau.datasets.reference import naf

PAGE = Path(__file__).parents[3] / "docs" / "explanation" / "example-country.md"


def shares_of_industry(seed: int, year: int) -> dict[str, float]:
    jobs: dict[str, dict[str, int]] = defaultdict(dict)
    for row in generate(seed).census.to_pylist():
        if row["year"] == year:
            jobs[row["basin"]][row["sector"]] = row["jobs"]
    return {basin: cells["BE"] / sum(cells.values()) for basin, cells in jobs.items()}


@pytest.mark.parametrize("seed", [SEED, 1, 2, 3])
def test_each_seed_tells_of_one_basin_that_stays_one_that_was_and_one_that_becomes(
    seed: int,
) -> None:
    first_two = []
    for year in (1975, 2021):
        shares = shares_of_industry(seed, year)
        first_two.append(set(sorted(shares, key=lambda basin: -shares[basin])[:2]))
    assert first_two == [{"XBV05", "XBV06"}, {"XBV05", "XBV09"}]


def test_every_cell_has_a_row_and_a_name() -> None:
    rows = generate().census.to_pylist()
    cells = [(row["basin"], row["sector"], row["year"]) for row in rows]
    assert cells == sorted(set(cells))
    assert {sector for _, sector, _ in cells} == set(naf.bridge("A88", "A5").values())
    assert len(cells) == len(read_places().basins) * 5 * 2
    names = {row["basin"]: row["basin_name"] for row in rows}
    assert names["XBV06"] == "Écho-le-Grand"


def test_the_documentation_prints_these_shares() -> None:
    page = PAGE.read_text(encoding="utf-8")
    was, now = (shares_of_industry(SEED, year) for year in (1975, 2021))
    for basin in ("XBV03", "XBV05", "XBV06", "XBV09"):
        assert f"| {was[basin]:.1%} | {now[basin]:.1%} |".replace("%", " %") in page, basin
