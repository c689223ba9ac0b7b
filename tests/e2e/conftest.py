"""A real server, a real browser, and the pages that every check visits.

Every context made here is watched: a Content-Security-Policy violation, an error in the console,
a failed file or a request to another host fails the test, whatever it was about.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Response,
    sync_playwright,
)

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
START_SECONDS = 120
EXPECTED = ("Failed to load resource", "htmx:sendAbort", "htmx:afterRequest")

# Every page, in each of its states: name → path, status. Real France has no figures here.
PAGES: dict[str, tuple[str, int]] = {
    "home": ("/", 200),
    "search": ("/territoires/", 200),
    "search-results": ("/territoires/?q=port", 200),
    "search-nothing": ("/territoires/?q=zzzzqqq", 200),
    "profile-zone": ("/observatoire/zone-emploi/X001/", 200),
    "profile-zone-chosen": ("/observatoire/zone-emploi/X002/?from=2012&to=2020&level=A21", 200),
    "profile-ti": ("/observatoire/territoire-industrie/2:ti-x01/", 200),
    "profile-commune": ("/observatoire/commune/XA001/", 200),
    "profile-epci": ("/observatoire/epci/X00000001/", 200),
    "profile-region": ("/observatoire/region/28/", 200),
    "profile-without-figures": ("/observatoire/epci/244400644/", 200),
    "profile-own-list": ("/observatoire/liste/XA001,XA002/", 200),
    "profile-nation": ("/observatoire/nation/XX/", 200),
    "profile-france": ("/observatoire/nation/FR/", 200),
    "perimeter": ("/territoires/epci/X00000001/", 200),
    "perimeter-real-ti": ("/territoires/territoire-industrie/1:bassin-ales/", 200),
    "own-list": ("/territoires/liste/", 200),
    "own-list-refused": ("/territoires/liste/?codes=12k", 200),
    "datasets": ("/observatoire/donnees/", 200),
    "source": ("/observatoire/donnees/sources/urssaf-commune-ape/", 200),
    "map": ("/observatoire/carte/?kind=departement", 200),
    "map-of-stocks": ("/observatoire/carte/?kind=region&indicator=population", 200),
    "map-closer": ("/observatoire/carte/?kind=departement&dans=region:11", 200),
    "map-which": ("/observatoire/carte/?kind=region&find=Saint-Denis", 200),
    "map-example": ("/observatoire/carte/?country=XX&indicator=industry-share", 200),
    "map-lacks-a-table": ("/observatoire/carte/?indicator=establishments", 200),
    "map-refused": ("/observatoire/carte/?bounds=3+2+1", 400),
    "compare": ("/observatoire/comparer/?t=zone_emploi:X001&t=zone_emploi:X002", 200),
    "compare-none": ("/observatoire/comparer/", 200),
    "compare-which": ("/observatoire/comparer/?t=zone_emploi:X001&add=Vieux-Songe", 200),
    "dashboards": ("/observatoire/tableaux/?t=zone_emploi:X001", 200),
    "dashboard": ("/observatoire/tableaux/attractiveness/?t=zone_emploi:X001", 200),
    "dashboard-real": ("/observatoire/tableaux/context/?t=epci:244400644", 200),
    "dashboard-which": ("/observatoire/tableaux/industry/?name=Vieux-Songe", 200),
    "dashboard-two-at-once": ("/observatoire/tableaux/context/?t=epci:1&t=epci:2", 400),
    "peers-epci": ("/observatoire/epci/X00000004/semblables/", 200),
    "peers-ti": ("/observatoire/territoire-industrie/2:ti-x01/semblables/", 200),
    "peers-commune": ("/observatoire/commune/XA001/semblables/", 200),
    "peers-unknown": ("/observatoire/epci/244400644/semblables/", 200),
    "directory": ("/annuaire/", 200),
    "directory-nothing": ("/annuaire/?q=zzzz&territoire=nulle+part", 200),
    "organisation": ("/annuaire/organisations/1/", 200),
    "organisation-hidden": ("/annuaire/organisations/2/", 404),
    "acting-here": ("/annuaire/territoires/territoire-industrie/2:ti-x01/", 200),
    "acting-nowhere": ("/annuaire/territoires/epci/244400644/", 200),
    "invitation-unknown": ("/annuaire/invitation/none/", 404),
    # knowhow
    "know-how": ("/annuaire/savoir-faire/1/", 200),
    "know-how-hidden": ("/annuaire/savoir-faire/3/", 404),
    "know-how-link-unknown": ("/annuaire/savoir-faire/toujours-vrai/none/", 404),
    # people
    "referents": ("/annuaire/referents/", 200),
    "referents-missing": ("/annuaire/referents/?role=project_manager&manque=1", 200),
    "referents-nothing": ("/annuaire/referents/?q=zzzz", 200),
    "contact-link-unknown": ("/annuaire/contact/none/", 404),
    "mailing-link-unknown": ("/annuaire/lettres/quitter/none/", 404),
    "report": ("/rapports/zone-emploi/X001/", 200),
    "report-comparison": ("/rapports/comparaison/?t=zone_emploi:X001&t=zone_emploi:X002", 200),
    "report-no-format": ("/rapports/zone-emploi/X001/profil.odt", 400),
    "report-batches": ("/rapports/series/", 200),
    "report-no-state": ("/rapports/etat/0123456789abcdef/", 404),
    "indicators": ("/observatoire/indicateurs/", 200),
    "indicator": ("/observatoire/indicateurs/population-growth/", 200),
    "printed": ("/observatoire/chiffres-imprimes/", 200),
    "legal": ("/mentions-legales/", 200),
    "accessibility": ("/accessibilite/", 200),
    "privacy": ("/donnees-personnelles/", 200),
    "terms": ("/conditions/", 200),
    "site-map": ("/plan-du-site/", 200),
    "contact": ("/contact/", 200),
    "contact-unknown": ("/contact/22222-22222/", 404),
    "stats": ("/stats/", 200),
    "api-reference": ("/api/", 200),
    "gallery": ("/composants/", 200),
    "sign-in": ("/compte/connexion/", 200),
    "sign-up": ("/compte/inscription/", 200),
    "sign-up-sent": ("/compte/adresse/a-confirmer/", 200),
    "password-forgotten": ("/compte/mot-de-passe/oublie/", 200),
    "password-sent": ("/compte/mot-de-passe/oublie/envoye/", 200),
    "password-stale-link": ("/compte/mot-de-passe/oublie/1-abc/", 200),
    "address-stale-link": ("/compte/adresse/confirmer/abc/", 200),
    # outreach
    "territory-questions": ("/annuaire/questions/", 200),
    "territory-questions-nothing": ("/annuaire/questions/?q=zzzz", 200),
    "territory-question": ("/annuaire/questions/2/", 200),
    "territory-question-hidden": ("/annuaire/questions/1/", 404),
    "territory-question-no-link": ("/annuaire/questions/repondre/none/", 404),
    # end of outreach
    # network
    "network": ("/annuaire/reseau/", 200),
    "chain": ("/annuaire/reseau/filieres/energie/", 200),
    "chain-nowhere": ("/annuaire/reseau/filieres/bois/?territoire=nulle+part", 200),
    "chain-unknown": ("/annuaire/reseau/filieres/or/", 404),
    "space": ("/annuaire/reseau/espaces/1/", 200),
    "network-of-a-territory": (
        "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/",
        404,
    ),
    "no-such-page": ("/nulle-part/", 404),
    "no-such-territory": ("/observatoire/commune/99999/", 404),
    "no-such-year": ("/observatoire/zone-emploi/X001/?from=1999", 400),
    # knowhow: the search
    "find": ("/annuaire/savoir-faire/", 200),
    "find-answers": ("/annuaire/savoir-faire/?q=fonte&pres=Port-Mirage&contact=&secteur=", 200),
    "find-nothing": ("/annuaire/savoir-faire/?q=zzzzqqq&pres=Nulle-Part&quoi=makes", 200),
}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Visit every page where a test asks for ``path`` and the ``status`` of its answer."""
    if "status" in metafunc.fixturenames:
        metafunc.parametrize(("path", "status"), PAGES.values(), ids=PAGES.keys())


def wait_until_served(address: str, server: subprocess.Popen[bytes], log: Path) -> None:
    """Wait for the server's health check, or fail with what it said."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=5) as answer:
                if answer.status == 200:
                    return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    pytest.fail(f"terreau serve --demo did not answer at {address}:\n{log.read_text()}")


def publish(mirror: Path) -> None:
    """Play two publishers: one gives a table, the other a web page in place of its file."""
    name = "etablissements-et-effectifs-salaries-au-niveau-commune-x-ape-last.csv"
    header = "Code commune;Code APE;Effectifs salariés 2022;Nombre d'établissements 2022\n"
    files = {
        f"urssaf-commune-ape/last/{name}": f"{header}2A004;2511Z;10;1\n",
        "zones/2025/table-appartenance-geo-communes-2025.zip": "<!doctype html><html></html>",
    }
    for path, text in files.items():
        (mirror / path).parent.mkdir(parents=True)
        (mirror / path).write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def site_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the TERREAU_HOME of the site."""
    return tmp_path_factory.mktemp("served") / "home"


@pytest.fixture(scope="session")
def site(site_home: Path, issuer: str, free_port: Callable[[], int]) -> Iterator[str]:
    """Serve the platform with the example country, as `make demo` does; return its address."""
    folder = site_home.parent
    port = free_port()
    log = folder / "server.log"
    publish(folder / "mirror")
    environment = {**os.environ, "TERREAU_HOME": str(site_home)}
    environment["TERREAU_MIRROR"] = str(folder / "mirror")
    environment |= {"TERREAU_OIDC_ISSUER": issuer, "TERREAU_OIDC_CLIENT_ID": "terreau"}
    environment["TERREAU_OIDC_CLIENT_SECRET"] = "between the two of us"
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    command = [str(Path(sys.executable).with_name("terreau")), "serve", "--demo", f"--port={port}"]
    with log.open("wb") as output:
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_until_served(address, server, log)
        yield address
    finally:
        server.terminate()
        server.wait(30)


@pytest.fixture(scope="session")
def in_web() -> Callable[[Path, str], None]:
    """Return a function that runs some lines beside the site, on its database."""

    def in_web(home: Path, lines: str) -> None:
        environment = {**os.environ, "TERREAU_HOME": str(home)}
        environment["DJANGO_SETTINGS_MODULE"] = "terreau.web.settings.demo"
        code = f"import django\ndjango.setup()\n{lines}"
        subprocess.run([sys.executable, "-c", code], env=environment, check=True)

    return in_web


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start Debian's Chromium."""
    if not CHROMIUM.exists():
        reason = f"{CHROMIUM} is not on this machine: apt-get install chromium"
        if os.environ.get("TERREAU_STRICT") == "1":
            pytest.fail(f"TERREAU_STRICT=1, but {reason}")
        pytest.skip(reason)
    with sync_playwright() as driver:
        chromium = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What a browser context did that no page may do."""

    site: str
    faults: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def follow(self, context: BrowserContext) -> None:
        """Listen to everything that happens in a context."""
        # The only way to hear of a violation is an event of the page; the console carries it here.
        context.add_init_script(
            "document.addEventListener('securitypolicyviolation', event => console.error("
            "`violation of ${event.violatedDirective} by ${event.blockedURI}`));"
        )
        context.on("console", self._console)
        context.on("weberror", lambda error: self.faults.append(f"script: {error.error}"))
        context.on("request", lambda request: self._request(request.url))
        context.on("response", self._response)

    def _request(self, url: str) -> None:
        self.requests.append(url)
        if urlsplit(url).scheme != "data" and not url.startswith(f"{self.site}/"):
            self.faults.append(f"request to another host: {url}")

    def _console(self, message: ConsoleMessage) -> None:
        # A page that answers 404 or 400 on purpose is "failed" for the console; see _response. A
        # question that the next letter makes useless is given up: htmx tells that as an error.
        is_expected = message.text.startswith(EXPECTED)
        if message.type in {"error", "warning"} and not is_expected:
            self.faults.append(f"console: {message.text}")

    def _response(self, response: Response) -> None:
        if response.status >= 400 and not response.request.is_navigation_request():
            self.faults.append(f"{response.status}: {response.url}")


Open = Callable[..., Page]


@pytest.fixture
def open_page(site: str, browser: Browser) -> Iterator[Open]:
    """Return a function that opens a path in a fresh, watched context.

    Its options: ``language`` ("fr"), ``width`` (1280), and those of a Playwright context.
    """
    contexts: list[BrowserContext] = []
    watch = Watch(site)

    def open_page(path: str, *, language: str = "fr", width: int = 1280, **options: Any) -> Page:
        # Colours are measured where they end, not half-way through a transition.
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        watch.follow(context)
        if language != "fr":
            context.add_cookies([{"name": "terreau_language", "value": language, "url": site}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.faults
    assert watch.requests
