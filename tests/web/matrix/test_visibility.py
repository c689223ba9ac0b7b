"""A value is read by whom its level allows, wherever the site shows it, and by nobody else.

Hypothesis draws the level of an organisation and of each of its fields, and a reader; every field
holds a word found nowhere else, in dress that a page must take off. The test then reads all that
the reader may ask of `table.toml`: pages, operations of the API, exports, searches, reports and
histories, those that ask the database for organisations. A page that is added is walked as soon as
it stands in the table.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.scope import NOBODY, OPERATOR, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.shared.visibility import Visibility, audience_of, readable

# On one engine, as the matrix.
pytestmark = pytest.mark.one_engine

LEVELS = st.sampled_from(Visibility.values)
FIELDS = tuple(Organisation.FIELD_LEVELS)
WHO = ("anonymous", "bare", *(f"{where}.{role}" for where in ("here", "there") for role in Role))
# A name, a field: what it holds, around a word that is searched for; and its former value.
DRESSED = {
    "name": "<b>{}</b>",
    "email": "{}@exemple.fr",
    "phone": "{}",
    "website": "https://{}.exemple.fr/?a=1&b=%22",
    "description": "</script><script>alert({})</script>",
    "note": "=cmd|' /C {}'!A0",
}


def word(name: str, *, is_former: bool = False) -> str:
    """Return the word of a field: letters alone, so that no escaping changes it."""
    return f"{'was' if is_former else 'now'}zq{name}qz"


@pytest.fixture(scope="module")
def shown(table: list[Any], world: Any, undo: Any) -> list[Any]:
    """Return the rows of the table that ask for organisations."""
    found = []
    for row in table:
        if "GET" in row.group:
            with undo():
                asked = world.ask("here.project_manager", "GET", row)
            if "directory_organisation" in asked.read:
                found.append(row)
    assert {row.name for row in found} >= {"history:page", "history:file", "api-1:get_history"}
    return found


# What fails is told as it is drawn: to make it smaller takes minutes. Each draw asks every page.
@pytest.mark.timeout(300)
@settings(
    max_examples=8, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    level=LEVELS, levels=st.dictionaries(st.sampled_from(FIELDS), LEVELS), who=st.sampled_from(WHO)
)
def test_a_value_is_read_by_whom_its_level_allows(
    shown: list[Any], world: Any, undo: Any, level: str, levels: dict[str, str], who: str
) -> None:
    with undo():
        about = dressed(world.organisation.pk, level, levels)
        allowed, reads_all = may_read(world.actors[who].user, about)
        read: dict[str, str] = {}
        for row in shown:
            answer = world.ask(who, "GET", named(row)).answer
            read[row.name] = "".join(texts(answer))
            for name in DRESSED:
                assert name in allowed or word(name) not in read[row.name], (row.name, name)
                is_told = name in allowed and reads_all
                assert is_told or word(name, is_former=True) not in read[row.name], (row.name, name)
            if answer["Content-Type"].startswith("text/html"):
                assert "<b>nowzq" not in read[row.name], row.name
                assert "<script>alert(" not in read[row.name], row.name
        for row in shown:
            if row.group.get("shows") == "organisation":
                missing = [name for name in allowed if word(name) not in read[row.name]]
                assert missing == [], (row.name, missing)
        if reads_all:
            assert all(word(name, is_former=True) in read["history:page"] for name in DRESSED)


def dressed(pk: int, level: str, levels: dict[str, str]) -> Organisation:
    """Return the organisation of the world with a word in each field, and another before it."""
    about = Organisation.objects.get(pk=pk)
    about.visibility, about.field_visibility = level, levels
    changes = {}
    for name, dress in DRESSED.items():
        setattr(about, name, dress.format(word(name)))
        changes[name] = (dress.format(word(name, is_former=True)), getattr(about, name))
    about.folded_name = word("name")
    about.save()
    record(OPERATOR, Verb.CHANGED, about, changes)
    return about


def may_read(user: Any, about: Organisation) -> tuple[set[str], bool]:
    """Return the fields that a person may read of it, and whether they stand nearest to it."""
    reader = audience_of(scope_of(user) if user else NOBODY, about)
    return readable(about, reader).keys() & DRESSED.keys(), reader == Visibility.PRIVATE


def named(row: Any) -> Any:
    """Return a row that searches by the beginning of its word: a page shows what was typed."""
    return type(row)(
        row.name, row.path.replace("{organisation_name}", word("name")[:-2]), row.group
    )


def texts(answer: Any) -> Iterator[str]:
    """Yield what an answer says: its text, or that of the files inside a workbook."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from (archive.read(name).decode(errors="replace") for name in archive.namelist())
    else:
        yield content.decode(errors="replace")
