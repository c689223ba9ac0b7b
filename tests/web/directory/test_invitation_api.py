"""Invitations and handing over through the API; what a key does not allow; what is kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Invitation, Mandate, Organisation
from terreau.web.apps.directory.permissions import READ

pytestmark = pytest.mark.django_db
API = "/api/v1"
Post = Callable[..., HttpResponse]


@pytest.fixture
def manager(ti, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def program(manager, keyed) -> Client:
    return keyed(manager)


def post(program: Client, path: str, body: Any = None, key: str = "") -> HttpResponse:
    headers = {"Idempotency-Key": key} if key else {}
    return program.post(f"{API}{path}", body, content_type="application/json", headers=headers)


def test_an_organisation_is_joined_by_invitation(company, program) -> None:
    path = f"/organisations/{company.pk}/mandates"
    body = {"email": "x@y.fr", "role": "organisation_member"}
    first = post(program, path, body, "k").json()
    assert post(program, path, body, "k").json() == first
    invitation = Invitation.objects.get(organisation=company)
    assert (first["id"], first["state"], first["email"]) == (invitation.pk, "sent", "x@y.fr")
    assert len(mail.outbox) == 1
    assert post(program, path, body | {"role": "observer"}).status_code == 400


def test_a_known_address_is_answered_as_an_unknown_one(company, give, keyed) -> None:
    User.objects.create_user("connue@exemple.fr")
    member = keyed(give(Role.ORGANISATION_MEMBER, company))
    answers = [
        post(member, f"/organisations/{company.pk}/mandates",
             {"email": email, "role": "organisation_member"}).json()
        for email in ("connue@exemple.fr", "inconnue@exemple.fr")
    ]  # fmt: skip
    known, unknown = ([a["state"], a["role"], a["about"], *a] for a in answers)
    assert known == unknown


def test_an_invitation_is_sent_again_and_withdrawn(ti, program) -> None:
    sent = post(
        program,
        f"/perimeters/{ti.kind}/{ti.code}/mandates",
        {"email": "x@y.fr", "role": "observer"},
    ).json()
    path = f"/invitations/{sent['id']}"
    again = post(program, f"{path}/resend", key="r").json()
    assert post(program, f"{path}/resend", key="r").json() == again
    assert again["expires_at"] > sent["expires_at"]
    assert len(mail.outbox) == 2
    assert post(program, f"{path}/withdraw").json()["state"] == "withdrawn"
    assert post(program, f"{path}/resend").status_code == 400


def test_a_mandate_is_handed_over(manager, program) -> None:
    successor = User.objects.create_user("suite@exemple.fr", name="Suite")
    held, today = Mandate.objects.get(holder=manager), timezone.localdate()
    path = f"/mandates/{held.pk}/hand-over"
    unknown = post(program, path, {"email": "x@y.fr", "last_day": today.isoformat()})
    assert unknown.status_code == 400
    body = {"email": successor.email, "last_day": today.isoformat(), "reason": "départ"}
    given = post(program, path, body, "h")
    assert given.json()["name"] == "Suite"
    assert given.json()["valid_from"] == (today + timedelta(days=1)).isoformat()
    assert post(program, path, body, "h").json() == given.json()
    assert Mandate.objects.filter(holder=successor).count() == 1


def test_who_gives_nothing_learns_nothing_of_an_address(ti, give, keyed) -> None:
    User.objects.create_user("connue@exemple.fr")
    observer = give(Role.OBSERVER, ti)
    path = f"/mandates/{Mandate.objects.get(holder=observer).pk}/hand-over"
    for email in ("connue@exemple.fr", "inconnue@exemple.fr"):
        body = {"email": email, "last_day": timezone.localdate().isoformat()}
        assert post(keyed(observer), path, body).status_code == 404


def reading(person: User) -> Client:
    """Return a program whose key of that person only reads."""
    _kept, key = make_token(
        acting=Acting(person, scope_of(person)), name="Lire", allows=[READ],
        lasts=timedelta(days=1),
    )  # fmt: skip
    return Client(headers={"Authorization": f"Bearer {key}"})


def test_a_key_that_only_reads_is_told_so_and_replays_nothing(manager, program, seat) -> None:
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code}
    assert post(program, "/organisations", body, "k").status_code == 200
    for key in ("", "k"):
        answer = post(reading(manager), "/organisations", body, key)
        assert (answer.status_code, "clé d’API" in answer.json()["error"]) == (403, True)
        ApiToken.objects.filter(name="Lire").delete()


def test_what_is_kept_is_what_the_form_would_keep(manager, program, company) -> None:
    sent = {
        "version": 1, "email": " a@b.fr\n", "phone": "      0123", "website": "exemple.fr",
        "name": " Forge   neuve ",
    }  # fmt: skip
    answer = program.patch(
        f"{API}/organisations/{company.pk}", sent, content_type="application/json"
    )
    assert answer.status_code == 200
    kept = Organisation.objects.get(pk=company.pk)
    assert (kept.email, kept.phone, kept.website) == ("a@b.fr", "0123", "https://exemple.fr")
