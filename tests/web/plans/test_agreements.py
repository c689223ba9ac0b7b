"""Agreements and labels: who reads, who writes, the Region's opinion, what an amendment does."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from know_how_world import company_in
from plans_world import as_, person_with, plan_in

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import NOBODY, Acting
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.plans.models import ActionPlan, Agreement
from terreau.web.apps.plans.selectors.agreements import get_agreement, list_agreements
from terreau.web.apps.plans.selectors.programme import get_standing
from terreau.web.apps.plans.services.agreements import (
    AgreementFields,
    add_agreement,
    add_agreement_version,
    add_signatory,
    change_agreement,
    remove_signatory,
)
from terreau.web.apps.plans.services.signing import move_agreement
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter, PerimeterMember

pytestmark = pytest.mark.django_db
DAY = date(2026, 1, 15)
CONTRACT = AgreementFields("contrat", "Contrat")


@pytest.fixture
def agreement(acting: Acting, plan: ActionPlan) -> Agreement:
    """Return a contract in preparation."""
    return add_agreement(acting=acting, plan_id=plan.pk, written=CONTRACT)


def signed(acting: Acting, agreement: Agreement) -> Agreement:
    """Return an agreement that somebody signed."""
    add_signatory(acting=acting, agreement_id=agreement.pk, name="La Préfecture")
    return move_agreement(acting=acting, agreement_id=agreement.pk, act="sign", on=DAY)


def region_of(ti: Perimeter) -> Perimeter:
    """Return the region of a territory."""
    return Perimeter.objects.get(kind="region", code=ti.region)


def test_it_is_read_by_partners_and_once_signed_and_public_by_everyone(
    acting: Acting, neighbour: Acting, duo: Acting, ti: Perimeter, agreement: Agreement
) -> None:
    state = as_(person_with("state_referent", ti))

    def readers() -> list[bool]:
        scopes = (acting.scope, duo.scope, state.scope, neighbour.scope, NOBODY)
        return [list_agreements(scope).filter(pk=agreement.pk).exists() for scope in scopes]

    assert readers() == [True, True, True, False, False]
    change_agreement(
        acting=acting,
        agreement_id=agreement.pk,
        version=1,
        written=replace(CONTRACT, is_public=True),
    )
    assert readers() == [True, True, True, False, False]
    signed(acting, agreement)
    assert readers() == [True] * 5


@pytest.mark.parametrize("role", ["duo_elected", "state_referent", "region_referent", "observer"])
def test_only_who_keeps_the_plan_writes(role: str, ti: Perimeter, agreement: Agreement) -> None:
    other = as_(person_with(role, ti))
    with pytest.raises(NotHere):
        change_agreement(acting=other, agreement_id=agreement.pk, version=1, written=CONTRACT)
    with pytest.raises(NotHere):
        add_signatory(acting=other, agreement_id=agreement.pk, name="La Région")
    with pytest.raises(NotHere):
        add_agreement_version(acting=other, agreement_id=agreement.pk, what_changed="Tout", on=DAY)
    with pytest.raises(NotHere):
        move_agreement(acting=other, agreement_id=agreement.pk, act="sign", on=DAY)


def test_the_region_gives_its_opinion_and_a_keeper_writes_it_on_its_behalf(
    acting: Acting, ti: Perimeter, agreement: Agreement
) -> None:
    region = as_(person_with("region_referent", region_of(ti)))
    state = as_(person_with("state_referent", region_of(ti)))
    said = {"agreement_id": agreement.pk, "act": "opinion", "on": DAY}
    with pytest.raises(NotHere):
        move_agreement(acting=state, words="Cohérent", **said)  # type: ignore[arg-type]
    with pytest.raises(BadField) as refused:
        move_agreement(acting=region, words=" ", **said)  # type: ignore[arg-type]
    assert refused.value.name == "words"
    move_agreement(acting=region, words="Cohérent", **said)  # type: ignore[arg-type]
    move_agreement(acting=acting, words="Cohérent aussi", **said)  # type: ignore[arg-type]
    events = agreement.events.values_list("words", "is_on_behalf", "after")
    assert list(events) == [
        ("Cohérent aussi", True, "opinion"),
        ("Cohérent", False, "opinion"),
    ]
    assert get_agreement(region.scope, agreement.pk).opinion is not None
    assert "Cohérent" not in str([entry.changes for entry in history_of(agreement)])


def test_a_region_in_which_a_part_of_the_territory_lies_gives_its_opinion_too(
    ti: Perimeter, agreement: Agreement
) -> None:
    other = Perimeter.objects.create(
        kind="region", code="XZ", country="XX", name="Outre-Val", folded_name="outre val",
        first_vintage=ti.first_vintage, last_vintage=ti.last_vintage, commune_count=1, origin="t",
    )  # fmt: skip
    referent = person_with("region_referent", other)
    commune = PerimeterMember.objects.filter(perimeter__kind="region").exclude(
        commune_code__in=ti.members.values("commune_code")
    )
    code = commune.earliest("pk").commune_code
    years = {"first_vintage": ti.first_vintage, "last_vintage": ti.last_vintage}
    PerimeterMember.objects.create(perimeter=other, commune_code=code, **years)
    with pytest.raises(NotHere):
        get_agreement(as_(referent).scope, agreement.pk)
    PerimeterMember.objects.create(perimeter=ti, commune_code=code, **years)
    move_agreement(
        acting=as_(referent), agreement_id=agreement.pk, act="opinion", on=DAY, words="Cohérent"
    )
    around = get_standing(NOBODY, ti).around
    assert other in around[PerimeterKind.REGION]


def test_an_agreement_is_signed_by_somebody_on_a_day_that_is_past(
    acting: Acting, agreement: Agreement
) -> None:
    with pytest.raises(BadField):
        move_agreement(acting=acting, agreement_id=agreement.pk, act="sign", on=DAY)
    early = add_signatory(
        acting=acting, agreement_id=agreement.pk, name="La Région", signed_on=DAY - timedelta(9)
    )
    late = add_signatory(acting=acting, agreement_id=agreement.pk, name="La Préfecture")
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(BadField):
        move_agreement(acting=acting, agreement_id=agreement.pk, act="sign", on=tomorrow)
    found = move_agreement(acting=acting, agreement_id=agreement.pk, act="sign", on=DAY)
    assert (found.state, found.signed_on) == ("signed", DAY)
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.signed_on, late.signed_on) == (DAY - timedelta(9), DAY)
    for illegal in ("sign", "opinion"):
        with pytest.raises(BadField):
            move_agreement(
                acting=acting, agreement_id=agreement.pk, act=illegal, on=DAY, words="Encore"
            )


def test_an_amendment_that_is_signed_amends(acting: Acting, agreement: Agreement) -> None:
    fields = AgreementFields("avenant", "Avenant 1", agreement.pk)
    with pytest.raises(BadField) as refused:  # nothing is signed yet
        add_agreement(acting=acting, plan_id=agreement.plan_id, written=fields)
    assert refused.value.name == "amends_id"
    signed(acting, agreement)
    amendment = add_agreement(acting=acting, plan_id=agreement.plan_id, written=fields)
    signed(acting, amendment)
    agreement.refresh_from_db()
    assert agreement.state == "amended"
    assert agreement.events.first().words == "Avenant 1"  # type: ignore[union-attr]
    assert [each.pk for each in get_agreement(acting.scope, agreement.pk).amendments] == [
        amendment.pk
    ]


def test_an_amendment_is_of_the_same_plan(
    acting: Acting, ti: Perimeter, agreement: Agreement
) -> None:
    signed(acting, agreement)
    elsewhere = plan_in(ti, "Un autre plan")
    with pytest.raises(BadField):
        add_agreement(
            acting=acting,
            plan_id=elsewhere.pk,
            written=AgreementFields("avenant", "Avenant", agreement.pk),
        )


@pytest.mark.parametrize(
    ("written", "wrong"),
    [
        (AgreementFields("pacte", "Pacte"), "kind"),
        (AgreementFields("contrat", " – "), "title"),
        (AgreementFields("contrat", "x" * 201), "title"),
        (AgreementFields("contrat", "Contrat"), "title"),
        (AgreementFields("contrat", "Autre", 1), "amends_id"),
        (AgreementFields("avenant", "Autre"), "amends_id"),
    ],
)
def test_what_is_wrong_is_said_by_its_field(
    acting: Acting, agreement: Agreement, written: AgreementFields, wrong: str
) -> None:
    with pytest.raises(BadField) as refused:
        add_agreement(acting=acting, plan_id=agreement.plan_id, written=written)
    assert refused.value.name == wrong


def test_two_who_write_lose_nothing(acting: Acting, agreement: Agreement) -> None:
    change = {"acting": acting, "agreement_id": agreement.pk, "version": 1}
    change_agreement(written=replace(CONTRACT, ends_on=DAY), **change)  # type: ignore[arg-type]
    change_agreement(written=replace(CONTRACT, title="Autre"), **change)  # type: ignore[arg-type]
    agreement.refresh_from_db()
    assert (agreement.title, agreement.ends_on, agreement.version) == ("Autre", DAY, 3)
    with pytest.raises(VersionConflict) as conflict:
        change_agreement(written=replace(CONTRACT, title="Mien"), **change)  # type: ignore[arg-type]
    assert dict(conflict.value.theirs) == {"title": "Autre"}


def test_a_conflict_is_shown_and_what_is_sent_again_is_kept(
    acting: Acting, reader: Client, agreement: Agreement
) -> None:
    change_agreement(
        acting=acting,
        agreement_id=agreement.pk,
        version=1,
        written=replace(CONTRACT, title="Titre des autres"),
    )
    address = f"/plans/accords/{agreement.pk}/modifier/"
    mine = {"kind": "contrat", "title": "Mon titre", "ends_on": "", "version": "1"}
    page = reader.post(address, mine)
    assert page.status_code == 409
    assert "Titre des autres" in page.content.decode()
    form = page.context["form"]
    assert (form["title"].value(), form["version"].value()) == ("Mon titre", "2")
    assert reader.post(address, mine | {"version": "2"}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.title == "Mon titre"


def test_a_signatory_that_is_hidden_is_counted_and_not_named(
    acting: Acting, ti: Perimeter, agreement: Agreement
) -> None:
    hidden = company_in(ti, "Forge cachée")
    hidden.visibility = "partners"
    hidden.save()
    row = add_signatory(acting=acting, agreement_id=agreement.pk, name="Forge cachée")
    assert row.organisation == hidden
    add_signatory(acting=acting, agreement_id=agreement.pk, name="La Préfecture", as_what="État")
    change_agreement(
        acting=acting,
        agreement_id=agreement.pk,
        version=3,
        written=replace(CONTRACT, is_public=True),
    )
    move_agreement(acting=acting, agreement_id=agreement.pk, act="sign", on=DAY)
    page = Client().get(f"/plans/accords/{agreement.pk}/").content.decode()
    assert "La Préfecture" in page
    assert "Forge cachée" not in page
    assert "une organisation que vous ne voyez pas" in page
    remove_signatory(acting=acting, agreement_id=agreement.pk, signatory_id=row.pk)
    assert agreement.signatories.count() == 1


def test_what_is_seen_takes_as_many_queries_however_many_there_are(
    acting: Acting, agreement: Agreement, django_assert_max_num_queries: object
) -> None:
    for number in range(6):
        add_signatory(acting=acting, agreement_id=agreement.pk, name=f"Signataire {number}")
        add_agreement_version(
            acting=acting, agreement_id=agreement.pk, what_changed="Un mot", on=DAY
        )
    with django_assert_max_num_queries(14):  # type: ignore[operator]
        shown = get_agreement(acting.scope, agreement.pk)
    assert (len(shown.signatories), [v.number for v in shown.versions]) == (6, [6, 5, 4, 3, 2, 1])


def test_a_key_for_plans_writes_agreements_and_obligations(
    acting: Acting, plan: ActionPlan
) -> None:
    _token, key = make_token(
        acting=acting, name="Plans", allows={"plans:write"}, lasts=timedelta(days=1)
    )
    sent: Any = {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}
    for address, body in (
        ("agreements", {"kind": "contrat", "title": "Contrat"}),
        ("obligations", {"kind": "other", "title": "Un bilan", "due_on": "2027-01-31"}),
    ):
        answer = Client().post(f"/api/v1/plans/{plan.pk}/{address}", body, **sent)
        assert answer.status_code == 200, answer.content
