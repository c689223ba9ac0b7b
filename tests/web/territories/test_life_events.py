"""What happened to a perimeter: tables of cases, no database."""

from __future__ import annotations

import pytest

from terreau.core.versions import Interval, versions
from terreau.web.apps.territories.life import (
    CodeChange,
    Event,
    NameState,
    Stay,
    events_of_commune,
    events_of_members,
    events_of_names,
    in_order,
)

YEARS = (2019, 2020, 2021, 2022)
Runs = list[tuple[str, int, int]]


@pytest.mark.parametrize(
    ("runs", "changes", "stays", "expected"),
    [
        pytest.param(
            [("A", 2019, 2022), ("B", 2019, 2022)], [], [], [(2019, "first_known", (), "", "")],
            id="nothing changes",
        ),
        pytest.param(
            [("A", 2019, 2022), ("B", 2019, 2019)],
            # Communes of 2020 are not known: the change is dated 2021 and seen in 2020.
            [CodeChange("B", "A", 2019, 2021, "merged")], [],
            [(2019, "first_known", (), "", ""), (2020, "merged", ("B",), "A", "")],
            id="a merger inside, seen before it is dated",
        ),
        pytest.param(
            [("A", 2019, 2022), ("B", 2021, 2022)], [], [Stay("B", "Q", 2019, 2020)],
            [(2019, "first_known", (), "", ""), (2021, "joined", ("B",), "", "Q")],
            id="a commune comes from another perimeter",
        ),
        pytest.param(
            [("A", 2019, 2022), ("B", 2019, 2020), ("C", 2019, 2020)], [],
            [Stay("B", "Q", 2021, 2022)],
            [
                (2019, "first_known", (), "", ""),
                (2021, "left", ("C",), "", ""),
                (2021, "left", ("B",), "", "Q"),
            ],
            id="one goes to another perimeter, one to none",
        ),
        pytest.param(
            [("A", 2019, 2022), ("B", 2019, 2021)],
            [CodeChange("B", "Z", 2021, 2022, "merged")], [Stay("Z", "Q", 2019, 2022)],
            [(2019, "first_known", (), "", ""), (2022, "absorbed", ("B",), "Z", "Q")],
            id="a commune joins one outside",
        ),
        pytest.param(
            [("A", 2019, 2022)],
            [CodeChange("Y", "A", 2021, 2022, "merged")], [Stay("Y", "Q", 2019, 2021)],
            [(2019, "first_known", (), "", ""), (2022, "enlarged", ("Y",), "A", "Q")],
            id="a commune outside joins one inside: no version tells it",
        ),
        pytest.param(
            [("A", 2019, 2022), ("B", 2022, 2022)],
            [CodeChange("A", "B", 2021, 2022, "split")], [],
            [(2019, "first_known", (), "", ""), (2022, "separated", ("B",), "A", "")],
            id="a separation inside",
        ),
        pytest.param(
            [("A", 2019, 2022)],
            [CodeChange("A", "Z", 2021, 2022, "split")], [Stay("Z", "Q", 2022, 2022)],
            [(2019, "first_known", (), "", ""), (2022, "reduced", ("Z",), "A", "Q")],
            id="a part leaves for another perimeter",
        ),
        pytest.param(
            [("A", 2021, 2022), ("B", 2021, 2022)], [],
            [Stay("A", "Q", 2019, 2020), Stay("B", "R", 2019, 2020)],
            [(2021, "created", ("A",), "", "Q"), (2021, "created", ("B",), "", "R")],
            id="made from two others",
        ),
        pytest.param(
            [("A", 2019, 2020)], [], [Stay("A", "Q", 2021, 2022)],
            [(2019, "first_known", (), "", ""), (2021, "ended", ("A",), "", "Q")],
            id="it ends in another",
        ),
    ],
)  # fmt: skip
def test_members_tell_what_happened(
    runs: Runs,
    changes: list[CodeChange],
    stays: list[Stay],
    expected: list[tuple[int, str, tuple[str, ...], str, str]],
) -> None:
    known = versions((Interval(*run) for run in runs), YEARS)
    found = in_order(events_of_members(known, YEARS, changes, stays))
    assert [(e.year, e.kind, e.codes, e.into, e.elsewhere) for e in found] == expected


def test_only_a_separation_across_the_border_is_ambiguous_for_a_perimeter() -> None:
    inside = versions([Interval("A", 2019, 2022), Interval("B", 2022, 2022)], YEARS)
    across = versions([Interval("A", 2019, 2022)], YEARS)
    for known, new, expected in ((inside, "B", False), (across, "Z", True)):
        change = CodeChange("A", new, 2021, 2022, "split")
        found = list(events_of_members(known, YEARS, [change], []))
        assert [e.is_ambiguous for e in found if e.kind != "first_known"] == [expected]


def test_a_commune_tells_who_joined_it_what_left_it_and_its_codes() -> None:
    changes = [
        CodeChange("B", "A", 0, 2016, "merged"),
        CodeChange("C", "A", 0, 2016, "merged"),
        CodeChange("D", "A", 0, 0, "merged"),
        CodeChange("A", "E", 2019, 2021, "split"),
        CodeChange("A", "F", 2021, 2022, "recoded"),
    ]
    assert in_order(events_of_commune("A", changes)) == [
        Event(None, "merged", ("D",), "A"),
        Event(2016, "merged", ("B", "C"), "A"),
        Event(2021, "separated", ("E",), "A", is_ambiguous=True),
        Event(2022, "recoded", ("A",), "F"),
    ]
    assert list(events_of_commune("E", changes[3:4])) == [
        Event(2021, "created", ("E",), "A", is_ambiguous=True)
    ]


def test_names_and_forms_change_and_spelling_does_not() -> None:
    states = [
        NameState("CC du Pays", "CC", 2019, 2020),
        NameState("CC du pays", "CA", 2021, 2021),
        NameState("CA Grand Pays", "CA", 2022, 2022),
    ]
    assert list(events_of_names(states)) == [
        Event(2021, "legal_form", before="CC", after="CA"),
        Event(2022, "renamed", before="CC du pays", after="CA Grand Pays"),
    ]
