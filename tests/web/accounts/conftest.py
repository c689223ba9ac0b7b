"""People who sign in, and what was written to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from held_rows import hold_of

from terreau.web.apps.accounts.enums import Role, Verb
from terreau.web.apps.accounts.history import record
from terreau.web.apps.accounts.models import User, WaitingLetter
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import (
    Invitation,
    KeptAnswer,
    Mandate,
    MandateRequest,
    Organisation,
)
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.knowhow.models import KnowHow
from terreau.web.apps.territories.models import Perimeter

PASSWORD = "vieux songe port mirage"
ANNE = "anne@mairie.example"


@pytest.fixture(autouse=True)
def no_limit_reached() -> Iterator[None]:
    """Begin each test without what others asked."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture(autouse=True)
def nobody_yet(db: None) -> None:
    """Begin each test before the people of the example country came."""
    User.objects.all().delete()


@pytest.fixture
def anne(db: None) -> User:
    """Return somebody who has a password and a confirmed address."""
    user = User.objects.create_user(ANNE, PASSWORD, name="Anne Rivière")
    EmailAddress.objects.create(user=user, email=ANNE, verified=True, primary=True)
    return user


@pytest.fixture
def sign_in(anne: User) -> Callable[..., Client]:
    """Return a function that signs in by the form, from a new browser."""

    def sign_in(password: str = PASSWORD, **headers: str) -> Client:
        browser = Client(headers=headers)
        browser.post("/compte/connexion/", {"login": anne.email, "password": password})
        return browser

    return sign_in


@pytest.fixture
def link() -> Callable[[], str]:
    """Return a function that gives the path of the last letter's link."""

    def link() -> str:
        found = re.findall(r"https?://testserver(/compte/\S+)", str(mail.outbox[-1].body))
        return str(found[0])

    return link


@pytest.fixture
def person() -> User:
    return User.objects.create_user("Claire@Exemple.fr", "une phrase assez longue", name="Claire")


@pytest.fixture
def claire(person: User) -> Acting:
    return Acting(person, scope_of(person))


@pytest.fixture
def signed_in(client: Client, person: User) -> Client:
    """Return the browser of Claire, who has just proved again who she is."""
    client.force_login(person)
    client.post("/compte/encore-vous/", {"password": "une phrase assez longue"})
    return client


@pytest.fixture
def busy(person: User, claire: Acting) -> User:
    """Return Claire, of whom something is held everywhere."""
    ti, other = Perimeter.objects.filter(country="XX", kind="territoire_industrie").order_by(
        "code"
    )[:2]
    friend = User.objects.create_user("ami@exemple.fr", name="Ami")
    manager = {"role": Role.PROJECT_MANAGER, "valid_from": date(2026, 1, 1)}
    Mandate.objects.create(holder=person, perimeter=ti, end_reason="Claire part", **manager)
    Mandate.objects.create(holder=friend, granted_by=person, perimeter=other, **manager)
    asked = {"role": Role.OBSERVER, "perimeter": ti, "expires_on": date(2027, 1, 1)}
    MandateRequest.objects.create(asked_by=person, reason="Je suis Claire", **asked)
    MandateRequest.objects.create(asked_by=friend, answered_by=person, reason="Ami", **asked)
    invited = {"role": Role.OBSERVER, "perimeter": ti, "expires_at": timezone.now() + timedelta(9)}
    Invitation.objects.create(email="Claire@exemple.fr", digest="a", **invited)
    Invitation.objects.create(email="x@exemple.fr", invited_by=person, digest="b", **invited)
    ContactMessage.objects.create(
        reference="C-1", subject="other", email=person.email, message="Claire", language="fr"
    )
    ContactMessage.objects.create(
        reference="C-2", subject="other", email="autre@exemple.fr", message="?", language="fr",
        state="answered", answer="Oui", answered_at=timezone.now(), answered_by=person,
    )  # fmt: skip
    workshop = Organisation.objects.create(
        name="Atelier", folded_name="atelier", kind="company", email=person.email
    )
    hold_of(person, friend, workshop, ti)
    make_token(acting=claire, name="Clé", allows=["directory:read"], lasts=timedelta(30))
    record(claire, Verb.CHANGED, person, {"name": ("", "Claire")}, personal=["name"])
    # knowhow
    KnowHow.objects.create(
        organisation=Organisation.objects.all()[0], kind="makes", text="x", source="told",
        verified_by=person, verified_on=timezone.localdate(),
    )  # fmt: skip
    KeptAnswer.objects.create(user=person, key="k", digest="c", made="1")
    EmailAddress.objects.create(user=person, email=person.email, verified=True, primary=True)
    Authenticator.objects.create(user=person, type="totp", data={"secret": "enciphered"})
    SocialAccount.objects.create(
        user=person, provider="proconnect", uid="claire", extra_data={"usual_name": "Claire"}
    )
    UserSession.objects.create(user=person, ip="127.0.0.1", session_key="s", user_agent="Claire")
    WaitingLetter.objects.create(email=person.email, text="enciphered")
    return person


@pytest.fixture
def proved(signed_in: Client, person: User) -> None:
    """Claire has just proved again who she is."""
    signed_in.post("/compte/encore-vous/", {"password": "une phrase assez longue"})
