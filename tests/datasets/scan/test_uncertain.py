"""Passages that are not certain are said: the jobs that rest on them are counted apart."""

from __future__ import annotations

from pathlib import Path

import pytest

from terreau.datasets.description import parse_description
from terreau.datasets.importing import import_described
from terreau.datasets.scan import aggregate

DESCRIPTION = """\
[dataset]
id = "split"
title = "t"
publisher = "p"
licence = "l"
vintage = "v"
measure = "employment"
[columns]
territory = "c"
value = "v"
period = "y"
[territory]
kind = "commune"
geography = {geography}
[absent]
cell = "zero"
"""


@pytest.mark.parametrize(("geography", "uncertain"), [(2022, 40), (2024, 0)])
def test_a_commune_divided_after_the_vintage_of_the_table(
    tmp_path: Path, geography: int, uncertain: int
) -> None:
    """Essarts-en-Bocage (85084) gave back two communes on 1 January 2024."""
    file = tmp_path / "t.csv"
    file.write_text("c;y;v\n85084;2021;40\n85165;2021;2\n")
    described = parse_description(DESCRIPTION.format(geography=geography), file="t.toml")
    dataset = import_described(file, described, home=tmp_path).dataset
    answer = aggregate(dataset, {"g": ["85084"], "both": ["85084", "85165"]}, periods=[2021])
    assert answer.sums[0, :, 0].tolist() == [40, 42]
    assert answer.uncertain[0].tolist() == [uncertain, uncertain]
    assert answer.rebased[0].tolist() == [0, 0]


@pytest.mark.parametrize(
    ("rows", "groups", "uncertain"),
    [
        # Bihorel was made of a part of Bois-Guillaume in 2014.
        ("76108;2010;40\n", {"g": ["76108"]}, [40]),
        ("76108;2010;40\n", {"g": ["76108", "76095"], "h": ["76095"]}, [40, 0]),
        ("76108;2010;40\n", {"g": ["76108", "76095"]}, [0]),
        ("76108;2010;40\n76095;2010;5\n", {"g": ["76108"]}, [0]),
        ("76108;2010;40\n76108;2015;30\n76095;2015;5\n", {"g": ["76108"]}, [40]),
    ],
)
def test_what_is_held_whole_or_written_apart_all_along_is_certain(
    tmp_path: Path, rows: str, groups: dict[str, list[str]], uncertain: list[float]
) -> None:
    text = DESCRIPTION.replace("geography = {geography}\n", "")
    file = tmp_path / "t.csv"
    file.write_text(f"c;y;v\n{rows}")
    described = parse_description(text, file="t.toml")
    dataset = import_described(file, described, home=tmp_path).dataset
    for engine in ("arrow", "ibis+duckdb"):
        answer = aggregate(dataset, groups, periods=[2010], engine=engine)
        assert answer.uncertain[0].tolist() == uncertain
