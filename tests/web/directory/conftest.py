"""People of the example country, each with a mandate."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.territories.models import Perimeter

Give = Callable[..., User]


@pytest.fixture
def ti() -> Perimeter:
    """Return a TI of the example country."""
    return Perimeter.objects.filter(country="XX", kind="territoire_industrie").order_by("code")[0]


@pytest.fixture
def other_ti(ti: Perimeter) -> Perimeter:
    """Return another one, that shares no commune with it."""
    inside = ti.members.values("commune_code")
    return (
        Perimeter.objects.filter(country="XX", kind="territoire_industrie")
        .exclude(members__commune_code__in=inside)
        .order_by("code")[0]
    )


@pytest.fixture
def give() -> Give:
    """Return ``give(role, about)``: a person who holds that mandate."""

    def make(role: Role, about: Perimeter | Organisation, until: date | None = None) -> User:
        person = User.objects.create_user(f"{role}.{User.objects.count()}@exemple.fr", name=role)
        field = "perimeter" if isinstance(about, Perimeter) else "organisation"
        Mandate.objects.create(
            holder=person, role=role, valid_from=date(2026, 1, 1), valid_to=until, **{field: about}
        )
        return person

    return make
