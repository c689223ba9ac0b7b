"""Organisations of the example country, who keeps their directory, and what they can do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from know_how_search import Add
from know_how_world import as_, company_in

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.knowhow.search_tasks import make_search_index
from terreau.web.apps.knowhow.searching import held
from terreau.web.apps.knowhow.services.lines import KnowHowFields
from terreau.web.apps.knowhow.services.noting import note_know_how
from terreau.web.apps.territories.models import Perimeter

Give = Callable[..., User]
Note = Callable[..., KnowHow]


@pytest.fixture
def ti() -> Perimeter:
    """Return a TI of the example country."""
    return Perimeter.objects.filter(country="XX", kind="territoire_industrie").order_by("code")[0]


@pytest.fixture
def other_ti(ti: Perimeter) -> Perimeter:
    """Return another one, that shares no commune with it."""
    inside = ti.members.values("commune_code")
    others = Perimeter.objects.filter(country="XX", kind="territoire_industrie")
    return others.exclude(members__commune_code__in=inside).order_by("code")[0]


@pytest.fixture
def give() -> Give:
    """Return ``give(role, about)``: a person who holds that mandate."""

    def make(role: Role, about: Perimeter | Organisation) -> User:
        person = User.objects.create_user(f"{role}.{User.objects.count()}@exemple.fr", name=role)
        field = "perimeter" if isinstance(about, Perimeter) else "organisation"
        Mandate.objects.create(
            holder=person, role=role, valid_from=date(2020, 1, 1), **{field: about}
        )
        return person

    return make


@pytest.fixture
def company(ti: Perimeter) -> Organisation:
    """Return a public company of the TI, the only one that can do something."""
    KnowHow.objects.all().delete()
    return company_in(ti, "Forge d’Essai", siren="732829320", email="forge@exemple.fr")


@pytest.fixture
def keeper(give: Give, ti: Perimeter) -> User:
    """Return the project manager of the TI."""
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def member(give: Give, company: Organisation) -> User:
    """Return a member of the company."""
    return give(Role.ORGANISATION_MEMBER, company)


@pytest.fixture
def note(company: Organisation, keeper: User) -> Note:
    """Return ``note(text, …)``: a line of the company, noted by the keeper."""

    def make(text: str, kind: str = "makes", visibility: str = "public", **more: Any) -> KnowHow:
        return note_know_how(
            acting=as_(keeper),
            organisation_id=company.pk,
            written=KnowHowFields(kind, text, visibility, **more),
            source=KnowHowSource.KEEPER,
        )

    return make


@pytest.fixture
def signed() -> Callable[[User], Client]:
    """Return ``signed(person)``: a browser in which they are signed in."""

    def browse(person: User) -> Client:
        client = Client()
        client.force_login(person)
        return client

    return browse


@pytest.fixture
def own_index(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of the index, of this test alone; nothing else is there to be found."""
    KnowHow.objects.all().delete()
    Organisation.objects.update(visibility="private")
    monkeypatch.setattr(held, "FOLDER", str(tmp_path / "search"))
    return tmp_path / "search"


@pytest.fixture
def add(own_index: Path) -> Add:
    """Return ``add(text, …)``: a know-how of an organisation of its own, all of it public."""

    def make(text: str, *, commune: str = "XA001", kind: str = "makes", **about: Any) -> KnowHow:
        number = Organisation.objects.count()
        seat = Perimeter.objects.get(kind="commune", code=commune)
        level = about.pop("level", "public")
        given = {"name": f"Atelier {number}", "kind": "company", "visibility": "public"} | about
        organisation = Organisation.objects.create(
            folded_name=given["name"].lower(), seat=seat, **given
        )
        return KnowHow.objects.create(
            organisation=organisation, kind=kind, text=text, source="told", visibility=level
        )

    return make


@pytest.fixture(params=["fresh", "held"])
def indexed(request: pytest.FixtureRequest) -> Callable[[], None]:
    """Return what makes the index, or leaves all to be read from the database: all is the same."""
    return make_search_index.call if request.param == "held" else lambda: None
