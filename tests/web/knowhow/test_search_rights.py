"""Whatever the levels drawn, each reader finds what these allow, by the page, the file, the API.

And nothing else is counted. The index is made before the levels change half of the time, and
nobody tells it: `update` writes no date.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.search_tasks import make_search_index
from terreau.web.apps.knowhow.searching import held
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility, audience_of, is_within

pytestmark = pytest.mark.django_db
LEVELS = st.sampled_from(Visibility.values)
# A role, and whether it is held here, where the organisation sits, or for it.
WHO = {
    "anonymous": None,
    "keeper": (Role.PROJECT_MANAGER, "here"),
    "partner": (Role.STATE_REFERENT, "here"),
    "observer": (Role.OBSERVER, "here"),
    "member": (Role.ORGANISATION_MEMBER, "of it"),
    "keeper there": (Role.PROJECT_MANAGER, "there"),
}
PAGE = "/annuaire/savoir-faire/"
# Each text has a word of its own, found nowhere else.
NAME, DESCRIPTION, LINE = "Quilzibar", "Vortumel", "Brambolix"


@pytest.fixture
def about(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Organisation:
    """Return an organisation whose texts are looked for, alone in its index."""
    monkeypatch.setattr(held, "FOLDER", str(tmp_path / "search"))
    seat = Perimeter.objects.get(kind="commune", code="XA001")
    organisation = Organisation.objects.create(
        name=NAME, folded_name=NAME.lower(), kind="company", seat=seat, description=DESCRIPTION
    )
    KnowHow.objects.create(organisation=organisation, kind="makes", text=LINE, source="told")
    return organisation


@pytest.fixture
def people(about: Organisation) -> dict[str, User | None]:
    """Return those who search, by name."""
    where = {
        "here": {"perimeter": Perimeter.objects.get(kind="epci", code="X00000001")},
        "there": {"perimeter": Perimeter.objects.get(kind="epci", code="X00000002")},
        "of it": {"organisation": about},
    }
    found: dict[str, User | None] = {"anonymous": None}
    for name, held_as in WHO.items():
        if held_as:
            role, place = held_as
            found[name] = User.objects.create_user(f"{role}.{place[:3].strip()}@exemple.fr")
            Mandate.objects.create(
                holder=found[name], role=role, valid_from="2026-01-01", **where[place]
            )
    return found


@pytest.mark.timeout(180)  # each draw makes an index and asks nine pages
@settings(
    max_examples=15, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(
    level=LEVELS,
    of_description=LEVELS,
    of_line=LEVELS,
    who=st.sampled_from(list(WHO)),
    is_behind=st.booleans(),
)
def test_each_finds_what_levels_allow(
    about: Organisation, people: dict[str, User | None], level: str, of_description: str,
    of_line: str, who: str, is_behind: bool,
) -> None:  # fmt: skip
    with transaction.atomic():
        # What was agreed before is wider.
        write(about, Visibility.PUBLIC, Visibility.PUBLIC, Visibility.PUBLIC)
        if not is_behind:
            write(about, level, of_description, of_line)
        make_search_index.call()
        held._read.clear()  # the one of the draw before would answer while this one is read
        write(about, level, of_description, of_line)
        expected = allowed(about, people[who], of_line)
        browser = Client()
        if person := people[who]:
            browser.force_login(person)
        for word, is_read in expected.items():
            assert found(browser, word) == ([1, 1, 1] if is_read else [0, 0, 0]), word
        transaction.set_rollback(True)


def write(about: Organisation, level: str, of_description: str, of_line: str) -> None:
    Organisation.objects.filter(pk=about.pk).update(
        visibility=level, field_visibility={"description": of_description}
    )
    KnowHow.objects.filter(organisation=about).update(visibility=of_line)
    about.refresh_from_db()


def allowed(about: Organisation, person: User | None, of_line: str) -> dict[str, bool]:
    """Return the words that a person may find, by the rule of levels alone."""
    reader = audience_of(scope_of(person) if person else NOBODY, about)
    is_seen = is_within(reader, about.visibility)
    return {
        NAME: is_seen,
        DESCRIPTION: is_seen and is_within(reader, about.level_of("description")),
        LINE: is_seen and is_within(reader, of_line),
    }


def found(browser: Client, word: str) -> list[int]:
    """Return how many the page, the file and the API find of a word."""
    page = browser.get(PAGE, {"q": word})
    file = browser.get(f"{PAGE}resultats.csv", {"q": word}).content.decode()
    # The API by a session reads as the page does.
    answer: dict[str, Any] = browser.get("/api/v1/know-how/search", {"q": word}).json()
    assert answer["total"] == len(answer["answers"])
    return [page.context["found"].count, file.count("\n") - 1, answer["total"]]
