"""The plan of the example country: fictitious sheets in every state, with all that hangs on one."""

from __future__ import annotations

import tomllib
from datetime import date, timedelta
from importlib import resources
from typing import Any

from django.db import transaction
from django.utils import timezone

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.example import DOMAIN
from terreau.web.apps.plans.enums import (
    CommitteeState,
    NeedState,
    Part,
    Phase,
    SheetAct,
    SheetState,
    TaxBasis,
)
from terreau.web.apps.plans.models import (
    ActionPlan,
    ActionSheet,
    Axis,
    Committee,
    CostLine,
    FinancingLine,
    IndicatorMeasure,
    Milestone,
    Need,
    Participation,
    Risk,
    SheetComment,
    SheetEvent,
    TrackingIndicator,
)
from terreau.web.apps.plans.rules.codes import code_key
from terreau.web.apps.plans.services.example_committees import seed_committees
from terreau.web.apps.territories.enums import Country, PerimeterKind
from terreau.web.apps.territories.memberships import last_members
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.selectors import list_communes
from terreau.web.shared.visibility import Visibility

_FILE = resources.files("terreau.web.apps.plans.services").joinpath("example_plan.toml")
# By which acts a sheet came to its state, and how many days ago.
_PATHS = {
    SheetState.DRAFT: (("prepare", 330),),
    SheetState.PRESENTED: (("prepare", 330), ("present", 60)),
    SheetState.VALIDATED: (("prepare", 330), ("present", 220), ("validate", 95)),
    SheetState.IN_PROGRESS: (
        ("prepare", 500), ("present", 430), ("validate", 400), ("start", 300),
    ),
    SheetState.DONE: (
        ("prepare", 520), ("present", 430), ("validate", 400), ("start", 390), ("complete", 120),
    ),
    SheetState.ON_HOLD: (("prepare", 330), ("present", 210), ("hold", 20)),
    SheetState.ABANDONED: (("prepare", 330), ("abandon", 100)),
}  # fmt: skip
_AFTER = {
    "prepare": SheetState.DRAFT, "present": SheetState.PRESENTED, "validate": SheetState.VALIDATED,
    "start": SheetState.IN_PROGRESS, "complete": SheetState.DONE, "hold": SheetState.ON_HOLD,
    "abandon": SheetState.ABANDONED,
}  # fmt: skip


@transaction.atomic
def seed_example() -> bool:
    """Write the plan of the example country, once.

    Returns
    -------
    bool
        Whether something was written: False where it is here already, or the people are not.
    """
    manager = User.objects.filter(email=f"cheffe.de.projet@{DOMAIN}").first()
    ti = (
        Perimeter.objects.filter(
            kind=PerimeterKind.TERRITOIRE_INDUSTRIE,
            country=Country.EXAMPLE,
            last_vintage__isnull=False,
        )
        .order_by("code")
        .first()
    )
    if manager is None or ti is None or ActionPlan.objects.filter(perimeter=ti).exists():
        return False
    _Seeding(Acting(manager, scope_of(manager)), ti, timezone.localdate()).plan()
    return True


class _Seeding:
    """The rows of the example as they are written."""

    def __init__(self, acting: Acting, ti: Perimeter, today: date) -> None:
        self._acting, self._ti, self._today = acting, ti, today
        self._written: dict[str, Any] = tomllib.loads(_FILE.read_text(encoding="utf-8"))
        self._communes = list_communes(last_members([ti]), limit=6)
        self._known = {each.folded_name: each for each in Organisation.objects.all()}
        self._needs: list[Need] = []

    def plan(self) -> None:
        """Write the plan, its axes, its committees, its needs, then its sheets."""
        self._plan = ActionPlan.objects.create(
            perimeter=self._ti, title=self._written["title"], phase=Phase.SECOND,
            starts_on=self._day(-600), ends_on=self._day(900),
        )  # fmt: skip
        record(self._acting, Verb.CREATED, self._plan, {"title": (None, self._plan.title)})
        self._axes = [
            Axis.objects.create(plan=self._plan, number=number, title=title)
            for number, title in enumerate(self._written["axes"], start=1)
        ]
        self._committees = [
            Committee.objects.create(
                plan=self._plan, kind=kind, on=self._day(days), place=place,
                state=CommitteeState.HELD if days <= 0 else CommitteeState.PLANNED,
                written_by=self._acting.user,
            )
            for kind, days, place in self._written["committees"]
        ]  # fmt: skip
        self._needs = [self._need(written) for written in self._written["needs"]]
        for rank, written in enumerate(self._written["sheets"]):
            self._sheet(rank, written)
        seed_committees(self._committees, self._organisation, self._today)

    def _need(self, written: dict[str, Any]) -> Need:
        is_verified = "verified" in written
        need = Need.objects.create(
            perimeter=self._ti, title=written["title"], theme=written["theme"],
            organisation=self._organisation(written.get("organisation", "")),
            state=NeedState.VERIFIED if is_verified else NeedState.RAISED,
            verified_with=written.get("verified_with", ""),
            verified_on=self._day(written["verified"]) if is_verified else None,
            visibility=written["visibility"], raised_by=self._acting.user,
            raised_on=self._day(written.get("verified", -30) - 20),
        )  # fmt: skip
        record(self._acting, Verb.CREATED, need, {"title": (None, need.title)})
        return need

    def _sheet(self, rank: int, written: dict[str, Any]) -> None:
        state = SheetState(written["state"])
        sheet = ActionSheet.objects.create(
            plan=self._plan, axis=self._axes[written["axis"] - 1], code=written["code"],
            code_key=code_key(written["code"]),
            title=written["title"], folded_title=fold(written["title"])[:200],
            theme=written["theme"], problem=written.get("problem", ""),
            objectives=written.get("objectives", ""), place=self._communes[rank % 6],
            place_name=written.get("place_name", ""), tax_basis=TaxBasis.BEFORE_TAX,
            starts_on=self._day(written["starts"]) if "starts" in written else None,
            ends_on=self._day(written["ends"]) if "ends" in written else None,
            state=state, good_practice=written.get("good_practice", ""),
            visibility=written.get("visibility", Visibility.PUBLIC),
            last_news_on=self._day(-7 * rank), created_by=self._acting.user,
            created_at=timezone.now() - timedelta(days=written.get("created", 540)),
        )  # fmt: skip
        record(self._acting, Verb.CREATED, sheet, {"title": (None, sheet.title)})
        self._path(sheet, state, written.get("reason", ""))
        self._people(sheet, written)
        self._life(sheet, written)
        self._money(sheet, written)
        sheet.needs.set(self._needs[number] for number in written.get("needs", ()))

    def _path(self, sheet: ActionSheet, state: SheetState, reason: str) -> None:
        """Write by which acts a sheet came to its state."""
        before = SheetState.IDEA
        for act, days in _PATHS.get(state, ()):
            after = _AFTER[act]
            on = self._day(-days)
            validating = [c for c in self._committees if c.is_held and c.on <= on]
            SheetEvent.objects.create(
                sheet=sheet, act=SheetAct(act), before=before, after=after, on=on,
                reason=reason if act in {"hold", "abandon"} else "",
                committee=validating[-1] if act == "validate" else None,
                told_by=self._acting.user,
                told_at=timezone.now() - timedelta(days=days),
            )  # fmt: skip
            before = after

    def _people(self, sheet: ActionSheet, written: dict[str, Any]) -> None:
        named = [
            *((Part.SHEET_LEAD, name) for name in [written.get("lead")] if name),
            *((Part.PROJECT_OWNER, name) for name in [written.get("owner")] if name),
            *((Part.PARTNER, name) for name in written.get("partners", ())),
            *((Part.FINANCER, name) for name in written.get("financers", ())),
        ]
        for part, name in named:
            known = self._organisation(name)
            Participation.objects.create(
                sheet=sheet, part=part, organisation=known, written_name="" if known else name
            )

    def _life(self, sheet: ActionSheet, written: dict[str, Any]) -> None:
        for title, due, done in written.get("milestones", ()):
            Milestone.objects.create(
                sheet=sheet, title=title, due_on=self._day(due),
                done_on=self._day(done) if done else None,
            )  # fmt: skip
        for name, unit, base, base_on, target, target_on, measures in written.get("indicators", ()):
            indicator = TrackingIndicator.objects.create(
                sheet=sheet, name=name, unit=unit, baseline=base, target=target,
                baseline_on=self._day(base_on), target_on=self._day(target_on),
            )  # fmt: skip
            for on, value in measures:
                IndicatorMeasure.objects.create(indicator=indicator, on=self._day(on), value=value)
        for text, answer, level in written.get("risks", ()):
            Risk.objects.create(sheet=sheet, text=text, answer=answer, level=level)
        for text in written.get("comments", ()):
            SheetComment.objects.create(sheet=sheet, text=text, written_by=self._acting.user)

    def _money(self, sheet: ActionSheet, written: dict[str, Any]) -> None:
        for label, year, *amounts in written.get("costs", ()):
            planned, committed, spent = (_cents(each) for each in amounts)
            CostLine.objects.create(
                sheet=sheet, label=label, year=year, planned_eur_cents=planned,
                committed_eur_cents=committed, spent_eur_cents=spent,
            )  # fmt: skip
        for instrument, name, scheme, *amounts in written.get("funds", ()):
            requested, agreed, obtained, paid = (_cents(each) for each in amounts)
            known = self._organisation(name)
            FinancingLine.objects.create(
                sheet=sheet, instrument=instrument, organisation=known,
                written_name="" if known else name, scheme_name=scheme,
                requested_eur_cents=requested, agreed_eur_cents=agreed,
                obtained_eur_cents=obtained, paid_eur_cents=paid,
            )  # fmt: skip

    def _organisation(self, name: str) -> Organisation | None:
        return self._known.get(fold(name)) if name else None

    def _day(self, days: int) -> date:
        return self._today + timedelta(days=days)


def _cents(euros: float) -> int | None:
    """Return euros of the file in cents; below zero, nobody said."""
    return None if euros < 0 else round(euros * 100)
