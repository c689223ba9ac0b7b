"""What every answer says to the browser: nothing from elsewhere, nothing inline, no frame."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from terreau.web.apps.accounts.models import User

pytestmark = pytest.mark.django_db
PAGES = [
    "/",
    "/accessibilite/",
    "/mentions-legales/",
    "/composants/",
    "/api/",
    "/territoires/?q=mirage",
    "/territoires/suggestions/?q=mirage",
    "/territoires/liste/?codes=zzz",
    "/territoires/epci/X00000001/",
    "/observatoire/donnees/",
    "/observatoire/zone-emploi/X001/",
    "/observatoire/zone-emploi/X001/?level=ZZ",
    "/observatoire/liste/XA001,XA002/",
    "/nulle-part/",
]


@pytest.mark.parametrize("page", PAGES)
def test_a_page_asks_nobody_else_and_runs_nothing_inline(client: Client, page: str) -> None:
    answer = client.get(page)
    policy = dict(
        part.strip().partition(" ")[::2] for part in answer["Content-Security-Policy"].split(";")
    )
    assert policy["default-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["object-src"] == "'none'"
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=\"|javascript:", answer.text)
    inline = re.findall(r"<script(?![^>]*\bsrc=)([^>]*)>", answer.text)
    assert all('type="application/json"' in attributes for attributes in inline)
    asked = re.findall(
        r'<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="([^"]+)"', answer.text
    )
    assert all(address.startswith(("/", "data:")) for address in asked)


def test_a_static_file_is_closed_to_others(client: Client) -> None:
    answer = client.get("/static/terreau/theme.css")
    answer.close()
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cross-Origin-Resource-Policy"] == "same-origin"
    assert answer["X-Request-ID"]


@pytest.mark.parametrize("page", ["/", "/annuaire/", "/annuaire/organisations.csv"])
def test_what_is_answered_to_a_person_is_kept_by_no_proxy(client: Client, page: str) -> None:
    assert "Cache-Control" not in client.get(page)
    client.force_login(User.objects.create_user("marie@exemple.fr"))
    assert client.get(page)["Cache-Control"] == "private, no-cache"
    static = client.get("/static/terreau/theme.css")
    static.close()
    assert "private" not in static["Cache-Control"]


def test_what_is_answered_to_a_program_is_kept_by_no_proxy(client: Client) -> None:
    answer = client.get("/api/v1/organisations", headers={"authorization": "Bearer ter_none"})
    assert answer["Cache-Control"] == "private, no-cache"


SECURE = {"SECURE_SSL_REDIRECT": True, "SECURE_HSTS_SECONDS": 31_536_000}


def test_a_public_instance_is_asked_by_https_only(client: Client, settings: Any) -> None:
    for name, value in SECURE.items():
        setattr(settings, name, value)
    settings.SECURE_REDIRECT_EXEMPT = [r"^(healthz|readyz|sante/)$"]
    client.handler.load_middleware()
    assert client.get("/").status_code == 301
    assert client.get("/healthz").status_code == client.get("/readyz").status_code == 200
    answer = client.get("/", secure=True)
    assert answer["Strict-Transport-Security"].startswith("max-age=31536000")


def test_no_cookie_is_left_by_reading(client: Client) -> None:
    for page in PAGES:
        assert not client.get(page).cookies, page


def test_another_host_is_refused(client: Client) -> None:
    assert client.get("/", HTTP_HOST="evil.example").status_code == 400
