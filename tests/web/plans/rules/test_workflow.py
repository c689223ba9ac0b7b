"""The states of a sheet: the table of the design page, and nothing beside it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terreau.web.apps.plans.enums import SheetAct, SheetState
from terreau.web.apps.plans.rules.workflow import (
    CLOSED,
    TELLABLE,
    TRANSITIONS,
    Actor,
    IllegalAct,
    next_state,
    possible_acts,
)

_PAGE = Path(__file__).parents[4] / "docs/explanation/action-plans.md"


def documented() -> dict[str, tuple[set[str], set[str]]]:
    """Return what the page says: act → states from, actors."""
    told = _PAGE.read_text("utf-8").partition("## States")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(\w+)` \| ([^|]+)\|[^|]+\| ([^|]+)\|", told, re.MULTILINE)
    return {
        act: ({s.strip() for s in states.split(",")}, {a.strip() for a in actors.split(",")})
        for act, states, actors in rows
    }


def test_the_page_tells_the_table() -> None:
    told = {
        str(act): ({str(s) for s in each.sources}, {str(a) for a in each.actors})
        for act, each in TRANSITIONS.items()
    }
    assert documented() == told


@pytest.mark.parametrize("act", SheetAct)
@pytest.mark.parametrize("state", SheetState)
def test_what_is_not_in_the_table_is_refused(state: SheetState, act: SheetAct) -> None:
    if state in TRANSITIONS[act].sources:
        after = next_state(state, act, told=SheetState.DONE)
        assert after is (TRANSITIONS[act].target or after)
    else:
        with pytest.raises(IllegalAct, match=f"{act} is not possible from {state}"):
            next_state(state, act)


@pytest.mark.parametrize("state", SheetState)
def test_what_is_offered_is_possible(state: SheetState) -> None:
    for actor in Actor:
        for act in possible_acts(state, {actor}):
            assert actor in TRANSITIONS[act].actors
            next_state(state, act, told=SheetState.DRAFT)


def test_the_state_validates_nothing_and_a_lead_neither() -> None:
    assert TRANSITIONS[SheetAct.VALIDATE].actors == {Actor.KEEPER, Actor.DUO}


@pytest.mark.parametrize(
    ("before", "after"),
    [(SheetState.PRESENTED, SheetState.PRESENTED), (SheetState.DONE, SheetState.DRAFT)],
)
def test_a_pause_goes_back_to_where_it_was(before: SheetState, after: SheetState) -> None:
    assert next_state(SheetState.ON_HOLD, SheetAct.RESUME, before_hold=before) is after


def test_what_nobody_knows_is_told_but_never_merged_by_that() -> None:
    for told in SheetState:
        if told in TELLABLE:
            assert next_state(SheetState.UNKNOWN, SheetAct.TELL, told=told) is told
        else:
            with pytest.raises(IllegalAct):
                next_state(SheetState.UNKNOWN, SheetAct.TELL, told=told)


@given(st.lists(st.sampled_from(list(SheetAct)), max_size=30))
def test_whatever_is_done_a_sheet_is_in_a_state_of_the_table(acts: list[SheetAct]) -> None:
    """No path leads out of the enum, nor into a merge but by merging, nor back to an idea."""
    state, before_hold = SheetState.IDEA, SheetState.DRAFT
    for act in acts:
        try:
            after = next_state(state, act, before_hold=before_hold, told=SheetState.DRAFT)
        except IllegalAct:
            continue
        if act is SheetAct.HOLD:
            before_hold = state
        assert after is not SheetState.IDEA
        assert (after is SheetState.MERGED) == (act is SheetAct.MERGE)
        if state in CLOSED:
            assert act is SheetAct.REOPEN
        state = after
