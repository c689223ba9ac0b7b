"""Axes and themes of a plan: called otherwise, taken out where nothing is in them."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from plans_world import sheet_of

from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.plans.models import ActionPlan, Axis, OwnTheme

pytestmark = pytest.mark.django_db
# What the page sends of the counterpart of the theme when it was read.
UNTOUCHED = {"was_mapped_to": "innovation"}


@pytest.fixture
def axis(plan: ActionPlan) -> Axis:
    return Axis.objects.create(plan=plan, number=1, title="Atirer")


def shown(reader: Client, plan: ActionPlan) -> str:
    """Return the page of the axes, its narrow spaces as one types them."""
    return reader.get(f"/plans/{plan.pk}/axes/").text.replace("\xa0", " ")


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


@pytest.fixture
def theme(plan: ActionPlan) -> OwnTheme:
    return OwnTheme.objects.create(perimeter=plan.perimeter, name="Bios", maps_to="innovation")


def test_a_theme_is_renamed_and_counted_otherwise_on_its_page(
    reader: Client, plan: ActionPlan, theme: OwnTheme
) -> None:
    sheet = sheet_of(plan, own_theme=theme)
    here = f"/plans/{plan.pk}/themes/{theme.pk}/"
    assert here in reader.get(f"/plans/{plan.pk}/axes/").text
    said = {"name": " Bois ", "maps_to": "attract", "was": "Bios"} | UNTOUCHED
    assert reader.post(here, said)["Location"] == f"/plans/{plan.pk}/axes/"
    sheet.refresh_from_db()
    assert (sheet.own_theme.name, sheet.own_theme.maps_to) == ("Bois", "attract")
    told = shown(reader, plan)
    assert "de « Bios » à « Bois »" in told
    assert "de « Innovation » à « Attirer »" in told


def test_two_who_rename_a_theme_at_once_are_told(
    reader: Client, plan: ActionPlan, theme: OwnTheme
) -> None:
    here = f"/plans/{plan.pk}/themes/{theme.pk}/"
    OwnTheme.objects.filter(pk=theme.pk).update(name="Forêt")
    answer = reader.post(here, {"name": "Bois", "maps_to": "", "was": "Bios"} | UNTOUCHED)
    assert answer.status_code == 400
    assert "Forêt" in answer.text
    reader.post(
        here,
        {"name": "Bois", "maps_to": "", "was": answer.context["form"]["was"].value()} | UNTOUCHED,
    )
    theme.refresh_from_db()
    assert (theme.name, theme.maps_to) == ("Bois", "")


def test_what_another_changed_of_a_theme_and_one_did_not_touch_stays(
    reader: Client, plan: ActionPlan, theme: OwnTheme
) -> None:
    here = f"/plans/{plan.pk}/themes/{theme.pk}/"
    seen = {"was": "Bios", "was_mapped_to": "innovation"}
    OwnTheme.objects.filter(pk=theme.pk).update(maps_to="skills")
    reader.post(here, {"name": "Bois", "maps_to": "innovation", **seen})
    theme.refresh_from_db()
    assert (theme.name, theme.maps_to) == ("Bois", "skills")
    # Both touched it: told, and saved once it was seen.
    answer = reader.post(
        here, {"name": "Bois", "maps_to": "attract", "was": "Bois", "was_mapped_to": "innovation"}
    )
    assert answer.status_code == 400
    again = {name: answer.context["form"][name].value() for name in ("was", "was_mapped_to")}
    reader.post(here, {"name": "Bois", "maps_to": "attract", **again})
    theme.refresh_from_db()
    assert theme.maps_to == "attract"


def test_two_themes_are_told_apart_by_more_than_capitals(
    reader: Client, sent: dict[str, Any], plan: ActionPlan, theme: OwnTheme
) -> None:
    at = f"/api/v1/plans/{plan.pk}/themes"
    for name in ("bios", "BÍOS"):
        answer = Client().post(at, {"name": name}, **sent)
        assert [each["name"] for each in answer.json()["themes"]] == ["Bios"]
    unseen = Client().post(at, {"name": "\u200b"}, **sent)
    assert unseen.status_code == 400


def test_a_theme_has_one_name_that_is_its_own(
    reader: Client, plan: ActionPlan, theme: OwnTheme
) -> None:
    OwnTheme.objects.create(perimeter=plan.perimeter, name="Bois")
    here = f"/plans/{plan.pk}/themes/{theme.pk}/"
    for typed, said in (("  ", "nom"), ("Bois", "Un autre thème porte ce nom")):
        answer = reader.post(here, {"name": typed, "maps_to": ""})
        assert answer.status_code == 400
        assert said in answer.text
    assert reader.post(here, {"name": "Bio", "maps_to": "nothing"}).status_code == 400
    theme.refresh_from_db()
    assert theme.name == "Bios"


def test_a_theme_that_a_sheet_bears_stays(
    reader: Client, sent: dict[str, Any], plan: ActionPlan, theme: OwnTheme
) -> None:
    sheet = sheet_of(plan, own_theme=theme)
    here = f"/plans/{plan.pk}/themes/{theme.pk}/"
    answer = reader.post(here, {"remove": "1"})
    assert answer.status_code == 400
    assert "Une fiche porte ce thème" in answer.text
    assert "Bios" in answer.context["form"]["name"].value()
    program, at = Client(), f"/api/v1/plans/{plan.pk}/themes/{theme.pk}"
    assert program.delete(at, **sent).status_code == 400
    sheet.own_theme = None
    sheet.save()
    assert reader.post(here, {"remove": "1"}).status_code == 302
    assert not OwnTheme.objects.exists()


def test_a_program_changes_a_theme_and_takes_it_out(
    sent: dict[str, Any], plan: ActionPlan, theme: OwnTheme
) -> None:
    program, at = Client(), f"/api/v1/plans/{plan.pk}/themes/{theme.pk}"
    assert program.patch(at, {"name": "Bois", "was": "Autre"}, **sent).status_code == 400
    (told,) = program.patch(at, {"name": "Bois"}, **sent).json()["themes"]
    assert (told["name"], told["maps_to"]) == ("Bois", "innovation")
    (told,) = program.patch(at, {"name": "Bois", "maps_to": ""}, **sent).json()["themes"]
    assert told["maps_to"] == ""
    assert program.delete(at, **sent).json()["themes"] == []
    assert program.delete(at, **sent).status_code == 404


def test_the_history_of_a_plan_is_for_who_keeps_it(
    reader: Client, plan: ActionPlan, axis: Axis
) -> None:
    reader.post(f"/plans/{plan.pk}/axes/1/", {"title": "Attirer", "was": "Atirer"})
    assert "de « 1. Atirer » à « 1. Attirer »" in shown(reader, plan)
    at = f"/historique/action-plan/{plan.pk}/"
    assert reader.get(at).status_code == 200
    assert Client().get(at).status_code == 404
