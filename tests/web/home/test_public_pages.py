"""The pages every public service has, the register of processing, what programs read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from datetime import date, datetime
from importlib import resources
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import pytest
import yaml
from django.test import Client
from time_machine import TimeMachineFixture

from terreau import __version__
from terreau.web.apps.home.processing import FIELDS, list_processing
from terreau.web.apps.home.site_map import GROUPS
from terreau.web.shared import retention

ROOT = Path(__file__).parents[3]
PAGES = (
    "/accessibilite/", "/mentions-legales/", "/donnees-personnelles/", "/conditions/",
    "/plan-du-site/", "/contact/", "/stats/",
)  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["fr", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_has_one_title_and_every_footer_leads_to_it(
    client: Client, page: str, chosen: str
) -> None:
    client.cookies["terreau_language"] = chosen
    text = client.get(page).text
    assert text.count("<h1") == 1
    assert f'<html lang="{chosen}"' in text
    footer = client.get("/api/").text.rpartition("<footer")[2]
    assert f'href="{page}"' in footer


@pytest.mark.django_db
def test_the_statement_has_what_the_law_asks(client: Client, settings: Any) -> None:
    settings.INSTANCE_PUBLISHER = "Syndicat de <i>Port-Mirage</i>"
    settings.INSTANCE_CONTACT = "bonjour@terreau.example"
    page = client.get("/accessibilite/").text
    for said in (
        "non conforme", "RGAA", "http://testserver", "article 47", "aucun résultat d’audit",
        "Syndicat de &lt;i&gt;Port-Mirage", "bonjour@terreau.example", "Libre réponse 71120",
        "https://formulaire.defenseurdesdroits.fr/", "/contact/?sujet=accessibility",
        "29 novembre 2026",
    ):  # fmt: skip
        assert said in page, said
    assert "Accessibilité\u00a0: non conforme" in client.get("/").text


@pytest.mark.django_db
def test_notices_name_who_answers_or_say_that_it_is_not_stated(
    client: Client, settings: Any
) -> None:
    silent = client.get("/mentions-legales/").text
    assert silent.count("L’exploitant de ce site ne l’a pas encore renseigné") == 3
    for path in ("/mentions-legales/", "/contact/", "/donnees-personnelles/", "/accessibilite/"):
        # Names of settings are for who keeps the machine: `terreau doctor` tells them.
        assert "TERREAU_" not in client.get(path).text, path
    settings.INSTANCE_PUBLISHER, settings.INSTANCE_DIRECTOR = "Syndicat", "La présidente"
    settings.INSTANCE_HOST, settings.INSTANCE_CONTACT = "Régie, 1 quai du Songe", "a@b.example"
    told = client.get("/mentions-legales/").text
    assert "TERREAU_" not in told
    assert all(said in told for said in ("Syndicat", "La présidente", "1 quai du Songe"))


@pytest.mark.django_db
@pytest.mark.parametrize("chosen", ["fr", "en"])
def test_the_privacy_page_shows_the_whole_register(client: Client, chosen: str) -> None:
    client.cookies["terreau_language"] = chosen
    page = client.get("/donnees-personnelles/").text
    words = re.sub(r"\s+", " ", page.replace("\u202f", " ").replace("\xa0", " "))
    for processing in list_processing():
        assert f'id="{processing.id}"' in page
        for name, text in (("", processing.title), *processing.rows()):
            assert text.in_language(chosen).replace("\u202f", " ") in words, (processing.id, name)


def test_the_register_is_complete_and_its_rules_exist() -> None:
    file = resources.files("terreau.web.apps.home") / "processing.toml"
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["processing"]
    for entry in entries:
        assert entry.keys() - {"rule"} == {"id", "title", *FIELDS}, entry["id"]
        for field in ("title", *FIELDS):
            assert entry[field].keys() == {"fr", "en"}
            assert all(entry[field].values()), (entry["id"], field)
    told = {entry["id"] for entry in entries}
    assert told == {
        "accounts", "mandates", "invitations", "access-requests", "history", "sessions",
        "tokens", "contact", "outbox", "waiting-letters", "sign-in-limits", "logs",
        "contacts", "mailings", "know-how", "visits", "question-answers", "registers",
        "objections", "messages", "introductions", "plans", "plan-imports",
        "funding",
    }  # fmt: skip
    # Whatever a program deletes is told, and the other way round. That of contacts has two rules.
    told = {entry["rule"] for entry in entries if "rule" in entry} | {"contacts-asked"}
    assert told == {rule.name for rule in retention.rules()}


@pytest.mark.django_db
def test_the_site_map_leads_everywhere_it_says(client: Client) -> None:
    page = client.get("/plan-du-site/").text
    links = re.findall(r'<li><a href="([^"]+)">', page.partition("<main")[2].partition("</main")[0])
    assert len(links) == sum(len(views) for _, views in GROUPS)
    # What is one's own asks first who one is.
    assert all(client.get(link, follow=True).status_code == 200 for link in links)
    footer = page.rpartition("<footer")[2]
    assert set(re.findall(r'href="(/[^"]*)"', footer)) <= {*links, "/plan-du-site/"}


@pytest.mark.django_db
def test_security_text(client: Client, settings: Any, clock: TimeMachineFixture) -> None:
    settings.INSTANCE_CONTACT = "bonjour@terreau.example"
    answer = client.get("/.well-known/security.txt", HTTP_HOST="localhost")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in answer.text.splitlines()]
    assert [name for name, _ in fields] == [
        "Contact", "Contact", "Expires", "Preferred-Languages", "Canonical",
    ]  # fmt: skip
    told = dict(fields)
    assert fields[0][1] == "mailto:bonjour@terreau.example"
    assert told["Canonical"] == "http://localhost/.well-known/security.txt"
    expires = datetime.fromisoformat(told["Expires"])
    assert 150 < (expires.date() - date(2026, 3, 2)).days < 365
    contact = fields[1][1].removeprefix("http://localhost")
    assert '<option value="security" selected>' in client.get(contact).text
    settings.INSTANCE_CONTACT = ""
    assert "mailto" not in client.get("/.well-known/security.txt").text


@pytest.mark.django_db
def test_robots_are_told_what_not_to_visit(client: Client) -> None:
    answer = client.get("/robots.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    lines = answer.text.splitlines()
    assert lines[0] == "User-agent: *"
    assert "Disallow: /rapports/" in lines
    assert "Disallow: /" not in lines


def test_publiccode_is_valid() -> None:
    """Keys and values that the standard requires: https://yml.publiccode.tools, 0.4."""
    told = yaml.safe_load((ROOT / "publiccode.yml").read_text(encoding="utf-8"))
    assert told["publiccodeYmlVersion"] >= "0.4"
    required = {
        "name", "url", "softwareVersion", "releaseDate", "platforms", "developmentStatus",
        "softwareType", "description", "legal", "maintenance", "localisation", "categories",
    }  # fmt: skip
    assert required - told.keys() <= {"url"}, "the address of the repository is not known yet"
    assert told["softwareVersion"] == __version__
    assert datetime.fromisoformat(str(told["releaseDate"]))
    assert told["developmentStatus"] in {"concept", "development", "beta", "stable", "obsolete"}
    assert told["softwareType"] == "standalone/web"
    assert told["legal"]["license"] == "Apache-2.0"
    assert told["maintenance"]["type"] in {"internal", "contract", "community", "none"}
    assert all(contact["name"] for contact in told["maintenance"]["contacts"])
    assert (
        set(told["localisation"]["availableLanguages"]) == {"fr", "en"} == set(told["description"])
    )
    for said in told["description"].values():
        assert 1 <= len(said["shortDescription"]) <= 150
        assert 150 <= len(said["longDescription"]) <= 10_000
        assert said["features"]


def test_purge_asks_which(terreau: Callable[..., CompletedProcess[str]], home: Path) -> None:
    for options in ([], ["--dry-run", "--yes"]):
        silent = terreau(home, "purge", *options)
        assert (silent.returncode, silent.stdout) == (2, "")
        assert "--dry-run" in silent.stderr
    trial = terreau(home, "purge", "--dry-run")
    assert (trial.returncode, trial.stderr) == (0, "")
    assert trial.stdout.splitlines() == [
        f"{rule.name}: 0 would be deleted" for rule in retention.rules()
    ]
