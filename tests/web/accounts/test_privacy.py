"""All that is held of a person is told to them, and goes with them; a backup does not undo it."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import models
from django.test import Client
from django.utils import timezone

from terreau.cli.erase import erase
from terreau.core.errors import BadInput, NotAllowed, NotHere
from terreau.web import entry
from terreau.web.apps.accounts import erasures
from terreau.web.apps.accounts.erasing import erase_person, replay_erasures
from terreau.web.apps.accounts.models import Actor, ApiToken, HistoryEntry, User
from terreau.web.apps.accounts.personal import OnErasure, personal_rows
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of
from terreau.web.apps.accounts.stale import (
    KEPT_DAYS,
    count_stale_accounts,
    purge_stale_accounts,
    tell_stale_accounts,
)
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import (
    Mandate,
    MandateRequest,
)
from terreau.web.apps.outreach.models import TerritoryQuestion

pytestmark = pytest.mark.django_db
PASSWORD = "vieux songe port mirage"
ERASE = "/compte/mes-donnees/effacer/"

# Fields that lead to nobody else than the account itself, told and erased with it.
THE_ACCOUNT = {"accounts.User.email"}
# Fields that know an address by its digest alone.
DIGESTS = {"directory.Objection.digest"}
# Apps whose tables are searched for somebody who was erased.
SAYING_SOMETHING = {
    "account", "accounts", "directory", "home", "mfa", "outreach", "sessions", "socialaccount",
    "usersessions",
}  # fmt: skip


def personal_fields() -> set[str]:
    """Return every field that leads to a person: a key to them, or an address."""
    return {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if field.related_model is User or isinstance(field, models.EmailField)
    }


def test_every_field_that_leads_to_a_person_is_declared() -> None:
    assert {rows.name for rows in personal_rows()} | THE_ACCOUNT == personal_fields() | DIGESTS


def test_what_is_declared_can_be_told_and_forgotten() -> None:
    for rows in personal_rows():
        field = rows.model._meta.get_field(rows.field)
        assert rows.on_erasure is OnErasure.DELETE or field.null or field.blank, rows.name
        assert rows.told, rows.name
        list(rows.model._meta.base_manager.values(*rows.told)[:1])


def test_nothing_says_who_an_erased_person_was(busy: User, home: Path, client: Client) -> None:
    client.force_login(busy)
    key = busy.actor.key
    entries = list(HistoryEntry.objects.values("pk", "actor_key", "changes"))
    erase_person(acting=OPERATOR, person_id=busy.pk, typed=" Claire@Exemple.fr ", home=home)
    for model in apps.get_models():
        if model._meta.app_label in SAYING_SOMETHING:
            kept = json.dumps(list(model._meta.base_manager.values()), default=str).lower()
            assert "claire" not in kept, model._meta.label
    # What a territory asked stays, without who asked; a draft was theirs alone.
    theirs = TerritoryQuestion.objects.get(text__startswith="Qui sait ?")
    assert theirs.text == "Qui sait ? Appelez … (…, …)"
    assert not User.objects.filter(pk=busy.pk).exists()
    assert not Session.objects.exists()
    mandates = list(Mandate.objects.exclude(role="observer").order_by("-pk")[:2])[::-1]
    assert [m.holder_id for m in mandates] == [None, User.objects.get(name="Ami").pk]
    assert mandates[0].valid_to == timezone.localdate() - timedelta(days=1)
    assert mandates[1].granted_by is None
    assert MandateRequest.objects.get().answered_by is None
    # What they did stays, under a key of nobody.
    assert list(HistoryEntry.objects.filter(pk__in=[e["pk"] for e in entries]).values(
        "pk", "actor_key", "changes")) == entries  # fmt: skip
    assert Actor.objects.get(key=key).user is None
    assert list(erasures.kept(home)) == [key]
    assert (home / erasures.NAME).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("typed", ["", "autre@exemple.fr", "claire@exemple.f"])
def test_who_is_not_sure_is_not_erased(
    typed: str, busy: User, home: Path, signed_in: Client, proved: None
) -> None:
    with pytest.raises(BadInput):
        erase_person(acting=OPERATOR, person_id=busy.pk, typed=typed, home=home)
    page = signed_in.post("/compte/mes-donnees/effacer/", {"typed": typed})
    assert page.status_code == 400
    assert f'value="{typed}"' in page.text
    assert User.objects.filter(pk=busy.pk).exists()
    assert not (home / erasures.NAME).exists()


def test_nobody_erases_somebody_else(busy: User, home: Path) -> None:
    friend = User.objects.get(name="Ami")
    with pytest.raises(NotAllowed):
        erase_person(
            acting=Acting(friend, scope_of(friend)), person_id=busy.pk, typed=busy.email, home=home
        )
    assert User.objects.filter(pk=busy.pk).exists()


def test_the_key_is_on_the_disk_before_anything_is_final(busy, home, monkeypatch) -> None:
    synced = []
    monkeypatch.setattr(os, "fsync", lambda fd: synced.append(User.objects.count()))

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(erasures, "keep", full)
        with pytest.raises(OSError, match="No space"):
            erase_person(acting=OPERATOR, person_id=busy.pk, typed=busy.email, home=home)
    assert User.objects.filter(pk=busy.pk).exists()
    erase_person(acting=OPERATOR, person_id=busy.pk, typed=busy.email, home=home)
    assert len(synced) == 2


def test_a_backup_does_not_bring_anybody_back(busy: User, home: Path) -> None:
    key, email, pk = busy.actor.key, busy.email, busy.pk
    erase_person(acting=OPERATOR, person_id=pk, typed=email, home=home)
    # A line cut by a power failure is neither read nor glued to the next one.
    with (home / erasures.NAME).open("a") as file:
        file.write('{"key": "0')
    # What a restored backup holds: the same person under the same key, and somebody else.
    Actor.objects.filter(key=key).delete()
    other = User.objects.create_user("autre@exemple.fr")
    back = User(pk=pk, email=email)
    back.save_base(raw=True)
    Actor.objects.create(key=key, user=back)
    assert replay_erasures(home) == 1
    assert not User.objects.filter(email=email).exists()
    assert User.objects.filter(pk=other.pk).exists()
    assert replay_erasures(home) == 0
    erase_person(acting=OPERATOR, person_id=other.pk, typed=other.email, home=home)
    assert len(list(erasures.kept(home))) == 2


def test_a_place_where_nobody_was_erased(home: Path) -> None:
    assert replay_erasures(home) == 0


def test_everybody_has_a_key_from_their_first_day() -> None:
    assert User.objects.create_user("neuf@exemple.fr").actor.key


def days_later(clock, days: int) -> datetime:
    """Move the clock from its first day, and return who is long away: as `terreau purge` does."""
    clock.move_to(datetime(2026, 3, 2, 10, tzinfo=UTC) + timedelta(days=days), tick=False)
    return timezone.now() - timedelta(days=KEPT_DAYS)


def test_who_is_long_away_is_told_then_erased(clock, person: User, home: Path) -> None:
    back = timezone.now() + timedelta(1066)
    User.objects.create_user("assidue@exemple.fr", last_login=back)
    steps = [(0, 0, 0), (1000, 0, 0), (1066, 1, 0), (1067, 0, 0), (1095, 0, 0), (1097, 0, 1)]
    for days, told, erased in steps:
        before = days_later(clock, days)
        assert tell_stale_accounts(before) == told, days
        assert count_stale_accounts(before) == erased, days
        assert purge_stale_accounts(before) == erased, days
    assert [user.email for user in User.objects.all()] == ["assidue@exemple.fr"]
    assert [(m.to, "effacé le" in m.subject) for m in mail.outbox] == [([person.email], True)]


def test_who_comes_back_or_uses_a_key_is_not_erased(clock, claire: Acting, home) -> None:
    assert tell_stale_accounts(days_later(clock, 1066)) == 1
    used_on = timezone.localdate() + timedelta(days=24)
    make_token(acting=claire, name="x", allows=["directory:read"], lasts=timedelta(30))
    ApiToken.objects.update(last_used_on=used_on)
    assert purge_stale_accounts(days_later(clock, 1200)) == 0
    # Away again for as long, they are told again.
    assert tell_stale_accounts(days_later(clock, 1090 + 1066)) == 1


def test_whoever_holds_the_machine_erases_somebody(busy: User, home: Path, monkeypatch) -> None:
    monkeypatch.setattr(entry, "load", lambda: None)
    monkeypatch.setattr(entry, "prepare", lambda **_: [])
    unsure = CliRunner().invoke(erase, [busy.email], input="autre@exemple.fr\n")
    assert isinstance(unsure.exception, BadInput)
    assert "seul chef de projet" in unsure.output
    done = CliRunner().invoke(erase, [busy.email, "--yes"], catch_exceptions=False)
    assert (done.exit_code, done.output.splitlines()[-1]) == (0, "Erased.")
    assert not User.objects.filter(email=busy.email).exists()
    assert isinstance(CliRunner().invoke(erase, [busy.email, "--yes"]).exception, NotHere)
