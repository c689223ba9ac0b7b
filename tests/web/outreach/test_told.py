"""Who asked is told of the answers, once a day by letter, until they have read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone
from outreach_world import World, acting_as, answered, signed

from terreau.web.apps.outreach.selectors.questions import list_awaited_answers
from terreau.web.apps.outreach.services.asking import name_asker

pytestmark = pytest.mark.django_db


def waiting(world: World) -> list[str]:
    return [each.sentence for each in list_awaited_answers(acting_as(world.member).scope)]


def test_an_answer_waits_for_who_asked_until_its_page_is_read(world: World) -> None:
    question = world.sent()
    assert waiting(world) == []
    answered(question)
    assert waiting(world) == [f"1 réponse nouvelle à « {question.text} »"]
    assert list(list_awaited_answers(acting_as(world.keeper).scope)) == []
    page = f"/annuaire/questions/{question.pk}/"
    # Read by somebody else, or asked for without being read, it is still new.
    signed(world.keeper).get(page)
    signed(world.member).head(page)
    assert len(waiting(world)) == 1
    home = signed(world.member).get("/").text
    assert "réponse nouvelle" in home
    signed(world.member).get(page)
    assert waiting(world) == []
    answered(question, version=1, words="Jusqu’à 5 m")
    assert len(waiting(world)) == 1


def test_who_asked_has_a_letter_a_day_at_most(world: World, time_machine) -> None:
    question = world.sent()
    world.member.language = "en"
    world.member.save()
    mail.outbox.clear()
    answered(question)
    answered(question, version=1, words="Jusqu’à 5 m")
    assert [letter.to for letter in mail.outbox] == [[world.member.email]]
    body = mail.outbox[0].body
    assert f"/annuaire/questions/{question.pk}/" in body
    assert "Bonjour" not in body
    # Its answerer is not named in what travels by letter.
    assert world.company.name not in body
    time_machine.move_to(timezone.now() + timedelta(days=1))
    answered(question, version=2, words="Jusqu’à 6 m")
    assert len(mail.outbox) == 2


def test_an_answer_is_kept_where_no_letter_may_leave(world: World) -> None:
    question = world.sent()
    world.member.is_active = False
    world.member.save()
    mail.outbox.clear()
    assert answered(question).words == "Jusqu’à 4 m"
    assert mail.outbox == []


def test_one_names_oneself_to_those_who_answered_without_a_name(world: World) -> None:
    question = world.sent()
    browser, page = signed(world.member), f"/annuaire/questions/{question.pk}/"
    fresh = browser.get(page).text
    assert "Personne n’a encore répondu" in fresh
    assert "Me nommer" not in fresh
    assert "0 savent" not in fresh
    assert "0 réponse" not in fresh
    answered(question, kind="cannot")
    assert "aucune ne sait faire" in browser.get(page).text
    assert "Me nommer" in browser.get(page).text
    name_asker(acting=acting_as(world.member), question_id=question.pk)
    assert "Me nommer" not in browser.get(page).text
