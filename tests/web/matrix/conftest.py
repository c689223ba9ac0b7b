"""One world for the matrix: a territory and another, somebody in each role in each, their objects.

It is made once a module inside a transaction that is never committed; each request runs inside one
more, undone once it is answered.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from allauth.usersessions.models import UserSession
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.template.backends.django import Template
from django.test import Client
from django.utils import timezone
from matrix_drawing import Drawing
from matrix_objects import objects_of_who_does_what
from pytest_django import DjangoDbBlocker

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import ApiToken, User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import (
    Invitation,
    Mandate,
    MandateRequest,
    Organisation,
)
from terreau.web.apps.directory.rules import ORGANISATION_ROLES
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared import navigation
from terreau.web.shared.visibility import Visibility

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")
_API = "/api/v1/"
_FORM = "application/x-www-form-urlencoded"
# Whether an answer depends on mandates, and where organisations may show.
_WATCHED = ("directory_mandate", "directory_organisation", "knowhow_knowhow")
_WRITES = ("INSERT", "UPDATE", "DELETE", "REPLACE", "TRUNCATE")
_TABLE = tomllib.loads((Path(__file__).parent / "table.toml").read_text(encoding="utf-8"))
# What anyone's request may write: attempts are counted; django-allauth notes the address of who
# first comes to theirs.
NOTED = ("terreau_cache", "account_emailaddress")


@dataclass(frozen=True)
class Actor:
    """Somebody who asks: "anonymous", "bare" (no mandate), "here.observer", "there.observer"…

    Pages are asked by their browser, signed in; the API by a program that has their key.
    """

    name: str
    user: User | None = None
    browser: Client = field(default_factory=Client)
    program: Client = field(default_factory=Client)


@dataclass(frozen=True)
class Row:
    """An address of the table: what it answers to whom, by method."""

    name: str
    path: str
    # Long, and the same for many rows: what fails tells the name and the path.
    group: Mapping[str, Any] = field(repr=False)

    def rules(self, method: str) -> Mapping[str, int]:
        """Return the statuses of a method, by name of an actor, of a set, or "everyone"."""
        unnamed = {"everyone": 405} | ({"anonymous": 302} if self.group.get("sign_in") else {})
        found: Mapping[str, int] = self.group.get(method, unnamed)
        return found

    def expected(self, method: str, actor: str) -> int:
        """Return the status that an actor gets: the most precise name counts."""
        rules = self.rules(method)
        sets = [name for name, actors in _TABLE["sets"].items() if actor in actors]
        for name in (actor, *sets, actor.partition(".")[0], "everyone"):
            if name in rules:
                return rules[name]
        raise LookupError(f"{self.name} {method}: the table says nothing of {actor}")

    @property
    def is_about_an_object(self) -> bool:
        """Whether its address holds the number of an object of the world."""
        return "{" in self.path


@dataclass
class Seen:
    """What a request did: its answer, and what it asked of the database."""

    answer: HttpResponseBase
    written: list[str] = field(default_factory=list)
    read: set[str] = field(default_factory=set)

    @property
    def status(self) -> int:
        """Status of the answer."""
        return self.answer.status_code


# Its repr would be that of all it holds: a test that fails prints what it was given.
@dataclass(repr=False)
class World:
    """The actors, and the numbers that addresses hold."""

    actors: dict[str, Actor]
    objects: dict[str, Any]
    organisation: Organisation

    def ask(self, actor: str, method: str, row: Row) -> Seen:
        """Ask an address as an actor; what it writes stays until the transaction around ends."""
        who, path = self.actors[actor], row.path.format(**self.objects)
        client = who.program if path.startswith(_API) else who.browser
        seen = Seen(HttpResponseBase())
        with connection.execute_wrapper(_recorder(seen)):
            cookies = deepcopy(client.cookies)
            seen.answer = client.generic(method, path, **_body(method, row))
            client.cookies = cookies  # who signs out is signed in again for the next
        return seen


def _body(method: str, row: Row) -> dict[str, Any]:
    """Return what is sent: a form to a page, JSON to the API; nothing to what is only read."""
    sent = row.group.get("send", {})
    if method == "GET":
        return {}
    if row.path.startswith(_API):
        return {"data": json.dumps(sent), "content_type": "application/json"}
    return {"data": urlencode(sent, doseq=True), "content_type": _FORM}


def _recorder(seen: Seen) -> Any:
    """Return a wrapper that notes the tables which are read, and what is written."""

    def run(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        words = sql.split(None, 1)
        is_write = bool(words) and words[0].upper() in _WRITES
        if is_write and not any(table in sql for table in NOTED):
            seen.written.append(sql)
        seen.read.update(table for table in _WATCHED if table in sql)
        return execute(sql, params, many, context)

    return run


@contextmanager
def undone() -> Iterator[None]:
    """Undo what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def rows() -> list[Row]:
    """Return every row of the table."""
    return [
        Row(name, path, group) for group in _TABLE["group"] for name, path in group["urls"].items()
    ]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test each row of the table, where it asks for ``row``."""
    if "row" in metafunc.fixturenames:
        metafunc.parametrize("row", rows(), ids=lambda row: row.name)


@pytest.fixture(scope="session")
def table() -> list[Row]:
    """Return every row of the table."""
    return rows()


@pytest.fixture(scope="session")
def undo() -> Any:
    """Return ``with undo():``, whose writes are undone."""
    return undone


@pytest.fixture
def drawing(monkeypatch: pytest.MonkeyPatch) -> Drawing:
    """Return how pages are drawn in a test that only asks for statuses."""
    found = Drawing()
    monkeypatch.setattr(Template, "render", found.around(Template.render))
    return found


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[World]:
    """Return the world; nothing of it outlives the module."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), undone():
        # What waits is counted above every page, from mandates and organisations: with it, each
        # would seem to depend on them. `test_waiting.py` asks it of everyone.
        patch.setattr(navigation, "_COUNTERS", [])
        yield _world()


def _world() -> World:
    here, there = _territories()
    organisations = {
        "here": _organisation("Fonderie", here),
        "there": _organisation("Scierie", there),
    }
    actors = {"anonymous": Actor("anonymous"), "bare": _actor("bare")}
    for where, place in (("here", here), ("there", there)):
        for role in Role:
            about = organisations[where] if role in ORGANISATION_ROLES else place
            field_name = "perimeter" if about is place else "organisation"
            actor = _actor(f"{where}.{role}")
            Mandate.objects.create(
                holder=actor.user, role=role, valid_from=date(2020, 1, 1), **{field_name: about}
            )
            actors[actor.name] = actor
    organisation = organisations["here"]
    record(OPERATOR, Verb.CREATED, organisation)
    owner = actors["here.project_manager"].user
    assert owner is not None
    elsewhere = Client()
    elsewhere.force_login(owner)
    objects = {
        "organisation": organisation.pk,
        "organisation_name": organisation.name,
        "token": ApiToken.objects.get(user=owner).pk,
        "mandate": Mandate.objects.get(holder=owner).pk,
        "session": UserSession.objects.create(
            user=owner, ip="192.0.2.1", session_key=elsewhere.session.session_key, user_agent=""
        ).pk,
        "message": ContactMessage.objects.create(
            reference="ABCDE-FGHJK", subject="other", email="x@exemple.fr", language="fr"
        ).reference,
        "request": MandateRequest.objects.create(
            asked_by=actors["bare"].user,
            role=Role.OBSERVER,
            perimeter=here,
            reason="Lire",
            expires_on=timezone.localdate() + timedelta(9),
        ).pk,
        "invitation": Invitation.objects.create(
            email="y@exemple.fr",
            role=Role.OBSERVER,
            perimeter=here,
            digest="x",
            invited_by=owner,
            expires_at=timezone.now() + timedelta(9),
        ).pk,
        "kind_of_api": here.kind,
        "kind": here.kind.replace("_", "-"),
        "code": here.code,
        **objects_of_who_does_what(organisation, here, owner),
    }
    return World(actors, objects, organisation)


def _territories() -> tuple[Perimeter, Perimeter]:
    """Return two TI of the example country that share no commune."""
    found = Perimeter.objects.filter(country="XX", kind="territoire_industrie").order_by("code")
    here = found[0]
    communes = here.members.values("commune_code")
    return here, found.exclude(members__commune_code__in=communes)[0]


def _organisation(name: str, place: Perimeter) -> Organisation:
    commune = place.members.order_by("commune_code")[0].commune_code
    return Organisation.objects.create(
        name=name, folded_name=name.lower(), kind="company", visibility=Visibility.TERRITORY,
        seat=Perimeter.objects.get(kind="commune", code=commune),
    )  # fmt: skip


def _actor(name: str) -> Actor:
    """Return somebody with a key that allows everything, already used today."""
    user = User.objects.create_user(f"{name}@exemple.fr", name=name)
    acting = Acting(user, scope_of(user))
    token, secret = make_token(acting=acting, name=name, allows=acts(), lasts=timedelta(days=9))
    ApiToken.objects.filter(pk=token.pk).update(last_used_on=timezone.localdate())
    actor = Actor(name, user, program=Client(headers={"Authorization": f"Bearer {secret}"}))
    actor.browser.force_login(user)
    return actor
