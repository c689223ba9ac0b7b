"""Two people at the same moment, on a real base: one write stands, the other is told."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

# Each act is done by two threads that start together; what is printed is how each of them ended.
RACES = """
import json, threading
import django
django.setup()
from django.db import connection
from django.test import Client
from terreau.core.errors import TerreauError
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts import tokens
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.directory.models import Invitation, Mandate, MandateRequest, Organisation
from terreau.web.apps.directory.permissions import holds_letter
from terreau.web.apps.directory.services import guests, invitations, mandates
from terreau.web.apps.directory.services import organisations, requests
from terreau.web.apps.territories.models import Perimeter

ti = Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")
person = lambda name: User.objects.create_user(f"{name}@course.fr")
acting = lambda user: Acting(user, scope_of(user))
first, second, asking, guest, other = map(person, ("a", "b", "c", "d", "e"))
for user in (first, second):
    mandates.grant_mandate(acting=OPERATOR, holder=user, role=Role.PROJECT_MANAGER, about=ti)
sent = lambda: invitations.Invitation.objects.create(
    email="x@course.fr", role=Role.FACILITATOR, perimeter=ti, digest=invitations.digest_of("s"),
    invited_by=first, expires_at=django.utils.timezone.now() + invitations.timedelta(days=1))
company = Organisation.objects.get(folded_name="fonderie de la licorne")
fields = {n: getattr(company, n) for n in organisations.OrganisationFields.__annotations__}
written = lambda **more: organisations.OrganisationFields(**(fields | more))
ask = lambda user, role: requests.ask_mandate(acting=acting(user), role=role, about=ti, reason="x")
request = ask(asking, Role.OBSERVER)
sent()

kept, key = tokens.make_token(acting=acting(first), name="x", allows=["directory:write"],
                              lasts=invitations.timedelta(days=1))

def by_api():
    body = {"name": "Par la course", "kind": "company", "seat": company.seat.code}
    headers = {"host": "localhost", "Authorization": f"Bearer {key}", "Idempotency-Key": "k"}
    answer = Client().post("/api/v1/organisations", body, content_type="application/json",
                           headers=headers)
    assert answer.status_code == 200, answer.content

ACTS = {
    "answer": [
        lambda: requests.answer_request(acting=acting(first), request_id=request.pk,
                                        is_accepted=True, answer=""),
        lambda: requests.answer_request(acting=acting(second), request_id=request.pk,
                                        is_accepted=False, answer="")],
    "accept": [lambda u=u: guests.accept_invitation(acting=acting(u), door=holds_letter("s"))
               for u in (guest, other)],
    "grant": [lambda u=u: mandates.grant_mandate(acting=acting(u), holder=asking,
                                                 role=Role.DUO_ELECTED, about=ti)
              for u in (first, second)],
    "ask": [lambda: ask(asking, Role.PROJECT_MANAGER)] * 2,
    "change": [lambda p=p: organisations.change_organisation(
                   acting=acting(first), organisation_id=company.pk, version=company.version,
                   written=written(phone=p)) for p in ("1", "2")],
    "add": [lambda: organisations.add_organisation(
                acting=acting(first),
                written=written(name="Double", siren="732829320", siret=""))] * 2,
    "key": [by_api] * 2,
}

def run(act, barrier, ended):
    try:
        barrier.wait()
        act()
        ended.append("done")
    except TerreauError as error:
        ended.append("told")
    except BaseException as error:
        ended.append(repr(error))
    finally:
        connection.close()

told = {}
for name, acts in ACTS.items():
    barrier, ended = threading.Barrier(2), []
    threads = [threading.Thread(target=run, args=(act, barrier, ended)) for act in acts]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    told[name] = sorted(ended)
told["counts"] = {
    "accept": Mandate.objects.filter(holder__in=[guest, other]).count(),
    "grant": Mandate.objects.filter(holder=asking, role=Role.DUO_ELECTED).count(),
    "add": Organisation.objects.filter(siren="732829320").count(),
    "key": Organisation.objects.filter(name="Par la course").count(),
    "change": HistoryEntry.objects.filter(object_key=str(company.pk), verb="changed",
                                          actor_key=first.actor.key).count(),
}
print(json.dumps(told))
"""


@pytest.fixture
def outcome(seeded_home: Path, tmp_path: Path) -> dict[str, object]:
    home = tmp_path / "home"
    shutil.copytree(seeded_home, home, ignore=shutil.ignore_patterns("*.sqlite3-*"))
    env = os.environ | {
        "TERREAU_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "terreau.web.settings.demo",
        "PYTHONUTF8": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", RACES], check=False, capture_output=True, text=True, env=env
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return found


def test_of_two_at_once_one_stands(outcome: dict[str, object]) -> None:
    counts = outcome.pop("counts")
    assert outcome.pop("key") == ["done", "done"]  # the second is given the answer of the first
    acts = ("answer", "accept", "grant", "ask", "change", "add")
    assert outcome == {act: ["done", "told"] for act in acts}
    assert counts == {"accept": 1, "grant": 1, "add": 1, "key": 1, "change": 1}
