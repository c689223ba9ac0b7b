"""French unless one chose English; the choice is kept and leads nowhere else."""

from __future__ import annotations

import pytest
from django.http import HttpResponse
from django.test import Client

pytestmark = pytest.mark.django_db


def language_of(response: HttpResponse) -> str:
    (declared,) = {
        language for language in ("fr", "en") if f'<html lang="{language}"' in response.text
    }
    assert response["Content-Language"] == declared
    return declared


@pytest.mark.parametrize("wish", ["", "en", "en-GB,en;q=0.9", "de", "*", "fr;q=0.1, en;q=1"])
def test_what_the_browser_prefers_is_not_asked(client: Client, wish: str) -> None:
    assert language_of(client.get("/", HTTP_ACCEPT_LANGUAGE=wish)) == "fr"


@pytest.mark.parametrize(
    ("cookie", "language"),
    [("en", "en"), ("fr", "fr"), ("", "fr"), ("de", "fr"), ("en<script>", "fr"), ("EN", "fr")],
)
def test_the_cookie_decides(client: Client, cookie: str, language: str) -> None:
    client.cookies["terreau_language"] = cookie
    assert language_of(client.get("/")) == language


def test_a_choice_is_kept_and_one_stays_on_the_page(client: Client) -> None:
    page = "/observatoire/commune/XA001/?level=A10"
    chosen = client.post("/langue/", {"language": "en", "next": page})
    assert (chosen.status_code, chosen["Location"]) == (302, page)
    cookie = chosen.cookies["terreau_language"]
    assert cookie.value == "en"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert language_of(client.get(page)) == "en"
    client.post("/langue/", {"language": "fr", "next": page})
    assert language_of(client.get(page)) == "fr"


@pytest.mark.parametrize("language", ["", "de", "../en", "en\r\nSet-Cookie: a=b", "x" * 5000])
def test_another_language_changes_nothing(client: Client, language: str) -> None:
    answer = client.post("/langue/", {"language": language, "next": "/healthz"})
    assert answer.status_code == 302
    assert "terreau_language" not in answer.cookies


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://example.org/",
        "//example.org/",
        "///example.org",
        "/\\example.org",
        "\\\\example.org",
        "javascript:alert(1)",
        "http:example.org",
        "https:///example.org",
        " //example.org",
        "ftp://testserver/",
        "",
    ],
)
def test_one_is_never_led_to_another_site(client: Client, elsewhere: str) -> None:
    answer = client.post("/langue/", {"language": "en", "next": elsewhere})
    assert (answer.status_code, answer["Location"]) == (302, "/")


def test_a_language_is_chosen_by_a_form_of_this_site_only() -> None:
    stranger = Client(enforce_csrf_checks=True)
    refused = stranger.post("/langue/", {"language": "en"})
    assert refused.status_code == 403
    assert "Ce formulaire n’est plus valable" in refused.text
    assert stranger.get("/langue/").status_code == 405
