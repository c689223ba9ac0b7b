"""What people write is read and answered by the national delegation, and by nobody else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from django.test import Client

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import OPERATOR, Acting, Holding, Scope
from terreau.web.apps.directory.models import Mandate
from terreau.web.apps.home import selectors, services
from terreau.web.apps.home.enums import ContactState
from terreau.web.apps.home.models import ContactMessage
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
ASKED = "L’effet local de Port-Mirage est-il juste ?"


def written() -> ContactMessage:
    return services.receive_message(
        subject="figure", email="lea@exemple.fr", message=ASKED, language="fr"
    )


def delegate() -> Client:
    nation = Perimeter.objects.get(kind="nation", country="FR")
    person = User.objects.create_user("agent@exemple.fr", name="Agent")
    Mandate.objects.create(
        holder=person, role=Role.DELEGATION_AGENT, perimeter=nation, valid_from=date(2026, 1, 1)
    )
    client = Client()
    client.force_login(person)
    return client


def test_the_inbox_is_for_who_answers(client: Client) -> None:
    reference = written().reference
    addresses = ("", ".csv", f"/{reference}/")
    for suffix in addresses:
        address = f"/contact/messages{suffix or '/'}"
        assert client.get(address).status_code == 404
        assert "Port-Mirage est-il juste" in delegate_sees(address)
    assert client.post(f"/contact/messages/{reference}/", {"answer": "Oui"}).status_code == 404
    for acting in (manager(), OPERATOR):
        with pytest.raises(NotHere):
            services.answer_message(acting=acting, reference=reference, answer="Oui")
    assert selectors.get_message(reference=reference).state == ContactState.RECEIVED


def test_what_waits_is_counted_beside_the_name() -> None:
    assert "vous attend" not in (browser := delegate()).get("/annuaire/").text
    written()
    assert "1 chose vous attend" in browser.get("/annuaire/").text


def manager() -> Acting:
    person = User.objects.create_user("cheffe@exemple.fr")
    return Acting(person, Scope(person.pk, frozenset({Holding(Role.PROJECT_MANAGER, 1)})))


def delegate_sees(address: str) -> str:
    User.objects.filter(email="agent@exemple.fr").delete()
    return str(delegate().get(address).content.decode())


def test_a_message_is_answered_once_on_its_page() -> None:
    reference, agent = written().reference, delegate()
    address = f"/contact/messages/{reference}/"
    empty = agent.post(address, {"answer": "  "})
    assert (empty.status_code, "Une réponse a un texte" in empty.text) == (400, True)
    assert agent.post(address, {"answer": "C’est corrigé."}).status_code == 302
    late = agent.post(address, {"answer": "Trop tard."})
    assert late.status_code == 400
    assert "C’est corrigé." in late.text
    message = selectors.get_message(reference=reference)
    assert (message.answer, message.signature) == ("C’est corrigé.", "Agent")
    assert message.answered_by == User.objects.get(email="agent@exemple.fr")
    [entry] = history_of(message)
    assert entry.changes == {"state": ["received", "answered"]}


def test_who_answered_is_forgotten_with_their_account(client: Client, tmp_path: Path) -> None:
    reference, agent = written().reference, delegate()
    agent.post(f"/contact/messages/{reference}/", {"answer": "C’est corrigé."})
    page, person = f"/contact/{reference}/", User.objects.get(email="agent@exemple.fr")
    assert "Agent" in client.get(page).text
    User.objects.filter(pk=person.pk).update(name="")
    # Their address is nobody else's business.
    assert "agent@exemple.fr" not in client.get(page).text
    assert "agent@exemple.fr" not in agent.get("/contact/messages.csv").text
    User.objects.filter(pk=person.pk).update(name="Agent")
    erase_person(acting=OPERATOR, person_id=person.pk, typed=person.email, home=tmp_path)
    assert "Agent" not in client.get(page).text
    kept = ContactMessage.objects.get()
    assert (kept.answer, kept.answered_by) == ("C’est corrigé.", None)
