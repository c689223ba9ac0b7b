"""Views kept under a name: whose they are, who finds them."""

from __future__ import annotations

import pytest
from django.test import Client
from plans_world import as_, person_with, sheet_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, SavedView
from terreau.web.apps.plans.selectors.saved_views import list_saved_views
from terreau.web.apps.plans.services.saved_views import remove_view, save_view
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def test_a_view_is_ones_own_unless_it_is_shared_with_who_keeps_the_plan(
    acting: Acting, duo: Acting, plan: ActionPlan, ti: Perimeter
) -> None:
    other = as_(person_with("facilitator", ti))
    save_view(acting=acting, plan_id=plan.pk, name="À moi", query="etat=done")
    save_view(acting=acting, plan_id=plan.pk, name="À nous", query="axe=1", is_shared=True)
    save_view(acting=duo, plan_id=plan.pk, name="Au binôme", query="q=four")
    assert [v.name for v in list_saved_views(acting.scope, plan)] == ["À moi", "À nous"]
    assert [v.name for v in list_saved_views(other.scope, plan)] == ["À nous"]
    assert [v.name for v in list_saved_views(duo.scope, plan)] == ["Au binôme"]


def test_the_same_name_takes_the_place_of_the_one_before(acting: Acting, plan: ActionPlan) -> None:
    for query in ("etat=done", "etat=idea&other=x"):
        save_view(acting=acting, plan_id=plan.pk, name=" Idées ", query=query)
    assert [(v.name, v.query) for v in SavedView.objects.filter(plan=plan)] == [
        ("Idées", "etat=idea")
    ]


def test_what_cannot_be_kept_is_refused(acting: Acting, duo: Acting, plan: ActionPlan) -> None:
    with pytest.raises(BadField):
        save_view(acting=acting, plan_id=plan.pk, name="  ", query="")
    with pytest.raises(BadField):
        save_view(acting=duo, plan_id=plan.pk, name="Vue", query="", is_shared=True)
    with pytest.raises(BadInput):
        save_view(acting=acting, plan_id=plan.pk, name="Vue", query="etat=gold")
    with pytest.raises(NotHere):
        save_view(acting=acting, plan_id=999999, name="Vue", query="")


def test_only_who_kept_it_takes_it_out(acting: Acting, duo: Acting, plan: ActionPlan) -> None:
    view = save_view(acting=acting, plan_id=plan.pk, name="Vue", query="", is_shared=True)
    with pytest.raises(NotHere):
        remove_view(acting=duo, plan_id=plan.pk, view_id=view.pk)
    remove_view(acting=acting, plan_id=plan.pk, view_id=view.pk)
    assert not SavedView.objects.filter(plan=plan).exists()


def test_the_page_keeps_a_view_and_leads_back_to_it(reader: Client, plan: ActionPlan) -> None:
    sheet_of(plan)
    address = f"/plans/{plan.pk}/vues/garder/"
    sent = {"name": "En cours", "query": "etat=in_progress", "board": "etats"}
    kept = reader.post(address, sent, follow=True)
    assert kept.redirect_chain[-1][0] == f"/plans/{plan.pk}/tableaux/etats/?etat=in_progress"
    assert "En cours" in reader.get(f"/plans/{plan.pk}/").text
    reader.post(address, sent | {"query": "etat=x", "name": "Autre"}, follow=True)
    assert SavedView.objects.filter(plan=plan).count() == 1
    assert reader.post(f"/plans/{plan.pk}/vues/999999/retirer/").status_code == 404
