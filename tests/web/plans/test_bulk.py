"""Several sheets changed at once: told first, done by the services of one, refused one by one."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.test import Client
from plans_world import plan_in, sheet_of

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Axis
from terreau.web.apps.plans.services.bulk import BulkFields, apply_bulk, preview_bulk
from terreau.web.apps.plans.services.sheets import change_sheet, fields_of
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(plan: ActionPlan) -> list[ActionSheet]:
    """Return two sheets of the plan: one that can be paused, one that cannot."""
    return [sheet_of(plan, "F1"), sheet_of(plan, "F2", state="idea")]


def test_nothing_is_written_by_looking(acting: Acting, two: list[ActionSheet]) -> None:
    written = BulkFields(theme_choice="land", lead="La Forge")
    told = preview_bulk(
        acting=acting, plan_id=two[0].plan_id, sheet_ids=[s.pk for s in two], written=written
    )
    assert [[change.after for change in each.changes] for each in told] == [
        ["Foncier", "La Forge"]
    ] * 2
    assert not ActionSheet.objects.filter(theme="land", plan=two[0].plan_id).exists()


def test_each_is_changed_as_one_would_be(acting: Acting, two: list[ActionSheet]) -> None:
    axis = Axis.objects.create(plan=two[0].plan, number=1, title="Un")
    written = BulkFields(axis=axis.pk, preset="open", act="hold", reason="Fonds attendus")
    done = apply_bulk(
        acting=acting, plan_id=two[0].plan_id, versions={s.pk: s.version for s in two},
        written=written,
    )  # fmt: skip
    assert [bool(each.refusal) for each in done] == [False, True]
    for sheet in two:
        sheet.refresh_from_db()
    assert (two[0].axis, two[0].visibility, two[0].state) == (axis, "public", "on_hold")
    assert history_of(two[0]).count() == two[0].version - 1 == 2
    # What cannot be moved is not half changed.
    assert (two[1].axis, two[1].visibility, two[1].version) == (None, "territory", 1)


def test_what_somebody_changed_meanwhile_is_said(acting: Acting, two: list[ActionSheet]) -> None:
    first = two[0]
    mine = replace(fields_of(first), theme_choice="skills")
    change_sheet(acting=acting, sheet_id=first.pk, version=1, written=mine)
    done = apply_bulk(
        acting=acting, plan_id=first.plan_id, versions={first.pk: 1},
        written=BulkFields(theme_choice="land"),
    )  # fmt: skip
    assert "Quelqu’un d’autre" in done[0].refusal
    first.refresh_from_db()
    assert first.theme == "skills"


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (BulkFields(), ""),
        (BulkFields(reason="Parce que"), ""),
        (BulkFields(act="hold"), "reason"),
        (BulkFields(act="validate"), "act"),
        (BulkFields(act="nothing"), "act"),
        (BulkFields(axis=999999), "axis"),
        (BulkFields(theme_choice="gold"), "theme_choice"),
        (BulkFields(preset="custom"), "preset"),
    ],
)
def test_what_cannot_be_asked_of_many_is_refused(
    acting: Acting, two: list[ActionSheet], written: BulkFields, wrong: str
) -> None:
    with pytest.raises(BadField) as refused:
        preview_bulk(acting=acting, plan_id=two[0].plan_id, sheet_ids=[two[0].pk], written=written)
    assert refused.value.name == wrong


def test_sheets_of_others_are_not_chosen(
    acting: Acting, neighbour: Acting, two: list[ActionSheet], ti: Perimeter
) -> None:
    elsewhere = sheet_of(plan_in(ti, "Autre plan"), "F1")
    written = BulkFields(theme_choice="land")
    for who, chosen in ((acting, elsewhere), (neighbour, two[0])):
        with pytest.raises(BadField):
            preview_bulk(acting=who, plan_id=two[0].plan_id, sheet_ids=[chosen.pk], written=written)
    with pytest.raises(NotHere):
        preview_bulk(acting=Acting(None, NOBODY), plan_id=999999, sheet_ids=[1], written=written)


def test_the_duo_cannot_rewrite_what_it_may_move(duo: Acting, two: list[ActionSheet]) -> None:
    done = apply_bulk(
        acting=duo, plan_id=two[0].plan_id, versions={two[0].pk: 1},
        written=BulkFields(theme_choice="land"),
    )  # fmt: skip
    assert done[0].refusal
    two[0].refresh_from_db()
    assert two[0].theme == ""


def test_the_page_shows_then_writes(reader: Client, two: list[ActionSheet]) -> None:
    address = f"/plans/{two[0].plan_id}/fiches/changer/"
    chosen = [f"{sheet.pk}-{sheet.version}" for sheet in two]
    assert "2 fiches choisies" in reader.get(address, {"fiche": [*chosen, "x", "9" * 40]}).text
    sent = {"fiche": chosen, "theme_choice": "land"}
    assert "Ce qui changera" in reader.post(address, sent).text
    assert not ActionSheet.objects.filter(theme="land", plan=two[0].plan_id).exists()
    assert "C’est fait" in reader.post(address, sent | {"apply": "1"}).text
    assert ActionSheet.objects.filter(theme="land", plan=two[0].plan_id).count() == 2
    again = reader.post(address, sent | {"apply": "1"})
    assert "Elle est déjà ainsi" in again.text
    assert reader.post(address, {"fiche": chosen}).status_code == 400
