"""The bundled passages and an independent table of 36 743 codes: every difference, explained."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow.parquet as pq

from terreau.datasets import reference
from terreau.datasets.passages_compared import Why, compare_passages


def test_every_difference_with_an_independent_table_is_explained(shared: Path) -> None:
    table = pq.read_table(shared / "data/geography/commune_old_to_2026.parquet")
    pairs = list(
        zip(table["code_insee"].to_pylist(), table["code_insee_2026"].to_pylist(), strict=True)
    )
    # Of 29 codes that a commune left, the table gives both communes.
    assert (len(pairs), len({old for old, _ in pairs})) == (36_743, 36_714)
    found = compare_passages(pairs)
    assert Counter(difference.why for difference in found) == {
        Why.BEFORE_THE_FIRST_VINTAGE: 2_418,
        Why.OVERSEAS: 94,
        Why.ARRONDISSEMENT: 45,
    }
    by_code = {one.old: one.sentence for one in found}
    assert by_code["75108"] == (
        "75108 is a part of the city 75056, which the other table does not divide"
    )
    assert all(one.old in one.sentence for one in found)


def whole() -> set[tuple[str, str]]:
    passages = reference.load("passages").to_pylist()
    told = {(row["old_code"], row["new_code"]) for row in passages}
    return {*reference.current_codes().items(), *told}


def test_nothing_differs_from_itself() -> None:
    assert compare_passages(whole()) == []


def test_another_destination_an_unknown_code_and_a_forgotten_split_are_told() -> None:
    other = whole() - {("27058", "27676"), ("14712", "14666")}
    found = compare_passages(other | {("27058", "27001"), ("99999", "27676")})
    assert [(one.old, one.why) for one in found] == [
        ("14712", Why.SPLIT),
        ("27058", Why.OTHERWISE),
        ("99999", Why.UNKNOWN_HERE),
    ]
    assert found[1].sentence == "27058 leads to 27676 here and to 27001 there"
