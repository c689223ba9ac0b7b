"""A public instance starts whole or not at all, and says what it lacks."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from terreau.web.settings.secret import PUBLIC_SECRET

WHOLE = {
    "TERREAU_SECRET_KEY": "0123456789abcdefghij" * 3,
    "TERREAU_ALLOWED_HOSTS": "terreau.example, www.terreau.example",
    "TERREAU_PUBLISHER": "Syndicat mixte de Port-Mirage",
    "TERREAU_DIRECTOR": "La présidente du syndicat",
    "TERREAU_HOST": "Régie de Port-Mirage, 1 quai du Songe, 01 00 00 00 00",
    "TERREAU_CONTACT": "bonjour@terreau.example",
}


def start(home: Path, code: str, **variables: str) -> subprocess.CompletedProcess[str]:
    outside = {k: v for k, v in os.environ.items() if not k.startswith(("TERREAU_", "DJANGO_"))}
    chosen = {"DJANGO_SETTINGS_MODULE": "terreau.web.settings.prod", "TERREAU_HOME": str(home)}
    return subprocess.run(
        [sys.executable, "-c", code],
        env=outside | chosen | variables,
        capture_output=True, text=True, check=False, timeout=50,
    )  # fmt: skip


@pytest.mark.parametrize("lacking", WHOLE)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_what_is_lacking_is_named(home: Path, lacking: str, value: str | None) -> None:
    given = {k: v for k, v in WHOLE.items() if k != lacking}
    if value is not None:
        given[lacking] = value
    done = start(home, "import terreau.web.settings.prod", **given)
    assert done.returncode != 0
    last = done.stderr.strip().splitlines()[-1]
    assert f"{lacking} is not set" in last
    assert not (home / "secret_key").exists(), "production never invents a secret"


def test_a_short_secret_is_refused(home: Path) -> None:
    short = WHOLE | {"TERREAU_SECRET_KEY": "k" * 49}
    done = start(home, "import terreau.web.settings.prod", **short)
    assert done.returncode != 0
    assert "at least 50 random characters" in done.stderr
    assert "kkkk" not in done.stderr.splitlines()[-1]


def test_a_whole_one_starts_and_passes_the_deployment_check(home: Path) -> None:
    code = (
        "from terreau.web import entry; entry.load()\n"
        "from django.conf import settings as s\n"
        "assert s.ALLOWED_HOSTS == ['terreau.example', 'www.terreau.example'], s.ALLOWED_HOSTS\n"
        "assert not s.DEBUG and s.SECURE_SSL_REDIRECT and s.CSRF_COOKIE_SECURE\n"
        "assert s.SESSION_COOKIE_SECURE and s.SESSION_COOKIE_HTTPONLY\n"
        "assert s.LANGUAGE_COOKIE_SECURE and s.SECURE_HSTS_SECONDS > 0\n"
        "from django.core.checks import run_checks\n"
        "found = {w.id for w in run_checks(include_deployment_checks=True)}\n"
        # Preloading binds a domain for years: its owner's decision, not ours.
        "assert found <= {'security.W021'}, found\n"
    )
    done = start(home, code, **WHOLE)
    assert done.returncode == 0, done.stderr


START = "from terreau.web import entry; entry.load()"
DERIVED = "from terreau.web.settings.prod import *\n"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"TERREAU_SECRET_KEY": "ab" * 40}, "can be guessed"),
        ({"TERREAU_SECRET_KEY": PUBLIC_SECRET}, "can be guessed"),
        ({"TERREAU_SECRET_KEY_FALLBACKS": "short"}, "TERREAU_SECRET_KEY_FALLBACKS is too short"),
        (
            {"TERREAU_SECRET_KEY_FALLBACKS": f"{'ab' * 40},"},
            "TERREAU_SECRET_KEY_FALLBACKS can be guessed",
        ),
        (
            {"TERREAU_SECRET_KEY": f"django-insecure-{WHOLE['TERREAU_SECRET_KEY']}"},
            "can be guessed",
        ),
        ({"TERREAU_ALLOWED_HOSTS": "terreau.example, *"}, "holds '*'"),
        ({"TERREAU_CONTACT": "http://terreau.example/contact"}, "no e-mail address"),
        ({"TERREAU_TRUSTED_PROXIES": "everybody"}, "TERREAU_TRUSTED_PROXIES holds 'everybody'"),
        ({"TERREAU_TRUSTED_PROXIES": "0.0.0.0/0"}, "which is everybody"),
        ({"TERREAU_TRUSTED_PROXIES": "::/0"}, "which is everybody"),
        ({"TERREAU_ALLOWED_HOSTS": "https://t.example/"}, "give a name alone"),
        ({"TERREAU_ALLOWED_HOSTS": "t.example:443"}, "give a name alone"),
        ({"TERREAU_WORKERS": "0"}, "TERREAU_WORKERS is '0'"),
        ({"TERREAU_LOG_DAYS": "0"}, "TERREAU_LOG_DAYS is '0'"),
    ],
)
def test_what_is_unsafe_is_refused(home: Path, wrong: dict[str, str], sentence: str) -> None:
    done = start(home, START, **(WHOLE | wrong))
    assert done.returncode != 0
    assert sentence in done.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [("DEBUG = True", "DEBUG is on"), ("ALLOWED_HOSTS = ['*']", "holds '*'")],
)
def test_settings_derived_from_ours_are_looked_at(
    home: Path, tmp_path: Path, settings: str, sentence: str
) -> None:
    (tmp_path / "derived.py").write_text(DERIVED + settings)
    chosen = {"DJANGO_SETTINGS_MODULE": "derived", "PYTHONPATH": str(tmp_path)}
    done = start(home, START, **WHOLE, **chosen)
    assert done.returncode != 0
    assert sentence in done.stderr.splitlines()[-1]


def test_a_home_that_is_no_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = start(tmp_path / "file", START, **WHOLE)
    assert "which is not a folder" in done.stderr.splitlines()[-1]


def test_a_home_of_somebody_else_is_refused(home: Path) -> None:
    closed = f"import os; os.access = lambda *_: False; {START}"
    done = start(home, closed, **WHOLE)
    assert "cannot be read and written" in done.stderr.splitlines()[-1]


COLLECT = """
from terreau.web import entry
entry.load()
from terreau.web.apps.home.readiness import _files
from terreau.web.keeping import machine
print(_files(), [found.level.name for found in machine.static()])
print(entry.collect_files(), _files(), [found.level.name for found in machine.static()])
print(entry.collect_files())
"""


def test_files_of_pages_are_collected_by_who_serves(home: Path) -> None:
    done = start(home, COLLECT, **WHOLE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == [
        "['static: files of pages are not collected'] ['FAIL']",
        "['collected the files of pages'] [] ['OK']",
        "[]",
    ]
