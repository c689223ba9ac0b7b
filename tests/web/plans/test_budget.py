"""The budget of a sheet: many lines at once, two people at once, and nobody else."""

from __future__ import annotations

import pytest
from budget_world import budget_of, fields_of, opened, write
from django.test import Client
from know_how_world import company_in
from plans_world import as_, led_by, person_with, sheet_of

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, ActionSheet
from terreau.web.apps.plans.rules.lines import CostWritten, Entry, FundsWritten
from terreau.web.apps.plans.selectors.money import get_money
from terreau.web.apps.plans.services.clashes import LinesConflict
from terreau.web.apps.plans.services.money import (
    MOST_LINES,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.formatting import format_euros
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db


def test_many_lines_are_written_at_once(reader: Client, sheet: ActionSheet) -> None:
    sent = opened(reader, sheet) | {
        "tax_basis": "before_tax",
        "cost-0-label": "Machines",
        "cost-0-year": "2026",
        "cost-0-planned": "420 k€",
        "cost-2-label": "Étude",
        "cost-2-planned": "12 000,50 €",
        "funds-1-instrument": "loan",
        "funds-1-name": "Banque des Projets Fictifs",
        "funds-1-requested": "0,3 M€",
    }
    response = reader.post(budget_of(sheet), sent, follow=True)
    assert response.redirect_chain[-1][0].startswith(f"/plans/fiches/{sheet.pk}/")
    sheet.refresh_from_db()
    costs = list(sheet.cost_lines.order_by("pk").values_list("label", "year", "planned_eur_cents"))
    assert costs == [("Machines", 2026, 42_000_000), ("Étude", None, 1_200_050)]
    (line,) = sheet.financing_lines.all()
    assert (line.instrument, line.requested_eur_cents) == ("loan", 30_000_000)
    assert (line.name, line.obtained_eur_cents) == ("Banque des Projets Fictifs", None)
    # All at once is one version, one entry.
    assert (sheet.version, sheet.tax_basis) == (2, "before_tax")
    told = history_of(sheet).get().changes
    assert set(told) == {"cost_line", "financing_line", "tax_basis"}
    text = response.content.decode()
    assert format_euros(132_000_50) in text
    assert "Il manque" in text


def test_nothing_changed_is_no_news(reader: Client, acting: Acting, sheet: ActionSheet) -> None:
    write(acting, sheet, Entry(CostWritten("Machines", 2026, 5)))
    reader.post(budget_of(sheet), opened(reader, sheet))
    sheet.refresh_from_db()
    assert (sheet.version, sheet.cost_lines.count()) == (2, 1)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"cost-0-planned": "12 k€"}, "Un poste de dépense a un nom"),
        ({"cost-0-label": "A", "cost-0-planned": "12.500"}, "Ce montant se lit de deux façons"),
        ({"cost-0-label": "A", "cost-0-planned": "beaucoup"}, "Ce montant ne se lit pas"),
        ({"cost-0-label": "A", "cost-0-spent": "-3"}, "Un montant n’est pas négatif"),
        ({"cost-0-label": "A", "cost-0-year": "1815"}, "2000"),
        ({"funds-0-obtained": "10", "funds-0-paid": "12"}, "On n’a pas versé plus"),
        ({"funds-0-paid": "12"}, "On n’a pas versé plus"),
        ({"funds-0-instrument": "gold", "funds-0-name": "A"}, "gold"),
        ({"cost-TOTAL_FORMS": "99999"}, "Rien n’est encore enregistré"),
        ({"cost-TOTAL_FORMS": "x"}, "Rien n’est encore enregistré"),
        ({"tax_basis": "both"}, "Rien n’est encore enregistré"),
    ],
)
def test_what_is_refused_is_said_and_kept(
    reader: Client, sheet: ActionSheet, typed: dict[str, str], said: str
) -> None:
    sent = opened(reader, sheet) | {"cost-1-label": "Four", "cost-1-planned": "1 M€"} | typed
    response = reader.post(budget_of(sheet), sent)
    assert response.status_code == 400
    text = response.content.decode().replace("&#x27;", "'")
    assert said in text
    if "cost-TOTAL_FORMS" not in typed:
        assert fields_of(response)["cost-1-planned"] == "1 M€"
    assert sheet.cost_lines.count() == sheet.financing_lines.count() == 0


def test_a_line_is_taken_out(reader: Client, acting: Acting, sheet: ActionSheet) -> None:
    write(acting, sheet, Entry(CostWritten("Machines")), Entry(CostWritten("Étude")))
    reader.post(budget_of(sheet), opened(reader, sheet) | {"cost-0-remove": "on"})
    assert [line.label for line in sheet.cost_lines.all()] == ["Étude"]
    assert history_of(sheet).first().changes == {"cost_line": ["Machines", ""]}  # type: ignore[union-attr]


def test_two_people_at_once_keep_what_each_changed(
    reader: Client, acting: Acting, sheet: ActionSheet
) -> None:
    (line,) = write(acting, sheet, Entry(CostWritten("Machines", 2026, 100)))
    sent = opened(reader, sheet) | {"cost-0-committed": "7"}
    write(acting, sheet, Entry(CostWritten("Machines", 2026, 900), line))
    assert reader.post(budget_of(sheet), sent).status_code == 302
    held = sheet.cost_lines.get()
    assert (held.planned_eur_cents, held.committed_eur_cents) == (900, 700)


def test_what_both_changed_is_told_and_sent_again_is_kept(
    reader: Client, acting: Acting, sheet: ActionSheet
) -> None:
    (line,) = write(acting, sheet, Entry(CostWritten("Machines", 2026, 100)))
    sent = opened(reader, sheet) | {"cost-0-planned": "7"}
    write(acting, sheet, Entry(CostWritten("Four", 2026, 900), line))
    refused = reader.post(budget_of(sheet), sent)
    assert refused.status_code == 409
    assert "Four (2026)" in refused.content.decode()
    assert format_euros(900) in refused.content.decode()
    assert sheet.cost_lines.get().planned_eur_cents == 900
    again = fields_of(refused)
    # What only they changed is theirs; what both did is mine.
    assert (again["cost-0-label"], again["cost-0-planned"]) == ("Four", "7")
    assert reader.post(budget_of(sheet), again).status_code == 302
    held = sheet.cost_lines.get()
    assert (held.pk, held.label, held.planned_eur_cents) == (line, "Four", 700)


def test_a_line_taken_out_meanwhile_comes_back_where_one_changed_it(
    reader: Client, acting: Acting, sheet: ActionSheet
) -> None:
    (line,) = write(acting, sheet, Entry(CostWritten("Machines", 2026, 100)))
    untouched = opened(reader, sheet)
    changed = untouched | {"cost-0-planned": "7"}
    write(acting, sheet, Entry(None, line))
    assert reader.post(budget_of(sheet), untouched).status_code == 302
    assert sheet.cost_lines.count() == 0
    refused = reader.post(budget_of(sheet), changed)
    assert (refused.status_code, sheet.cost_lines.count()) == (409, 0)
    assert reader.post(budget_of(sheet), fields_of(refused)).status_code == 302
    assert sheet.cost_lines.get().planned_eur_cents == 700


def test_taking_out_what_another_changed_is_told(acting: Acting, sheet: ActionSheet) -> None:
    read = CostWritten("Machines", 2026, 100)
    (line,) = write(acting, sheet, Entry(read))
    write(acting, sheet, Entry(CostWritten("Machines", 2026, 900), line))
    with pytest.raises(LinesConflict):
        write(acting, sheet, Entry(None, line, read))
    assert sheet.cost_lines.count() == 1


def test_a_line_of_another_sheet_is_not_here(
    acting: Acting, plan: ActionPlan, sheet: ActionSheet
) -> None:
    (line,) = write(acting, sheet_of(plan, "F2"), Entry(CostWritten("Machines")))
    for written in (CostWritten("Mine"), None):
        with pytest.raises(NotHere):
            write(acting, sheet, Entry(written, line))


def test_all_or_nothing_and_not_without_end(acting: Acting, sheet: ActionSheet) -> None:
    with pytest.raises(BadField) as refused:
        write(acting, sheet, Entry(CostWritten("Machines")), Entry(CostWritten("")))
    assert (refused.value.name, sheet.cost_lines.count()) == ("cost-1-label", 0)
    with pytest.raises(BadField):
        write(acting, sheet, *[Entry(CostWritten(f"Poste {n}")) for n in range(MOST_LINES + 1)])
    assert sheet.cost_lines.count() == 0


def test_who_pays_is_tied_to_the_directory_and_hidden_from_who_sees_it_not(
    acting: Acting, sheet: ActionSheet, ti: Perimeter
) -> None:
    hidden = company_in(ti, name="Cachée SA", visibility=Visibility.PRIVATE)
    lead = company_in(ti, name="Pilote SA")
    led_by(sheet, lead)
    member = as_(person_with("organisation_member", lead))
    (line,) = write(acting, sheet, Entry(FundsWritten(name="cachée sa", requested=100)))
    assert sheet.financing_lines.get().organisation == hidden
    assert get_money(acting.scope, sheet).shares[0].said.name == "Cachée SA"
    said = get_money(member.scope, sheet).shares[0].said
    assert said.name == ""
    assert "Cachée" not in str(history_of(sheet).get().changes)
    # Who does not see it changes the rest of the line, and loses nothing of it.
    write(member, sheet, Entry(FundsWritten(name="", requested=200), line, said))
    kept = sheet.financing_lines.get()
    assert (kept.organisation, kept.requested_eur_cents) == (hidden, 200)


@pytest.mark.parametrize("role", ["duo_elected", "state_referent", "observer"])
def test_others_do_not_write_it(role: str, sheet: ActionSheet, ti: Perimeter) -> None:
    client, person = Client(), person_with(role, ti)
    client.force_login(person)
    assert client.get(budget_of(sheet)).status_code == 404
    assert client.post(budget_of(sheet), {}).status_code == 404
    with pytest.raises(NotHere):
        write(as_(person), sheet, Entry(CostWritten("Machines")))


def test_the_neighbour_and_the_anonymous_do_not_write_it(
    neighbour: Acting, client: Client, sheet: ActionSheet
) -> None:
    with pytest.raises(NotHere):
        write(neighbour, sheet, Entry(CostWritten("Machines")))
    assert client.get(budget_of(sheet)).status_code == 302
    assert client.post(budget_of(sheet), {"cost-0-label": "A"}).status_code == 302
    assert sheet.cost_lines.count() == 0


def test_the_lead_writes_it(sheet: ActionSheet, ti: Perimeter) -> None:
    lead = company_in(ti, name="Pilote SA")
    led_by(sheet, lead)
    member = as_(person_with("organisation_member", lead))
    assert write(member, sheet, Entry(CostWritten("Machines"))) != [0]


def test_the_tax_basis_that_another_chose_meanwhile_is_kept(
    reader: Client, sheet: ActionSheet
) -> None:
    mine = opened(reader, sheet)
    theirs = opened(reader, sheet) | {"tax_basis": "after_tax"}
    assert reader.post(budget_of(sheet), theirs).status_code == 302
    sent = mine | {"cost-0-label": "Machines"}
    assert reader.post(budget_of(sheet), sent).status_code == 302
    sheet.refresh_from_db()
    assert sheet.tax_basis == "after_tax"
    clashing = reader.post(budget_of(sheet), mine | {"tax_basis": "before_tax"})
    assert (clashing.status_code, "TTC" in clashing.content.decode()) == (400, True)
    assert reader.post(budget_of(sheet), fields_of(clashing)).status_code == 302
    sheet.refresh_from_db()
    assert sheet.tax_basis == "before_tax"


def test_the_budget_of_a_merged_sheet_is_that_of_the_one_that_holds_it(
    reader: Client, acting: Acting, plan: ActionPlan, sheet: ActionSheet
) -> None:
    write(acting, sheet, Entry(CostWritten("Machines", 2026, 100)))
    sent = opened(reader, sheet) | {"cost-1-label": "Four"}
    sheet.state, sheet.merged_into = "merged", sheet_of(plan, "F2")
    sheet.save()
    with pytest.raises(BadField, match="fusionnée"):
        write(acting, sheet, Entry(CostWritten("Four", 2026, 100)))
    refused = reader.post(budget_of(sheet), sent)
    assert (refused.status_code, "fusionnée" in refused.content.decode()) == (400, True)
    whole = reader.get(f"/plans/{plan.pk}/tableaux/budget/").context["budget"]
    assert (whole.read, whole.unread, whole.is_empty) == (1, 0, True)
