"""A real server, a real browser, and the pages that every check visits.

Every context made here is watched: a Content-Security-Policy violation, an error in the console,
a failed file or a request to another host fails the test, whatever it was about.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
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
from typed_commands import Command

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

# Every page, in each of its states: name → path, status.
PAGES: dict[str, tuple[str, int]] = {
    name: (path, status)
    for name, (path, status) in tomllib.loads(
        (Path(__file__).parent / "pages.toml").read_text(encoding="utf-8")
    ).items()
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
def site_home(tmp_path_factory: pytest.TempPathFactory, seeded_home: Path) -> Path:
    """Return the TERREAU_HOME of the site, prepared already."""
    home = tmp_path_factory.mktemp("served") / "home"
    shutil.copytree(seeded_home, home)
    return home


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
def in_web(site: str, site_home: Path, terreau: Command) -> Callable[[str], str]:
    """Return a function that runs some lines beside the site, on its database: what they print."""
    terreau.share(site_home)

    def in_web(lines: str) -> str:
        done = terreau(site_home, "manage", "shell", "--no-imports", "--command", lines)
        assert done.returncode == 0, done.stderr
        return done.stdout

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

    Its options: ``language`` ("fr"), ``width`` (1280), ``cookies``, and those of a Playwright
    context.
    """
    contexts: list[BrowserContext] = []
    watch = Watch(site)

    def open_page(
        path: str,
        *,
        language: str = "fr",
        width: int = 1280,
        cookies: Mapping[str, str] = MappingProxyType({}),
        **options: Any,
    ) -> Page:
        # Colours are measured where they end, not half-way through a transition.
        context = browser.new_context(
            base_url=site,
            viewport={"width": width, "height": 800},
            reduced_motion="reduce",
            **options,
        )
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.set_default_navigation_timeout(30_000)
        watch.follow(context)
        given = dict(cookies) if language == "fr" else {"terreau_language": language, **cookies}
        context.add_cookies([{"name": n, "value": v, "url": site} for n, v in given.items()])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert not watch.faults
    assert watch.requests


MANAGER = "cheffe.de.projet@exemple.terreau"
# Opens a session beside the server: how one signs in has tests of its own.
SESSION = """
import json
from importlib import import_module
from django.conf import settings
from django.contrib import auth
from terreau.web.apps.accounts.models import User
person, _ = User.objects.get_or_create(email={email!r}, defaults={{"name": {name!r}}})
session = import_module(settings.SESSION_ENGINE).SessionStore()
session[auth.SESSION_KEY] = str(person.pk)
session[auth.BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
session[auth.HASH_SESSION_KEY] = person.get_session_auth_hash()
session.save()
print(json.dumps([settings.SESSION_COOKIE_NAME, session.session_key, told]))
"""


@pytest.fixture
def signed_in(open_page: Open, in_web: Callable[[str], str]) -> Open:
    """Return ``signed_in(path, …)``: a page of somebody who is signed in.

    Its options: ``email`` (the project manager's), ``name`` of an account that is new, ``world``
    (lines to run before, beside the site: what they put into ``told`` fills the path), and those
    of ``open_page``.
    """

    def browse(
        path: str, *, email: str = MANAGER, name: str = "", world: str = "", **options: Any
    ) -> Page:
        lines = f"told = {{}}\n{world}\n{SESSION.format(email=email, name=name)}"
        cookie, key, told = json.loads(in_web(lines))
        return open_page(path.format(**told), cookies={cookie: key}, **options)

    return browse
