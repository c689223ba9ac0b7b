"""The pages that belong to no domain."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

pytestmark = pytest.mark.django_db


def test_home_offers_real_territories_and_the_example_apart(
    client: Client, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/")
    with django_assert_max_num_queries(7):
        context = client.get("/").context
    assert context["communes"] == 34_969
    assert context["epci"] == 1_255
    assert context["ti"] == 11  # of phase 1, as long as no list of phase 2 is here
    assert context["real"]
    assert context["fictitious"]
    assert not any(result.is_example for result in context["real"])
    assert all(result.is_example for result in context["fictitious"])
    assert context["dataset_count"] == 0  # the example's figures are not counted as real ones


@pytest.mark.parametrize("chosen", ["fr", "en"])
@pytest.mark.parametrize(
    "page", ["/", "/accessibilite/", "/mentions-legales/", "/composants/", "/api/"]
)
def test_a_page_has_one_title_and_a_language(client: Client, page: str, chosen: str) -> None:
    client.cookies["terreau_language"] = chosen
    text = client.get(page).text
    assert text.count("<h1") == 1
    assert f'<html lang="{chosen}"' in text
    assert text.count("<main") == 1
    assert "{{" not in text
    assert "{%" not in text


# What exists only for those who keep a directory, or act in a territory: 404 to everyone else.
FOR_MANDATES = {
    "/api/v1/plan-letters",
    "/api/v1/introductions/{number}",
    "/api/v1/mailings/{number}",
    "/api/v1/organisations/{number}/register",
    "/api/v1/organisations/{number}/fitting-schemes",
    "/api/v1/documents/{number}",
    "/api/v1/perimeters/{kind}/{code}/introductions",
    "/api/v1/perimeters/{kind}/{code}/network",
    "/api/v1/plan-imports/{number}",
    "/api/v1/plans/{number}/obligations",
    "/api/v1/register/runs/{number}",
    "/api/v1/register/search",
    "/api/v1/territory-questions/{number}",
    "/api/v1/territory-questions/{number}/candidates",
    "/api/v1/visits/{number}",
}


def test_the_reference_lists_every_operation_and_its_examples_answer(client: Client) -> None:
    shown = client.get("/api/").context["operations"]
    paths = client.get("/api/v1/openapi.json").json()["paths"]
    assert {operation.path for operation in shown} == set(paths)
    for operation in shown:
        assert operation.summary
        if operation.method == "GET":
            status = 404 if operation.path in FOR_MANDATES else 200
            status = 401 if operation.needs_key else status
            assert client.get(operation.example).status_code == status, operation.example
        else:
            assert operation.example == ""


def test_every_parameter_and_field_has_a_meaning(client: Client) -> None:
    page = client.get("/api/")
    for operation in page.context["operations"]:
        assert operation.description
        assert operation.fields, operation.path
        for said in (*operation.parameters, *operation.fields):
            assert len(said.description) > 5, f"{operation.path}: {said.name}"
    # What the schema writes for other readers is not shown raw.
    assert "`" not in page.text
    assert '<td class="text"></td>' not in page.text
    # Nor is any object of the schema left without a word, even those of a refusal.
    for name, described in (
        client.get("/api/v1/openapi.json").json()["components"]["schemas"].items()
    ):
        for field, held in described["properties"].items():
            assert held.get("description"), f"{name}.{field}"


def test_notices_do_not_invent_a_publisher(client: Client, settings: Any) -> None:
    silent = client.get("/mentions-legales/").text
    settings.INSTANCE_PUBLISHER = "Ville de <b>Port-Mirage</b>"
    settings.INSTANCE_CONTACT = "bonjour@example.org"
    said = client.get("/mentions-legales/").text
    assert "Port-Mirage" not in silent
    assert "Ville de &lt;b&gt;Port-Mirage&lt;/b&gt;" in said
    assert "bonjour@example.org" in said
