"""Schemes, calls and facts through the API."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.funding.models import Scheme

pytestmark = pytest.mark.django_db


def test_everyone_reads_the_catalogue(client: Client, scheme: Scheme) -> None:
    found = client.get("/api/v1/schemes?country=XX&state=closing").json()
    assert [each["name"] for each in found["schemes"]] == ["Appel « Usines sobres »"]
    assert client.get("/api/v1/schemes").json()["total"] == 67
    one = client.get(f"/api/v1/schemes/{scheme.pk}").json()
    assert one["terms"]["rule"] == {"all": [{"fact": "headcount", "op": "<", "value": 50}]}
    assert not one["may_change"]
    assert client.get("/api/v1/schemes/999999").status_code == 404
    vte = Scheme.objects.get(source_key="vte")
    printed = client.get(f"/api/v1/schemes/{vte.pk}").json()
    assert (printed["state"], printed["terms"]["printed"]["amounts"][0]["value"]) == (
        "history", 4000,
    )  # fmt: skip


def test_a_program_writes_a_scheme_and_its_calls(client: Client, sent: dict[str, Any]) -> None:
    offer = {"instrument": "grant", "rate_to": "40.00", "ceiling_eur_cents": 20_000_000}
    body = {
        "name": "Aide", "kind": "grant", "country": "XX", "links": ["https://exemple.org/"],
        "terms": {"summary": "Pour voir", "offers": [offer]},
    }  # fmt: skip
    made = client.post("/api/v1/schemes", body, **sent).json()
    assert made["instruments"] == ["grant"]
    assert made["terms"]["offers"][0]["rate_to"] == 40
    address = f"/api/v1/schemes/{made['id']}"
    changed = body | {"version": made["version"], "terms": {"summary": "Autrement"}}
    second = client.put(address, changed, **sent).json()
    assert [each["number"] for each in (second["terms"], *second["earlier"])] == [2, 1]
    assert client.put(address, changed | {"name": "X"}, **sent).status_code == 200
    clash = client.put(address, changed | {"name": "Y"}, **sent)
    assert clash.status_code == 409
    call = {"title": "Relève", "opens_on": "2026-01-05", "deadline_on": "2026-03-31"}
    (one,) = client.post(f"{address}/calls", call, **sent).json()["calls"]
    moved = call | {"deadline_on": "2026-04-30", "version": one["version"]}
    answer = client.put(f"/api/v1/scheme-calls/{one['id']}", moved, **sent).json()
    assert answer["calls"][0]["deadline_on"] == "2026-04-30"
    assert client.delete(f"/api/v1/scheme-calls/{one['id']}", **sent).json() == {"calls": []}


@pytest.mark.parametrize(
    ("wrong", "status"),
    [
        ({"terms": {"own_share": "120"}}, 400),
        ({"terms": {"offers": [{"instrument": "grant", "rate_to": "140"}]}}, 400),
        ({"terms": {"offers": [{"instrument": "grant", "floor_eur_cents": -1}]}}, 422),
        ({"terms": {"rule": {"any": 1}}}, 400),
        ({"place": "epci:0"}, 400),
        ({"operator": 999_999}, 400),
        ({"country": "FR"}, 404),
        ({"kind": "gift"}, 400),
    ],
)
def test_what_a_program_sends_wrong_is_refused_whole(
    client: Client, sent: dict[str, Any], wrong: dict[str, Any], status: int
) -> None:
    before = Scheme.objects.count()
    body = {"name": "Aide", "kind": "grant", "country": "XX"} | wrong
    assert client.post("/api/v1/schemes", body, **sent).status_code == status
    assert Scheme.objects.count() == before


def test_facts_are_said_by_a_key_of_a_member(
    client: Client, member: Acting, company: Organisation, scheme: Scheme
) -> None:
    _token, key = make_token(acting=member, name="Outil", allows=acts(), lasts=timedelta(days=1))
    sent: dict[str, Any] = {
        "content_type": "application/json",
        "headers": {"Authorization": f"Bearer {key}"},
    }
    address = f"/api/v1/organisations/{company.pk}"
    assert client.get(f"{address}/fitting-schemes").status_code in (401, 404)
    said = client.put(
        f"{address}/stated-facts", {"stated": {"headcount": 12, "invests": True}}, **sent
    ).json()
    assert said["stated"] == {"headcount": 12, "invests": True}
    fit = {each["scheme"]["name"]: each["fit"] for each in said["schemes"]}
    assert fit["Aide d’essai"] == "yes"
    refused = client.put(f"{address}/stated-facts", {"stated": {"headcount": "x"}}, **sent)
    assert refused.status_code == 400
