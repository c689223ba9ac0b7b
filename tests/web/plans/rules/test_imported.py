"""What a line of a file asks of a sheet: every cent that was read, nothing that does not fit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.datasets.plan_files.fields import Field
from terreau.datasets.plan_files.money import ProposedCost, ProposedFinancing
from terreau.datasets.plan_files.proposals import ProposedSheet
from terreau.datasets.plan_files.reading import Sheet
from terreau.datasets.plan_files.uses import STAGES
from terreau.web.apps.plans.enums import Part
from terreau.web.apps.plans.rules.imported import Wanted, corrected, place_of, wanted_of
from terreau.web.apps.plans.rules.money import MOST_CENTS, fault_of

_CENTS = st.integers(0, MOST_CENTS)
_YEARS = st.none() | st.integers(2000, 2100)
_COSTS = st.builds(ProposedCost, st.text(max_size=200), _YEARS, _CENTS, st.sampled_from(["", "ht"]))
_FUNDS = st.builds(
    ProposedFinancing, st.sampled_from(["Région", "DETR", ""]), st.sampled_from(STAGES), _YEARS,
    _CENTS,
)  # fmt: skip


def asked(**said: object) -> Wanted:
    """Return what a line asks."""
    return wanted_of(ProposedSheet((2,), "École", **said), "Coût")  # type: ignore[arg-type]


@given(st.lists(_COSTS, max_size=40))
def test_cents_read_are_cents_asked(costs: list[ProposedCost]) -> None:
    wanted = asked(costs=tuple(costs))
    assert [line.planned for line in wanted.costs] == [cost.cents for cost in costs]
    assert [line.year for line in wanted.costs] == [cost.year for cost in costs]
    assert all(line.label and len(line.label) <= 160 for line in wanted.costs)


@given(st.lists(_FUNDS, max_size=12))
def test_financing_is_kept_to_the_cent_or_left_out_and_said(
    financing: list[ProposedFinancing],
) -> None:
    wanted = asked(financing=tuple(financing))
    is_left = any(each.field is Field.FINANCING for each in wanted.unfit)
    assert is_left == (bool(financing) and not wanted.funds)
    assert all(fault_of(line.funds) == "" for line in wanted.funds)
    told = sorted(each.cents for each in financing if each.stage != "paid")
    kept = sorted(
        cents
        for line in wanted.funds
        for cents in (line.requested, line.agreed, line.obtained)
        if cents is not None
    )
    if not any(each.stage == "paid" for each in financing):
        assert is_left or kept == told


def test_what_is_paid_was_obtained_and_what_nobody_says_is_asked_for() -> None:
    paid, said = asked(
        financing=(
            ProposedFinancing("Région", "paid", None, 500),
            ProposedFinancing("DETR", "", None, 300),
        )
    ).funds
    assert (paid.obtained, paid.paid, paid.requested) == (500, 500, None)
    assert (said.requested, said.obtained) == (300, None)


@pytest.mark.parametrize(
    "told", [[("requested", 1), ("", 2)], [("paid", 2), ("obtained", 1)]], ids=["twice", "more"]
)
def test_amounts_that_contradict_each_other_are_left_out(told: list[tuple[str, int]]) -> None:
    lines = (ProposedFinancing("Région", stage, 2025, cents) for stage, cents in told)
    wanted = asked(financing=tuple(lines))
    assert (wanted.funds, [each.why for each in wanted.unfit]) == ((), ["paid"])


def test_what_is_too_long_is_left_out_and_said() -> None:
    texts = {"description": "a" * 8001, "objective": "b", "risk": "Retard\nRetard\nGrève"}
    wanted = asked(texts=texts, code="1" * 25, organisations={"partner": ("CCI", "a" * 201)})
    named = asked(axis="a" * 301, theme="t" * 81)
    assert (named.axis, named.theme) == ("", "")
    assert [each.field for each in named.unfit] == [Field.AXIS, Field.THEME]
    assert wanted.texts == {"objectives": "b"}
    assert wanted.risks == ("Retard", "Grève")
    assert wanted.parts == ((Part.PARTNER, "CCI"),)
    assert {each.field for each in wanted.unfit} == {Field.CODE, Field.DESCRIPTION, Field.PARTNER}
    assert wanted.may_be_written


def test_a_correction_is_of_its_cell_alone() -> None:
    rows: list[list[object]] = [["Action", "Coût"], ["A", 12], ["B"]]
    sheet = Sheet("", True, rows, [1, 3, 4], {(2, 1): (1, 1)})
    answers = {"4:1": {"text": "13"}, "9:0": {"text": "x"}, "3:7": {"text": "x"}, "3:1": {}}
    found = corrected(sheet, answers)
    assert found.rows == [["Action", "Coût"], ["A", 12], ["B", "13"]]
    assert found.origins == {}
    assert sheet.rows == [["Action", "Coût"], ["A", 12], ["B"]]


@pytest.mark.parametrize("key", ["", "x", "1", "1:", ":1", "²:1", "-1:2", "1234567:1"])
def test_a_key_that_is_no_place_is_none(key: str) -> None:
    assert place_of(key) == (0, 0)
