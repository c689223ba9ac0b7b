"""Each change of a commune code by itself, on the country of a few communes."""

from __future__ import annotations

import pytest

from terreau.datasets.reference.building.changes import find_changes, names_table
from terreau.datasets.reference.building.vintage import Vintage


def test_each_step_is_told_with_its_shares(small_country: list[Vintage]) -> None:
    found = {
        (c.old_code, c.new_code, c.since_vintage): (c.kind, c.certain, c.forward, c.backward)
        for c in find_changes(small_country)
    }
    assert found == {
        # Before the first vintage there is nothing to come back to.
        ("08002", "08001", None): ("merged", True, 1.0, None),
        ("75101", "75056", None): ("arrondissement", True, 1.0, None),
        ("08004", "08003", None): ("merged", True, 1.0, None),
        # Cos had 300 people and Eau 50 in the first vintage.
        ("08003", "08003", 2012): ("split", False, pytest.approx(300 / 350), None),
        ("08003", "08005", 2012): ("split", False, pytest.approx(50 / 350), None),
        # After they separated, Cos has 210 and Dun 90.
        ("08003", "08003", 2021): ("split", False, 0.7, 1.0),
        ("08003", "08004", 2021): ("split", False, 0.3, 1.0),
        # Before it joined Fay, Eau had 50 and Fay 60.
        ("08005", "08006", 2021): ("merged", True, 1.0, pytest.approx(50 / 110)),
        ("08006", "08006", 2021): ("merged", True, 1.0, pytest.approx(60 / 110)),
        ("08006", "08007", 2022): ("recoded", True, 1.0, 1.0),
    }


def test_names_are_kept_where_they_changed_and_spelling_is_no_change(
    small_country: list[Vintage],
) -> None:
    found = {
        (row["kind"], row["code"], row["name"], row["first_vintage"], row["last_vintage"])
        for row in names_table(small_country).to_pylist()
    }
    assert found == {
        ("commune", "08003", "Cos", 2019, 2021),
        ("commune", "08003", "Cos-le-Haut", 2022, 2022),
        ("epci", "200000001", "CC Nord-Ardennes", 2019, 2021),
        ("epci", "200000001", "CC Grand Nord", 2022, 2022),
    }
