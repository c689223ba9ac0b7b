"""Signing in with a real browser: password, passkey, one-time code, OpenID Connect, personas."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, Page, expect

pytestmark = pytest.mark.e2e

PASSWORD = "vieux songe port mirage"
AXE = "axe.run({resultTypes: ['violations']})"
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
# A device that keeps keys and whose owner is always there.
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}
MAKE = """
from allauth.account.models import EmailAddress
from terreau.web.apps.accounts.models import User
for address in {addresses!r}:
    user = User.objects.create_user(address, {password!r}, name="Anne Rivière")
    EmailAddress.objects.create(user=user, email=address, verified=True, primary=True)
User.objects.create_user("cheffe.essai@exemple.terreau", name="Camille Forge")
"""
ADDRESSES = {
    name: f"{name}@mairie.example" for name in ("anne", "passkey", "codes", "linked", "keys")
}
# As long as addresses of officials are: no page may widen for it.
ADDRESSES["pages"] = "service.economie.et.industrie.du.territoire@communaute-urbaine.example"


@pytest.fixture(scope="session")
def people(site: str, in_web: Callable[[str], str]) -> str:
    """Write the people of these tests in the site's database; return its other name, localhost."""
    in_web(MAKE.format(addresses=list(ADDRESSES.values()), password=PASSWORD))
    return site.replace("127.0.0.1", "localhost")


@pytest.fixture
def visit(people: str, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a path on localhost, where passkeys work."""
    contexts: list[BrowserContext] = []
    violations: list[str] = []

    def visit(path: str, **options: Any) -> Page:
        context = browser.new_context(base_url=people, reduced_motion="reduce", **options)
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on(
            "console",
            lambda said: violations.append(said.text) if "Content Security" in said.text else None,
        )
        page = context.new_page()
        page.goto(path)
        return page

    yield visit
    for context in contexts:
        context.close()
    assert not violations


def sign_in(page: Page, address: str) -> None:
    page.goto("/compte/connexion/")
    page.get_by_label("Adresse électronique").fill(address)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Se connecter", exact=True).click()


def prove(page: Page) -> None:
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Continuer").click()


def sign_out(page: Page) -> None:
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    expect(page.get_by_role("link", name="Se connecter")).to_be_visible()


def expect_signed_in(page: Page) -> None:
    expect(page.locator(".account-menu summary")).to_contain_text("Anne Rivière")


def code_of(secret: str) -> str:
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30)))


@pytest.mark.parametrize("has_scripts", [True, False])
def test_by_password_from_the_header_with_and_without_scripts(
    visit: Callable[..., Page], has_scripts: bool
) -> None:
    page = visit("/", java_script_enabled=has_scripts, viewport={"width": 320, "height": 700})
    page.get_by_role("link", name="Se connecter").click()
    sign_in(page, ADDRESSES["anne"])
    expect_signed_in(page)
    assert page.evaluate(SIDEWAYS) <= 0
    sign_out(page)


def test_by_the_keyboard_alone(visit: Callable[..., Page]) -> None:
    page = visit("/compte/connexion/")
    page.get_by_label("Adresse électronique").focus()
    page.keyboard.type(ADDRESSES["anne"])
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect_signed_in(page)
    page.goto("/compte/")
    page.locator(".account-menu summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    menu = page.locator(".account-menu")
    expect(menu.get_by_role("link", name="Mon compte")).to_be_focused()
    # The menu and the tabs of an account are one list.
    tabs = page.get_by_role("navigation", name="Votre compte").get_by_role("link")
    assert menu.get_by_role("link").all_inner_texts() == tabs.all_inner_texts()


def test_by_a_passkey_alone(visit: Callable[..., Page]) -> None:
    page = visit("/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    sign_in(page, ADDRESSES["passkey"])
    expect_signed_in(page)
    page.goto("/compte/securite/cles/ajouter/")
    prove(page)
    page.get_by_label("Nom de la clé").fill("Téléphone")
    page.get_by_role("button", name="Ajouter cette clé").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Codes de secours")
    sign_out(page)
    page.goto("/compte/connexion/")
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect_signed_in(page)
    # The password alone opens no more: the key is asked for.
    sign_out(page)
    sign_in(page, ADDRESSES["passkey"])
    expect(page.get_by_role("heading", level=1)).to_have_text("Une preuve de plus")
    page.get_by_role("button", name="Se servir de la clé d’accès").click()
    expect_signed_in(page)


def test_a_key_that_does_not_answer_is_told(visit: Callable[..., Page]) -> None:
    page = visit("/compte/connexion/")
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send(
        "WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | {"isUserVerified": False}}
    )
    page.get_by_role("button", name="Se connecter avec une clé d’accès").click()
    expect(page.get_by_role("alert").filter(has_text="La clé n’a pas répondu")).to_be_visible()


def test_by_a_one_time_code(visit: Callable[..., Page]) -> None:
    page = visit("/")
    sign_in(page, ADDRESSES["codes"])
    page.goto("/compte/securite/codes/activer/")
    prove(page)
    expect(page.get_by_role("img", name="code QR")).to_be_visible()
    secret = page.locator(".account-steps code").inner_text()
    page.get_by_label("Code affiché par le téléphone").fill(code_of(secret))
    page.get_by_role("button", name="Demander désormais un code").click()
    recovery = page.locator(".account-codes code").first.inner_text()
    expect(page.get_by_role("button", name="Imprimer")).to_be_visible()
    page.get_by_role("link", name="J’ai gardé mes codes : continuer").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sécurité")
    sign_out(page)
    sign_in(page, ADDRESSES["codes"])
    page.get_by_label("Code à usage unique ou code de secours").fill("000000")
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect(page.get_by_text("Ce code n’est pas le bon")).to_be_visible()
    page.get_by_label("Code à usage unique ou code de secours").fill(recovery)
    page.get_by_role("button", name="Se connecter", exact=True).click()
    expect_signed_in(page)


def test_a_key_is_copied_and_not_made_again_by_reloading(visit: Callable[..., Page]) -> None:
    page = visit("/")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, ADDRESSES["keys"])
    page.locator(".account-menu summary").click()
    page.locator(".account-menu").get_by_role("link", name="Clés d’API").click()
    page.get_by_label("À quoi sert-elle").fill("Mon Excel")
    page.get_by_label("Lire l’annuaire").check()
    page.get_by_role("button", name="Faire la clé").click()
    prove(page)
    page.get_by_role("button", name="Copier").click()
    expect(page.get_by_role("button", name="Copié")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("ter_")
    page.evaluate(AXE_SCRIPT)
    assert page.evaluate(AXE)["violations"] == []
    page.reload()
    expect(page.get_by_role("heading", name="Mon Excel")).to_have_count(1)
    assert copied not in page.content()


def test_by_openid_connect(visit: Callable[..., Page], people: str) -> None:
    page = visit("/")
    # The account of this address is linked by who holds it; then the provider opens it.
    sign_in(page, ADDRESSES["linked"])
    page.goto("/compte/encore-vous/?next=/compte/proconnect/lien/")
    prove(page)
    page.get_by_role("button", name="Lier un compte").click()
    page.get_by_role("button", name="anne").click()
    expect(page.get_by_text("Le compte extérieur est lié.")).to_be_visible()
    page.locator(".account-menu summary").click()
    page.get_by_role("button", name="Se déconnecter").click()
    page.wait_for_url(re.compile(r"end_session"))
    page.goto(f"{people}/compte/connexion/")
    page.get_by_role("button", name="Se connecter avec ProConnect").click()
    page.get_by_role("button", name="anne").click()
    page.wait_for_url(f"{people}/")
    expect_signed_in(page)


def test_as_somebody_of_the_example_country(visit: Callable[..., Page]) -> None:
    page = visit("/compte/connexion/?next=/territoires/")
    page.get_by_role("button", name="Camille Forge").click()
    page.wait_for_url("**/territoires/")
    expect(page.locator(".account-menu summary")).to_contain_text("Camille Forge")


OWN = (
    "/compte/",
    "/compte/adresse/",
    "/compte/sessions/",
    "/compte/mes-donnees/",
    "/compte/cles/",
    "/annuaire/mandats/",
    "/compte/mot-de-passe/",
    "/compte/deconnexion/",
    "/compte/encore-vous/",
    "/compte/securite/",
    "/compte/securite/cles/",
    "/compte/securite/cles/ajouter/",
    "/compte/securite/codes/activer/",
    "/compte/proconnect/lien/",
)


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_the_pages_of_an_account_are_open_to_all(
    visit: Callable[..., Page], scheme: str, width: int
) -> None:
    page = visit("/", color_scheme=scheme, viewport={"width": width, "height": 800})
    sign_in(page, ADDRESSES["pages"])
    page.goto("/compte/encore-vous/?next=/compte/")
    prove(page)
    faults = []
    for path in OWN:
        answer = page.goto(path)
        assert answer
        assert answer.status == 200
        page.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
        page.evaluate(AXE_SCRIPT)
        found = page.evaluate(AXE)["violations"]
        faults += [f"{path} {rule['id']}: {rule['nodes'][0]['html'][:200]}" for rule in found]
        faults += [f"{path} sideways"] * (page.evaluate(SIDEWAYS) > 0)
        assert page.locator("h1").count() == 1
    assert not faults, "\n".join(faults)
