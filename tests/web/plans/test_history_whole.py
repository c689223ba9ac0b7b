"""The history of a sheet is whole: replayed from its creation, it says what the sheet holds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from know_how_world import company_in
from plans_world import committee_of, sheet_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.plans.enums import SheetAct
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, IndicatorMeasure, Need
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten
from terreau.web.apps.plans.services import (
    discussing,
    milestones,
    needs,
    risks,
    taking_part,
    tracking,
)
from terreau.web.apps.plans.services.money import Budget, write_budget
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.plans.services.news import PERSONAL_FIELDS
from terreau.web.apps.plans.services.sheets import (
    SheetFields,
    add_sheet,
    change_sheet,
    fields_of,
    told_of,
)
from terreau.web.apps.plans.services.tracking import IndicatorFields
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

FIRST = date(2026, 3, 1)
NAMES = ("Forge du Lac", "Un atelier", "Scierie", "Lycée")
# What is told of rows in words that add up: each is there as often as the history put it there.
ROWS = ("participation", "milestone", "cost_line", "financing_line", "indicator", "measure", "need")
Wrote = Callable[[Acting, ActionSheet, int, int], None]


def _day(number: int) -> date:
    return FIRST + timedelta(days=number)


def _fields(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    said: list[dict[str, Any]] = [
        {"title": f"Titre {value}"},
        {"problem": f"Problème {value}" if value else ""},
        {"starts_on": _day(value) if value else None},
        {"ends_on": _day(value * 3) if value else None},
        {"place_name": f"Zone {value}" if value else ""},
        {"tax_basis": ("not_said", "before_tax", "after_tax")[value % 3]},
        {"visibility": ("public", "territory", "partners")[value % 3]},
        {"theme_choice": ("", "land", "skills")[value % 3], "title": f"Titre {value}"},
        {"good_practice": "À refaire" if value % 2 else ""},
        {"field_visibility": {"money": "public"} if value % 2 else {}},
    ]
    written = replace(fields_of(sheet), **said[what % len(said)])
    change_sheet(acting=acting, sheet_id=sheet.pk, version=sheet.version, written=written)


def _move(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    acts = [each for each in SheetAct if each != SheetAct.MERGE]
    held = sheet.plan.committees.earliest("pk").pk
    move = Move(acts[what % len(acts)], reason=f"Raison {value}" if value else "")
    move_sheet(acting=acting, sheet_id=sheet.pk, move=replace(move, committee_id=held))


def _merge(acting: Acting, sheet: ActionSheet, what: int, _value: int) -> None:
    # Rarely: nothing more is written of it then.
    if what % 5 == 0:
        other = sheet.plan.sheets.exclude(pk=sheet.pk).earliest("pk")
        move_sheet(acting=acting, sheet_id=sheet.pk, move=Move("merge", into_id=other.pk))


def _cost(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.cost_lines.order_by("pk"))
    line = held[what % len(held)].pk if held and what % 3 else None
    written = CostWritten(f"Poste {what % 2}", 2026 + what % 2, value * 100 or None)
    entry = Entry(None if line and value == 0 else written, line)
    write_budget(acting=acting, sheet_id=sheet.pk, budget=Budget(costs=[entry]))


def _funds(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.financing_lines.order_by("pk"))
    line = held[what % len(held)].pk if held and what % 3 else None
    written = FundsWritten(name=NAMES[what % 4], requested=value * 100, obtained=what * 100)
    entry = Entry(None if line and value == 0 else written, line)
    basis = ("not_said", "before_tax", None)[value % 3]
    write_budget(acting=acting, sheet_id=sheet.pk, budget=Budget(funds=[entry], tax_basis=basis))


def _milestone(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.milestones.order_by("pk"))
    who: dict[str, Any] = {"acting": acting, "sheet_id": sheet.pk}
    said = {"title": f"Jalon {value % 3}", "due_on": _day(value % 2)}
    if not held or what % 4 == 0:
        milestones.add_milestone(**who, **said)
        return
    row = held[value % len(held)].pk
    if what % 4 == 1:
        milestones.change_milestone(**who, milestone_id=row, **said)
    elif what % 4 == 2:
        on = timezone.localdate() if value % 2 else None
        milestones.settle_milestone(**who, milestone_id=row, done_on=on)
    else:
        milestones.remove_milestone(**who, milestone_id=row)


def _people(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.participations.order_by("pk"))
    who: dict[str, Any] = {"acting": acting, "sheet_id": sheet.pk}
    part = ("sheet_lead", "partner")[value % 2]
    if not held or what % 3 == 0:
        taking_part.put_on_sheet(**who, part=part, name=NAMES[value % 4])
        return
    row = held[value % len(held)]
    if what % 3 == 1:
        known = Organisation.objects.filter(name__in=NAMES[:2]).order_by("pk")
        chosen = known[what % 2].pk
        taking_part.tie_participation(**who, participation_id=row.pk, organisation_id=chosen)
    else:
        taking_part.take_off_sheet(**who, participation_id=row.pk)


def _indicator(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.indicators.order_by("pk"))
    who: dict[str, Any] = {"acting": acting, "sheet_id": sheet.pk}
    if not held or what % 5 == 0:
        written = IndicatorFields(f"Indicateur {sheet.version}", target=Decimal(value))
        tracking.add_indicator(**who, written=written)
        return
    row = held[value % len(held)]
    if what % 5 == 1:
        written = IndicatorFields(row.name, target=Decimal(value))
        tracking.change_indicator(**who, indicator_id=row.pk, written=written)
    elif what % 5 == 2:
        tracking.remove_indicator(**who, indicator_id=row.pk)
    elif what % 5 == 3 and row.measures.exists():
        tracking.remove_measure(**who, measure_id=row.measures.earliest("pk").pk)
    else:
        tracking.note_measure(**who, indicator_id=row.pk, on=_day(value), value=Decimal(what))


def _risk(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.risks.order_by("pk"))
    who: dict[str, Any] = {"acting": acting, "sheet_id": sheet.pk}
    said = {"text": f"Risque {value % 2}", "level": ("low", "high")[what % 2], "answer": ""}
    if not held or what % 3 == 0:
        risks.add_risk(**who, **said)
        return
    row = held[value % len(held)].pk
    if what % 3 == 1:
        risks.change_risk(**who, risk_id=row, **said)
    else:
        risks.settle_risk(**who, risk_id=row, is_closed=bool(value % 2))


def _word(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    held = list(sheet.comments.order_by("pk"))
    who: dict[str, Any] = {"acting": acting, "sheet_id": sheet.pk}
    if not held or what % 2:
        discussing.add_comment(**who, text=f"Un mot {value}")
    else:
        discussing.withdraw_comment(**who, comment_id=held[value % len(held)].pk)


def _need(acting: Acting, sheet: ActionSheet, what: int, value: int) -> None:
    found = Need.objects.filter(title__startswith="Besoin essayé").order_by("pk")
    do = needs.tie_need if what % 2 else needs.untie_need
    do(acting=acting, need_id=found[value % 2].pk, sheet_id=sheet.pk)


WRITES: tuple[Wrote, ...] = (
    _fields, _move, _merge, _cost, _funds, _milestone, _people, _indicator, _risk, _word, _need,
)  # fmt: skip


def held_by(sheet: ActionSheet) -> dict[str, Any]:
    """Return what a sheet holds, under the names by which the history tells it."""
    lines = {
        "participation": sheet.participations.values(),
        "milestone": sheet.milestones.values(),
        "cost_line": sheet.cost_lines.values(),
        "financing_line": sheet.financing_lines.values(),
        "indicator": sheet.indicators.values(),
        "measure": IndicatorMeasure.objects.filter(indicator__sheet=sheet).values(),
        "risk": sheet.risks.values(),
        "comment": sheet.comments.values(),
        "need": sheet.needs.values("pk"),
    }
    rows = {name: [str(row) for row in found.order_by("pk")] for name, found in lines.items()}
    return told_of(sheet) | rows | {"state": sheet.state, "merged_into": sheet.merged_into_id}


def changed(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """Return the names under which something is not as it was."""
    names = {name for name in before if before[name] != after[name]}
    # An indicator goes with its measures, and says so by itself.
    gone = len(after["indicator"]) < len(before["indicator"])
    return names - {"measure"} if gone else names


def replayed(entries: list[HistoryEntry]) -> tuple[dict[str, Any], dict[str, Counter[str]]]:
    """Return what the entries of a history say in the end: of each field, of each kind of rows."""
    told: dict[str, Any] = {}
    rows: dict[str, Counter[str]] = {name: Counter() for name in ROWS}
    for entry in entries:
        for name, (before, after) in entry.changes.items():
            if name in rows:
                rows[name].subtract(filter(None, str(before).split(" ; ")))
                assert min(rows[name].values(), default=0) >= 0, (name, before)
                rows[name].update(filter(None, str(after).split(" ; ")))
                if name == "indicator" and not after:
                    _forget_measures(rows["measure"], str(before))
            elif name not in PERSONAL_FIELDS:
                assert told.get(name, before) == before, (name, entry.changes)
                told[name] = after
    return told, {name: +counted for name, counted in rows.items()}


def _forget_measures(measures: Counter[str], indicator: str) -> None:
    name = indicator.partition(",")[0]
    for word in [each for each in measures if each.startswith(f"{name} : ")]:
        del measures[word]


A_WRITE = st.tuples(st.sampled_from(WRITES), st.integers(0, 11), st.integers(0, 4))


# What fails is told as it is drawn: to make it smaller takes minutes.
@pytest.mark.timeout(180)
@settings(
    max_examples=30, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(st.lists(A_WRITE, min_size=1, max_size=14))
def test_every_write_is_told_and_nothing_else_is(
    acting: Acting, plan: ActionPlan, ti: Perimeter, writes: list[tuple[Wrote, int, int]]
) -> None:
    _world(acting, plan, ti)
    sheet = add_sheet(acting=acting, plan_id=plan.pk, written=SheetFields("Une action"))
    for write, what, value in writes:
        before, known = held_by(sheet), history_of(sheet).count()
        with suppress(BadInput, NotHere):
            write(acting, sheet, what, value)
        sheet = ActionSheet.objects.get(pk=sheet.pk)
        names = changed(before, held_by(sheet))
        new = history_of(sheet)[: history_of(sheet).count() - known]
        assert len(new) == bool(names), (write.__name__, what, value, names)
        assert all(names <= entry.changes.keys() for entry in new), (names, new[0].changes)
    entries = list(history_of(sheet).order_by("at", "pk"))
    assert [entry.verb for entry in entries] == [Verb.CREATED] + [Verb.CHANGED] * (len(entries) - 1)
    assert sheet.version == len(entries)
    _check_replayed(sheet, entries)


def _world(acting: Acting, plan: ActionPlan, ti: Perimeter) -> None:
    """Have what a sheet is written with: a committee, another sheet, companies, needs; once."""
    if plan.committees.exists():
        return
    committee_of(plan, -1)
    sheet_of(plan, "AUTRE")
    for name in NAMES[:2]:
        company_in(ti, name)
    for number in range(2):
        Need.objects.create(perimeter=ti, title=f"Besoin essayé {number}", visibility="public")


def _check_replayed(sheet: ActionSheet, entries: list[HistoryEntry]) -> None:
    told, rows = replayed(entries)
    held = held_by(sheet)
    for name in (*told_of(sheet), "state", "merged_into"):
        if name in PERSONAL_FIELDS:
            continue
        kept = held[name]
        plain = kept.isoformat() if isinstance(kept, date) else kept
        said = told.get(name, "idea" if name == "state" else "")
        assert said in (plain, str(plain)) or not (said or plain), name
    for name in ROWS:
        assert rows[name].total() == len(held[name]), (name, rows[name])
    assert PERSONAL not in told.values()
