"""Giving back by the page and by a program: shown before it leaves, once."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from restitution_world import send

from terreau.web.apps.accounts.acts import acts
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.plans.models import ActionPlan, Need

pytestmark = pytest.mark.django_db


def test_it_is_shown_before_it_leaves(
    reader: Client, member: Acting, contact: Contact, noted_need: Need, plan: ActionPlan,
    company: Organisation,
) -> None:  # fmt: skip
    address = f"/plans/{plan.pk}/restitution/{company.pk}/"
    form = reader.get(address).context["form"]
    written = {"key": str(form.initial["key"]), "words": "Merci."}
    shown = reader.post(address, written | {"act": "preview"})
    assert (shown.status_code, mail.outbox) == (200, [])
    assert "Merci." in shown.text
    assert "- Un tourneur" in shown.text
    assert contact.email not in shown.text
    back = reader.post(address, written | {"act": "write"})
    assert "Merci." in back.text
    for _press in range(2):
        sent = reader.post(address, written | {"act": "send"}, follow=True)
        assert "2 lettres partent pour Forge d’essai" in sent.text
        assert "à 2 personnes" in sent.text
    assert len(mail.outbox) == 2


def test_what_is_refused_stays_in_the_form(
    reader: Client, acting: Acting, noted_need: Need, plan: ActionPlan, company: Organisation
) -> None:
    with pytest.raises(BadField):
        send(acting, plan, company, words="x" * 2001)
    address = f"/plans/{plan.pk}/restitution/{company.pk}/"
    Need.objects.filter(pk=noted_need.pk).update(raised_by=None)
    written = {"key": str(uuid.uuid4()), "words": "Merci."}
    shown = reader.post(address, written | {"act": "preview"})
    assert "Personne de Forge d’essai ne recevrait cette lettre." in shown.text
    sent = reader.post(address, written | {"act": "send"})
    assert sent.status_code == 400
    assert "Personne ne recevrait cette lettre" in sent.text
    assert "Merci." in sent.text
    assert reader.post(address, {"key": "x", "words": ""}).status_code == 400


def test_a_program_reads_and_gives_back_once(
    reader: Client, acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan,
    company: Organisation,
) -> None:  # fmt: skip
    base = f"/api/v1/plans/{plan.pk}/restitution"
    read = reader.get(f"{base}?organisation={company.pk}").json()["contributions"]
    assert (read[0]["organisation"], read[0]["told_on"]) == (company.pk, None)
    assert [fact["sheet"] for fact in read[0]["outcomes"][0]["facts"]] == [None, None]
    assert reader.get(f"{base}?organisation=999999").status_code == 404
    _token, key = make_token(acting=acting, name="Outil", allows=acts(), lasts=timedelta(days=1))
    headers = {"Authorization": f"Bearer {key}", "Idempotency-Key": "un"}
    for _again in range(2):
        answer = Client().post(
            f"{base}/{company.pk}", {"words": "Merci."}, "application/json", headers=headers
        )
        assert answer.status_code == 200, answer.text
        assert answer.json()["told_on"] == timezone.localdate().isoformat()
    assert len(mail.outbox) == 2
