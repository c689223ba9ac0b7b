"""Who reads and speaks for a question after things changed: who asked left, an address moved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from outreach_world import World, acting_as, address, answered, signed

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Mandate
from terreau.web.apps.outreach.enums import QuestionEnding
from terreau.web.apps.outreach.services.asking import close_question
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db


def page(question: object) -> str:
    return f"/annuaire/questions/{question.pk}/"


def closed(world: World, person: User, question: object, *, is_published: bool) -> None:
    close_question(
        acting=acting_as(person), question_id=question.pk, ending=QuestionEnding.values[0],
        lesson="Oui", is_published=is_published,
    )  # fmt: skip


def test_a_mandate_that_ended_reads_no_answer_and_closes_nothing(world: World) -> None:
    question = world.sent()
    answered(question, reach="06 00 00 00 00")
    Mandate.objects.filter(holder=world.member).update(ended_at=timezone.now() - timedelta(days=1))
    assert signed(world.member).get(page(question)).status_code == 404
    with pytest.raises(NotHere):
        closed(world, world.member, question, is_published=True)


def test_the_question_of_a_team_outlives_who_asked_it(
    world: World, give: Callable[..., User]
) -> None:
    colleague = give(Role.FACILITATOR, world.ti)
    question = replace(world, member=world.keeper).sent(organisation_id=None)
    answered(question, words="Jusqu’à 4 m")
    world.keeper.delete()
    assert "Jusqu’à 4 m" in signed(colleague).get(page(question)).text
    closed(world, colleague, question, is_published=False)


def test_a_published_question_names_nobody_to_who_did_not_ask(world: World) -> None:
    world.asker.visibility = Visibility.PRIVATE
    world.asker.save()
    question = world.sent(is_named=True)
    closed(world, world.member, question, is_published=True)
    assert world.asker.name in signed(world.member).get(page(question)).text
    read = Client().get(page(question))
    assert read.status_code == 200
    assert world.asker.name not in read.text


@pytest.mark.parametrize("change", [{"email": "autre@exemple.fr"}, {"closed_on": "2026-01-01"}])
def test_a_link_speaks_for_the_address_it_was_sent_to(world: World, change: dict[str, str]) -> None:
    link = address(world.sent())
    assert Client().get(link).status_code == 200
    for name, value in change.items():
        setattr(world.company, name, value)
    world.company.save()
    assert Client().get(link).status_code == 404


def test_a_link_is_answered_without_a_cookie(world: World) -> None:
    answer = Client(enforce_csrf_checks=True).post(address(world.sent()), {"kind": "nothing"})
    assert answer.status_code == 400
