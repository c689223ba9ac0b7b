"""Errors as pages: the right status, a sentence in the reader's language, nothing technical."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import PermissionDenied
from django.db.utils import OperationalError
from django.http import HttpRequest
from django.test import Client, override_settings
from django.urls import path
from ninja import Body, NinjaAPI, Schema
from ninja.errors import AuthorizationError
from ninja.security import HttpBearer

from terreau.core.errors import BadInput, StoreFailure, TerreauError, UnknownPerimeter
from terreau.web import urls
from terreau.web.api import api
from terreau.web.shared import errors

pytestmark = pytest.mark.django_db
PROBLEM = {"type", "title", "status", "detail", "instance"}
TECHNICAL = ("Traceback", "Exception", "terreau.", "/src/", "Error")


class HttpBearerOfNobody(HttpBearer):
    def authenticate(self, request: HttpRequest, token: str) -> None:
        return None


class Said(Schema):
    year: int


def raising(error: Exception) -> object:
    def view(_request: object) -> None:
        raise error

    return view


extra = NinjaAPI(urls_namespace="extra", openapi_url=None, docs_url=None)
for refused, answered in api._exception_handlers.items():
    extra.add_exception_handler(refused, answered)


@extra.get("no-token", auth=HttpBearerOfNobody())
def no_token(request: HttpRequest) -> None: ...


@extra.get("no-right")
def no_right(request: HttpRequest) -> None:
    raise AuthorizationError


@extra.post("body")
def take_body(request: HttpRequest, said: Body[Said]) -> None: ...


class Doors:
    """The addresses of the site, and some that fail in each possible way."""

    handler400, handler403 = urls.handler400, urls.handler403
    handler404, handler500 = urls.handler404, urls.handler500
    urlpatterns = (
        path("unknown/", raising(UnknownPerimeter("Rien ici", value="x", remedy="Cherchez"))),
        path("bad/", raising(BadInput("Mauvaise <b>année</b>", value="<script>", why="Parce que"))),
        path("full/", raising(StoreFailure("Le disque refuse"))),
        path("other/", raising(TerreauError("Autre chose"))),
        path("api/v1/fault", raising(ZeroDivisionError("secret detail of ours"))),
        path("api/v1/unknown", raising(UnknownPerimeter("Rien ici", value="x", remedy="Cherchez"))),
        path("api/v1/unread", raising(OperationalError("no such table: ours"))),
        path("api/v1/not-yours", raising(PermissionDenied())),
        path("api/v1/", extra.urls),
        path("unread/", raising(OperationalError("no such table: ours"))),
        path("late/", errors.too_many),
        path("foreign/", errors.forbidden),
        path("fault/", raising(ZeroDivisionError("secret detail of ours"))),
        *urls.urlpatterns,
    )


@pytest.fixture
def faulty(settings: object) -> Client:
    client = Client(raise_request_exception=False)
    with override_settings(ROOT_URLCONF=Doors):
        yield client


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/unknown/", 404, "Rien ici"),
        ("/bad/", 400, "Mauvaise &lt;b&gt;année&lt;/b&gt;"),
        ("/full/", 503, "Le disque refuse"),
        ("/other/", 503, "Autre chose"),
        ("/unread/", 503, "La base de données ne répond pas"),
    ],
)
def test_a_readable_error_is_a_page(
    faulty: Client, address: str, status: int, sentence: str
) -> None:
    answer = faulty.get(address)
    assert answer.status_code == status
    assert sentence in answer.text
    assert "<script>" not in answer.text.split("<main", 1)[1]
    assert answer.text.count("<h1") == 1
    assert not [word for word in TECHNICAL if word in answer.text]


def test_a_fault_of_ours_says_nothing_of_itself(faulty: Client, capfd: object) -> None:
    answer = faulty.get("/fault/")
    assert answer.status_code == 500
    assert "Rien n’a été perdu" in answer.text
    assert "Nothing was lost" in answer.text
    assert "secret detail" not in answer.text
    assert f"<code>{answer['X-Request-ID']}</code>" in answer.text
    assert "default-src 'self'" in answer["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("address", "status", "method"),
    [
        ("/api/v1/fault", 500, "GET"),
        ("/api/v1/unread", 503, "GET"),
        ("/api/v1/no-token", 401, "GET"),
        ("/api/v1/not-yours", 403, "GET"),
        ("/api/v1/no-right", 403, "GET"),
        ("/api/v1/body", 422, "POST"),
        (f"/api/v1/perimeters?q={'a' * 9_000}", 414, "GET"),
        ("/api/v1/unknown", 404, "GET"),
        ("/api/v1/nowhere", 404, "GET"),
        ("/api/v1/perimeters/commune/99999", 404, "GET"),
        ("/api/v1/perimeters/commune/XA001/profile?from=x", 400, "GET"),
        ("/api/v1/perimeters?q=a&limit=x", 400, "GET"),
        ("/api/v1/perimeters?q=a", 405, "DELETE"),
    ],
)
def test_what_the_api_refuses_has_one_shape(
    faulty: Client, address: str, status: int, method: str, capfd: object
) -> None:
    answer = faulty.generic(method, address)
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/problem+json"
    refusal = answer.json()
    assert refusal.keys() == PROBLEM | {"error", "value", "why", "remedy"}
    assert (refusal["type"], refusal["status"]) == ("about:blank", status)
    assert refusal["title"] == HTTPStatus(status).phrase
    assert refusal["detail"].startswith(refusal["error"])
    assert refusal["instance"] == answer["X-Request-ID"]
    assert refusal["error"]
    assert refusal["remedy"]
    assert "ours" not in answer.text
    if status == 405:
        assert answer["Allow"] == "GET"


@pytest.mark.parametrize(
    ("address", "status", "way"),
    [
        ("/late/?a=1", 429, "Réessayer"),
        ("/unread/?a=1", 503, "Réessayer"),
        ("/foreign/?a=1", 403, "Rouvrir la page"),
    ],
)
def test_a_page_leads_back_and_gives_its_number(
    faulty: Client, address: str, status: int, way: str
) -> None:
    home = {"referer": f"http://testserver{address}"}
    answer = faulty.get(address, headers=home)
    assert answer.status_code == status
    assert f"<code>{answer['X-Request-ID']}</code>" in answer.text
    assert re.search(rf'href="[^"]*{re.escape(address)}">{way}<', answer.text)
    assert ("Retry-After" in answer) == (status == 429)
    elsewhere = faulty.post(address, headers={"referer": "https://evil.example/"})
    assert "evil.example" not in elsewhere.text
    assert way not in elsewhere.text


def test_a_database_that_does_not_even_say_who_reads_is_said_to_be_for_a_time(
    client: Client, monkeypatch: pytest.MonkeyPatch, capfd: object
) -> None:
    def unread(_: object) -> None:
        raise OperationalError("disk I/O error")

    monkeypatch.setattr(SessionStore, "load", unread)
    client.cookies["terreau_session"] = "of somebody"
    client.raise_request_exception = False
    answer = client.get("/")
    assert answer.status_code == 503
    assert "Le service a rencontré un problème" in answer.text
    assert "disk" not in answer.text


@pytest.mark.parametrize(
    ("view", "status"),
    [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)],
)
def test_the_pages_of_the_framework(view: object, status: int, rf: object) -> None:
    answer = view(rf.get("/anything"), ValueError("x"))
    assert answer.status_code == status
    assert "<h1>" in answer.content.decode()


@pytest.mark.parametrize("address", ["/nulle-part/", "/territoires/x/y/z/t/", "/%00/", "/é/"])
def test_an_unknown_address(client: Client, english: Client, address: str) -> None:
    answer = client.get(address)
    assert answer.status_code == 404
    assert "Cette page n’existe pas" in answer.text
    assert "n’existe pas" not in english.get(address).text


@pytest.mark.parametrize(
    "address",
    [
        "/territoires/commune/99999/",
        "/territoires/planete/1/",
        "/territoires/commune/<script>/",
        "/territoires/commune/%00/",
        "/territoires/zone-emploi/5219/",
        "/observatoire/commune/99999/",
        "/observatoire/epci/44184/",
        "/observatoire/commune/99999/profil.csv",
    ],
)
def test_an_unknown_territory_is_a_page_in_both_languages(
    client: Client, english: Client, address: str
) -> None:
    french, translated = client.get(address), english.get(address)
    assert (french.status_code, translated.status_code) == (404, 404)
    assert "Ce territoire n’est pas connu" in french.text
    assert "Cherchez-le par son nom" in french.text
    assert 'lang="en"' in translated.text
    assert "n’est pas connu" not in translated.text
    assert "<script>" not in french.text.split("<main", 1)[1]
    assert not [word for word in TECHNICAL if word in french.text]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "above"),
    [
        ("/langue/", "/"),
        ("/compte/mes-donnees/exporter/", "/compte/mes-donnees/"),
        ("/compte/personnage/", "/compte/"),
    ],
)
def test_the_address_of_a_button_opened_as_a_page_leads_to_its_page(
    client: Client, path: str, above: str
) -> None:
    answer = client.get(path)
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "celle d’un bouton, pas d’une page" in answer.text
    assert f'href="{above}">Aller à cette page' in answer.text
