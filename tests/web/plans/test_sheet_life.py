"""The life of a sheet: who is on it, its calendar, indicators, risks, words; by pages."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from know_how_world import company_in
from plans_world import as_, led_by, person_with, sheet_of

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.selectors.sheet_life import get_life, list_sheets_of
from terreau.web.apps.plans.selectors.sheets import get_sheet
from terreau.web.apps.plans.services.discussing import add_comment, withdraw_comment
from terreau.web.apps.plans.services.milestones import add_milestone
from terreau.web.apps.plans.services.risks import add_risk
from terreau.web.apps.plans.services.tracking import (
    IndicatorFields,
    add_indicator,
    note_measure,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db
PARTS = ("participants", "calendrier", "suivi", "risques")


def page(sheet: ActionSheet, part: str) -> str:
    return f"/plans/fiches/{sheet.pk}/{part}/"


def does(
    client: Client, sheet: ActionSheet, where: str, do: str, row: int = 0, /, **typed: str
) -> int:
    """Send one form of a part, and return the status."""
    sent = {f"{do}-{row}-{name}": value for name, value in typed.items()}
    response = client.post(page(sheet, where), {"do": do, "row": str(row), **sent})
    return int(response.status_code)


def signed(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def test_organisations_are_put_on_tied_and_taken_off(
    reader: Client, sheet: ActionSheet, ti: Perimeter
) -> None:
    near = company_in(ti, name="Forges du Haut-Val")
    assert does(reader, sheet, "participants", "add", part="partner", name="Forges du") == 302
    row = sheet.participations.get()
    text = reader.get(page(sheet, "participants")).content.decode()
    assert "est-ce celle-ci" in text
    assert f'value="{near.pk}"' in text
    assert does(reader, sheet, "participants", "tie", row.pk, organisation=str(near.pk)) == 302
    tied = sheet.participations.get()
    assert (tied.organisation, tied.part) == (near, "partner")
    assert does(reader, sheet, "participants", "remove", tied.pk) == 302
    assert sheet.participations.count() == 0


def test_the_lead_puts_partners_on_but_says_no_lead(sheet: ActionSheet, ti: Perimeter) -> None:
    lead = company_in(ti, name="Pilote SA")
    led_by(sheet, lead)
    client = signed(person_with("organisation_member", lead))
    assert does(client, sheet, "participants", "add", part="partner", name="Autre") == 302
    assert does(client, sheet, "participants", "add", part="sheet_lead", name="Autre") == 400
    own = sheet.participations.get(part="sheet_lead")
    assert does(client, sheet, "participants", "remove", own.pk) == 400
    assert (
        f'name="row" value="{own.pk}"'
        not in client.get(page(sheet, "participants")).content.decode()
    )


def test_what_is_suggested_is_what_one_sees(ti: Perimeter, sheet: ActionSheet) -> None:
    company_in(ti, name="Forge visible")
    company_in(ti, name="Forge cachée", visibility=Visibility.PRIVATE)
    client = signed(person_with("observer", ti))
    text = client.get("/plans/fiches/organisations/?q=forge").content.decode()
    assert "Forge visible" in text
    assert "Forge cachée" not in text


def test_milestones_are_posed_moved_done_undone(reader: Client, sheet: ActionSheet) -> None:
    day = (timezone.localdate() - timedelta(days=3)).isoformat()
    assert does(reader, sheet, "calendrier", "add", title="Bail signé", due_on=day) == 302
    row = sheet.milestones.get()
    assert "en retard" in reader.get(f"/plans/fiches/{sheet.pk}/").content.decode()
    assert does(reader, sheet, "calendrier", "today", row.pk) == 302
    row.refresh_from_db()
    assert row.done_on == timezone.localdate()
    assert does(reader, sheet, "calendrier", "undo", row.pk) == 302
    assert does(reader, sheet, "calendrier", "done", row.pk, done_on=day) == 302
    row.refresh_from_db()
    assert row.done_on is not None
    assert row.done_on.isoformat() == day
    assert does(reader, sheet, "calendrier", "change", row.pk, title="Bail", due_on=day) == 302
    assert sheet.milestones.get().title == "Bail"
    assert does(reader, sheet, "calendrier", "remove", row.pk) == 302
    assert sheet.milestones.count() == 0


def test_what_is_refused_stays_in_its_form(reader: Client, sheet: ActionSheet) -> None:
    tomorrow = (timezone.localdate() + timedelta(days=1)).isoformat()
    does(reader, sheet, "calendrier", "add", title="Bail", due_on=tomorrow)
    row = sheet.milestones.get()
    sent = {"do": "done", "row": str(row.pk), f"done-{row.pk}-done_on": tomorrow}
    refused = reader.post(page(sheet, "calendrier"), sent)
    assert refused.status_code == 400
    text = refused.content.decode()
    assert "Un jalon est fait aujourd’hui ou avant" in text
    assert f'value="{tomorrow}"' in text


def test_indicators_are_measured_and_told(reader: Client, sheet: ActionSheet) -> None:
    typed = {"name": "Jeunes formés", "unit": "jeunes", "baseline": "0", "target": "12"}
    assert does(reader, sheet, "suivi", "add", **typed) == 302
    indicator = sheet.indicators.get()
    today = timezone.localdate().isoformat()
    for value in ("2", "3"):  # the same day again takes its place
        assert does(reader, sheet, "suivi", "measure", indicator.pk, on=today, value=value) == 302
    measure = indicator.measures.get()
    assert measure.value == 3
    text = reader.get(f"/plans/fiches/{sheet.pk}/").content.decode()
    assert "du chemin est fait" in text
    assert "25" in text
    changed = typed | {"target": "3"}
    assert does(reader, sheet, "suivi", "change", indicator.pk, **changed) == 302
    assert "La cible est atteinte" in reader.get(page(sheet, "suivi")).content.decode()
    assert does(reader, sheet, "suivi", "unmeasure", measure.pk) == 302
    assert does(reader, sheet, "suivi", "remove", indicator.pk) == 302
    assert sheet.indicators.count() == 0


@pytest.mark.parametrize("value", [Decimal("NaN"), Decimal("1e30"), Decimal("0.0001")])
def test_a_value_that_no_column_holds_is_refused(
    acting: Acting, sheet: ActionSheet, value: Decimal
) -> None:
    row = add_indicator(acting=acting, sheet_id=sheet.pk, written=IndicatorFields("Jeunes"))
    given = {"sheet_id": sheet.pk, "indicator_id": row.pk, "on": date(2026, 1, 1)}
    with pytest.raises(BadField):
        note_measure(acting=acting, value=value, **given)  # type: ignore[arg-type]


def test_risks_are_said_answered_closed(reader: Client, sheet: ActionSheet) -> None:
    assert does(reader, sheet, "risques", "add", text="Le terrain", level="high") == 302
    row = sheet.risks.get()
    answered = {"text": "Le terrain", "level": "low", "answer": "Un second terrain"}
    assert does(reader, sheet, "risques", "change", row.pk, **answered) == 302
    assert does(reader, sheet, "risques", "close", row.pk) == 302
    row.refresh_from_db()
    assert (row.answer, row.level, row.closed_on) == (
        "Un second terrain", "low", timezone.localdate(),
    )  # fmt: skip
    assert does(reader, sheet, "risques", "reopen", row.pk) == 302
    assert does(reader, sheet, "risques", "add", text="", level="high") == 400
    # What a risk says may name people: the history says that it changed alone.
    assert "terrain" not in str([entry.changes for entry in history_of(sheet)])


@pytest.mark.parametrize("part", PARTS)
def test_others_do_not_write_the_parts(
    part: str, duo: Acting, neighbour: Acting, sheet: ActionSheet, ti: Perimeter
) -> None:
    observer = person_with("observer", ti)
    for person in (duo.user, neighbour.user, observer):
        assert person is not None
        client = signed(person)
        assert client.get(page(sheet, part)).status_code == 404
        assert does(client, sheet, part, "add", text="x", title="x", name="x") == 404


@pytest.mark.parametrize("part", [*PARTS, "echanges"])
def test_an_act_or_a_row_that_is_none_is_not_here(
    part: str, reader: Client, sheet: ActionSheet
) -> None:
    assert does(reader, sheet, part, "burn") == 404
    for row in (0, 999_999):
        assert does(reader, sheet, part, "withdraw" if part == "echanges" else "remove", row) == 404


def test_a_row_of_another_sheet_is_not_here(
    reader: Client, acting: Acting, plan: ActionPlan, sheet: ActionSheet
) -> None:
    other = sheet_of(plan, "F2")
    step = add_milestone(acting=acting, sheet_id=other.pk, title="Bail", due_on=date(2027, 1, 1))
    risk = add_risk(acting=acting, sheet_id=other.pk, text="Le terrain")
    assert does(reader, sheet, "calendrier", "remove", step.pk) == 404
    assert does(reader, sheet, "risques", "close", risk.pk) == 404


def test_partners_talk_and_withdraw(
    acting: Acting, reader: Client, sheet: ActionSheet, ti: Perimeter
) -> None:
    company = company_in(ti, name="Partenaire SA")
    led_by(sheet, company, "partner")
    member = person_with("organisation_member", company)
    client = signed(member)
    assert does(client, sheet, "echanges", "add", text="Tout est prêt") == 302
    assert does(client, sheet, "echanges", "add", text="Tout est prêt") == 302  # pressed twice
    row = sheet.comments.get()
    assert (row.organisation, row.written_by) == (company, member)
    add_comment(acting=acting, sheet_id=sheet.pk, text="Bien reçu")
    mine = sheet.comments.get(text="Bien reçu")
    # One withdraws one's own alone; who keeps the plan withdraws any, and it is said.
    assert does(client, sheet, "echanges", "withdraw", mine.pk) == 404
    withdraw_comment(acting=acting, sheet_id=sheet.pk, comment_id=row.pk)
    text = client.get(page(sheet, "echanges")).content.decode()
    assert "Tout est prêt" not in text
    assert "Un mot a été retiré ici" in text
    withdraw_comment(acting=acting, sheet_id=sheet.pk, comment_id=mine.pk)
    assert not sheet.comments.filter(pk=mine.pk).exists()


def test_risks_and_words_are_of_partners_alone(
    client: Client, acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    sheet = sheet_of(plan, visibility="public")
    add_risk(acting=acting, sheet_id=sheet.pk, text="Risque secret")
    add_comment(acting=acting, sheet_id=sheet.pk, text="Mot secret")
    others = (client, signed(person_with("observer", ti)))
    for each in others:
        seen = "".join(
            each.get(address).content.decode()
            for address in (
                f"/plans/fiches/{sheet.pk}/",
                f"/api/v1/action-sheets/{sheet.pk}",
                f"/historique/action-sheet/{sheet.pk}/",
            )
        )
        for word in ("secret", "Risque", "Mot laissé", "Échanges entre partenaires"):
            assert word not in seen
    assert others[1].get(page(sheet, "echanges")).status_code == 404
    with pytest.raises(NotHere):
        add_comment(acting=as_(person_with("observer", ti)), sheet_id=sheet.pk, text="Moi")


def test_the_queries_do_not_grow_with_what_hangs_on_it(acting: Acting, sheet: ActionSheet) -> None:
    def count() -> int:
        scope = as_(acting.user).scope  # type: ignore[arg-type]
        with CaptureQueriesContext(connection) as found:
            get_life(scope, get_sheet(scope, sheet.pk))
        return len(found)

    def fill(number: int) -> None:
        given = {"acting": acting, "sheet_id": sheet.pk}
        row = add_indicator(written=IndicatorFields(f"I{number}"), **given)  # type: ignore[arg-type]
        note_measure(
            indicator_id=row.pk,
            on=date(2026, 1, 1),
            value=Decimal(1),
            **given,  # type: ignore[arg-type]
        )
        add_risk(text=f"R{number}", **given)  # type: ignore[arg-type]
        add_comment(text=f"M{number}", **given)  # type: ignore[arg-type]
        add_milestone(title=f"J{number}", due_on=date(2027, 1, 1), **given)  # type: ignore[arg-type]

    fill(0)
    few = count()
    for number in range(1, 6):
        fill(number)
    assert count() == few


def test_the_page_of_an_organisation_tells_its_sheets_that_one_sees(
    acting: Acting, client: Client, plan: ActionPlan, ti: Perimeter
) -> None:
    company = company_in(ti, name="Partenaire SA")
    shown = sheet_of(plan, "F1", title="Fiche ouverte", visibility="public")
    hidden = sheet_of(plan, "F2", title="Fiche discrète", visibility="partners")
    for sheet in (shown, hidden):
        led_by(sheet, company, "partner")
    led_by(shown, company, "financer")
    page_of = client.get(f"/annuaire/organisations/{company.pk}/").content.decode()
    assert "Fiche ouverte" in page_of
    assert "Partenaire, Financeur" in page_of
    assert "Fiche discrète" not in page_of
    found = list_sheets_of(acting.scope, company.pk, 10)
    assert {each.sheet for each in found} == {shown, hidden}
