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
