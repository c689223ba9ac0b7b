"""Signing in by OpenID Connect, against a real provider that runs on this machine."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.core import mail
from django.test import Client
from pytest_django import Settings

from terreau.web.apps.accounts import provider as ours
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.selectors import suggested_siret

pytestmark = [pytest.mark.django_db, pytest.mark.allow_hosts(["127.0.0.1"])]
ANNE, PASSWORD = "anne@mairie.example", "vieux songe port mirage"


@pytest.fixture(autouse=True)
def proconnect(issuer: str, settings: Settings) -> None:
    """Let people sign in by that provider."""
    app = {
        "provider_id": "proconnect",
        "name": "ProConnect",
        "client_id": "terreau",
        "secret": "only-here",
        "settings": {"server_url": issuer},
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"proconnect": {"APPS": [app]}}


def asked(browser: Client, **form: str) -> str:
    """Press the button, and return the address one is sent to."""
    page = browser.post("/compte/proconnect/", form)
    found = re.search(r'class="btn btn-primary" href="([^"]+)"', page.text.replace("&amp;", "&"))
    assert found
    return found[1]


def answered(address: str, sub: str) -> str:
    """Say who one is to the provider, and return the path it sends back to."""
    answer = requests.post(address, data={"sub": sub}, allow_redirects=False, timeout=5)
    back = urlsplit(answer.headers["Location"])
    return f"{back.path}?{back.query}"


def come_in(browser: Client, sub: str, **form: str) -> Any:
    return browser.get(answered(asked(browser, **form), sub), follow=True)


def is_in(browser: Client) -> bool:
    return browser.get("/compte/").status_code == 200


def test_what_is_asked_of_the_provider(client: Client) -> None:
    wish = parse_qs(urlsplit(asked(client, scope="admin", auth_params="prompt=none")).query)
    assert set(wish["scope"][0].split()) == {
        "openid", "given_name", "usual_name", "email", "siret", "uid",
    }  # fmt: skip
    assert wish["acr_values"] == ["eidas1"]
    assert wish["code_challenge_method"] == ["S256"]
    assert wish["redirect_uri"] == ["http://testserver/compte/proconnect/retour/"]
    assert len(wish["nonce"][0]) > 20
    assert "prompt" not in wish
    again = parse_qs(urlsplit(asked(client)).query)
    assert (again["state"], again["nonce"]) != (wish["state"], wish["nonce"])


def test_somebody_new_confirms_their_address_first(client: Client, link: Callable[[], str]) -> None:
    come_in(client, "claire")
    user = User.objects.get()
    assert (user.email, user.name) == ("claire.roche@dreets.example", "Roche")
    assert not user.has_usable_password()
    assert not is_in(client), "the provider's word for an address is not a proof"
    client.post(link())
    come_in(client, "claire")
    assert is_in(client)
    account = SocialAccount.objects.get()
    assert account.extra_data == {"userinfo": {"sub": "claire", "siret": "13002526500013"}}
    assert suggested_siret(user) == "13002526500013"
    assert client.get("/compte/").context["standings"] == [], "no mandate is made of claims"


def test_an_account_is_not_taken_by_its_address(anne: User, client: Client) -> None:
    come_in(client, "anne")
    assert not is_in(client)
    assert not SocialAccount.objects.exists()
    assert mail.outbox[-1].subject == "[Terreau] Vous avez déjà un compte"


def test_an_account_is_linked_once_it_is_signed_in(
    sign_in: Callable[..., Client], anne: User
) -> None:
    browser = sign_in()
    browser.post("/compte/encore-vous/", {"password": PASSWORD})
    come_in(browser, "anne", process="connect")
    assert SocialAccount.objects.get().user == anne
    other = Client()
    come_in(other, "anne")
    assert is_in(other)


def test_linking_asks_again_who_one_is(sign_in: Callable[..., Client]) -> None:
    browser = sign_in()
    answer = browser.get(answered(asked(browser, process="connect"), "anne"))
    assert answer["Location"].startswith("/compte/encore-vous/")
    assert not SocialAccount.objects.exists()


def test_signing_out_ends_the_session_there_too(anne: User, client: Client) -> None:
    SocialAccount.objects.create(user=anne, provider="proconnect", uid="anne")
    come_in(client, "anne")
    page = client.post("/compte/deconnexion/")
    assert not is_in(client)
    there = re.search(r'href="(http://127[^"]+)"', page.text.replace("&amp;", "&"))
    assert there
    wish = parse_qs(urlsplit(there[1]).query)
    assert urlsplit(there[1]).path == "/oauth2/end_session"
    assert jwt.decode(wish["id_token_hint"][0], options={"verify_signature": False})["sub"] == (
        "anne"
    )
    assert wish["post_logout_redirect_uri"] == ["http://testserver/"]


def test_an_answer_to_another_question_is_refused(client: Client) -> None:
    back = answered(asked(client), "claire")
    stranger = Client()
    assert stranger.get(back).status_code == 401
    session = client.session
    session["terreau_oidc_nonce"] = "another"
    session.save()
    refused = client.get(back)
    assert refused.status_code == 401
    assert "n’a pas abouti" in refused.text
    assert not User.objects.exists()


def test_giving_up_there_is_told(client: Client) -> None:
    address = asked(client)
    answer = requests.post(address, data={"action": "deny"}, allow_redirects=False, timeout=5)
    query = urlsplit(answer.headers["Location"]).query
    state = parse_qs(urlsplit(address).query)["state"][0]
    page = client.get(f"/compte/proconnect/retour/?{query}&state={state}", follow=True)
    assert "Vous avez renoncé" in page.text


def test_a_provider_that_is_silent_is_told(client: Client, settings: Settings) -> None:
    apps = settings.SOCIALACCOUNT_PROVIDERS["proconnect"]["APPS"]
    apps[0]["settings"]["server_url"] = "http://127.0.0.1:9"
    answer = client.post("/compte/proconnect/")
    assert answer.status_code == 503
    assert "ProConnect ne répond pas" in answer.text


def test_it_is_off_unless_the_operator_says_so(client: Client, settings: Settings) -> None:
    settings.SOCIALACCOUNT_PROVIDERS = {}
    answer = client.post("/compte/proconnect/")
    assert answer.status_code == 404
    assert "Ce site n’utilise pas ProConnect" in answer.text
    client.force_login(User.objects.create_user("claire@mairie.example"))
    assert "Ce site n’utilise pas ProConnect" in client.get("/compte/proconnect/lien/").text
    client.logout()
    assert "ProConnect" not in client.get("/compte/connexion/").text


class Signing:
    """A provider that signs its userinfo, as ProConnect does; the keys are real."""

    def __init__(self, algorithm: str) -> None:
        self.algorithm = algorithm
        makes: dict[str, Any] = {
            "RS256": lambda: rsa.generate_private_key(65537, 2048),
            "ES256": lambda: ec.generate_private_key(ec.SECP256R1()),
        }
        self.key, self.other = makes[algorithm](), makes[algorithm]()
        self.kind: Any = {"RS256": jwt.algorithms.RSAAlgorithm, "ES256": jwt.algorithms.ECAlgorithm}
        public = self.kind[algorithm].to_jwk(self.key.public_key(), as_dict=True)
        self.keys = {"keys": [public | {"kid": "one", "alg": algorithm, "use": "sig"}]}

    def signed(self, *, key: Any = None, algorithm: str = "", **claims: Any) -> str:
        told = {"sub": "claire", "iss": "https://here", "aud": "terreau"} | claims
        chosen = algorithm or self.algorithm
        return jwt.encode(told, key or self.key, chosen, headers={"kid": "one"})


class Answering(requests.Session):
    """Answers with the keys, whatever is asked."""

    def __init__(self, keys: dict[str, Any]) -> None:
        super().__init__()
        self.keys = keys

    def get(self, *_: Any, **__: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code = 200
        answer.json = lambda: self.keys  # type: ignore[method-assign,assignment]
        return answer


@pytest.fixture(params=["RS256", "ES256"])
def signing(request: pytest.FixtureRequest) -> Signing:
    return Signing(request.param)


def believed(signing: Signing, token: str) -> dict[str, Any]:
    return ours.signed_claims(
        token,
        configuration={"issuer": "https://here", "jwks_uri": "https://here/jwks"},
        client_id="terreau",
        session=Answering(signing.keys),
    )


def test_a_signed_userinfo_is_read(signing: Signing) -> None:
    assert believed(signing, signing.signed(siret="1"))["siret"] == "1"


@pytest.mark.parametrize("what", ["signature", "issuer", "addressee", "time", "none", "garbage"])
def test_a_signed_userinfo_that_is_not_theirs_is_refused(signing: Signing, what: str) -> None:
    tokens = {
        "signature": signing.signed(key=signing.other),
        "issuer": signing.signed(iss="https://elsewhere"),
        "addressee": signing.signed(aud="another"),
        "time": signing.signed(exp=1),
        "none": jwt.encode({"sub": "claire"}, None, "none", headers={"kid": "one"}),
        "garbage": "not.a.token",
    }
    with pytest.raises(ours.OAuth2Error):
        believed(signing, tokens[what])


def test_the_whole_exchange_with_a_signed_userinfo(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    signing = Signing("RS256")
    whole = requests.Session.get
    told: list[Any] = []

    def get(session: requests.Session, url: str, **options: Any) -> requests.Response:
        answer = whole(session, url, **options)
        path = urlsplit(url).path
        if path == "/jwks" and told:
            answer.json = lambda: signing.keys  # type: ignore[method-assign,assignment]
        if path == "/userinfo":
            here = f"{urlsplit(url).scheme}://{urlsplit(url).netloc}"
            claims = answer.json() | {"given_name": "Claire"}
            answer._content = signing.signed(iss=here, **claims).encode()
            told.append(claims)
            answer.headers["Content-Type"] = "application/jwt"
        return answer

    monkeypatch.setattr(requests.Session, "get", get)
    come_in(client, "claire")
    assert told
    assert User.objects.get().name == "Claire Roche"
