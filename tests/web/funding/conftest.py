"""Who writes schemes of the example country, and who is looked at by them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from know_how_world import company_in
from plans_world import as_, person_with

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.funding.models import Scheme
from terreau.web.apps.funding.services.scheme_fields import SchemeFields, TermsFields
from terreau.web.apps.funding.services.schemes import open_scheme
from terreau.web.apps.territories.models import Perimeter


@pytest.fixture
def ti() -> Perimeter:
    """Return the territory of the example where people act."""
    return Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")


@pytest.fixture
def manager() -> Acting:
    """Return its project manager."""
    return as_(User.objects.get(email="cheffe.de.projet@exemple.terreau"))


@pytest.fixture
def neighbour() -> Acting:
    """Return the project manager of another territory."""
    return as_(User.objects.get(email="cheffe.voisine@exemple.terreau"))


@pytest.fixture
def delegation() -> Acting:
    """Return the delegation of the example country."""
    return as_(User.objects.get(email="delegation@exemple.terreau"))


@pytest.fixture
def company(ti: Perimeter) -> Organisation:
    """Return a company of the territory, which everyone sees."""
    return company_in(ti, "Forge d’essai")


@pytest.fixture
def member(company: Organisation) -> Acting:
    """Return one of its members."""
    return as_(person_with("organisation_member", company))


@pytest.fixture
def agent(ti: Perimeter) -> Acting:
    """Return an agent of an operator."""
    operator = company_in(ti, "Banque d’essai")
    return as_(person_with("operator_agent", operator))


@pytest.fixture
def scheme(delegation: Acting) -> Scheme:
    """Return a scheme of the example country that fits companies of fewer than 50 people."""
    rule = {"all": [{"fact": "headcount", "op": "<", "value": 50}]}
    terms = TermsFields(summary="Pour essayer", rule=rule)
    written = SchemeFields(name="Aide d’essai", kind="grant", country="XX", terms=terms)
    return open_scheme(acting=delegation, written=written)


@pytest.fixture
def sent(delegation: Acting) -> dict[str, Any]:
    """Return what a program of the delegation sends with everything."""
    _token, key = make_token(
        acting=delegation, name="Outil", allows=acts(), lasts=timedelta(days=1)
    )
    return {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}


@pytest.fixture
def member_browser(member: Acting) -> Client:
    """Return the browser of a member of the company, signed in."""
    assert member.user is not None
    client = Client()
    client.force_login(member.user)
    return client


@pytest.fixture
def browser(delegation: Acting) -> Client:
    """Return the browser of the delegation, signed in."""
    assert delegation.user is not None
    client = Client()
    client.force_login(delegation.user)
    return client
