"""A spreadsheet brought into a plan: read, corrected, accepted, never over what was written."""

from __future__ import annotations

import pytest
from imports_world import TWO, all_confirmed, brought, given
from messy_plans import csv_plan, messy_plan
from plans_world import as_, person_with, sheet_of

from terreau.core.errors import BadInput
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.plans.models import ActionPlan
from terreau.web.apps.plans.rules.workflow import TRANSITIONS
from terreau.web.apps.plans.selectors.import_lines import Becomes
from terreau.web.apps.plans.selectors.import_preview import preview_import
from terreau.web.apps.plans.services import accepting, taking_part
from terreau.web.apps.plans.services.accepting import accept_import
from terreau.web.apps.plans.services.importing import (
    Answers,
    answer_import,
)
from terreau.web.apps.plans.services.sheets import change_sheet, fields_of
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def told_of(plan: ActionPlan) -> list[tuple[object, ...]]:
    """Return all that the sheets of a plan say."""
    return [
        (
            sheet.pk, sheet.version, sheet.code, sheet.title, sheet.state,
            [(row.part, row.name) for row in sheet.participations.all()],
            [(c.label, c.year, c.planned_eur_cents) for c in sheet.cost_lines.all()],
            [(f.name, f.requested_eur_cents) for f in sheet.financing_lines.all()],
        )
        for sheet in plan.sheets.order_by("code_key", "pk")
    ]  # fmt: skip


def test_nothing_is_written_before_it_is_accepted(acting: Acting, plan: ActionPlan) -> None:
    row = given(acting, plan, csv_plan(TWO), "C:\\Mes documents\\plan.csv")
    assert plan.sheets.count() == 0
    assert row.file_name == "plan.csv"
    preview = preview_import(acting.scope, row)
    assert [line.becomes for line in preview.lines] == [Becomes.NEW, Becomes.NEW]


def test_it_becomes_sheets_with_their_money_people_and_state(
    acting: Acting, plan: ActionPlan
) -> None:
    row = brought(acting, plan, TWO)
    school, housing = plan.sheets.order_by("code_key")
    assert (school.code, school.title, school.state) == (
        "1.1",
        "École de production",
        "in_progress",
    )
    assert (school.objectives, str(school.starts_on)) == ("Former", "2025-09-01")
    assert school.tax_basis == "before_tax"
    assert [(c.label, c.planned_eur_cents) for c in school.cost_lines.all()] == [
        ("Coût", 12_000_000)
    ]
    (region,) = school.financing_lines.all()
    assert (region.name, region.requested_eur_cents, region.obtained_eur_cents) == (
        "Région", 4_000_000, None,
    )  # fmt: skip
    assert [(p.part, p.name) for p in school.participations.all()] == [("sheet_lead", "UIMM")]
    (event,) = school.events.all()
    assert (event.act, event.before, event.after) == ("tell", "unknown", "in_progress")
    assert "plan.csv" in event.reason
    assert housing.state == "idea"
    assert (row.state, row.content, row.answers, row.ended_by) == (
        "accepted",
        None,
        {},
        acting.user,
    )


def test_no_state_is_reached_otherwise_than_by_the_table(acting: Acting, plan: ActionPlan) -> None:
    states = [
        "En cours",
        "Terminé",
        "Validé",
        "Abandonné",
        "En pause",
        "Présenté",
        "Idée",
        "",
        "??",
    ]
    lines = "\n".join(f"A{n};{state}" for n, state in enumerate(states))
    brought(acting, plan, f"Action;État\n{lines}")
    assert plan.sheets.count() == len(states)
    for sheet in plan.sheets.all():
        events = list(sheet.events.all())
        assert bool(events) == (sheet.state != "unknown")
        for event in events:
            assert event.before in TRANSITIONS[event.act].sources  # type: ignore[index]
    assert plan.sheets.filter(state="unknown").count() == 2


def test_the_messy_plan_is_written_to_the_cent(acting: Acting, plan: ActionPlan) -> None:
    row = given(acting, plan, messy_plan())
    preview = preview_import(acting.scope, row)
    assert len(preview.of(Becomes.DOUBLE)) == 1
    with pytest.raises(BadInput, match="doute"):
        accept_import(acting=acting, import_id=row.pk)
    assert plan.sheets.count() == 0
    answer_import(acting=acting, import_id=row.pk, answers=all_confirmed(acting, row))
    preview = preview_import(acting.scope, row)
    read = {
        line.proposed.title: sum(cost.cents for cost in line.proposed.costs)
        for line in preview.of(Becomes.NEW)
    }
    accept_import(acting=acting, import_id=row.pk)
    kept = {
        sheet.title: sum(line.planned_eur_cents or 0 for line in sheet.cost_lines.all())
        for sheet in plan.sheets.all()
    }
    assert kept == read
    assert read["Créer un lieu totem"] == 16_550_000
    assert [str(axis) for axis in plan.axes.all()] == ["1. Attirer", "2. Recruter et former"]


def test_the_same_file_twice_changes_nothing(acting: Acting, plan: ActionPlan) -> None:
    told, whats = [], []
    for _time in range(2):
        row = given(acting, plan, messy_plan())
        answer_import(
            acting=acting, import_id=row.pk, answers=Answers(texts={"7:8": "13 k€"})
        )  # fmt: skip
        answer_import(acting=acting, import_id=row.pk, answers=all_confirmed(acting, row))
        done = accept_import(acting=acting, import_id=row.pk)
        told.append(told_of(plan))
        whats.append({line["what"] for line in done.outcome["lines"]})
    assert told[0] == told[1]
    assert whats == [{"new", "double"}, {"same", "double"}]


def test_a_file_never_overwrites_what_somebody_wrote(acting: Acting, plan: ActionPlan) -> None:
    brought(acting, plan, TWO)
    school = plan.sheets.get(code="1.1")
    mine = fields_of(school)
    change_sheet(
        acting=acting, sheet_id=school.pk, version=school.version,
        written=mine.__class__(**(vars(mine) | {"objectives": "Former vingt jeunes"})),
    )  # fmt: skip
    before = told_of(plan)
    changed = TWO.replace("Former;", "Former dix jeunes;").replace("120;", "130;")
    row = given(acting, plan, csv_plan(changed), "plan.csv")
    (line,) = preview_import(acting.scope, row).of(Becomes.CHANGED)
    assert next((each.name, each.here, each.there) for each in line.differences) == (
        "objectives", "Former vingt jeunes", "Former dix jeunes",
    )  # fmt: skip
    accept_import(acting=acting, import_id=row.pk)
    assert told_of(plan) == before
    school.refresh_from_db()
    assert school.objectives == "Former vingt jeunes"


def test_what_is_taken_is_written_and_nothing_else(acting: Acting, plan: ActionPlan) -> None:
    brought(acting, plan, TWO)
    changed = TWO.replace("Former;", "Former dix jeunes;").replace("120;", "130;")
    row = given(acting, plan, csv_plan(changed.replace("UIMM", "La CCI")), "plan.csv")
    takes = {2: frozenset({"cost_line", "participation"})}
    answer_import(acting=acting, import_id=row.pk, answers=Answers(takes=takes))
    accept_import(acting=acting, import_id=row.pk)
    school = plan.sheets.get(code="1.1")
    assert school.objectives == "Former"
    assert [c.planned_eur_cents for c in school.cost_lines.all()] == [13_000_000]
    assert [p.name for p in school.participations.all()] == ["UIMM", "La CCI"]


def test_what_somebody_changed_after_it_was_chosen_is_kept(
    acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    brought(acting, plan, TWO)
    other = as_(person_with("project_manager", ti))
    row = given(acting, plan, csv_plan(TWO.replace("Former;", "Former dix jeunes;")), "plan.csv")
    takes = {2: frozenset({"objectives"})}
    answer_import(acting=acting, import_id=row.pk, answers=Answers(takes=takes))
    school = plan.sheets.get(code="1.1")
    mine = vars(fields_of(school)) | {"objectives": "Former cent jeunes"}
    change_sheet(
        acting=other, sheet_id=school.pk, version=school.version,
        written=fields_of(school).__class__(**mine),
    )  # fmt: skip
    done = accept_import(acting=other, import_id=row.pk)
    school.refresh_from_db()
    assert school.objectives == "Former cent jeunes"
    assert done.outcome["lines"][0]["what"] == "overtaken"


def test_accepted_twice_it_is_written_once(acting: Acting, plan: ActionPlan) -> None:
    row = brought(acting, plan, TWO)
    with pytest.raises(BadInput, match="n’attend plus rien"):
        accept_import(acting=acting, import_id=row.pk)
    assert plan.sheets.count() == 2


def test_stopped_in_the_middle_nothing_is_written(
    acting: Acting, plan: ActionPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = given(acting, plan, csv_plan(TWO), "plan.csv")
    put = taking_part.put_on_sheet

    def stop(**said: object) -> object:
        if said["name"] == "CARENE":
            raise KeyboardInterrupt
        return put(**said)  # type: ignore[arg-type]

    monkeypatch.setattr(accepting, "put_on_sheet", stop)
    with pytest.raises(KeyboardInterrupt):
        accept_import(acting=acting, import_id=row.pk)
    row.refresh_from_db()
    assert (plan.sheets.count(), row.state, bool(row.content)) == (0, "mapped", True)


def test_an_error_is_corrected_in_place_and_stays_corrected(
    acting: Acting, plan: ActionPlan
) -> None:
    text = "Action;Coût (k€)\nÉcole;12 à 15"
    row = given(acting, plan, csv_plan(text), "plan.csv")
    (cell,) = preview_import(acting.scope, row).to_look
    assert cell.key == "2:1"
    answers = Answers(texts={"2:1": "13 500 €", "9:9": "ailleurs"})
    answer_import(acting=acting, import_id=row.pk, answers=answers)
    row.refresh_from_db()
    assert row.answers == {"2:1": {"text": "13 500 €"}}
    (cell,) = preview_import(acting.scope, row).to_look
    assert (cell.waits, cell.text) == (False, "13 500 €")
    accept_import(acting=acting, import_id=row.pk)
    assert [c.planned_eur_cents for c in plan.sheets.get().cost_lines.all()] == [1_350_000]


def test_a_title_too_long_is_told_and_its_line_waits(acting: Acting, plan: ActionPlan) -> None:
    row = given(acting, plan, csv_plan(f"Action;Pilote\n{'a' * 201};UIMM\nB;CCI"), "plan.csv")
    preview = preview_import(acting.scope, row)
    assert [line.becomes for line in preview.lines] == [Becomes.BLOCKED, Becomes.NEW]
    answer_import(acting=acting, import_id=row.pk, answers=all_confirmed(acting, row))
    accept_import(acting=acting, import_id=row.pk)
    assert [sheet.title for sheet in plan.sheets.all()] == ["B"]


def test_a_line_is_left_or_made_another_sheet(acting: Acting, plan: ActionPlan) -> None:
    sheet_of(plan, "1.1", title="École de production")
    row = given(acting, plan, csv_plan(TWO), "plan.csv")
    answer_import(
        acting=acting, import_id=row.pk, answers=Answers(lines={2: "new", 3: "leave", 99: "new"})
    )
    accept_import(acting=acting, import_id=row.pk)
    assert sorted(plan.sheets.values_list("code", "title")) == [
        ("1.1", "École de production"), ("1.2", "École de production"),
    ]  # fmt: skip


def test_one_code_on_two_titles_gives_the_next_code(acting: Acting, plan: ActionPlan) -> None:
    sheet_of(plan, "1.1", title="Tout autre chose de bien différent")
    brought(acting, plan, TWO)
    assert plan.sheets.get(title="École de production").code != "1.1"
    assert plan.sheets.count() == 3


def test_a_line_brought_in_before_is_its_sheet_whatever_it_is_called(
    acting: Acting, plan: ActionPlan
) -> None:
    brought(acting, plan, TWO)
    school = plan.sheets.get(code="1.1")
    mine = vars(fields_of(school)) | {"title": "Campus des métiers", "code": "A7"}
    change_sheet(
        acting=acting, sheet_id=school.pk, version=school.version,
        written=fields_of(school).__class__(**mine),
    )  # fmt: skip
    row = given(acting, plan, csv_plan(TWO), "plan.csv")
    (line,) = preview_import(acting.scope, row).of(Becomes.CHANGED)
    assert line.sheet == school
    assert {each.name for each in line.differences} == {"title", "code"}
    accept_import(acting=acting, import_id=row.pk)
    school.refresh_from_db()
    assert (school.title, school.code, plan.sheets.count()) == ("Campus des métiers", "A7", 2)


def test_a_doubt_waits_only_where_something_is_taken(acting: Acting, plan: ActionPlan) -> None:
    brought(acting, plan, TWO)
    changed = TWO.replace("120;", "env. 130;")
    row = given(acting, plan, csv_plan(changed), "plan.csv")
    assert preview_import(acting.scope, row).waiting == 0
    takes = {2: frozenset({"cost_line"})}
    answer_import(acting=acting, import_id=row.pk, answers=Answers(takes=takes))
    row.refresh_from_db()
    assert preview_import(acting.scope, row).waiting == 1
    with pytest.raises(BadInput, match="doute"):
        accept_import(acting=acting, import_id=row.pk)
