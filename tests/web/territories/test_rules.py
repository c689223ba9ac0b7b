"""Versions cut from intervals, codes of an own list, spellings: tables of cases."""

from __future__ import annotations

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.territories.rules import (
    MAX_LISTED,
    Interval,
    listed_codes,
    search_names,
    versions,
)

Rows = list[tuple[str, int, int]]


def cut(rows: Rows, last: int) -> list[tuple[int, int, str]]:
    return [
        (v.valid_from, v.valid_to, "".join(sorted(v.communes)))
        for v in versions([Interval(*row) for row in rows], last)
    ]


@pytest.mark.parametrize(
    ("rows", "last", "expected"),
    [
        ([], 2026, []),
        ([("A", 2019, 2026)], 2026, [(2019, 2026, "A")]),
        ([("A", 2019, 2026), ("B", 2019, 2026)], 2026, [(2019, 2026, "AB")]),
        # One joins.
        ([("A", 2019, 2026), ("B", 2022, 2026)], 2026, [(2019, 2021, "A"), (2022, 2026, "AB")]),
        # One leaves.
        ([("A", 2019, 2026), ("B", 2019, 2021)], 2026, [(2019, 2021, "AB"), (2022, 2026, "A")]),
        # One takes the place of another on the same day.
        ([("A", 2019, 2021), ("B", 2022, 2026)], 2026, [(2019, 2021, "A"), (2022, 2026, "B")]),
        # Away and back.
        (
            [("A", 2019, 2026), ("B", 2019, 2020), ("B", 2023, 2026)],
            2026,
            [(2019, 2020, "AB"), (2021, 2022, "A"), (2023, 2026, "AB")],
        ),
        # A hole in the perimeter's life ends a version and starts none.
        ([("A", 2019, 2020), ("A", 2023, 2026)], 2026, [(2019, 2020, "A"), (2023, 2026, "A")]),
        # Over before the last vintage of the country.
        ([("A", 2019, 2022)], 2022, [(2019, 2022, "A")]),
        ([("A", 2026, 2026)], 2026, [(2026, 2026, "A")]),
    ],
)
def test_versions(rows: Rows, last: int, expected: list[tuple[int, int, str]]) -> None:
    assert cut(rows, last) == expected
    found = versions([Interval(*row) for row in rows], last)
    assert [v.number for v in found] == list(range(1, len(found) + 1))


def test_what_joined_and_what_left() -> None:
    rows = [("A", 2019, 2026), ("B", 2019, 2020), ("C", 2021, 2026)]
    first, second = versions([Interval(*row) for row in rows], 2026)
    assert (first.joined, first.left) == (frozenset(), frozenset())
    assert (second.joined, second.left) == ({"C"}, {"B"})


@st.composite
def lives(draw: st.DrawFn) -> Rows:
    rows = []
    for commune in draw(st.lists(st.sampled_from("ABCDE"), unique=True, max_size=5)):
        years = sorted(draw(st.sets(st.integers(2015, 2026), min_size=1)))
        runs = itertools.groupby(enumerate(years), key=lambda pair: pair[1] - pair[0])
        for _, run in runs:
            held = [year for _, year in run]
            rows.append((commune, held[0], held[-1]))
    return rows


@given(lives())
def test_versions_say_of_each_year_what_the_intervals_say(rows: Rows) -> None:
    last = max((row[2] for row in rows), default=2026)
    found = versions([Interval(*row) for row in rows], last)
    for year in range(2014, 2028):
        members = {c for c, first, end in rows if first <= year <= end}
        held = [v.communes for v in found if v.valid_from <= year <= v.valid_to]
        assert held == ([members] if members else [])
    for before, after in itertools.pairwise(found):
        touching = before.valid_to + 1 == after.valid_from
        assert before.communes != after.communes or not touching


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("44184", ["44184"]),
        ("44184,44132", ["44132", "44184"]),
        ("44184,44184", ["44184"]),
        (" 44184 ;\n44132\t244400644 ", ["244400644", "44132", "44184"]),
        ("2a004,2B033", ["2A004", "2B033"]),
        ("xa001 X00000001", ["X00000001", "XA001"]),
        ("44184+44132", ["44132", "44184"]),
        (",,44184,,", ["44184"]),
        (",".join(f"{n:05}" for n in range(MAX_LISTED)), [f"{n:05}" for n in range(MAX_LISTED)]),
    ],
)
def test_listed_codes(text: str, codes: list[str]) -> None:
    assert listed_codes(text) == codes


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", ""),
        (" ,; ", ""),
        ("4418", "4418"),
        ("441844", "441844"),
        ("44184,saint-nazaire", "SAINT-NAZAIRE"),
        ("44184,<script>", "<SCRIPT>"),
        ("44184,../../x", "../../X"),
        ("44184\x00", "44184\x00"),
        ("４４１８４", "４４１８４"),
        ("44184🏭", "44184🏭"),
        ("24440064A", "24440064A"),
        (",".join(f"{n:05}" for n in range(MAX_LISTED + 1)), ""),
    ],
)
def test_what_is_not_a_list_of_codes(text: str, word: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(word)}$"):
        listed_codes(text)


@given(st.text(max_size=40))
def test_a_list_has_one_address(text: str) -> None:
    try:
        codes = listed_codes(text)
    except ValueError:
        return
    assert listed_codes(",".join(codes)) == codes == sorted(set(codes))


@pytest.mark.parametrize(
    ("name", "aliases", "spellings"),
    [
        ("Nantes", [], ["nantes"]),
        ("CC du Pays d'Héricourt", [], ["cc du pays d hericourt", "pays d hericourt"]),
        ("CA de la Porte du Hainaut", [], ["ca de la porte du hainaut", "porte du hainaut"]),
        ("CC de l'Ernée", [], ["cc de l ernee", "ernee"]),
        ("Métropole de Lyon", [], ["metropole de lyon", "lyon"]),
        (
            "CA de la Région Nazairienne et de l'Estuaire (CARENE)",
            [],
            [
                "ca de la region nazairienne et de l estuaire",
                "region nazairienne et de l estuaire",
                "carene",
            ],
        ),
        ("Axe Seine", ["Axe Seine", "Vallée"], ["axe seine", "vallee"]),
        ("Caen", [], ["caen"]),  # not "CA en"
        ("()", [], []),
    ],
)
def test_search_names(name: str, aliases: list[str], spellings: list[str]) -> None:
    assert search_names(name, aliases) == spellings
