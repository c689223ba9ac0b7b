"""What must hold of any network: order, time, scale, emptiness, chance and discretion."""

from __future__ import annotations

import collections
from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from terreau.analytics.network import (
    Actor,
    Graph,
    LivedTies,
    PlannedTies,
    Standing,
    constraint_lowered,
    intervals,
    measurable_groups,
    network_measures,
    pair_ratios,
    projection,
    read_ties,
    rewired,
    season,
    structural_holes,
)
from terreau.analytics.network.measuring import WHOLE
from terreau.core.errors import BadInput

DAY = date(2026, 1, 1)
Rows = list[tuple[str, str, date]]
rows_of = st.lists(
    st.tuples(
        st.sampled_from("abcdefgh"),
        st.sampled_from("12345"),
        st.integers(0, 1_000).map(lambda n: DAY - timedelta(n)),
    ),
    max_size=25,
)
SECTORS = {name: Actor(name, "metal" if name < "d" else "wood", name > "f") for name in "abcdefgh"}


def whole(rows: Rows, **options: Any) -> dict[str, float | None]:
    found = network_measures(LivedTies.of(rows, SECTORS), DAY, **options)
    return {name: figure.value for name, figure in found.whole.items()}


@given(rows_of, st.randoms())
@settings(max_examples=60)
def test_neither_order_nor_doubles_matter(rows: Rows, random: Any) -> None:
    mixed = rows + rows[:3]
    random.shuffle(mixed)
    assert whole(mixed, null=3, bootstrap=5) == whole(rows, null=3, bootstrap=5)


@given(rows_of)
@settings(max_examples=60)
def test_names_do_not_matter(rows: Rows) -> None:
    other = str.maketrans("abcdefgh12345", "cabedfhg53214")
    renamed = [(who.translate(other), what.translate(other), day) for who, what, day in rows]
    actors = {key.translate(other): Actor(key.translate(other), a.group, a.is_outside)
              for key, a in SECTORS.items()}  # fmt: skip
    one = network_measures(LivedTies.of(rows, SECTORS), DAY)
    two = network_measures(LivedTies.of(renamed, actors), DAY)
    for name in WHOLE:
        assert one.whole[name].value == pytest.approx(two.whole[name].value, nan_ok=True)
    for key, found in one.by_actor.items():
        twin = two.by_actor[key.translate(other)]
        for name in (
            "closeness", "betweenness", "constraint", "effective_size", "fragility", "core",
        ):  # fmt: skip
            assert found[name].value == pytest.approx(twin[name].value, nan_ok=True)


@given(rows_of, st.integers(-400, 400))
@settings(max_examples=40)
def test_the_calendar_can_be_moved(rows: Rows, days: int) -> None:
    moved = [(who, what, day + timedelta(days)) for who, what, day in rows]
    later = network_measures(LivedTies.of(moved, SECTORS), DAY + timedelta(days))
    assert {n: f.value for n, f in later.whole.items()} == whole(rows)


def test_what_comes_after_is_not_known() -> None:
    rows = [(who, "1", DAY) for who in "abc"]
    later = [(who, "2", DAY + timedelta(1)) for who in "abcde"]
    assert whole(rows + later) == whole(rows)


def test_time_read_backwards_gives_another_network_unless_it_is_flat() -> None:
    rows = [("a", "1", DAY), ("b", "1", DAY), ("c", "2", DAY - timedelta(1_600)), ("b", "2", DAY)]
    # Of four half-lives, the old tie of c is forgotten; backwards, the others would be.
    assert len(LivedTies.of(rows).standing_on(DAY).actors) == 2
    back = [(who, what, DAY - timedelta((day - DAY).days + 1_600)) for who, what, day in rows]
    assert [a.key for a in LivedTies.of(back).standing_on(DAY).actors] == ["c"]


def test_scaling_days_and_half_life_together_changes_nothing() -> None:
    rows = [("a", "1", DAY), ("b", "1", DAY - timedelta(90)), ("c", "1", DAY - timedelta(300))]
    slow = [(who, what, DAY - 2 * (DAY - day)) for who, what, day in rows]
    one = projection(LivedTies.of(rows).standing_on(DAY, 100))
    two = projection(LivedTies.of(slow).standing_on(DAY, 200))
    np.testing.assert_allclose(one.weight, two.weight)
    # c met them three half-lives ago: an eighth, shared between the two others of the thing.
    np.testing.assert_allclose(one.weight, [2**-0.9 / 2, 2**-3 / 2, 2**-3 / 2])


def test_constraint_does_not_depend_on_the_unit_of_weights() -> None:
    rows = [("a", "1", DAY), ("b", "1", DAY), ("c", "1", DAY), ("a", "2", DAY), ("d", "2", DAY)]
    pairs = projection(LivedTies.of(rows).standing_on(DAY))
    bigger = type(pairs)(pairs.size, pairs.first, pairs.second, pairs.weight * 7, pairs.shared)
    for name in ("constraint", "effective_size"):
        np.testing.assert_allclose(
            getattr(structural_holes(pairs), name), getattr(structural_holes(bigger), name)
        )


@pytest.mark.parametrize("rows", [[], [("a", "1", DAY)], [("a", "1", DAY), ("b", "1", DAY)]])
def test_under_three_organisations_nothing_is_said(rows: Rows) -> None:
    found = network_measures(LivedTies.of(rows, SECTORS), DAY, null=2, bootstrap=2)
    assert set(found.whole) == set(WHOLE)
    assert all(f.value is None and f.standing is Standing.TOO_FEW for f in found.whole.values())
    assert not found.by_actor
    assert set(found.to_table()["status"].to_pylist()) == {"too_few"}


def test_an_isolated_one_and_two_components() -> None:
    rows = [(who, "1", DAY) for who in "ab"] + [(who, "2", DAY) for who in "de"]
    found = network_measures(LivedTies.of([*rows, ("c", "3", DAY)], SECTORS), DAY)
    assert found.whole["density"].value == pytest.approx(2 / 10)
    assert found.whole["fragility"].value == 0
    assert found.by_actor["c"]["constraint"].standing is Standing.UNDEFINED
    assert found.by_actor["c"]["partners"].value == 0
    assert found.whole["bridging"].value == 0  # a with b, d with e


def test_bridging_openness_and_the_ei_index() -> None:
    # a–b within metal, a–d across, a–g outside; g–h is none of the territory's.
    rows = [("a", "1", DAY), ("b", "1", DAY), ("a", "2", DAY), ("d", "2", DAY)]
    rows += [("a", "3", DAY), ("g", "3", DAY), ("g", "4", DAY), ("h", "4", DAY), ("i", "4", DAY)]
    actors = {**SECTORS, "i": Actor("i", "", is_outside=True)}
    found = network_measures(LivedTies.of(rows, actors), DAY).whole
    assert found["bridging"].value == pytest.approx(1 / 2)
    assert found["ei_index"].value == pytest.approx(0)
    assert found["openness"].value == pytest.approx(1 / 3)
    fewer = [row for row in rows if row[0] != "i"]
    assert network_measures(LivedTies.of(fewer, actors), DAY).whole["openness"].standing == (
        Standing.TOO_FEW
    )


def test_newcomers_are_known_from_the_first_day_on() -> None:
    old = [(who, "1", DAY - timedelta(500)) for who in "abc"]
    new = [(who, "2", DAY) for who in "ad"]
    assert whole(old + new)["newcomers"] == pytest.approx(1 / 4)
    assert whole([*new, ("b", "2", DAY)])["newcomers"] is None  # nothing older is known


def test_a_season_closes_when_bonding_rises_and_openness_falls() -> None:
    before = DAY - timedelta(200)
    rows = [("a", "1", before), ("g", "1", before), ("b", "2", before), ("h", "2", before)]
    rows += [("c", "3", before), ("i", "3", before), ("a", "4", before), ("b", "4", before)]
    after = [(who, what, DAY) for who in "abc" for what in "56"]
    actors = {**SECTORS, "i": Actor("i", "", is_outside=True)}
    found = season(LivedTies.of(rows + after, actors), before, DAY)
    assert (found.change("bonding") or 0) > 0 > (found.change("openness") or 0)
    assert found.is_lock_in is True
    assert season(LivedTies.of(rows, actors), before, DAY).is_lock_in is False
    with pytest.raises(BadInput, match="before"):
        season(LivedTies.of(rows), DAY, DAY)


def test_no_group_is_said_that_subtraction_would_give_back() -> None:
    def said(**sizes: int) -> tuple[str, ...]:
        actors = {f"{g}{n}": Actor(f"{g}{n}", g.strip("_")) for g, k in sizes.items()
                  for n in range(k)}  # fmt: skip
        ties = LivedTies.of([(key, "1", DAY) for key in actors], actors)
        return measurable_groups(ties.standing_on(DAY))

    assert said(a=3, b=4) == ("a", "b")
    assert said(a=3, b=4, c=2) == ("b",)  # c alone would be the whole less a and b
    assert said(a=3, b=4, c=1, d=1) == ("b",)  # c and d are two: fewer than three still
    assert said(a=3, b=4, c=2, d=2) == ("a", "b")
    assert said(a=2, b=2) == ()
    assert said(a=5, _=1) == ()  # of no known group: one, given by the whole less a


def test_ties_of_two_natures_stay_apart() -> None:
    planned, lived = read_ties(
        ["a", "b", "a", "c"], ["t", "t", "u", "u"], [DAY] * 4, kind=["planned", "planned", "", None]
    )
    assert isinstance(planned, PlannedTies)
    assert isinstance(lived, LivedTies)
    assert [a.key for a in planned.actors] == ["a", "b"]
    assert [a.key for a in lived.actors] == ["a", "c"]
    with pytest.raises(TypeError):
        planned + lived  # type: ignore[operator]


@pytest.mark.parametrize(
    ("column", "value", "said"),
    [
        ("day", "31/12/2026", "Row 2 has a day"),
        ("actor", " ", "Row 2 has a actor"),
        ("kind", "dreamt", "planned or lived"),
        ("outside", "maybe", "yes or no"),
        ("group", "wood", "choose"),
    ],
)
def test_a_row_that_cannot_be_read_is_named(column: str, value: str, said: str) -> None:
    columns: dict[str, list[object]] = {
        "actor": ["a", "a"], "thing": ["1", "2"], "day": ["2026-01-01"] * 2,
        "kind": ["lived"] * 2, "group": ["metal"] * 2, "outside": ["no"] * 2,
    }  # fmt: skip
    columns[column][1] = value
    with pytest.raises(BadInput, match=said):
        read_ties(**columns)


def test_a_rewiring_keeps_what_each_does() -> None:
    rng = np.random.default_rng(2)
    rows = [(f"a{rng.integers(20)}", f"t{rng.integers(15)}", DAY) for _ in range(80)]
    network = LivedTies.of(rows).standing_on(DAY)
    moved = 0
    for other in rewired(network, 5, rng):
        np.testing.assert_array_equal(np.bincount(other.actor), np.bincount(network.actor))
        np.testing.assert_array_equal(np.bincount(other.thing), np.bincount(network.thing))
        codes = other.actor * 15 + other.thing
        assert len(np.unique(codes)) == len(codes)
        moved += int((other.thing != network.thing).sum())
    assert moved > 100


def test_every_network_of_the_same_degrees_is_as_likely() -> None:
    # a and b do two things of three each, c does two: six tables with these margins.
    rows = [("a", "1", DAY), ("a", "2", DAY), ("b", "2", DAY), ("b", "3", DAY), ("c", "1", DAY),
            ("c", "3", DAY)]  # fmt: skip
    network = LivedTies.of(rows).standing_on(DAY)
    drawn = collections.Counter(
        tuple(sorted((other.actor * 3 + other.thing).tolist()))
        for other in rewired(network, 3_000, np.random.default_rng(5))
    )
    assert len(drawn) == 6
    chi = sum((count - 500) ** 2 / 500 for count in drawn.values())
    assert chi < 20.5  # 99.9 % of χ² with five degrees of freedom


def test_an_interval_narrows_with_the_network() -> None:
    def width(actors: int) -> float:
        rng = np.random.default_rng(0)
        rows = [(f"a{n}", f"t{rng.integers(actors // 3)}", DAY) for n in range(actors)
                for _ in range(3)]  # fmt: skip
        network = LivedTies.of(rows).standing_on(DAY)
        pairs = projection(network)
        found = intervals(pair_ratios(network, pairs), pairs, 300, rng)["bonding"]
        return found[1] - found[0]

    assert width(30) > 1.5 * width(300) > 0


def test_an_introduction_lowers_what_the_whole_measure_says() -> None:
    rng = np.random.default_rng(11)
    first, second = np.nonzero(np.triu(rng.random((9, 9)) < 0.3, k=1))
    graph = Graph(9, first, second, rng.random(len(first)) + 0.1)
    untied = [(i, j) for i in range(9) for j in range(i + 1, 9)
              if not ((first == i) & (second == j)).any()]  # fmt: skip
    before = np.nan_to_num(structural_holes(graph).constraint, nan=1.0)
    for (i, j), lowered in zip(untied, constraint_lowered(graph, untied), strict=True):
        more = Graph(9, np.append(first, i), np.append(second, j), np.append(graph.weight, 1.0))
        after = structural_holes(more).constraint
        assert lowered == pytest.approx(before[[i, j]].sum() - after[[i, j]].sum())
