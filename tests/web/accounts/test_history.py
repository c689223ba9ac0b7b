"""The history is only ever added to, and names nobody once its author is erased."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction

from terreau.web.apps.accounts.enums import Verb
from terreau.web.apps.accounts.history import PERSONAL, history_of, record
from terreau.web.apps.accounts.models import Actor, HistoryEntry, User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, scope_of

pytestmark = pytest.mark.django_db


TABLE = HistoryEntry._meta.db_table


def in_sql(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def in_bulk(entry: HistoryEntry) -> None:
    entry.verb = Verb.ENDED
    HistoryEntry.objects.bulk_update([entry], ["verb"])


def saved(entry: HistoryEntry) -> None:
    entry.verb = Verb.ENDED
    entry.save()


REWRITES: dict[str, Callable[[HistoryEntry], object]] = {
    "a row": saved,
    "a row deleted": lambda entry: entry.delete(),
    "rows": lambda _entry: HistoryEntry.objects.update(verb=Verb.ENDED),
    "rows deleted": lambda _entry: HistoryEntry.objects.all().delete(),
    "rows in bulk": in_bulk,
    "in SQL": lambda _entry: in_sql(f"UPDATE {TABLE} SET verb = 'ended'"),
    "deleted in SQL": lambda _entry: in_sql(f"DELETE FROM {TABLE}"),
    "replaced": lambda entry: in_sql(
        f"INSERT INTO {TABLE} SELECT * FROM {TABLE} WHERE id = {entry.pk} "
        f"ON CONFLICT (id) DO UPDATE SET verb = 'ended'"
    ),
}
if settings.DATABASES["default"]["ENGINE"].endswith("postgresql"):
    REWRITES["truncated"] = lambda _entry: in_sql(f"TRUNCATE {TABLE}")
else:
    REWRITES["replaced whole"] = lambda entry: in_sql(
        f"INSERT OR REPLACE INTO {TABLE} SELECT * FROM {TABLE} WHERE id = {entry.pk}"
    )


@pytest.mark.parametrize("how", REWRITES)
def test_an_entry_is_neither_changed_nor_removed(how: str, person: User) -> None:
    entry = record(OPERATOR, Verb.CREATED, person)
    before = list(HistoryEntry.objects.values())
    with pytest.raises(DatabaseError, match="only ever added"), transaction.atomic():
        REWRITES[how](entry)
    assert list(HistoryEntry.objects.values()) == before


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
