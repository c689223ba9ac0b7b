"""A contact that is changed is another person: what the first chose or refused is not theirs."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from django.utils import timezone

from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.directory.contact_letters import link_of
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.contact_checks import ContactFields, SaidConsent
from terreau.web.apps.directory.services.contacts import add_contact, change_contact
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
ZOE = ContactFields("referent", "Zoé", "", "zoe@exemple.fr")
YANN = ContactFields("pilot", "Yann", "", "yann@exemple.fr")


@pytest.fixture
def keeping(ti, give, acting_as) -> Any:
    """Return who keeps the directory of the territory."""
    return acting_as(give(Role.PROJECT_MANAGER, ti))


@pytest.fixture
def foundry(ti: Perimeter) -> Organisation:
    """Return an organisation of the territory."""
    commune = ti.members.order_by("commune_code")[0].commune_code
    return Organisation.objects.create(
        name="Forge", folded_name="forge", kind="company", visibility="public",
        seat=Perimeter.objects.get(kind="commune", code=commune),
    )  # fmt: skip


def said() -> SaidConsent:
    return SaidConsent(Channel.PHONE, timezone.localdate())


def added(keeping: Any, foundry: Organisation, written: ContactFields) -> Contact:
    return add_contact(acting=keeping, organisation_id=foundry.pk, written=written, said=said())


def change(keeping: Any, contact: Contact, written: ContactFields, by: SaidConsent | None) -> None:
    contact.refresh_from_db()
    change_contact(
        acting=keeping, organisation_id=contact.organisation_id, contact_id=contact.pk,
        seen=contact.shown_digest, written=written, said=by,
    )  # fmt: skip


def test_who_refused_is_not_put_back_in_the_place_of_another(keeping, foundry, client) -> None:
    refusing = added(keeping, foundry, ZOE)
    client.post("/" + link_of(refusing).split("/", 3)[3], {"act": "refuse"})
    other = added(keeping, foundry, YANN)
    for by in (None, said()):
        with pytest.raises(BadField):
            change(keeping, other, replace(YANN, email=ZOE.email), by)
    change(keeping, other, replace(YANN, job="Forgeron"), said())
    assert Contact.objects.get(pk=other.pk).job == "Forgeron"


def test_what_one_person_chose_is_not_given_to_another(keeping, foundry) -> None:
    contact = added(keeping, foundry, ZOE)
    Contact.objects.filter(pk=contact.pk).update(visibility="public")
    with pytest.raises(BadField):
        change(keeping, contact, replace(ZOE, name="Bernard", visibility="public"), said())
    change(keeping, contact, replace(ZOE, job="Fondeuse", visibility="public"), said())
