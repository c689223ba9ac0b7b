"""A sheet added and changed: by whom, with what, and two people at once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.test import Client
from know_how_world import company_in
from plans_world import as_, led_by, person_with, sheet_of

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.forms.sheet import initial_of
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis, OwnTheme
from terreau.web.apps.plans.services.moving import Move, move_sheet
from terreau.web.apps.plans.services.sheets import SheetFields, add_sheet, change_sheet
from terreau.web.apps.plans.services.taking_part import put_on_sheet, take_off_sheet
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def written_of(sheet: ActionSheet) -> SheetFields:
    """Return what is written of a sheet, to change some of it."""
    return SheetFields(**{name: getattr(sheet, name) for name in SheetFields.__dataclass_fields__})


def test_a_title_is_enough(acting: Acting, plan: ActionPlan) -> None:
    first, second = (
        add_sheet(acting=acting, plan_id=plan.pk, written=SheetFields(title))
        for title in ("Une école", "Une  halle ")
    )
    assert (first.code, first.state, second.code, second.title) == ("F1", "idea", "F2", "Une halle")
    assert history_of(first).get().changes["title"] == [None, "Une école"]


@pytest.mark.parametrize(
    ("changes", "wrong"),
    [
        ({"title": " – "}, "title"),
        ({"title": "x" * 201}, "title"),
        ({"code": "F1"}, "code"),
        ({"theme_choice": "own:999999"}, "theme_choice"),
        ({"theme_choice": "gold"}, "theme_choice"),
        ({"starts_on": date(2026, 2, 1), "ends_on": date(2026, 1, 1)}, "ends_on"),
        ({"tax_basis": "both"}, "tax_basis"),
        ({"visibility": "nobody"}, "visibility"),
        ({"field_visibility": {"title": "public"}}, "visibility"),
        ({"description": "x" * 8001}, "description"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    acting: Acting, sheet: ActionSheet, changes: dict[str, object], wrong: str
) -> None:
    written = replace(SheetFields("Autre"), **changes)  # type: ignore[arg-type]
    with pytest.raises(BadField) as refused:
        add_sheet(acting=acting, plan_id=sheet.plan_id, written=written)
    assert refused.value.name == wrong
    assert ActionSheet.objects.filter(plan=sheet.plan_id).count() == 1


def test_a_theme_of_the_territory_is_one_of_that_territory(
    acting: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    own = OwnTheme.objects.create(perimeter=ti, name="Eau", maps_to="ecology")
    written = SheetFields("Eau de pluie", theme_choice=f"own:{own.pk}")
    sheet = add_sheet(acting=acting, plan_id=plan.pk, written=written)
    assert (sheet.theme, sheet.own_theme, sheet.theme_label) == ("", own, "Eau")
    elsewhere = Perimeter.objects.exclude(pk=ti.pk).filter(kind=ti.kind).earliest("pk")
    own.perimeter = elsewhere
    own.save()
    with pytest.raises(BadField):
        add_sheet(acting=acting, plan_id=plan.pk, written=written)


def test_another_territory_writes_nothing(neighbour: Acting, sheet: ActionSheet) -> None:
    with pytest.raises(NotHere):
        add_sheet(acting=neighbour, plan_id=sheet.plan_id, written=SheetFields("Ailleurs"))
    with pytest.raises(NotHere):
        change_sheet(
            acting=neighbour, sheet_id=sheet.pk, version=1, written=SheetFields("Ailleurs")
        )


def test_the_lead_writes_but_does_not_say_who_reads(ti: Perimeter, sheet: ActionSheet) -> None:
    company = company_in(ti, "Forge")
    led_by(sheet, company)
    lead = as_(person_with("organisation_member", company))
    written = replace(written_of(sheet), objectives="Former", visibility="public")
    changed = change_sheet(acting=lead, sheet_id=sheet.pk, version=1, written=written)
    assert (changed.objectives, changed.visibility, changed.version) == ("Former", "territory", 2)


def test_two_who_touch_other_fields_lose_nothing(acting: Acting, sheet: ActionSheet) -> None:
    mine = replace(written_of(sheet), target_group="Jeunes")
    theirs = replace(written_of(sheet), title="Autre titre")
    change_sheet(acting=acting, sheet_id=sheet.pk, version=1, written=theirs)
    put_on_sheet(acting=acting, sheet_id=sheet.pk, part="partner", name="Lycée de nulle part")
    change_sheet(acting=acting, sheet_id=sheet.pk, version=1, written=mine)
    sheet.refresh_from_db()
    assert (sheet.title, sheet.target_group, sheet.version) == ("Autre titre", "Jeunes", 4)


def test_two_who_touch_one_field_choose(acting: Acting, sheet: ActionSheet) -> None:
    theirs = replace(written_of(sheet), title="Titre des autres")
    change_sheet(acting=acting, sheet_id=sheet.pk, version=1, written=theirs)
    mine = replace(written_of(sheet), title="Mon titre", target_group="Jeunes")
    with pytest.raises(VersionConflict) as conflict:
        change_sheet(acting=acting, sheet_id=sheet.pk, version=1, written=mine)
    assert dict(conflict.value.theirs) == {"title": "Titre des autres"}
    sheet.refresh_from_db()
    assert (sheet.title, sheet.target_group) == ("Titre des autres", "")


def test_a_version_to_come_was_read_by_nobody(acting: Acting, sheet: ActionSheet) -> None:
    mine = replace(written_of(sheet), title="Mon titre")
    with pytest.raises(VersionConflict) as conflict:
        change_sheet(acting=acting, sheet_id=sheet.pk, version=999, written=mine)
    assert (conflict.value.version, dict(conflict.value.theirs)) == (1, {"title": sheet.title})


def sent(sheet: ActionSheet, **changes: object) -> dict[str, object]:
    """Return what a browser sends of the form of a sheet."""
    held = {name: getattr(value, "pk", value) for name, value in initial_of(sheet).items()}
    return {name: "" if value is None else value for name, value in (held | changes).items()}


def test_the_page_shows_a_conflict_field_by_field(
    acting: Acting, reader: Client, sheet: ActionSheet
) -> None:
    address = f"/plans/fiches/{sheet.pk}/modifier/"
    mine = sent(sheet, title="Mon titre", objectives="Former")
    theirs = replace(written_of(sheet), title="Titre des autres", place_name="La Lune")
    change_sheet(acting=acting, sheet_id=sheet.pk, version=1, written=theirs)
    page = reader.post(address, mine)
    assert page.status_code == 409
    (choice,) = page.context["choices"]
    assert (choice.mine, choice.theirs) == ("Mon titre", "Titre des autres")
    form = page.context["form"]
    again = {name: form[name].value() or "" for name in form.fields}
    assert again["objectives"] == "Former"
    assert reader.post(address, again | {"keep_title": "theirs"}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.title, sheet.objectives) == ("Titre des autres", "Former")
    assert sheet.place_name == "La Lune"


def test_what_is_typed_stays_when_it_is_refused(reader: Client, sheet: ActionSheet) -> None:
    other = sheet_of(sheet.plan, "F2")
    page = reader.post(
        f"/plans/fiches/{sheet.pk}/modifier/", sent(sheet, code=other.code, problem="Long texte")
    )
    assert page.status_code == 400
    assert "Long texte" in page.content.decode()
    assert "code" in page.context["form"].errors


def test_a_lead_that_the_directory_knows_is_tied(acting: Acting, sheet: ActionSheet) -> None:
    known = put_on_sheet(
        acting=acting, sheet_id=sheet.pk, part="sheet_lead", name="forges du val chimere"
    )
    written = put_on_sheet(acting=acting, sheet_id=sheet.pk, part="partner", name="La MJC")
    assert (known.name, known.written_name) == ("Forges du Val Chimère", "")
    assert (written.organisation, written.name) == (None, "La MJC")
    again = put_on_sheet(acting=acting, sheet_id=sheet.pk, part="partner", name=" La  MJC")
    assert again == written
    take_off_sheet(acting=acting, sheet_id=sheet.pk, participation_id=written.pk)
    told = [entry.changes for entry in history_of(sheet)]
    assert {"participation": ["Partenaire : « La MJC »", ""]} in told


def test_who_leads_is_not_said_by_who_leads(ti: Perimeter, sheet: ActionSheet) -> None:
    company = company_in(ti, "Forge")
    led_by(sheet, company)
    lead = as_(person_with("organisation_member", company))
    with pytest.raises(BadField):
        put_on_sheet(acting=lead, sheet_id=sheet.pk, part="sheet_lead", name="Une autre")
    put_on_sheet(acting=lead, sheet_id=sheet.pk, part="partner", name="Une autre")


def test_the_history_names_the_axis_and_the_sheet_that_holds_it_now(
    acting: Acting, reader: Client, plan: ActionPlan, sheet: ActionSheet
) -> None:
    axis = Axis.objects.create(plan=plan, number=3, title="Former ici")
    into = sheet_of(plan, "F2", title="La halle commune")
    written = replace(written_of(sheet), axis=axis)
    change_sheet(acting=acting, sheet_id=sheet.pk, version=1, written=written)
    move_sheet(acting=acting, sheet_id=sheet.pk, move=Move("merge", into_id=into.pk))
    page = reader.get(f"/plans/fiches/{sheet.pk}/")
    assert "« 3. Former ici »" in page.text.replace("\u00a0", " ")
    assert "« F2 La halle commune »" in page.text.replace("\u00a0", " ")
