"""Each list of the directory asks as many questions of the database for one row as for fifty."""

from __future__ import annotations

import uuid
from collections.abc import Callable

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.mailing import Mailing
from terreau.web.apps.directory.models import (
    Contact,
    Mandate,
    MandateRequest,
    Organisation,
)
from terreau.web.apps.directory.register import RegisterRun

pytestmark = pytest.mark.django_db
Fill = Callable[[int], None]
MANY = 50


@pytest.fixture
def manager(ti, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def fills(ti, company, seat, manager) -> dict[str, Fill]:
    """Return page → what adds so many rows to it."""

    def people(count: int) -> list[User]:
        return [User.objects.create_user(f"{uuid.uuid4()}@exemple.fr") for _ in range(count)]

    def organisations(count: int) -> None:
        Organisation.objects.bulk_create(
            Organisation(name=f"Lot {n}", folded_name="lot", kind="company", seat=seat,
                         naf="25.62B", visibility="territory")
            for n in range(count)
        )  # fmt: skip

    def mandates(count: int) -> None:
        Mandate.objects.bulk_create(
            Mandate(holder=one, role=Role.FACILITATOR, perimeter=ti, valid_from="2026-01-01")
            for one in people(count)
        )

    def members(count: int) -> None:
        Mandate.objects.bulk_create(
            Mandate(holder=one, role=Role.ORGANISATION_MEMBER, organisation=company,
                    valid_from="2026-01-01")
            for one in people(count)
        )  # fmt: skip
        Contact.objects.bulk_create(
            Contact(organisation=company, role="contact", name="Zoé", visibility="partners",
                    email=one.email, agreed_on=timezone.localdate())
            for one in people(count)
        )  # fmt: skip

    def requests(count: int) -> None:
        for one in people(count):
            MandateRequest.objects.create(
                asked_by=one,
                role=Role.OBSERVER,
                perimeter=ti,
                reason="Voir",
                expires_on=timezone.localdate(),
            )

    def mailings(count: int) -> None:
        Mailing.objects.bulk_create(
            Mailing(key=uuid.uuid4(), sender=one, perimeter=ti, subject="Visites", text="Venez")
            for one in people(count)
        )

    def runs(count: int) -> None:
        RegisterRun.objects.bulk_create(
            RegisterRun(register="file", asked_by=one, perimeter=ti, state="done")
            for one in people(count)
        )

    return {
        "/annuaire/": organisations,
        "/annuaire/organisations.csv": organisations,
        "/api/v1/organisations": organisations,
        f"/annuaire/territoires/territoire-industrie/{ti.code}/": mandates,
        f"/annuaire/territoires/territoire-industrie/{ti.code}/mandats.csv": mandates,
        f"/annuaire/referents/?q={ti.name}": mandates,
        f"/annuaire/organisations/{company.pk}/": members,
        f"/annuaire/organisations/{company.pk}/contacts.csv": members,
        "/annuaire/mandats/": requests,
        "/annuaire/demandes.csv": requests,
        "/annuaire/lettres/": mailings,
        "/annuaire/lettres.csv": mailings,
        "/annuaire/registre/": runs,
    }


def test_as_many_queries_for_one_row_as_for_fifty(fills, manager, signed) -> None:
    browser, more = signed(manager), {}

    def asked(page: str) -> list[str]:
        cache.clear()
        with CaptureQueriesContext(connection) as seen:
            assert browser.get(page).status_code == 200
        return [query["sql"] for query in seen]

    for page, fill in fills.items():
        fill(1)
        asked(page)  # What is read once a process is read.
        one = asked(page)
        fill(MANY)
        many = asked(page)
        if len(one) != len(many):
            more[page] = (len(one), len(many), [sql[:300] for sql in many if sql not in one][:3])
    assert more == {}
