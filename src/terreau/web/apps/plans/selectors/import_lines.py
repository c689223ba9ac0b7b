"""Each line of a file beside the sheets of its plan: what it becomes, what it says otherwise."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from terreau.core.text import fold
from terreau.datasets.plan_files.proposals import ProposedSheet
from terreau.datasets.plan_files.tables import Proposals
from terreau.web.apps.accounts.scope import Scope
from terreau.web.apps.plans.enums import ImportState
from terreau.web.apps.plans.models import ActionSheet, PlanImport
from terreau.web.apps.plans.rules.imported import Wanted, wanted_of
from terreau.web.apps.plans.selectors.import_differences import Difference, differences
from terreau.web.apps.plans.selectors.sheets import seen_participations

# Below, the same code on two titles is a code given twice.
_ALIKE = 0.6


class Becomes(StrEnum):
    """What a line of a file becomes."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    DOUBLE = "double"
    LEFT = "left"
    BLOCKED = "blocked"


@dataclass(frozen=True)
class LineShown:
    """A line of a file and what it becomes.

    Parameters
    ----------
    proposed : ProposedSheet
        As it was read.
    wanted : Wanted
        What of it fits a sheet.
    becomes : Becomes
        What it becomes.
    sheet : ActionSheet or None
        The sheet that it is.
    differences : list of Difference
        What it says otherwise.
    taken : dict
        Fields that somebody takes from the file, with what the sheet said when they chose.
    keys : tuple of str
        By which it is known again.
    """

    proposed: ProposedSheet
    wanted: Wanted
    becomes: Becomes
    sheet: ActionSheet | None = None
    differences: list[Difference] = field(default_factory=list)
    taken: Mapping[str, str] = field(default_factory=dict)
    keys: tuple[str, ...] = ()

    @property
    def line(self) -> int:
        """Where it begins in the file."""
        return self.proposed.lines[0]

    @property
    def key(self) -> str:
        """Its place, as choices name it."""
        return str(self.line)

    @property
    def takes(self) -> list[Difference]:
        """What is taken from the file: chosen, possible, and unchanged here since."""
        return [
            each
            for each in self.differences
            if each.may_be_taken and self.taken.get(each.name) == each.here
        ]

    @property
    def is_overtaken(self) -> bool:
        """Whether somebody changed a field of the sheet after it was chosen from the file."""
        now = {each.name: each.here for each in self.differences}
        return any(now.get(name, here) != here for name, here in self.taken.items())


class Comparison:
    """The lines of a file beside the sheets of a plan, each sheet for one line at most."""

    def __init__(self, scope: Scope, row: PlanImport, plain: Proposals) -> None:
        self.choices: Mapping[str, Any] = row.choices
        self.cost_label = str(_("Coût"))
        # Of each line its key before anybody corrected it: the same file is known again.
        self.plain_keys = {sheet.lines[0]: sheet.content_key for sheet in plain.sheets}
        found = ActionSheet.objects.filter(plan=row.plan_id).select_related(
            "plan__perimeter", "axis", "own_theme"
        )
        people = Prefetch(
            "participations", seen_participations(scope), to_attr="seen_participations"
        )
        self.sheets = list(
            found.prefetch_related(
                people, "milestones", "cost_lines", "financing_lines__organisation",
                "indicators", "risks", "comments",
            )
        )  # fmt: skip
        self.known = _known(row, {sheet.pk: sheet for sheet in self.sheets})
        self.free = {sheet.pk for sheet in self.sheets}

    def lines(self, proposals: Proposals) -> Iterator[LineShown]:
        """Yield each line with what it becomes."""
        for proposed in proposals.sheets:
            yield self._line(proposed)

    def _line(self, proposed: ProposedSheet) -> LineShown:
        wanted = wanted_of(proposed, self.cost_label)
        choice = self.choices.get(str(proposed.lines[0]), {})
        plain = self.plain_keys.get(proposed.lines[0], proposed.content_key)
        keys = tuple(dict.fromkeys((proposed.content_key, plain)))
        becomes = _without_sheet(proposed, wanted, choice.get("what", ""))
        if becomes is not None:
            return LineShown(proposed, wanted, becomes, keys=keys)
        sheet = self._before(keys) or self._match(wanted)
        if sheet is None:
            return LineShown(proposed, wanted, Becomes.NEW, keys=keys)
        self.free.discard(sheet.pk)
        found = differences(sheet, wanted)
        becomes = Becomes.CHANGED if found else Becomes.SAME
        taken = choice.get("take", {})
        return LineShown(proposed, wanted, becomes, sheet, found, taken, keys)

    def _before(self, keys: Iterable[str]) -> ActionSheet | None:
        """Return the sheet that the very same line became before, whatever it is called now."""
        known = (self.known[key] for key in keys if key in self.known)
        return next((sheet for sheet in known if sheet.pk in self.free), None)

    def _match(self, wanted: Wanted) -> ActionSheet | None:
        """Return the sheet that a line is: of its title, else of its code and nearly its title."""
        title = fold(wanted.title)[:200]
        code = wanted.code.casefold()
        free = [sheet for sheet in self.sheets if sheet.pk in self.free]
        titled = [sheet for sheet in free if sheet.folded_title == title]
        if titled:
            return next((each for each in titled if each.code.casefold() == code), titled[0])
        coded = (sheet for sheet in free if code and sheet.code.casefold() == code)
        return next((each for each in coded if _are_alike(each.folded_title, title)), None)


def _without_sheet(proposed: ProposedSheet, wanted: Wanted, what: str) -> Becomes | None:
    """Return what a line becomes whatever the plan holds; None where that must be looked at."""
    if what == "leave":
        return Becomes.LEFT
    if not wanted.may_be_written:
        return Becomes.BLOCKED
    if what == "new":
        return Becomes.NEW
    return Becomes.DOUBLE if proposed.double_of is not None else None


def _are_alike(one: str, other: str) -> bool:
    return SequenceMatcher(None, one, other, autojunk=False).ratio() >= _ALIKE


def _known(row: PlanImport, sheets: Mapping[int, ActionSheet]) -> dict[str, ActionSheet]:
    """Return the sheets that lines of the files taken before became, by the keys of the lines."""
    taken = PlanImport.objects.filter(plan=row.plan_id, state=ImportState.ACCEPTED)
    found: dict[str, ActionSheet] = {}
    for outcome in taken.order_by("ended_at", "pk").values_list("outcome", flat=True):
        for line in outcome.get("lines", []):
            if line["sheet"] in sheets:
                found |= dict.fromkeys(line["keys"], sheets[line["sheet"]])
    return found
