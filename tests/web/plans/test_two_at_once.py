"""Two people who write one milestone, risk or indicator at once: nothing of either is lost."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionSheet
from terreau.web.apps.plans.services.clashes import LinesConflict
from terreau.web.apps.plans.services.milestones import (
    MilestoneWritten,
    add_milestone,
    change_milestone,
    milestone_said,
)
from terreau.web.apps.plans.services.risks import RiskWritten, add_risk, risk_said
from terreau.web.apps.plans.services.tracking import (
    IndicatorFields,
    add_indicator,
    indicator_said,
)

pytestmark = pytest.mark.django_db


def test_a_mark_says_what_was_read() -> None:
    for said in (
        MilestoneWritten("Jalon « un »", date(2027, 1, 1)),
        RiskWritten("Retard", "high", ""),
        IndicatorFields("Emplois", "", Decimal("1.500"), None, Decimal(3), date(2027, 1, 1)),
    ):
        assert type(said).read_from(said.marked()) == said
    for wrong in ("", "[", "[1]", '["Jalon", "hier"]', '["Jalon", 3]', '["Jalon", {}]'):
        assert MilestoneWritten.read_from(wrong) is None


def rows_of(acting: Acting, sheet: ActionSheet, part: str) -> tuple[Any, Any]:
    """Return a row of a part of a sheet, and what says it."""
    where = {"acting": acting, "sheet_id": sheet.pk}
    if part == "calendrier":
        return add_milestone(**where, title="Jalon", due_on=date(2027, 1, 1)), milestone_said  # type: ignore[arg-type]
    if part == "risques":
        return add_risk(**where, text="Retard", answer="rien"), risk_said  # type: ignore[arg-type]
    return add_indicator(**where, written=IndicatorFields("Emplois")), indicator_said  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("part", "mine", "theirs"),
    [
        ("calendrier", {"title": "Jalon renommé"}, {"due_on": "2028-06-30"}),
        ("risques", {"text": "Retard du four"}, {"level": "high", "answer": "On relance"}),
        ("suivi", {"name": "Emplois créés"}, {"target": "100"}),
    ],
)
def test_each_keeps_what_they_changed_and_what_both_changed_is_told(
    reader: Client, acting: Acting, sheet: ActionSheet, part: str, mine: dict[str, str],
    theirs: dict[str, str],
) -> None:  # fmt: skip
    row, said_of = rows_of(acting, sheet, part)
    url, prefix = f"/plans/fiches/{sheet.pk}/{part}/", f"change-{row.pk}"
    form = reader.get(url).context["rows"][0]["change"].form
    read = {each.html_name: "" if each.value() is None else str(each.value()) for each in form}

    def sent(changed: dict[str, str]) -> Any:
        said = {f"{prefix}-{name}": held for name, held in changed.items()}
        return reader.post(url, {"do": "change", "row": row.pk} | read | said)

    assert sent(theirs).status_code == 302
    assert sent(mine).status_code == 302
    row.refresh_from_db()
    for name, held in (mine | theirs).items():
        now = getattr(said_of(row), name)
        assert (str(int(now)) if isinstance(now, Decimal) else str(now)) == held
    name, held = next(iter(mine.items()))
    clashing = sent({name: "Autrement"})
    assert (clashing.status_code, held in clashing.content.decode()) == (409, True)
    (again,) = [each["change"].form for each in clashing.context["rows"]]
    assert list(again.errors) == [name]
    read = {each.html_name: "" if each.value() is None else str(each.value()) for each in again}
    assert sent({}).status_code == 302
    row.refresh_from_db()
    assert getattr(row, name) == "Autrement"
    for other, left in theirs.items():
        assert str(getattr(said_of(row), other)).startswith(left)


def test_a_program_gives_back_what_it_read(acting: Acting, sheet: ActionSheet) -> None:
    row = add_milestone(acting=acting, sheet_id=sheet.pk, title="Jalon", due_on=date(2027, 1, 1))
    read, of_it = milestone_said(row), {"sheet_id": sheet.pk, "milestone_id": row.pk}
    change_milestone(acting=acting, **of_it, title="Le leur", due_on=row.due_on, read=read)
    with pytest.raises(LinesConflict):
        change_milestone(acting=acting, **of_it, title="Le mien", due_on=row.due_on, read=read)
    change_milestone(acting=acting, **of_it, title="Jalon", due_on=date(2028, 1, 1), read=read)
    row.refresh_from_db()
    assert (row.title, row.due_on) == ("Le leur", date(2028, 1, 1))


def test_days_in_order_for_each_of_two_and_not_together_are_told(
    reader: Client, sent: dict[str, Any], sheet: ActionSheet
) -> None:
    sheet.starts_on, sheet.ends_on = date(2026, 1, 1), date(2026, 12, 31)
    sheet.save()
    here = f"/plans/fiches/{sheet.pk}/modifier/"
    form = reader.get(here).context["form"]
    mine = {name: form[name].value() or "" for name in form.fields}
    theirs = mine | {"starts_on": "2026-10-01", "ends_on": "2026-12-31"}
    assert reader.post(here, theirs).status_code == 302
    answer = reader.post(here, mine | {"starts_on": "2026-01-01", "ends_on": "2026-06-01"})
    assert answer.status_code == 409
    assert "2026-06-01" in answer.text
    read = int(mine["version"])
    stale = {"version": read, "starts_on": "2026-01-01", "ends_on": "2026-06-01"}
    assert Client().patch(f"/api/v1/action-sheets/{sheet.pk}", stale, **sent).status_code == 409
    sheet.refresh_from_db()
    assert (sheet.starts_on, sheet.ends_on) == (date(2026, 10, 1), date(2026, 12, 31))
