"""What `terreau doctor` asks of the machine: software, settings, files, room, clock, worker."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import shutil
import sqlite3
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib import metadata, resources
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.checks import run_checks
from django.db import connection
from django.db.models import DateTimeField, Max
from django.utils import timezone
from packaging.requirements import Requirement

from terreau.web.keeping.files import KEY_FILE
from terreau.web.keeping.findings import Finding, Level
from terreau.web.shared.collected import is_collected
from terreau.web.shared.engine import is_postgresql

# Without these extras some command is missing, and says so itself.
_NEEDED, _OPTIONAL = ("", "web"), ("data", "reports", "secrecy")
_MEGABYTE = 1 << 20
_ROOM_FAIL, _ROOM_WARN = 200 * _MEGABYTE, 2_000 * _MEGABYTE
_SKEW = timedelta(minutes=5)
_TRIGRAMS_SINCE = (3, 34)


def software() -> Iterator[Finding]:
    """Python, the packages that Terreau requires, SQLite, the fonts of reports."""
    yield Finding("python", Level.OK, ".".join(map(str, sys.version_info[:3])))
    extras = (*_NEEDED, "postgres") if is_postgresql() else _NEEDED
    wrong = [*_unmet(extras, Level.FAIL), *_unmet(_OPTIONAL, Level.WARN)]
    yield from wrong or [Finding("packages", Level.OK, "as required")]
    if not is_postgresql():
        is_enough = sqlite3.sqlite_version_info >= _TRIGRAMS_SINCE
        remedy = "" if is_enough else "The search needs SQLite 3.34 or newer: take a newer Python"
        level = Level.OK if is_enough else Level.FAIL
        yield Finding("sqlite", level, sqlite3.sqlite_version, remedy)
    yield from _fonts()


def _unmet(extras: tuple[str, ...], level: Level) -> Iterator[Finding]:
    for written in metadata.requires("terreau") or ():
        needed = Requirement(written)
        marker = needed.marker
        if marker is not None and not any(marker.evaluate({"extra": e}) for e in extras):
            continue
        if marker is None and "" not in extras:
            continue
        try:
            held = metadata.version(needed.name)
        except metadata.PackageNotFoundError:
            held = ""
        if not needed.specifier.contains(held or "0", prereleases=True) or not held:
            said = f"{needed.name} {held or 'is not installed'}, {needed.specifier} is required"
            yield Finding("packages", level, said, "Run `make env`")


def _fonts() -> Iterator[Finding]:
    folder = resources.files("terreau.reporting") / "fonts"
    bundles = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    digests = {name: digest for each in bundles for name, digest in each["sha256"].items()}
    wrong = [
        name
        for name, digest in digests.items()
        if not (file := folder / name).is_file()
        or hashlib.sha256(file.read_bytes()).hexdigest() != digest
    ]
    if wrong:
        yield Finding("fonts", Level.FAIL, f"not as released: {', '.join(wrong)}", "Install again")
    else:
        yield Finding("fonts", Level.OK, f"{len(digests)} files as released")


def _stated() -> tuple[tuple[str, str, str], ...]:
    """Return what the public pages state of the installation: variable, value, what lacks."""
    return (
        ("TERREAU_PUBLISHER", settings.INSTANCE_PUBLISHER, "no page says who publishes the site"),
        ("TERREAU_DIRECTOR", settings.INSTANCE_DIRECTOR, "the legal notice names no director"),
        ("TERREAU_HOST", settings.INSTANCE_HOST, "the legal notice names no host"),
        ("TERREAU_CONTACT", settings.INSTANCE_CONTACT, "no letter about a message leaves"),
    )


def configuration() -> Iterator[Finding]:
    """Which settings are in force, and what Django says of them."""
    name = os.environ["DJANGO_SETTINGS_MODULE"]
    is_production = name.endswith(".prod")
    for message in run_checks(include_deployment_checks=is_production):
        level = Level.FAIL if message.is_serious() else Level.WARN
        said = " ".join(str(message.msg).split()).rstrip(".")
        yield Finding("settings", level, f"{message.id}: {said}", str(message.hint or ""))
    gathered = Path(settings.STATIC_ROOT or "", "staticfiles.json")
    if settings.STATIC_ROOT and not gathered.is_file():
        said = "style sheets and scripts are not gathered: pages cannot be shown"
        yield Finding("settings", Level.FAIL, said, "Run `terreau manage collectstatic --noinput`")
    for variable, value, said in _stated():
        if not value:
            remedy = f"Set {variable} (docs/howto/run-a-public-instance.md)"
            yield Finding("settings", Level.WARN, f"{variable} is not set: {said}", remedy)
    if settings.DEBUG:
        yield Finding("settings", Level.WARN, f"{name} shows errors to everyone", "Never serve it")
    else:
        yield Finding("settings", Level.OK, name)


def static() -> Iterator[Finding]:
    """Whether a public instance has the files that its pages name."""
    if not is_collected():
        remedy = "Run `terreau manage collectstatic --noinput`, or `terreau serve`, which does it"
        yield Finding("static", Level.FAIL, "files of pages are not collected", remedy)
    else:
        where = "from the package" if not settings.STATIC_ROOT else str(settings.STATIC_ROOT)
        yield Finding("static", Level.OK, f"served {where}")


def permissions() -> Iterator[Finding]:
    """Who may read what TERREAU_HOME holds."""
    home = Path(settings.TERREAU_HOME)
    watched = [(home, 0o007, Level.WARN), (home / KEY_FILE, 0o077, Level.FAIL)]
    if not is_postgresql():
        watched.append((Path(connection.settings_dict["NAME"]), 0o007, Level.WARN))
    is_closed = not home.stat().st_mode & 0o001  # nobody else reaches what is inside
    found = False
    for path, refused, level in watched:
        if not path.exists() or (is_closed and path != home) or not path.stat().st_mode & refused:
            continue
        found = True
        mode = "700" if path == home else "600"
        remedy = f"Run: chmod {mode} {path}"
        yield Finding("permissions", level, f"others may read {path}", remedy)
    if not found:
        yield Finding("permissions", Level.OK, f"{home} is its owner's")
    if not os.access(home, os.W_OK):
        yield Finding("permissions", Level.FAIL, f"{home} cannot be written by this account")


def room() -> Iterator[Finding]:
    """How much the disk still takes."""
    free = shutil.disk_usage(settings.TERREAU_HOME).free
    said = f"{free // _MEGABYTE} MB free under {settings.TERREAU_HOME}"
    if free >= _ROOM_WARN:
        yield Finding("room", Level.OK, said)
    else:
        level = Level.FAIL if free < _ROOM_FAIL else Level.WARN
        yield Finding("room", level, said, "Make room: a full disk refuses what people write")


def clock() -> Iterator[Finding]:
    """Whether this machine's time is not before what it has written."""
    now = timezone.now()
    home = Path(settings.TERREAU_HOME)
    newest = max((f.stat().st_mtime for f in home.iterdir() if f.is_file()), default=0.0)
    ahead = timedelta(seconds=newest - time.time())
    for model in apps.get_models():
        for field in model._meta.local_concrete_fields:
            is_of_birth = isinstance(field, DateTimeField) and (
                field.auto_now_add or field.default is timezone.now
            )
            if is_of_birth and (
                last := model._base_manager.aggregate(last=Max(field.name))["last"]
            ):
                ahead = max(ahead, last - now)
    if ahead > _SKEW:
        said = f"it is {now:%Y-%m-%d %H:%M} UTC here, before what was written ({ahead} later)"
        yield Finding("clock", Level.FAIL, said, "Set the clock: dates of acts depend on it")
    else:
        yield Finding("clock", Level.OK, f"{now:%Y-%m-%d %H:%M} UTC")


def worker() -> Iterator[Finding]:
    """Whether what waits to be done is being done."""
    lock = Path(settings.TERREAU_HOME) / "working.lock"
    if lock.is_file():
        with lock.open("rb") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield Finding("worker", Level.OK, "at work")
                return
    tasks = apps.get_model("django_tasks_database", "DBTaskResult")
    waiting = tasks._base_manager.filter(status="READY").count()
    if waiting:
        remedy = "Run `terreau serve`, or `terreau manage work` beside another server"
        yield Finding("worker", Level.WARN, f"none, and {waiting} tasks wait", remedy)
    else:
        yield Finding("worker", Level.OK, "none, and nothing waits")


def letters() -> Iterator[Finding]:
    """Whether what is written to people leaves."""
    waiting = apps.get_model("accounts", "WaitingLetter")._base_manager
    refused = waiting.filter(attempts__gt=0)
    if last := refused.order_by("-attempts").first():
        said = (
            f"{refused.count()} wait, the first since {last.written_at:%Y-%m-%d %H:%M} UTC, "
            f"tried {last.attempts} times: {last.fault}"
        )
        remedy = "Check TERREAU_SMTP_URL and the mail server: they are tried again for seven days"
        yield Finding("letters", Level.WARN, said, remedy)
    else:
        yield Finding("letters", Level.OK, f"{waiting.count()} about to leave")
