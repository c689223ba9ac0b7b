"""Who reads and writes plans of the example territory, and one who keeps another."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from know_how_world import company_in
from plans_world import as_, person_with, plan_in, sheet_of
from restitution_world import contact_of, need_of, user_of

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.plans.models import ActionPlan, ActionSheet, Need
from terreau.web.apps.territories.models import Perimeter


@pytest.fixture
def ti() -> Perimeter:
    """Return the territory of the example where people act."""
    return Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")


@pytest.fixture
def manager() -> User:
    """Return its project manager."""
    return User.objects.get(email="cheffe.de.projet@exemple.terreau")


@pytest.fixture
def acting(manager: User) -> Acting:
    """Return what a service is told of them."""
    return as_(manager)


@pytest.fixture
def duo(ti: Perimeter) -> Acting:
    """Return one of its pilot duo."""
    return as_(person_with("duo_elected", ti))


@pytest.fixture
def neighbour() -> Acting:
    """Return the project manager of another territory."""
    return as_(User.objects.get(email="cheffe.voisine@exemple.terreau"))


@pytest.fixture
def reader(manager: User) -> Client:
    """Return the browser of the project manager, signed in."""
    client = Client()
    client.force_login(manager)
    return client


@pytest.fixture
def plan(ti: Perimeter) -> ActionPlan:
    """Return a new plan of the territory."""
    return plan_in(ti)


@pytest.fixture
def sheet(plan: ActionPlan) -> ActionSheet:
    """Return a draft of that plan."""
    return sheet_of(plan)


@pytest.fixture
def company(ti: Perimeter) -> Organisation:
    """Return a company of the territory, which everyone sees."""
    return company_in(ti, "Forge d’essai")


@pytest.fixture
def member(company: Organisation) -> Acting:
    """Return one of its members."""
    return as_(person_with("organisation_member", company))


@pytest.fixture
def contact(company: Organisation) -> Contact:
    """Return one of its contacts, who agreed."""
    return contact_of(company, "yves@exemple.fr")


@pytest.fixture
def noted_need(plan: ActionPlan, company: Organisation, member: Acting) -> Need:
    """Return a need that its member noted."""
    return need_of(plan, company, "Un tourneur", raised_by=user_of(member))


@pytest.fixture
def sent(acting: Acting) -> dict[str, Any]:
    """Return what a program of the project manager sends with everything."""
    _token, key = make_token(acting=acting, name="Outil", allows=acts(), lasts=timedelta(days=1))
    return {"content_type": "application/json", "headers": {"Authorization": f"Bearer {key}"}}
