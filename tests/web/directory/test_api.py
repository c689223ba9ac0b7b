"""The directory through the API: what pages show, and writes that are done once."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from terreau.web.apps.accounts.data_export import as_json, own_data
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import (
    Invitation,
    KeptAnswer,
    Mandate,
    MandateRequest,
    Organisation,
)
from terreau.web.apps.directory.permissions import READ
from terreau.web.apps.directory.tasks import end_what_time_ends

pytestmark = pytest.mark.django_db
API = "/api/v1"
Send = Callable[..., HttpResponse]


@pytest.fixture
def send(keyed) -> Send:
    """Return ``send(person, method, path, body, key="")``."""

    def ask(person: User, method: str, path: str, body: Any = None, key: str = "") -> HttpResponse:
        headers = {"Idempotency-Key": key} if key else {}
        return getattr(keyed(person), method)(
            f"{API}{path}", body, content_type="application/json", headers=headers
        )

    return ask


@pytest.fixture
def manager(ti, give) -> User:
    return give(Role.PROJECT_MANAGER, ti)


def test_the_list_is_that_of_the_page(company, ti, give, signed, client) -> None:
    browser = signed(give(Role.OBSERVER, ti))
    answer = browser.get(f"{API}/organisations?q=forge d'essai").json()
    assert answer["total"] == 1
    found = answer["organisations"][0]
    assert (found["id"], found["phone"], found["note"]) == (company.pk, "01 02 03 04 05", None)
    assert client.get(f"{API}/organisations?q=forge d'essai").json()["total"] == 0
    assert client.get(f"{API}/organisations/{company.pk}").status_code == 404
    within = f"territory=territoire_industrie:{ti.code}"
    pages = [browser.get(f"{API}/organisations?{within}&limit=2&offset={n}").json() for n in (0, 2)]
    ids = [each["id"] for page in pages for each in page["organisations"]]
    assert len(set(ids)) == len(ids) == 4
    assert pages[0]["total"] == pages[1]["total"] > 4
    assert browser.get(f"{API}/organisations?kind=friend").status_code == 400
    assert browser.get(f"{API}/organisations?territory=region:nowhere").status_code == 400


def test_one_key_is_one_write(manager, seat, send) -> None:
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code, "siren": "732829320"}
    first = send(manager, "post", "/organisations", body, "k1")
    again = send(manager, "post", "/organisations", body, "k1")
    assert (first.status_code, again.json()) == (200, first.json())
    assert Organisation.objects.filter(name="Par l’API").count() == 1
    other = send(manager, "post", "/organisations", body | {"name": "Autre"}, "k1")
    assert other.status_code == 400
    # Without the key, the same number is refused.
    assert send(manager, "post", "/organisations", body).status_code == 400


def test_an_answer_tells_what_one_may_read_on_that_day(company, seat, manager, send) -> None:
    """Nothing of it is kept: neither what was written since, nor what one may read no more."""
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code, "note": "0612345678"}
    made = send(manager, "post", "/organisations", body, "k").json()
    assert KeptAnswer.objects.values_list("made", flat=True).get() == str(made["id"])
    Organisation.objects.filter(pk=made["id"]).update(note="effacé")
    assert send(manager, "post", "/organisations", body, "k").json()["note"] == "effacé"
    Organisation.objects.filter(pk=made["id"]).update(visibility="private")
    Mandate.objects.filter(holder=manager).update(ended_at=timezone.now())
    assert send(manager, "post", "/organisations", body, "k").status_code == 404


def test_an_answer_does_not_outlive_who_it_tells_of(ti, manager, send, tmp_path) -> None:
    person = User.objects.create_user("victoria@exemple.fr", name="Victoria Lefuneste")
    body = {"role": "observer", "reason": "0612345678", "kind": ti.kind, "code": ti.code}
    asked = send(person, "post", "/requests", body).json()
    path = f"/requests/{asked['id']}/answer"
    first = send(manager, "post", path, {"is_accepted": False, "answer": "Non"}, "k")
    assert first.json()["asked_by"] == "Victoria Lefuneste"
    assert "Victoria" not in as_json(own_data(manager)).decode()
    erase_person(acting=OPERATOR, person_id=person.pk, typed=person.email, home=tmp_path)
    again = send(manager, "post", path, {"is_accepted": False, "answer": "Non"}, "k")
    assert again.status_code == 404
    assert "Victoria" not in again.text
    assert "Victoria" not in json.dumps(list(KeptAnswer.objects.values()), default=str)


def test_a_write_is_kept_for_a_day(manager, seat, send) -> None:
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code}
    send(manager, "post", "/organisations", body, "k")
    end_what_time_ends.enqueue()
    assert KeptAnswer.objects.exists()
    KeptAnswer.objects.update(kept_at=timezone.now() - timedelta(hours=25))
    end_what_time_ends.enqueue()
    assert not KeptAnswer.objects.exists()


def test_a_key_that_reads_only_writes_nothing(manager, seat, send) -> None:
    """Nor is it given what another key of the same person was answered."""
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code}
    send(manager, "post", "/organisations", body, "k")
    _kept, key = make_token(
        acting=Acting(manager, scope_of(manager)), name="Lire", allows=[READ],
        lasts=timedelta(days=1),
    )  # fmt: skip
    reading = Client(headers={"Authorization": f"Bearer {key}"})
    for method, path, sent in [*WRITES, ("post", "/organisations", body)]:
        answer = getattr(reading, method)(
            f"{API}{path}", sent, content_type="application/json",
            headers={"Idempotency-Key": "k"},
        )  # fmt: skip
        assert (answer.status_code, "ne permet pas d’écrire" in answer.json()["error"]) == (
            403, True,
        ), path  # fmt: skip


@pytest.mark.parametrize("key", ["", "k"])
def test_the_null_character_is_refused_as_by_forms(key, ti, manager, send) -> None:
    person = User.objects.create_user("curieuse@exemple.fr")
    body = {"role": "observer", "reason": "a\0b", "kind": ti.kind, "code": ti.code}
    answer = send(person, "post", "/requests", body, key)
    assert (answer.status_code, answer.json()["value"]) == (400, "U+0000")
    assert "caractère nul" in answer.json()["error"]
    # What only looks like it is a text as another.
    body["reason"] = "a\\u0000b"
    assert send(person, "post", "/requests", body, key and "other").status_code == 200


@pytest.mark.parametrize(
    "letter", ["œ", "ß", "Æ", "\N{ARABIC LIGATURE SALLALLAHOU ALAYHE WASALLAM}"]
)
def test_a_name_that_folds_longer_than_it_is(letter, manager, seat, send) -> None:
    body = {"name": f"Usine {letter * 190}", "kind": "company", "seat": seat.code}
    made = send(manager, "post", "/organisations", body)
    assert (made.status_code, made.json()["name"]) == (200, body["name"])
    found = send(manager, "get", "/organisations?q=usine").json()["organisations"]
    assert made.json()["id"] in {each["id"] for each in found}
    kept = Organisation.objects.get(pk=made.json()["id"]).folded_name
    assert len(kept) <= Organisation._meta.get_field("folded_name").max_length


def test_what_was_refused_may_be_sent_again_with_its_key(manager, seat, send) -> None:
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code, "siren": "732829321"}
    assert send(manager, "post", "/organisations", body, "k2").status_code == 400
    repaired = send(manager, "post", "/organisations", body | {"siren": "732829320"}, "k2")
    assert repaired.status_code == 200


def test_the_keys_of_two_people_are_two_keys(ti, give, seat, send) -> None:
    body = {"name": "Par l’API", "kind": "company", "seat": seat.code}
    for person in (give(Role.FACILITATOR, ti), give(Role.FACILITATOR, ti)):
        assert send(person, "post", "/organisations", body, "same").status_code == 200
    assert Organisation.objects.filter(name="Par l’API").count() == 2


def test_a_change_gives_the_version_back(company, manager, send) -> None:
    path = f"/organisations/{company.pk}"
    changed = send(manager, "patch", path, {"version": 1, "phone": "09"})
    assert (changed.json()["phone"], changed.json()["version"]) == ("09", 2)
    assert changed.json()["note"] == "rappeler"
    late = send(manager, "patch", path, {"version": 1, "phone": "08"})
    assert late.status_code == 409
    company.refresh_from_db()
    assert (company.phone, company.name) == ("09", "Forge d’Essai")


@pytest.mark.parametrize(
    "fields",
    [{"email": "non"}, {"website": "javascript:alert(1)"}, {"kind": "friend"}, {"name": "  "},
     {"visibility": "friends"}, {"seat": "99999"}],
)  # fmt: skip
def test_the_api_refuses_what_the_page_refuses(fields, company, manager, send) -> None:
    answer = send(manager, "patch", f"/organisations/{company.pk}", {"version": 1} | fields)
    assert answer.status_code in {400, 404}
    company.refresh_from_db()
    assert company.version == 1


WRITES = [
    ("post", "/organisations", {"name": "x", "kind": "company", "seat": "XA001"}),
    ("patch", "/organisations/1", {"version": 1}),
    ("post", "/perimeters/territoire_industrie/2:ti-x01/mandates",
     {"email": "a@b.fr", "role": "observer"}),
    ("post", "/mandates/1/end", {"reason": "x"}),
    ("post", "/mandates/1/hand-over", {"email": "a@b.fr", "last_day": "2030-01-01"}),
    ("post", "/organisations/1/mandates", {"email": "a@b.fr", "role": "organisation_member"}),
    ("post", "/invitations/1/withdraw", None),
    ("post", "/invitations/1/resend", None),
    ("post", "/requests", {"role": "observer", "reason": "x", "kind": "nation", "code": "XX"}),
    ("post", "/requests/1/answer", {"is_accepted": True}),
    ("post", "/requests/1/withdraw", None),
]  # fmt: skip


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_visitor_writes_nothing(method, path, body, client) -> None:
    answer = getattr(client, method)(f"{API}{path}", body, content_type="application/json")
    assert answer.status_code == 401
    assert answer.json()["error"]


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_session_writes_nothing(method, path, body, manager, signed) -> None:
    """A form of another site could send it."""
    answer = getattr(signed(manager), method)(f"{API}{path}", body, content_type="application/json")
    assert answer.status_code == 401


@pytest.mark.parametrize(("method", "path", "body"), WRITES)
def test_a_foreign_manager_reaches_nothing(
    method, path, body, company, other_ti, give, send
) -> None:
    held = Mandate.objects.get(holder__email="cheffe.de.projet@exemple.terreau")
    asked = MandateRequest.objects.get(perimeter=held.perimeter)
    path = path.replace("organisations/1", f"organisations/{company.pk}")
    invited = Invitation.objects.get(perimeter=held.perimeter)
    path = (
        path.replace("mandates/1", f"mandates/{held.pk}")
        .replace("requests/1", f"requests/{asked.pk}")
        .replace("invitations/1", f"invitations/{invited.pk}")
    )
    foreign = give(Role.PROJECT_MANAGER, other_ti)
    counts = [m.objects.count() for m in (Organisation, Mandate, Invitation)]
    answer = send(foreign, method, path, body)
    if path == "/requests":
        assert answer.status_code == 200  # to ask is for everyone
        return
    assert answer.status_code in {400, 404}
    assert (answer.status_code == 400) == (path == "/organisations")
    assert [m.objects.count() for m in (Organisation, Mandate, Invitation)] == counts


def test_mandates_from_one_end_to_the_other(ti, manager, give, send, client) -> None:
    base = f"/perimeters/territoire_industrie/{ti.code}/mandates"
    body = {"email": "x@y.fr", "role": "observer", "channel": "phone"}
    invited = send(manager, "post", base, body, "a").json()
    assert send(manager, "post", base, body, "a").json() == invited
    assert Invitation.objects.get(pk=invited["id"]).channel == "phone"
    known = give(Role.OBSERVER, ti)
    held = Mandate.objects.get(holder=known).pk
    assert {e["id"]: e for e in send(manager, "get", base).json()}[held]["name"] == known.name
    assert held not in {each["id"] for each in client.get(f"{API}{base}").json()}
    assert all(each["name"] is None for each in client.get(f"{API}{base}").json())
    path = f"/mandates/{held}/end"
    ended = send(manager, "post", path, {"reason": "parti"})
    assert ended.json()["valid_to"]
    assert send(manager, "post", path, {"reason": "parti"}).status_code == 400
    for wrong in ({"role": "friend"}, {"channel": "fax"}, {"email": "non"}):
        assert send(manager, "post", base, body | {"email": "z@y.fr"} | wrong).status_code == 400


def test_requests_from_one_end_to_the_other(ti, manager, send, client) -> None:
    person = User.objects.create_user("curieuse@exemple.fr")
    body = {"role": "observer", "reason": "Pour lire", "kind": ti.kind, "code": ti.code}
    asked = send(person, "post", "/requests", body, "r1").json()
    assert send(person, "post", "/requests", body, "r1").json() == asked
    assert asked["id"] in {r["id"] for r in send(manager, "get", "/requests").json()["requests"]}
    assert client.get(f"{API}/requests").json() == {"total": 0, "requests": []}
    path = f"/requests/{asked['id']}"
    assert send(person, "post", f"{path}/answer", {"is_accepted": True}).status_code == 404
    answered = send(manager, "post", f"{path}/answer", {"is_accepted": True, "answer": "oui"})
    assert answered.json()["state"] == "accepted"
    assert send(person, "post", f"{path}/withdraw").status_code == 400
