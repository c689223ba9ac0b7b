"""What each board of a plan shows, counted from the same rows as the list."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import SheetAct, SheetState
from terreau.web.apps.plans.models import ActionSheet, Axis, Milestone
from terreau.web.apps.plans.permissions import actors_of
from terreau.web.apps.plans.rules.workflow import CLOSED, possible_acts
from terreau.web.apps.plans.selectors.sheets import SheetRow
from terreau.web.apps.plans.selectors.wanted import NONE
from terreau.web.apps.territories.models import Perimeter

# What goes nowhere for now stands under the board, folded.
_ASIDE = CLOSED | {SheetState.ON_HOLD}


@dataclass(frozen=True)
class Card:
    """A sheet on the board of states, with what its reader may do of its state."""

    row: SheetRow
    acts: list[SheetAct]


@dataclass(frozen=True)
class Lane:
    """A state and the sheets that stand in it."""

    state: SheetState
    cards: list[Card]

    @property
    def is_aside(self) -> bool:
        """Whether its sheets go nowhere for now."""
        return self.state in _ASIDE


@dataclass(frozen=True)
class Line:
    """A line of a matrix: its name, what narrows a list to it, a count for each state."""

    label: str
    parameter: str
    value: str
    counts: list[tuple[SheetState, int]]

    @property
    def total(self) -> int:
        """How many sheets it counts."""
        return sum(count for _state, count in self.counts)


@dataclass(frozen=True)
class AtOnce:
    """The money of some sheets in cents, of those whose money is read.

    Parameters
    ----------
    costs, secured : int
        What is planned; own shares and what was obtained in cash.
    promised : int
        What is requested or agreed in principle besides.
    missing, surplus : int
        What nobody brings, and what is brought twice, as on each sheet: what one has too much
        pays for no other.
    unsaid : int
        How many sheets whose money is read plan no cost.
    """

    costs: int
    secured: int
    promised: int
    missing: int
    surplus: int
    unsaid: int


@dataclass(frozen=True)
class Placed:
    """A sheet where it takes place, as a map draws it."""

    row: SheetRow

    @property
    def pk(self) -> int:
        """Its key."""
        return self.row.sheet.pk

    @property
    def seat(self) -> Perimeter | None:
        """Its commune, where it is said."""
        return self.row.sheet.place


def by_place(rows: Iterable[SheetRow]) -> list[tuple[str, list[SheetRow]]]:
    """Return the sheets of each commune, by its name; those of no commune last, under ""."""
    found: dict[tuple[bool, str, str, str], list[SheetRow]] = {}
    for row in rows:
        place = row.sheet.place
        # Two communes may bear one name.
        key = (False, fold(place.name), place.name, place.code) if place else (True, "", "", "")
        found.setdefault(key, []).append(row)
    return [(key[2], found[key]) for key in sorted(found)]


def at_once(rows: Iterable[SheetRow]) -> AtOnce:
    """Return the money of sheets; a merged one counts where it was merged."""
    read = [row.balance for row in rows if row.counts_money]
    balances = [balance for balance in read if balance is not None]
    return AtOnce(
        costs=sum(each.costs for each in balances),
        secured=sum(each.secured for each in balances),
        promised=sum(each.planned - each.secured for each in balances),
        missing=sum(max(each.gap, 0) for each in balances),
        surplus=sum(max(-each.gap, 0) for each in balances),
        unsaid=sum(not each.costs for each in balances),
    )


def lanes_of(scope: Scope, rows: Iterable[SheetRow]) -> list[Lane]:
    """Return the sheets state by state, of the states that hold some, without a query a sheet."""
    by_state: dict[SheetState, list[Card]] = {state: [] for state in SheetState}
    for row in rows:
        state = SheetState(row.sheet.state)
        acts = possible_acts(state, actors_of(scope, row.sheet))
        by_state[state].append(Card(row, acts))
    return [Lane(state, held) for state, held in by_state.items() if held]


def states_of(rows: Iterable[SheetRow]) -> list[SheetState]:
    """Return the states in which some sheet stands, in the order of its life."""
    there = {row.sheet.state for row in rows}
    return [state for state in SheetState if state in there]


def by_axis(rows: list[SheetRow], axes: Iterable[Axis]) -> list[Line]:
    """Return a line for each axis, one for the sheets of none."""
    names = [(str(axis.number), str(axis)) for axis in axes]
    return _lines(
        rows, "axe", [*names, (NONE, _("Sans axe"))],
        lambda sheet: str(sheet.axis.number) if sheet.axis else NONE,
    )  # fmt: skip


def by_theme(rows: list[SheetRow], themes: Iterable[tuple[str, str]]) -> list[Line]:
    """Return a line for each theme that a plan may have, one for the sheets of none.

    A theme of the other phase, that a sheet kept, has its line too.
    """
    names = dict(themes)
    for row in rows:
        if row.sheet.theme_choice:
            names.setdefault(row.sheet.theme_choice, row.sheet.theme_label)
    return _lines(
        rows, "theme", [*names.items(), (NONE, _("Sans thème"))],
        lambda sheet: sheet.theme_choice or NONE,
    )  # fmt: skip


def milestones_of(rows: Iterable[SheetRow]) -> dict[int, list[Milestone]]:
    """Return the milestones of sheets by sheet, found in one query."""
    sheets = {row.sheet.pk: row.sheet for row in rows}
    found: dict[int, list[Milestone]] = {key: [] for key in sheets}
    for each in Milestone.objects.filter(sheet__in=sheets).order_by("due_on", "pk"):
        each.sheet = sheets[each.sheet_id]
        found[each.sheet_id].append(each)
    return found


def _lines(
    rows: list[SheetRow],
    parameter: str,
    names: Iterable[tuple[str, str]],
    value_of: Callable[[ActionSheet], str],
) -> list[Line]:
    counted = Counter((value_of(row.sheet), SheetState(row.sheet.state)) for row in rows)
    states = states_of(rows)
    lines = [
        Line(label, parameter, value, [(state, counted[value, state]) for state in states])
        for value, label in names
    ]
    return [line for line in lines if line.total or line.value != NONE]
