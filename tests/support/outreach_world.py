"""How the tests of outreach act for a person, ask and answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.test import Client

from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.accounts.tokens import make_token
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.permissions import READ, WRITE
from terreau.web.apps.outreach.letters import PURPOSE, key_of
from terreau.web.apps.outreach.models import QuestionAnswer, TerritoryQuestion
from terreau.web.apps.outreach.services.answering import AnswerFields, answer_question
from terreau.web.apps.outreach.services.asking import (
    QuestionFields,
    send_question,
    write_question,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.signed_link import make_link


def acting_as(person: User) -> Acting:
    """Return what a request of a person gives a service."""
    return Acting(person, scope_of(person))


def signed(person: User) -> Client:
    """Return a browser in which a person is signed in."""
    client = Client()
    client.force_login(person)
    return client


def program_of(person: User) -> dict[str, str]:
    """Return the headers of a program that acts for a person in the directory."""
    _kept, key = make_token(
        acting=acting_as(person), name="Essai", allows=[READ, WRITE], lasts=timedelta(days=1)
    )
    return {"Authorization": f"Bearer {key}"}


TEXT = "Qui sait anodiser en noir un profilé de 3 m ?"


@dataclass(frozen=True)
class World:
    """A member who asks, a company that may answer, a question."""

    keeper: User
    member: User
    asker: Organisation
    company: Organisation
    ti: Perimeter

    def written(self, **more: object) -> TerritoryQuestion:
        given = {"organisation_id": self.asker.pk} | more
        fields = QuestionFields(text=TEXT, perimeter=self.ti, **given)
        return write_question(acting=acting_as(self.member), written=fields)

    def sent(self, **more: object) -> TerritoryQuestion:
        question = self.written(**more)
        send_question(
            acting=acting_as(self.member),
            question_id=question.pk,
            organisation_ids=[self.company.pk],
        )
        question.refresh_from_db()
        return question


def address(question: TerritoryQuestion) -> str:
    asked = question.asked_organisations.get()
    return f"/annuaire/questions/repondre/{make_link(PURPOSE, key_of(asked))}/"


def only_answer(question: TerritoryQuestion) -> QuestionAnswer:
    return QuestionAnswer.objects.get(asked__question=question)


def answered(question: TerritoryQuestion, version: int = 0, **more: object) -> QuestionAnswer:
    written = AnswerFields(**{"kind": "can", "words": "Jusqu’à 4 m"} | more)
    asked = question.asked_organisations.get()
    return answer_question(asked_id=asked.pk, version=version, written=written)
