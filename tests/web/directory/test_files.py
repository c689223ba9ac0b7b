"""Mandates, requests and invitations to take away: what their pages show the same reader."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Invitation, Mandate, MandateRequest
from terreau.web.apps.directory.permissions import READ
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
HOSTILE = "=cmd|' /C calc'!A0"


def rows_of(answer: HttpResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.text.removeprefix("\ufeff"))))


def sheet_of(answer: HttpResponse) -> list[list[object]]:
    return (
        CalamineWorkbook.from_object(io.BytesIO(answer.content)).get_sheet_by_index(0).to_python()
    )


@pytest.fixture
def manager(ti: Perimeter, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def asked(ti: Perimeter) -> MandateRequest:
    MandateRequest.objects.all().delete()  # those of the example country
    somebody = User.objects.create_user("quelqu-un@exemple.fr", name=HOSTILE)
    return MandateRequest.objects.create(
        asked_by=somebody, role=Role.OBSERVER, perimeter=ti, reason=HOSTILE,
        expires_on=timezone.localdate() + timedelta(9),
    )  # fmt: skip


@pytest.fixture
def sent(ti: Perimeter, manager: User) -> Invitation:
    Invitation.objects.all().delete()  # those of the example country
    return Invitation.objects.create(
        email="invitee@exemple.fr", role=Role.OBSERVER, perimeter=ti, digest="x",
        invited_by=manager, expires_at=timezone.now() + timedelta(9),
    )  # fmt: skip


def test_a_name_is_read_in_the_file_by_who_reads_it_on_the_page(
    ti, manager, give, signed, client
) -> None:
    observer = give(Role.OBSERVER, ti)
    address = f"/annuaire/territoires/territoire-industrie/{ti.code}/mandats.csv"
    far = [row for row in rows_of(client.get(address)) if row["Rôle"] != "Délégation nationale"]
    assert all(row["Personne"] == "" for row in far)
    assert "Observateur" not in {row["Rôle"] for row in far}
    near = rows_of(signed(observer).get(address))
    held = {(row["Rôle"], row["Personne"], row["Code ou numéro"]) for row in near}
    assert {("Chef de projet", manager.name, ti.code), ("Observateur", "observer", ti.code)} <= held


def test_who_acts_for_an_organisation_is_told_to_who_sees_it(
    company, ti, give, signed, client
) -> None:
    member = give(Role.ORGANISATION_MEMBER, company)
    address = f"/annuaire/organisations/{company.pk}/mandats"
    (row,) = rows_of(signed(give(Role.OBSERVER, ti)).get(f"{address}.csv"))
    assert (row["Pour"], row["Personne"]) == (company.name, member.name)
    told = signed(member).get(f"/api/v1/organisations/{company.pk}/mandates").json()
    assert [each["name"] for each in told] == [member.name]
    assert client.get(f"{address}.xlsx").status_code == 404
    assert client.get(f"/api/v1/organisations/{company.pk}/mandates").status_code == 404


def test_ones_own_mandates_are_ones_own(manager, ti, give, signed) -> None:
    give(Role.FACILITATOR, ti)
    rows = rows_of(signed(manager).get("/annuaire/mandats.csv"))
    assert [(row["Rôle"], row["Pour"]) for row in rows] == [("Chef de projet", ti.name)]
    assert rows[0]["Premier jour"] == "2026-01-01"


def test_requests_are_told_to_who_asks_and_who_answers(
    asked, manager, ti, other_ti, give, signed
) -> None:
    (own,) = rows_of(signed(asked.asked_by).get("/annuaire/demandes.csv"))
    (received,) = rows_of(signed(manager).get("/annuaire/demandes.csv"))
    assert (own["Faite ou reçue"], received["Faite ou reçue"]) == ("faite par moi", "reçue")
    for stranger in (give(Role.PROJECT_MANAGER, other_ti), give(Role.OBSERVER, ti)):
        assert rows_of(signed(stranger).get("/annuaire/demandes.csv")) == []


def test_a_spreadsheet_runs_nothing_of_a_request(asked, manager, signed) -> None:
    (row,) = rows_of(signed(manager).get("/annuaire/demandes.csv"))
    assert row["Pourquoi"] == row["Qui demande"] == f"'{HOSTILE}"
    book = signed(manager).get("/annuaire/demandes.xlsx")
    headings, cells = sheet_of(book)
    assert cells[headings.index("Pourquoi")] == HOSTILE  # words, as they were written
    assert b"<f>" not in book.content


def test_invitations_are_told_to_who_could_have_sent_them(
    sent, manager, ti, other_ti, give, signed
) -> None:
    (row,) = rows_of(signed(manager).get("/annuaire/invitations.csv"))
    assert (row["Adresse électronique"], row["État"], row["Qui invite"]) == (
        sent.email, "envoyée", manager.name,
    )  # fmt: skip
    for stranger in (give(Role.PROJECT_MANAGER, other_ti), give(Role.OBSERVER, ti)):
        assert rows_of(signed(stranger).get("/annuaire/invitations.csv")) == []


def test_what_is_late_has_expired_before_the_day_is_swept(asked, sent, manager, signed) -> None:
    MandateRequest.objects.update(expires_on=timezone.localdate() - timedelta(1))
    Invitation.objects.update(expires_at=timezone.now())
    browser = signed(manager)
    assert rows_of(browser.get("/annuaire/demandes.csv"))[0]["État"] == "restée sans réponse"
    assert rows_of(browser.get("/annuaire/invitations.csv"))[0]["État"] == "expirée"
    assert browser.get("/api/v1/requests").json()["requests"][0]["state"] == "expired"
    assert browser.get("/api/v1/invitations").json()["invitations"][0]["state"] == "expired"


def test_a_key_that_only_reads_reads_what_one_answers(asked, sent, manager) -> None:
    _kept, key = make_token(
        acting=Acting(manager, scope_of(manager)), name="Lire", allows=[READ],
        lasts=timedelta(days=1),
    )  # fmt: skip
    program = Client(headers={"Authorization": f"Bearer {key}"})
    assert program.get("/api/v1/requests").json()["total"] == 1
    told = program.get("/api/v1/invitations?limit=1").json()
    assert (told["total"], told["invitations"][0]["email"]) == (1, sent.email)
    assert "digest" not in told["invitations"][0]
    assert program.get("/api/v1/invitations?offset=1").json()["invitations"] == []
    answer = {"is_accepted": True}
    refused = program.post(
        f"/api/v1/requests/{asked.pk}/answer", answer, content_type="application/json"
    )
    assert refused.status_code == 403
    assert Mandate.objects.filter(holder=asked.asked_by).count() == 0


def test_ones_keys_are_told_without_their_secret(manager, signed, other_ti, give) -> None:
    made, key = make_token(
        acting=Acting(manager, scope_of(manager)), name=HOSTILE, allows=[READ],
        lasts=timedelta(days=1),
    )  # fmt: skip
    answer = signed(manager).get("/compte/cles.csv")
    (row,) = rows_of(answer)
    assert (row["Nom"], row["Début de la clé"], row["État"]) == (
        f"'{HOSTILE}", made.prefix, "fonctionne",
    )  # fmt: skip
    assert key not in answer.text
    assert rows_of(signed(give(Role.OBSERVER, other_ti)).get("/compte/cles.csv")) == []


@pytest.mark.parametrize("name", ["mandats", "demandes", "invitations"])
def test_a_file_of_ones_own_asks_who_one_is(name, client, manager, signed) -> None:
    assert client.get(f"/annuaire/{name}.csv").status_code == 302
    browser = signed(manager)
    assert browser.get(f"/annuaire/{name}.ods").status_code == 404
    page = browser.get("/annuaire/mandats/").text
    assert all(f"/annuaire/{name}.{suffix}" in page for suffix in ("csv", "xlsx"))
