"""Needs: who raises, verifies and reads them, and what lacks between them and sheets."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from know_how_world import company_in
from plans_world import as_, person_with, plan_in, sheet_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Channel
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Need
from terreau.web.apps.plans.selectors.needs import gaps_of, get_need, list_needs
from terreau.web.apps.plans.services.need_checks import NeedFields
from terreau.web.apps.plans.services.needs import (
    change_need,
    drop_need,
    raise_need,
    tie_need,
    untie_need,
    verify_need,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def company(ti: Perimeter) -> Organisation:
    """Return a company of the territory, which everyone sees."""
    return company_in(ti, "Forge")


@pytest.fixture
def member(company: Organisation) -> Acting:
    """Return one of its members."""
    return as_(person_with("organisation_member", company))


@pytest.fixture
def need(acting: Acting, ti: Perimeter, company: Organisation) -> Need:
    """Return a need that the company told by telephone."""
    written = NeedFields("Un tourneur", organisation=company)
    return raise_need(acting=acting, perimeter=ti, written=written, channel=Channel.PHONE)


def test_a_company_says_its_own_and_a_keeper_any(
    acting: Acting, member: Acting, neighbour: Acting, ti: Perimeter, company: Organisation
) -> None:
    own = raise_need(
        acting=member, perimeter=ti, written=NeedFields("De la place", organisation=company)
    )
    assert (own.state, own.organisation) == ("raised", company)
    other = company_in(ti, "Scierie")
    for written in (NeedFields("De la place"), NeedFields("De la place", organisation=other)):
        with pytest.raises(BadField) as refused:
            raise_need(acting=member, perimeter=ti, written=written)
        assert refused.value.name == "organisation"
    read = NeedFields("Des emplois perdus", figure_address="/observatoire/x/", figure_label="2024")
    assert raise_need(acting=acting, perimeter=ti, written=read).figure_label == "2024"
    with pytest.raises(NotHere):
        raise_need(acting=neighbour, perimeter=ti, written=NeedFields("Ailleurs"))


def test_what_was_said_by_telephone_says_so(need: Need, company: Organisation) -> None:
    entry = history_of(need).get()
    assert (entry.channel, entry.behalf_organisation) == ("phone", company.pk)


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (NeedFields(" "), "title"),
        (NeedFields("x" * 201), "title"),
        (NeedFields("Un besoin", theme="gold"), "theme"),
        (NeedFields("Un besoin", visibility="nobody"), "visibility"),
        (
            NeedFields("Un besoin", figure_address="//elsewhere.fr", figure_label="x"),
            "figure_address",
        ),
        (
            NeedFields("Un besoin", figure_address="/\\elsewhere.fr", figure_label="x"),
            "figure_address",
        ),
        (
            NeedFields("Un besoin", figure_address="javascript:x", figure_label="x"),
            "figure_address",
        ),
    ],
)
def test_what_is_wrong_is_said(
    acting: Acting, ti: Perimeter, written: NeedFields, wrong: str
) -> None:
    with pytest.raises(BadField) as refused:
        raise_need(acting=acting, perimeter=ti, written=written)
    assert refused.value.name == wrong
    assert not Need.objects.filter(title="Un besoin").exists()


def test_who_raises_a_need_does_not_verify_it(acting: Acting, member: Acting, need: Need) -> None:
    with pytest.raises(NotHere):
        verify_need(acting=member, need_id=need.pk, said_by="Moi")
    with pytest.raises(BadField):
        verify_need(acting=acting, need_id=need.pk, said_by=" ")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(BadField):
        verify_need(acting=acting, need_id=need.pk, said_by="Deux ateliers", on=tomorrow)
    verified = verify_need(acting=acting, need_id=need.pk, said_by="Deux ateliers")
    assert (verified.state, verified.verified_on) == ("verified", timezone.localdate())
    dropped = drop_need(acting=acting, need_id=need.pk, reason="Le poste est pourvu")
    assert (dropped.state, dropped.verified_on, dropped.verified_with) == ("dropped", None, "")


def test_two_at_once_are_told(acting: Acting, need: Need) -> None:
    change_need(acting=acting, need_id=need.pk, version=1, written=NeedFields("Deux tourneurs"))
    with pytest.raises(VersionConflict):
        change_need(acting=acting, need_id=need.pk, version=1, written=NeedFields("Un fraiseur"))
    need.refresh_from_db()
    assert need.title == "Deux tourneurs"


def test_what_lacks_is_seen_from_both_sides(
    acting: Acting, plan: ActionPlan, sheet: ActionSheet, need: Need
) -> None:
    before = gaps_of(acting.scope, plan)
    assert need in before.needs
    assert [row.sheet for row in before.sheets] == [sheet]
    for _ in range(2):
        tie_need(acting=acting, need_id=need.pk, sheet_id=sheet.pk)
    tied = gaps_of(acting.scope, plan)
    assert need not in tied.needs
    assert [row.sheet for row in tied.sheets] == [sheet]  # nobody verified it yet
    verify_need(acting=acting, need_id=need.pk, said_by="Deux ateliers")
    assert gaps_of(acting.scope, plan).sheets == []
    untie_need(acting=acting, need_id=need.pk, sheet_id=sheet.pk)
    assert need in gaps_of(acting.scope, plan).needs
    sheet.refresh_from_db()
    assert sheet.version == 3


def test_a_need_of_elsewhere_is_not_answered_here(acting: Acting, need: Need) -> None:
    away = Perimeter.objects.filter(kind="epci", country="XX").earliest("code")
    sheet = sheet_of(plan_in(away))
    with pytest.raises(BadInput):
        tie_need(acting=acting, need_id=need.pk, sheet_id=sheet.pk)


def test_each_reads_what_is_said_to_them(
    acting: Acting, member: Acting, neighbour: Acting, need: Need
) -> None:
    Need.objects.filter(pk=need.pk).update(visibility="private")
    for scope in (acting.scope, member.scope):
        assert get_need(scope, need.pk).need == need
    for scope in (neighbour.scope, NOBODY):
        with pytest.raises(NotHere):
            get_need(scope, need.pk)
    assert need not in list_needs(neighbour.scope)


def test_who_raised_it_is_not_told_to_who_does_not_see_them(need: Need) -> None:
    Need.objects.filter(pk=need.pk).update(visibility="public")
    assert get_need(NOBODY, need.pk).need.organisation is not None
    Organisation.objects.filter(pk=need.organisation_id).update(visibility="territory")
    assert get_need(NOBODY, need.pk).need.organisation is None
    for address in (f"/plans/besoins/{need.pk}/", "/plans/besoins/", "/plans/besoins.csv"):
        assert "Forge<" not in Client().get(address).content.decode().replace(";", "<")


def test_a_need_is_noted_verified_and_tied_by_the_pages(
    reader: Client, plan: ActionPlan, sheet: ActionSheet, company: Organisation
) -> None:
    said = {"title": "Un tourneur", "organisation": "forge", "visibility": "territory",
            "channel": "phone"}  # fmt: skip
    noted = reader.post(f"/plans/{plan.pk}/besoins/noter/", said)
    need = Need.objects.get(title="Un tourneur")
    assert (noted.status_code, need.organisation) == (302, company)
    refused = reader.post(f"/plans/{plan.pk}/besoins/noter/", said | {"organisation": "Personne"})
    assert refused.status_code == 400
    assert "Personne" in refused.content.decode()
    address = f"/plans/besoins/{need.pk}/"
    assert reader.post(f"{address}verifier/", {"verified_with": ""}).status_code == 400
    day = timezone.localdate().isoformat()
    reader.post(f"{address}verifier/", {"verified_with": "Deux ateliers", "on": day})
    reader.post(f"/plans/fiches/{sheet.pk}/besoins/", {"need": need.pk})
    page = reader.get(f"/plans/fiches/{sheet.pk}/")
    assert [each.pk for each in page.context["needs"]] == [need.pk]


def test_the_list_asks_no_more_for_more(reader: Client, acting: Acting, ti: Perimeter) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as seen:
            reader.get("/plans/besoins/")
        return len(seen)

    asked()  # what is found once for all requests
    few = asked()
    for number in range(30):
        raise_need(acting=acting, perimeter=ti, written=NeedFields(f"Besoin {number}"))
    assert asked() == few <= 24
