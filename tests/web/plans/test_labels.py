"""The label of a territory: told by whom, in which order; what the reference says meanwhile."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.test import Client
from plans_world import as_, person_with

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, Label
from terreau.web.apps.plans.selectors.programme import labels_of
from terreau.web.apps.plans.services.labels import tell_label
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)


def told(acting: Acting, ti: Perimeter, act: str, on: date = DAY, words: str = "") -> Label:
    """Tell an act of phase 1."""
    return tell_label(acting=acting, perimeter=ti, phase=1, act=act, on=on, words=words)


def test_the_reference_says_the_phase_until_somebody_tells(acting: Acting) -> None:
    ti = Perimeter.objects.filter(kind="territoire_industrie", country="XX", labels=None).earliest(
        "pk"
    )
    phase = int(ti.code[0])
    shown = {each.phase.value: each for each in labels_of(NOBODY, ti)}
    assert (shown[phase].state, shown[phase].source) == ("labelled", ti.origin)
    assert shown[3 - phase].state is None
    assert not Label.objects.filter(perimeter=ti).exists()


def test_a_label_goes_from_candidate_to_ended(acting: Acting, ti: Perimeter) -> None:
    Label.objects.all().delete()
    for number, act in enumerate(("apply", "grant", "govern")):
        told(acting, ti, act, DAY + timedelta(days=number))
    with pytest.raises(BadField) as why:
        told(acting, ti, "end")
    assert why.value.name == "words"
    with pytest.raises(BadField) as order:
        told(acting, ti, "end", DAY, "Fini")
    assert order.value.name == "on"
    label = told(acting, ti, "end", DAY + timedelta(days=9), "Fini")
    assert label.state == "ended"
    assert [each.act for each in label.events.all()] == ["end", "govern", "grant", "apply"]
    with pytest.raises(BadField):
        told(acting, ti, "grant", DAY + timedelta(days=10))


@pytest.mark.parametrize("role", ["state_referent", "region_referent", "duo_elected"])
def test_who_does_not_label_tells_nothing(role: str, ti: Perimeter) -> None:
    with pytest.raises(NotHere):
        told(as_(person_with(role, ti)), ti, "apply")


def test_a_commune_has_no_label(acting: Acting, ti: Perimeter) -> None:
    commune = Perimeter.objects.filter(kind="commune", country="XX").earliest("pk")
    with pytest.raises(NotHere):
        told(acting, commune, "apply")
    page = Client().get(f"/plans/programme/commune/{commune.code}/")
    assert page.status_code == 200
    assert "Rien n’est dit de cette phase" in page.content.decode()


def test_the_plan_that_is_alone_is_around_its_programme(reader: Client, plan: ActionPlan) -> None:
    address = f"/plans/programme/territoire-industrie/{plan.perimeter.code}/"
    elsewhere = Perimeter.objects.get(kind=plan.perimeter.kind, code="2:ti-x02")
    ActionPlan.objects.exclude(pk=plan.pk).filter(perimeter=plan.perimeter).update(
        perimeter=elsewhere
    )
    assert f"/plans/{plan.pk}/axes/" in reader.get(address).text
    assert f"/plans/{plan.pk}/axes/" not in Client().get(address).text
    ActionPlan.objects.create(perimeter=plan.perimeter, title="Un autre")
    assert f"/plans/{plan.pk}/axes/" not in reader.get(address).text


def test_names_of_the_programme_are_for_those_who_act_there(reader: Client, ti: Perimeter) -> None:
    address = f"/plans/programme/territoire-industrie/{ti.code}/"
    duo = person_with("duo_elected", ti)
    duo.name = "Élodie Unique"
    duo.save()
    assert "Élodie Unique" in reader.get(address).content.decode()
    assert "Élodie Unique" not in Client().get(address).content.decode()
