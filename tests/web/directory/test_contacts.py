"""Contacts: by agreement, for two years; seen by whom they agreed to; gone when they say so."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.accounts.models import HistoryEntry
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.directory.contact_letters import link_of
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.rules import AGREED_DAYS
from terreau.web.apps.directory.selectors.contacts import contact_slot, list_contacts
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.contact_checks import ContactFields, SaidConsent
from terreau.web.apps.directory.services.contacts import (
    add_contact,
    change_contact,
    delete_contact,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.signals import day_began
from terreau.web.shared import retention
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db
EMAIL = "zoe.zqmail@exemple.fr"
WRITTEN = ContactFields("referent", "Zoé Zqname", "zqjob", EMAIL, "zqphone")


@pytest.fixture
def company(ti: Perimeter) -> Organisation:
    # Those of the example country would be counted too.
    Contact.objects.all().delete()
    commune = ti.members.order_by("commune_code")[0].commune_code
    return Organisation.objects.create(
        name="Forge", folded_name="forge", kind="company", visibility="public",
        seat=Perimeter.objects.get(kind="commune", code=commune),
    )  # fmt: skip


@pytest.fixture
def manager(ti, give) -> Any:
    return give(Role.PROJECT_MANAGER, ti)


@pytest.fixture
def add(company, manager, acting_as) -> Any:
    def make(written: ContactFields = WRITTEN, said: SaidConsent | None = None) -> Contact:
        acting = acting_as(manager)
        return add_contact(acting=acting, organisation_id=company.pk, written=written, said=said)

    return make


def said_today() -> SaidConsent:
    return SaidConsent(Channel.PHONE, timezone.localdate())


def page(contact: Contact) -> str:
    return "/" + link_of(contact).split("/", 3)[3]


def names_seen(person: Any, company: Organisation) -> list[str]:
    scope = scope_of(person) if person else NOBODY
    return [row.seen["name"] for row in list_contacts(scope, company)]


def test_nobody_but_those_who_keep_it_sees_who_was_asked(
    add, company, ti, give, manager, client
) -> None:
    contact = add()
    (letter,) = mail.outbox
    assert letter.to == [EMAIL]
    assert link_of(contact) in letter.body
    assert "Ne plus y figurer" in letter.body
    assert "zqphone" not in letter.body
    assert names_seen(manager, company) == ["Zoé Zqname"]
    assert names_seen(give(Role.ORGANISATION_MEMBER, company), company) == ["Zoé Zqname"]
    for role in (Role.DUO_ELECTED, Role.OBSERVER, Role.STATE_REFERENT):
        assert names_seen(give(role, ti), company) == []
    assert "zq" not in client.get(f"/annuaire/organisations/{company.pk}/").text.lower()


def test_the_link_shows_all_and_writes_nothing_until_pressed(add, client) -> None:
    contact = add()
    shown = client.get(page(contact))
    assert all(word in shown.text for word in ("Zoé Zqname", "zqjob", EMAIL, "zqphone"))
    assert not shown.cookies
    contact.refresh_from_db()
    assert contact.agreed_on is None
    agreed = client.post(page(contact), {"act": "agree", "seen": contact.shown_digest})
    assert agreed.status_code == 302
    assert not agreed.cookies
    contact.refresh_from_db()
    assert (contact.agreed_on, contact.agreed_by) == (timezone.localdate(), Channel.EMAIL)


def test_one_agrees_to_what_one_has_read(add, client, company, manager, acting_as) -> None:
    contact = add()
    read = contact.shown_digest
    change_contact(
        acting=acting_as(manager), organisation_id=company.pk, contact_id=contact.pk, seen=read,
        written=ContactFields("referent", "Zoé Zqname", "autre", EMAIL, "zqphone"), said=None,
    )  # fmt: skip
    again = client.post(page(contact), {"act": "agree", "seen": read})
    assert again.status_code == 400
    assert "a changé pendant que vous lisiez" in again.text
    assert "autre" in again.text
    contact.refresh_from_db()
    assert contact.agreed_on is None


def test_only_the_person_chooses_everyone(add, client, company, manager, acting_as) -> None:
    with pytest.raises(BadField, match="Seule la personne"):
        add(ContactFields("referent", "Zoé", email=EMAIL, visibility="public"), said_today())
    contact = add()
    chosen = {
        "act": "correct", "name": "Zoé Z.", "job": "", "email": EMAIL, "phone": "",
        "visibility": "public", "reach_visibility": "partners",
    }  # fmt: skip
    assert client.post(page(contact), chosen).status_code == 302
    contact.refresh_from_db()
    assert (contact.visibility, contact.agreed_visibility) == ("public", "public")
    shown = client.get(f"/annuaire/organisations/{company.pk}/").text
    assert ("Zoé Z." in shown, EMAIL in shown) == (True, False)
    # Whoever keeps it may show less, and may not show more without asking anew.
    narrower = ContactFields("referent", "Zoé Z.", email=EMAIL, visibility="private")
    change = {"acting": acting_as(manager), "organisation_id": company.pk, "contact_id": contact.pk}
    change_contact(**change, seen=contact.shown_digest, written=narrower, said=None)
    contact.refresh_from_db()
    assert (contact.visibility, contact.agreed_on) == ("private", timezone.localdate())
    assert len(mail.outbox) == 1
    wider = ContactFields("referent", "Zoé Z.", "chef", EMAIL)
    change_contact(**change, seen=contact.shown_digest, written=wider, said=None)
    contact.refresh_from_db()
    assert contact.agreed_on is None
    assert len(mail.outbox) == 2


def test_a_new_address_is_asked_itself_and_the_old_link_is_dead(add, client) -> None:
    contact = add(said=said_today())
    old = page(contact)
    answer = client.post(old, {
        "act": "correct", "name": "Zoé", "email": "ailleurs@exemple.fr",
        "visibility": "partners", "reach_visibility": "partners",
    })  # fmt: skip
    assert "nouvelle adresse" in answer.text
    assert mail.outbox[-1].to == ["ailleurs@exemple.fr"]
    contact.refresh_from_db()
    assert contact.agreed_on is None
    assert client.get(old).status_code == 410
    assert client.get(page(contact)).status_code == 200


def test_who_refuses_is_deleted_at_once_and_not_put_back(add, client, company, manager) -> None:
    contact = add(said=said_today())
    door = page(contact)
    assert "supprimé" in client.post(door, {"act": "refuse"}).text
    assert not Contact.objects.exists()
    assert client.post(door, {"act": "refuse"}).status_code == 410
    history = HistoryEntry.objects.filter(object_type="directory.Contact")
    assert "zq" not in str(list(history.values())).lower()
    with pytest.raises(BadField, match="ne veut pas être contact"):
        add()
    (gone,) = contact_slot(scope_of(manager), company)["gone"]
    assert (gone.role, gone.verb) == ("referent", "refused")
    assert contact_slot(NOBODY, company)["gone"] == []


def test_all_that_bears_an_address_goes(add, client, company, manager, acting_as) -> None:
    contact = add(said=said_today())
    other = Organisation.objects.create(
        name="Scierie", folded_name="scierie", kind="company", seat=company.seat, email=EMAIL
    )
    add_contact(
        acting=acting_as(manager), organisation_id=other.pk, written=WRITTEN, said=said_today()
    )
    client.post(page(contact), {"act": "refuse_everywhere"})
    other.refresh_from_db()
    assert (Contact.objects.count(), other.email) == (0, "")


def test_what_was_said_has_its_day_and_its_channel(add) -> None:
    today = timezone.localdate()
    for day in (today + timedelta(1), today - timedelta(AGREED_DAYS)):
        with pytest.raises(BadField, match="pas celui d’un accord"):
            add(said=SaidConsent(Channel.PHONE, day))
    with pytest.raises(BadField, match="Une lettre ne peut"):
        add(ContactFields("contact", "Zoé", phone="01"))
    contact = add(ContactFields("contact", "Zoé", phone="01"), said_today())
    assert mail.outbox == []
    entry = HistoryEntry.objects.get(object_type="directory.Contact", object_key=str(contact.pk))
    assert (entry.channel, entry.changes["name"]) == ("phone", ["", "•"])


def test_a_month_before_its_end_a_letter_asks_once_then_it_goes(add, company, manager) -> None:
    contact = add(said=said_today())
    now = timezone.now()
    Contact.objects.update(agreed_on=now.date() - timedelta(AGREED_DAYS - 30), asked_on=None)
    for _day in range(2):
        day_began.send(None)
    (letter,) = [each for each in mail.outbox if each.to == [EMAIL]]
    assert "Toujours vrai" in letter.subject
    assert retention.count_expired(now)["contacts"] == 0
    later = now + timedelta(days=31)
    assert retention.purge(later)["contacts"] == 1
    assert not Contact.objects.filter(pk=contact.pk).exists()
    (gone,) = contact_slot(scope_of(manager), company)["gone"]
    assert gone.verb == "ended"


def test_one_press_says_still_true(add, client) -> None:
    contact = add(said=said_today())
    Contact.objects.update(agreed_on=timezone.localdate() - timedelta(AGREED_DAYS - 10))
    contact.refresh_from_db()
    client.post(page(contact), {"act": "agree", "seen": contact.shown_digest})
    contact.refresh_from_db()
    assert contact.agreed_on == timezone.localdate()


def test_who_never_answered_goes_after_a_month(add) -> None:
    add()
    now = timezone.now()
    assert retention.count_expired(now + timedelta(days=30))["contacts-asked"] == 0
    assert retention.purge(now + timedelta(days=31))["contacts-asked"] == 1


def test_a_contact_of_another_territory_does_not_exist(
    add, company, other_ti, give, acting_as
) -> None:
    contact = add()
    stranger = acting_as(give(Role.PROJECT_MANAGER, other_ti))
    with pytest.raises(NotHere):
        delete_contact(acting=stranger, organisation_id=company.pk, contact_id=contact.pk)
    with pytest.raises(NotHere):
        add_contact(acting=stranger, organisation_id=company.pk, written=WRITTEN, said=None)


def test_two_who_write_at_once_are_told(add, company, manager, acting_as) -> None:
    contact = add(said=said_today())
    with pytest.raises(BadInput, match="a changé pendant que vous écriviez"):
        change_contact(
            acting=acting_as(manager), organisation_id=company.pk, contact_id=contact.pk,
            seen="before", written=WRITTEN, said=None,
        )  # fmt: skip


def test_the_form_keeps_what_was_typed_and_shows_the_letter(company, manager, signed) -> None:
    browser = signed(manager)
    add_page = f"/annuaire/organisations/{company.pk}/contacts/ajouter/"
    typed = {
        "role": "referent", "name": "Zoé", "visibility": "partners",
        "reach_visibility": "partners", "consent": "said", "phone": "01 02",
    }  # fmt: skip
    refused = browser.post(add_page, typed)
    assert refused.status_code == 400
    assert refused.text.count("Notez comment et quel jour") == 2
    assert 'value="01 02"' in refused.text
    sent = browser.post(
        add_page, typed | {"channel": "meeting", "said_on": f"{timezone.localdate()}"}, follow=True
    )
    assert "Le contact est enregistré" in sent.text
    assert "de vive voix" in sent.text


@pytest.mark.parametrize("level", Visibility.values)
def test_what_is_kept_is_read_nowhere(level, add, company, ti, other_ti, give, signed) -> None:
    """Of each level: name and ways to reach, on the page, in files, in the API, by each role."""
    contact = add(said=said_today())
    Contact.objects.update(visibility=level, field_visibility={"email": "private"})
    order = ["public", "territory", "partners", "private"]
    stands = {Role.OBSERVER: 1, Role.DUO_ELECTED: 2, Role.PROJECT_MANAGER: 3}
    people = [(give(role, ti), rank) for role, rank in stands.items()]
    people += [(give(Role.PROJECT_MANAGER, other_ti), 0)]
    base = f"/annuaire/organisations/{company.pk}/"
    for person, rank in people:
        browser = signed(person)
        read = "".join(
            browser.get(path).content.decode(errors="replace")
            for path in (base, f"{base}contacts.csv", "/annuaire/?q=zqname",
                         "/annuaire/organisations.csv",
                         f"/api/v1/organisations/{company.pk}/contacts",
                         f"/historique/contact/{contact.pk}/",
                         f"/historique/organisation/{company.pk}/historique.csv")
        )  # fmt: skip
        found = set(re.findall(r"zq(?:name|job|mail|phone)", read.replace("q=zqname", "").lower()))
        sees = rank >= order.index(level)
        expected = {"zqname", "zqjob"} if sees else set()
        expected |= {"zqmail"} if rank == 3 else set()
        expected |= {"zqphone"} if rank >= max(2, order.index(level)) else set()
        assert found - {"zqname"} == expected - {"zqname"}, (person, level)
        assert ("Zoé Zqname" in read) == sees
