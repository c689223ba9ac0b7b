"""A line of know-how is read at its own level, never wider than its organisation, wherever.

Hypothesis draws both levels and a reader; the line holds a word found nowhere else. The test reads
all that the reader may ask of `table.toml` that asks the database for lines: pages, API, files.
"""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import audience
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.shared.visibility import Visibility, is_within

# On one engine, as the matrix.
pytestmark = pytest.mark.one_engine

LEVELS = st.sampled_from(Visibility.values)
WHO = ("anonymous", "bare", *(f"{where}.{role}" for where in ("here", "there") for role in Role))
WORD = "zqwordqz"
DRESS = "<b>{}</b> jusqu’à 3 m"


@pytest.fixture(scope="module")
def shown(table: list[Any], world: Any, undo: Any) -> list[Any]:
    """Return the rows of the table that ask for lines."""
    found = []
    for row in table:
        if "GET" in row.group:
            with undo():
                asked = world.ask("here.project_manager", "GET", row)
            if "knowhow_knowhow" in asked.read:
                found.append(row)
    names = {row.name for row in found}
    assert names >= {"directory:organisation", "knowhow:know_how", "knowhow:know_how_file"}
    assert names >= {"api-1:list_know_how", "api-1:get_know_how"}
    return found


@pytest.mark.timeout(300)
@settings(
    max_examples=20, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(level=LEVELS, own=LEVELS, who=st.sampled_from(WHO))
def test_a_line_is_read_by_whom_its_level_allows(
    shown: list[Any], world: Any, undo: Any, level: str, own: str, who: str
) -> None:
    with undo():
        about = Organisation.objects.get(pk=world.organisation.pk)
        about.visibility = level
        about.save()
        KnowHow.objects.filter(pk=world.objects["know_how"]).update(
            visibility=own, text=DRESS.format(WORD)
        )
        user = world.actors[who].user
        reader = audience(scope_of(user) if user else NOBODY, about)
        may_read = is_within(reader, level) and is_within(reader, own)
        for row in shown:
            answer = world.ask(who, "GET", row).answer
            said = b"".join(answer.streaming_content) if answer.streaming else answer.content
            text = said.decode(errors="replace")
            assert may_read or WORD not in text, (row.name, level, own, who)
            if row.name in {"api-1:get_know_how", "knowhow:know_how", "directory:organisation"}:
                assert WORD in text or not may_read, (row.name, level, own, who)
            if answer["Content-Type"].startswith("text/html"):
                assert f"<b>{WORD}" not in text, row.name
