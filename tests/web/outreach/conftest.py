"""People of the example country who visit, ask and answer."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from outreach_world import World

from terreau.core.text import fold
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

Give = Callable[..., User]
Found = Callable[..., Organisation]


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
            holder=person, role=role, valid_from=date(2026, 1, 1), **{field: about}
        )
        return person

    return make


@pytest.fixture
def keeper(give: Give, ti: Perimeter) -> User:
    """Return the project manager of the TI."""
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def found_in() -> Found:
    """Return ``found_in(territory, name, …)``: an organisation that sits there."""

    def make(territory: Perimeter, name: str, **fields: object) -> Organisation:
        code = territory.members.order_by("commune_code").values_list("commune_code", flat=True)[0]
        seat = Perimeter.objects.get(kind="commune", code=code, country="XX")
        given = {"visibility": Visibility.TERRITORY, "kind": "company"} | fields
        return Organisation.objects.create(name=name, folded_name=fold(name), seat=seat, **given)

    return make


@pytest.fixture
def company(found_in: Found, ti: Perimeter) -> Organisation:
    """Return a company of the TI."""
    return found_in(ti, "Mécanique du Val", email="val@exemple.fr", agrees_to_contact=True)


@pytest.fixture
def world(
    keeper: User, company: Organisation, found_in: Callable[..., Organisation],
    give: Callable[..., User], ti: Perimeter,
) -> World:  # fmt: skip
    asker = found_in(ti, "Menuiserie du Lac", email="lac@exemple.fr")
    return World(keeper, give(Role.ORGANISATION_MEMBER, asker), asker, company, ti)
