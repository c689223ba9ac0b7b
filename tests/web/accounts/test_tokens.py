"""A key is shown once, works for what it allows until its day, and a cookie does not replace it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from terreau.core.errors import BadInput, NotHere, NotSignedIn
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.accounts.tokens import find_token, make_token, revoke_token
from terreau.web.shared.api import open_reads

pytestmark = pytest.mark.django_db

READ = ("directory:read",)
MONTH = timedelta(days=30)
ME = "/api/v1/me"


def bearer(secret: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {secret}"}


def test_only_a_digest_is_kept(claire: Acting) -> None:
    token, secret = make_token(acting=claire, name="Tableur", allows=READ, lasts=MONTH)
    kept = json.dumps(list(ApiToken.objects.values()), default=str)
    assert secret.startswith("ter_")
    assert len(secret) > 40
    assert secret not in kept
    assert secret.startswith(token.prefix)
    assert find_token(secret) == token
    entry = history_of(token).get()
    assert entry.changes == {"name": ["", PERSONAL], "allows": ["", "directory:read"]}


@pytest.mark.parametrize(
    ("name", "allows", "lasts"),
    [
        (" ", READ, MONTH),
        ("Tableur", (), MONTH),
        ("Tableur", ("directory:read", "everything:write"), MONTH),
        ("Tableur", READ, timedelta(days=366)),
        ("Tableur", READ, timedelta(0)),
    ],
)
def test_what_no_key_may_be(claire: Acting, name, allows, lasts) -> None:
    with pytest.raises(BadInput):
        make_token(acting=claire, name=name, allows=allows, lasts=lasts)
    assert not ApiToken.objects.exists()


def test_nobody_has_no_key() -> None:
    with pytest.raises(NotSignedIn):
        make_token(acting=OPERATOR, name="Tableur", allows=READ, lasts=MONTH)


def test_a_key_says_who_one_is_and_what_it_allows(claire: Acting, client: Client) -> None:
    _token, secret = make_token(acting=claire, name="Tableur", allows=READ, lasts=MONTH)
    answer = client.get(ME, headers=bearer(secret))
    assert answer.status_code == 200
    assert answer.json()["email"] == "claire@exemple.fr"
    assert answer.json()["key"]["allows"] == ["directory:read"]
    assert answer.json()["mandates"] == []


@pytest.mark.parametrize("end", ["unknown", "revoked", "over", "inactive", "empty"])
def test_a_key_that_is_no_good_opens_nothing(end, claire: Acting, client: Client, clock) -> None:
    token, secret = make_token(acting=claire, name="Tableur", allows=READ, lasts=MONTH)
    if end == "unknown":
        secret = f"{secret}x"
    elif end == "empty":
        secret = ""
    elif end == "revoked":
        revoke_token(acting=claire, token_id=token.pk)
    elif end == "over":
        clock.shift(MONTH)
    else:
        User.objects.update(is_active=False)
    # What is public too: whoever sends a key learns that it is no good.
    for address in (ME, "/api/v1/datasets"):
        answer = client.get(address, headers=bearer(secret))
        assert answer.status_code == 401
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.json()["error"]


def test_a_cookie_does_not_write(rf: RequestFactory) -> None:
    assert open_reads(rf.get("/api/v1/anything"))
    for method in ("post", "put", "patch", "delete"):
        with pytest.raises(NotSignedIn):
            open_reads(getattr(rf, method)("/api/v1/anything"))


def test_without_a_key_what_is_public_is_read(client: Client) -> None:
    assert client.get("/api/v1/datasets").status_code == 200
    assert (
        client.get("/api/v1/datasets", headers={"Authorization": "Basic eA=="}).status_code == 200
    )
    answer = client.get(ME)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Bearer realm="Terreau"')


def test_its_use_is_written_once_a_day(claire: Acting, client: Client, clock) -> None:
    token, secret = make_token(acting=claire, name="Tableur", allows=READ, lasts=MONTH)

    def writes() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(ME, headers=bearer(secret))
        return sum(query["sql"].startswith("UPDATE") for query in queries)

    assert [writes(), writes()] == [1, 0]
    clock.shift(timedelta(days=1))
    assert writes() == 1
    token.refresh_from_db()
    assert token.last_used_on.isoformat() == "2026-03-03"


def test_the_schema_says_where_a_key_is_needed(client: Client) -> None:
    schema = client.get("/api/v1/openapi.json").json()
    assert schema["components"]["securitySchemes"]["TokenAuth"]["scheme"] == "bearer"
    security = {
        (method, path): operation.get("security")
        for path, operations in schema["paths"].items()
        for method, operation in operations.items()
    }
    assert security["get", ME] == [{"TokenAuth": []}]
    assert security["get", "/api/v1/datasets"] == [{}, {"TokenAuth": []}]
    for (method, path), ways in security.items():
        assert ways, path
        assert method == "get" or ways == [{"TokenAuth": []}]
    page = client.get("/api/").text
    assert "Authorization: Bearer" in page


def test_a_key_is_made_shown_once_and_revoked(signed_in: Client, person: User) -> None:
    wish = {"name": "Tableur", "allows": ["directory:read"], "days": "30"}
    assert signed_in.post("/compte/cles/", wish).headers["Location"] == "/compte/cles/"
    token = ApiToken.objects.get(user=person)
    # What waits for the page is of no use to who reads the database.
    waiting = str(signed_in.session["token_just_made"])
    page = signed_in.get("/compte/cles/")
    assert page["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    secret = page.context["made"]["secret"]
    assert secret in page.text
    assert "<code>directory:read" not in page.text
    assert secret not in waiting
    assert find_token(secret) == token
    # To reload makes no second key, and shows the first no more.
    again = signed_in.get("/compte/cles/")
    assert ApiToken.objects.count() == 1
    assert secret not in again.text
    assert "Tableur" in again.text
    assert "Révoquer la clé" in signed_in.get(f"/compte/cles/{token.pk}/revoquer/").text
    assert signed_in.post(f"/compte/cles/{token.pk}/revoquer/").status_code == 302
    assert find_token(secret) is None
    assert "révoquée le" in signed_in.get("/compte/cles/").text


def test_nothing_typed_is_lost(signed_in: Client) -> None:
    page = signed_in.post("/compte/cles/", {"name": "Tableur d’Ève", "days": "365"})
    assert page.status_code == 400
    assert "Tableur d’Ève" in page.text
    assert '<option value="365" selected>' in page.text
    assert "Cochez au moins une chose" in page.text


def test_the_key_of_somebody_else_does_not_exist(claire: Acting, client: Client) -> None:
    token, secret = make_token(acting=claire, name="Tableur", allows=READ, lasts=MONTH)
    other = User.objects.create_user("autre@exemple.fr")
    with pytest.raises(NotHere):
        revoke_token(acting=Acting(other, scope_of(other)), token_id=token.pk)
    client.force_login(other)
    assert client.post(f"/compte/cles/{token.pk}/revoquer/").status_code == 404
    assert find_token(secret) == token
