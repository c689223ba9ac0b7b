"""The pages where schemes and calls are written."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.funding.models import Scheme

pytestmark = pytest.mark.django_db

TYPED = {
    "name": "Aide à la rénovation", "kind": "grant", "recurrence": "permanent",
    "tax_basis": "before_tax", "instrument1": "grant", "rate_from1": "12,5", "rate_to1": "40 %",
    "ceiling1": "200 k€", "kinds": ["company", "plant"], "headcount_to": "249",
    "naf_in": "2511Z, 24", "excludes": ["works_started"], "links": "https://exemple.org/aide\n",
    "more": '{"fact": "turnover_eur", "op": "<", "value": 50000000}',
}  # fmt: skip


def test_a_scheme_is_written_read_again_in_its_form_and_changed(browser: Client) -> None:
    answer = browser.post("/financements/dispositifs/ajouter/", TYPED)
    assert answer.status_code == 302, answer.context["form"].errors
    scheme = Scheme.objects.get(name="Aide à la rénovation")
    version = scheme.versions.get()
    offer = version.offers.get()
    assert (str(offer.rate_from), str(offer.rate_to)) == ("12.50", "40.00")
    assert offer.ceiling_eur_cents == 200_000_00
    assert version.rule == {
        "all": [
            {"fact": "kind", "op": "in", "value": ["company", "plant"]},
            {"fact": "headcount", "op": "<=", "value": 249},
            {"fact": "naf", "op": "prefix", "value": ["25.11Z", "24"]},
            {"fact": "works_started", "op": "==", "value": False},
            {"fact": "turnover_eur", "op": "<", "value": 50_000_000},
        ]
    }
    address = f"/financements/dispositifs/{scheme.pk}/modifier/"
    form = browser.get(address).context["form"]
    kept: dict[str, Any] = {}
    for field in form:
        value = field.value()
        if value not in (None, "", []):
            kept[field.name] = value
    assert browser.post(address, kept).status_code == 302
    assert scheme.versions.count() == 1  # nothing was changed
    changed = kept | {"rate_to1": "55", "what_changed": "Le taux monte."}
    assert browser.post(address, changed).status_code == 302
    assert "Le taux monte." in browser.get(f"/financements/dispositifs/{scheme.pk}/").text


@pytest.mark.parametrize(
    ("typed", "field", "said"),
    [
        ({"more": "{"}, "more", "JSON"),
        ({"rate_to1": "140"}, None, "0 % à 100 %"),
        ({"ceiling1": "douze"}, "ceiling1", "ne se lit pas"),
        ({"name": ""}, "name", "obligatoire"),
        ({"links": "pas une adresse"}, "links", "pas une adresse"),
        ({"instrument1": ""}, "instrument1", "Choisissez l’instrument"),
    ],
)
def test_what_is_refused_is_said_and_nothing_typed_is_lost(
    browser: Client, typed: dict[str, str], field: str | None, said: str
) -> None:
    answer = browser.post("/financements/dispositifs/ajouter/", TYPED | typed)
    assert answer.status_code == 400
    errors = answer.context["form"].errors[field or "__all__"]
    assert any(said in each.replace("\xa0", " ") for each in errors)
    assert "2511Z, 24" in answer.text
    assert not Scheme.objects.filter(name__startswith="Aide à la rén").exists()


def test_who_writes_no_scheme_finds_no_form(member_browser: Client, scheme: Scheme) -> None:
    for address in (
        "/financements/dispositifs/ajouter/",
        f"/financements/dispositifs/{scheme.pk}/modifier/",
        f"/financements/dispositifs/{scheme.pk}/appels/",
    ):
        assert member_browser.get(address).status_code == 404


def test_an_agent_who_names_no_operator_of_theirs_is_told_and_loses_nothing(
    agent: Acting,
) -> None:
    assert agent.user is not None
    client = Client()
    client.force_login(agent.user)
    answer = client.post("/financements/dispositifs/ajouter/", TYPED)
    assert answer.status_code == 400
    assert "operator" in answer.context["form"].errors
    assert "2511Z, 24" in answer.text


def test_calls_are_written_on_their_pages(browser: Client, scheme: Scheme) -> None:
    place = f"/financements/dispositifs/{scheme.pk}/"
    typed = {"title": "Relève 1", "opens_on": "2026-01-05", "deadline_on": "2026-03-31"}
    assert browser.post(f"{place}appels/", typed).status_code == 302
    call = scheme.calls.get()
    one = f"/financements/appels/{call.pk}/"
    assert "Relève 1" in browser.get(f"{one}modifier/").text
    late = typed | {"deadline_on": "2025-03-31", "version": "1"}
    refused = browser.post(f"{one}modifier/", late)
    assert refused.status_code == 400
    assert "avant celui d’une étape" in refused.text
    moved = typed | {"deadline_on": "2026-04-15", "version": "1"}
    assert browser.post(f"{one}modifier/", moved).status_code == 302
    assert browser.post(f"{one}suivant/", typed | {"title": "Relève 2"}).status_code == 302
    assert scheme.calls.get(title="Relève 2").follows == call
    assert browser.post(f"{one}retirer/").status_code == 302
    assert [each.title for each in scheme.calls.all()] == ["Relève 2"]


def test_a_manager_writes_for_their_own_territory_alone(manager: Acting) -> None:
    assert manager.user is not None
    client = Client()
    client.force_login(manager.user)
    form = client.get("/financements/dispositifs/ajouter/").context["form"]
    assert [each.code for each in form.fields["perimeter"].queryset] == ["2:ti-x01"]
    assert form.fields["perimeter"].required
    assert client.post("/financements/dispositifs/ajouter/", TYPED).status_code == 400
