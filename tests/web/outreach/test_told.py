"""Who asked is told of the answers, once a day by letter, until they have read them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from outreach_world import World, acting_as, address, answered, only_answer, signed

from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.outreach.selectors.questions import awaited_answers, tell_answers
from terreau.web.apps.outreach.services.asking import close_question, name_asker
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def waiting(world: World) -> list[str]:
    return [tell_answers(each).sentence for each in awaited_answers(acting_as(world.member).scope)]


def test_an_answer_waits_for_who_asked_until_its_page_is_read(world: World) -> None:
    question = world.sent()
    assert waiting(world) == []
    answered(question)
    assert waiting(world) == [f"1 réponse nouvelle à « {question.text} »"]
    assert question not in awaited_answers(acting_as(world.keeper).scope)
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


def test_an_answer_is_named_where_one_chooses_it(world: World) -> None:
    question = world.sent()
    browser = Client()
    page = browser.get(address(question))
    assert page.context["form"]["is_named"].value() is None
    assert not page.context["form"].opens_more
    typed = {"kind": "can", "version": "0", "act": "answer"}
    browser.post(address(question), typed | {"is_named": "1", "reach": "Léa"})
    assert (only_answer(question).is_named, only_answer(question).reach) == (True, "Léa")
    browser.post(address(question), typed | {"version": "1", "is_named": "", "reach": "Léa"})
    assert (only_answer(question).is_named, only_answer(question).reach) == (False, "")
    refused = browser.post(address(question), typed | {"version": "2", "keep": "on"})
    assert (refused.status_code, refused.context["form"].opens_more) == (400, True)


def test_who_cannot_be_reached_is_written_to_by_the_site(world: World) -> None:
    # Its address is for those who act in its territory.
    Organisation.objects.filter(pk=world.company.pk).update(
        visibility="public", phone="", website="", field_visibility={"email": "territory"}
    )
    page = Client().get(f"/annuaire/organisations/{world.company.pk}/").text
    assert "val@exemple.fr" not in page
    way = re.search(r'"([^"]*/contact/\?pour=[^"]*)"', page)
    assert way is not None
    assert "À transmettre à Mécanique du Val" in Client().get(way[1]).text
    Organisation.objects.filter(pk=world.company.pk).update(
        phone="02 40 00 00 00", field_visibility={"phone": "public"}
    )
    assert "pour=" not in Client().get(f"/annuaire/organisations/{world.company.pk}/").text


def test_what_was_learnt_is_proposed_before_it_is_asked_again(world: World) -> None:
    question = world.sent()
    browser = signed(world.member)
    form = "/annuaire/questions/poser/"
    search = "/annuaire/savoir-faire/?q=anodiser+profilé"
    said = "Qui sait anodiser en noir"
    assert said not in browser.get(form, {"q": "anodisation profilés"}).text
    close_question(
        acting=acting_as(world.member), question_id=question.pk, ending="found",
        lesson="Le Val le fait jusqu’à 4 m.", is_published=True,
    )  # fmt: skip
    page = browser.get(form, {"q": "anodisation profilés"}).text
    assert said in page
    assert "Le Val le fait jusqu’à 4 m." in page
    assert "Qui peut m’aider : anodisation profilés ?" in page.replace("\u00a0", " ").replace(
        "\u202f", " "
    )
    assert said not in browser.get(form, {"q": "tournage de laiton"}).text
    assert "Déjà demandé le" in browser.get(search).text
    refused = browser.post(form, {"text": "anodisation profilés", "territory": world.ti.pk})
    assert (refused.status_code, "Écrivez une phrase" in refused.text) == (400, True)


def test_the_page_of_solicitations_shows_who_was_asked_by_whom(
    world: World, found_in: Callable[..., Organisation], other_ti: Perimeter
) -> None:
    far = found_in(other_ti, "Lointaine", visibility="public")
    for organisation, kind in ((world.company, "visit"), (far, "call")):
        Solicitation.objects.create(
            organisation=organisation, kind=kind, perimeter=world.ti, asked_by=world.keeper,
            about="Un stage", answered_on=timezone.localdate(),
        )  # fmt: skip
    Solicitation.objects.create(organisation=far, kind="call", about="Autre chose")
    page = signed(world.keeper).get("/annuaire/sollicitations/")
    rows = {row.pk: row for row in page.context["page"].object_list}
    assert rows[world.company.pk].answered == 0
    # Of one that sits elsewhere, what one asked oneself and no more.
    assert rows[far.pk].asked == 1
    assert "Un stage" in page.text
    assert "Autre chose" not in page.text
    assert world.asker.pk not in rows
    assert world.asker.pk in {row.pk for row in page.context["never"]}
    assert "jamais sollicitée" in page.text
