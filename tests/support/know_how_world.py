"""What tests of know-how make by hand."""

from __future__ import annotations

from typing import Any

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.territories.models import Perimeter


def as_(person: User) -> Acting:
    """Return what a request of a person gives a service."""
    return Acting(person, scope_of(person))


def company_in(territory: Perimeter, name: str, **fields: Any) -> Organisation:
    """Return a company that sits in a territory."""
    members = territory.members.filter(last_vintage=territory.last_vintage)
    code = members.earliest("commune_code").commune_code
    return Organisation.objects.create(
        name=name,
        folded_name=folded_name(name),
        seat=Perimeter.objects.get(kind="commune", code=code),
        **({"kind": "company", "visibility": "public"} | fields),
    )
