"""The axes of a plan: another title, taken out where nothing is in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from plans_world import sheet_of

from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.plans.models import ActionPlan, Axis

pytestmark = pytest.mark.django_db


@pytest.fixture
def axis(plan: ActionPlan) -> Axis:
    return Axis.objects.create(plan=plan, number=1, title="Atirer")


def titles(plan: ActionPlan) -> list[str]:
    return list(plan.axes.values_list("title", flat=True))


def test_an_axis_is_renamed_on_its_page_and_the_plan_keeps_what_it_was(
    reader: Client, plan: ActionPlan, axis: Axis
) -> None:
    here = f"/plans/{plan.pk}/axes/1/"
    assert here in reader.get(f"/plans/{plan.pk}/axes/").text
    assert "Atirer" in reader.get(here).text
    answer = reader.post(here, {"title": "  Attirer  ", "was": "Atirer"})
    assert answer["Location"] == f"/plans/{plan.pk}/axes/"
    assert titles(plan) == ["Attirer"]
    told = HistoryEntry.objects.latest("pk")
    assert told.changes == {"axis": ["1. Atirer", "1. Attirer"]}


def test_two_who_rename_it_at_once_are_told(reader: Client, plan: ActionPlan, axis: Axis) -> None:
    here = f"/plans/{plan.pk}/axes/1/"
    Axis.objects.filter(pk=axis.pk).update(title="Accueillir")
    answer = reader.post(here, {"title": "Attirer", "was": "Atirer"})
    assert answer.status_code == 400
    assert "Accueillir" in answer.text
    assert titles(plan) == ["Accueillir"]
    # What the page sends back was read with their title: saved again, mine is kept.
    reader.post(here, {"title": "Attirer", "was": answer.context["form"]["was"].value()})
    assert titles(plan) == ["Attirer"]


def test_a_title_is_one_and_is_that_of_one_axis(
    reader: Client, plan: ActionPlan, axis: Axis
) -> None:
    Axis.objects.create(plan=plan, number=2, title="Recruter")
    here = f"/plans/{plan.pk}/axes/1/"
    for typed, said in (("   ", "titre"), ("Recruter", "Un autre axe porte ce titre")):
        answer = reader.post(here, {"title": typed})
        assert answer.status_code == 400
        assert said in answer.text
    assert titles(plan) == ["Atirer", "Recruter"]


def test_an_axis_that_holds_sheets_stays(
    reader: Client, sent: dict[str, Any], plan: ActionPlan, axis: Axis
) -> None:
    sheet = sheet_of(plan, axis=axis)
    here = f"/plans/{plan.pk}/axes/1/"
    answer = reader.post(here, {"remove": "1"})
    assert answer.status_code == 400
    assert "Une fiche est rangée dans cet axe" in answer.text
    program, at = Client(), f"/api/v1/plans/{plan.pk}/axes/1"
    assert program.delete(at, **sent).status_code == 400
    sheet.axis = None
    sheet.save()
    assert reader.post(here, {"remove": "1"}).status_code == 302
    assert titles(plan) == []
    assert reader.get(here).status_code == 404


def test_a_program_renames_an_axis(sent: dict[str, Any], plan: ActionPlan, axis: Axis) -> None:
    program, at = Client(), f"/api/v1/plans/{plan.pk}/axes/1"
    answer = program.patch(at, {"title": "Attirer", "was": "Autre"}, **sent)
    assert answer.status_code == 400
    answer = program.patch(at, {"title": "Attirer"}, **sent)
    assert [each["title"] for each in answer.json()["axes"]] == ["Attirer"]
