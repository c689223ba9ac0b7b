"""The history is only ever added to, and names nobody once its author is erased."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, transaction

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of, record
from terreau.web.apps.accounts.models import Actor, HistoryEntry, User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def person() -> User:
    return User.objects.create_user("Claire@Exemple.fr", "une phrase assez longue", name="Claire")


def test_an_entry_is_neither_changed_nor_removed(person: User) -> None:
    entry = record(OPERATOR, Verb.CREATED, person)
    rows = HistoryEntry.objects.filter(pk=entry.pk)
    for rewrite in (lambda: rows.update(verb=Verb.ENDED), rows.delete):
        with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
            rewrite()
    assert rows.get().verb == Verb.CREATED


def test_no_personal_value_is_written(person: User) -> None:
    acting = Acting(person, scope_of(person))
    entry = record(
        acting, Verb.CHANGED, person,
        {"name": ("Claire", "Clara"), "language": ("fr", "en"), "email": ("a@b.fr", "a@b.fr")},
        personal=("name", "email"),
    )  # fmt: skip
    assert entry.changes == {"name": [PERSONAL, PERSONAL], "language": ["fr", "en"]}


def test_an_erased_author_is_nobody(person: User) -> None:
    entry = record(Acting(person, scope_of(person)), Verb.CHANGED, person)
    assert Actor.objects.get(key=entry.actor_key).user == person
    person.delete()
    assert Actor.objects.get(key=entry.actor_key).user is None
    assert HistoryEntry.objects.get(pk=entry.pk).actor_key == entry.actor_key


def test_the_history_of_an_object_is_its_own(person: User) -> None:
    other = User.objects.create_user("autre@exemple.fr")
    record(OPERATOR, Verb.CREATED, person)
    record(OPERATOR, Verb.CHANGED, other)
    assert [e.verb for e in history_of(person)] == [Verb.CREATED]


def test_an_address_is_kept_in_small_letters(person: User) -> None:
    assert person.email == "claire@exemple.fr"
    assert User.objects.get_by_natural_key("CLAIRE@exemple.FR") == person
