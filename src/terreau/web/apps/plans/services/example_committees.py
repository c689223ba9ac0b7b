"""What the committees of the example came to: who was there, decisions, what follows."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from importlib import resources
from typing import Any

from terreau.core.text import fold
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.models import (
    ActionSheet,
    Committee,
    CommitteeAttendance,
    CommitteeDecision,
    CommitteeSnapshot,
    FinancingLine,
    FollowUp,
    Milestone,
)

_FILE = resources.files("terreau.web.apps.plans.services").joinpath("example_committees.toml")

Find = Callable[[str], Organisation | None]


def seed_committees(committees: Sequence[Committee], find: Find, today: date) -> None:
    """Write what the committees of the example plan came to, once its sheets are there.

    Parameters
    ----------
    committees : Sequence[Committee]
        In the order of the file.
    find : Callable
        The organisation of a name.
    today : date
        From which days are counted.
    """
    told = tomllib.loads(_FILE.read_text(encoding="utf-8"))["committees"]
    sheets = {sheet.code: sheet for sheet in committees[0].plan.sheets.all()}
    for committee, written in zip(committees, told, strict=True):
        _Came(committee, written, sheets, find, today).write()


class _Came:
    """What one committee came to."""

    def __init__(
        self,
        committee: Committee,
        written: dict[str, Any],
        sheets: dict[str, ActionSheet],
        find: Find,
        today: date,
    ) -> None:
        self._committee, self._written, self._sheets = committee, written, sheets
        self._find, self._today = find, today

    def write(self) -> None:
        """Write the committee itself, then its rows."""
        committee, written = self._committee, self._written
        committee.agenda = written["agenda"]
        committee.minutes = written.get("minutes", "")
        committee.is_public = written.get("is_public", False)
        committee.save(update_fields=("agenda", "minutes", "is_public"))
        for name in written.get("present", ()):
            self._attended(name, is_present=True)
        for name in written.get("excused", ()):
            self._attended(name, is_present=False)
        for code, text in written.get("decisions", ()):
            CommitteeDecision.objects.create(
                committee=committee, sheet=self._sheets.get(code), text=text
            )
        for row in written.get("follow_ups", ()):
            self._follow_up(*row)
        if "money" in written:
            self._snapshot()

    def _attended(self, name: str, *, is_present: bool) -> None:
        known = self._find(name)
        CommitteeAttendance.objects.create(
            committee=self._committee, organisation=known, written_name="" if known else name,
            is_present=is_present,
        )  # fmt: skip

    def _follow_up(self, code: str, text: str, name: str, due: int, done: int) -> None:
        known = self._find(name)
        FollowUp.objects.create(
            committee=self._committee, sheet=self._sheets.get(code), text=text, organisation=known,
            written_name="" if known else name, due_on=self._day(due),
            done_on=self._day(done) if done else None,
        )  # fmt: skip

    def _snapshot(self) -> None:
        """Keep how the plan stood then: as it stands, but for what the file says."""
        plan, was = self._committee.plan, {fold(t): d for t, d in self._written["delayed"]}
        steps = Milestone.objects.filter(sheet__plan=plan).exclude(done_on__lt=self._committee.on)
        money: dict[str, dict[str, list[int]]] = {}
        for line in FinancingLine.objects.filter(sheet__plan=plan):
            held = money.setdefault(str(line.sheet_id), {}).setdefault(line.instrument, [0, 0])
            held[0] += line.obtained_eur_cents or 0
            held[1] += line.paid_eur_cents or 0
        for code, instrument, obtained, paid in self._written["money"]:
            money[str(self._sheets[code].pk)][instrument] = [obtained * 100, paid * 100]
        CommitteeSnapshot.objects.create(
            committee=self._committee,
            milestones={
                str(step.pk): (
                    self._day(was[fold(step.title)]) if fold(step.title) in was else step.due_on
                ).isoformat()
                for step in steps
            },
            money=money,
        )

    def _day(self, days: int) -> date:
        return self._today + timedelta(days=days)
