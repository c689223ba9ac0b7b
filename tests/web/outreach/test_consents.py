"""What an answer agreed to is taken back at any time: at once, everywhere."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from django.test import Client
from outreach_world import (
    World,
    acting_as,
    address,
    answered,
    only_answer,
    program_of,
    signed,
)

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.services.noting import KnowHowFields, end_know_how, note_know_how
from terreau.web.apps.outreach.models import SolicitationLimit, TerritoryQuestion
from terreau.web.apps.outreach.services.asking import close_question
from terreau.web.apps.outreach.services.withdrawing import withdraw_consent

pytestmark = pytest.mark.django_db

WORDS, REACH, LINE = "Bain de 4 m", "06 00 00 00 00", "Anodisation jusqu’à 4 m"
# What closes a question, and leaves it open.
CLOSED = pytest.mark.parametrize("is_closed", [True, False])


def agreeing(world: World, *, is_closed: bool, lesson: str = "Un bain existe") -> TerritoryQuestion:
    """Return a question whose answer agreed to everything."""
    question = world.sent()
    answered(
        question, words=WORDS, is_named=True, reach=REACH, may_publish=True, kept_line=LINE,
        visibility="public",
    )  # fmt: skip
    if is_closed:
        close_question(
            acting=acting_as(world.member), question_id=question.pk, ending="found",
            lesson=lesson, is_published=True,
        )  # fmt: skip
    return question


def page(question: TerritoryQuestion) -> str:
    return f"/annuaire/questions/{question.pk}/"


def read(client: Client, question: TerritoryQuestion, **headers: str) -> str:
    """Return all that somebody reads of a question: its page, its lists, its file, the API."""
    pages = (
        page(question), "/annuaire/questions/", "/annuaire/questions.csv",
        "/annuaire/sollicitations.csv", f"/api/v1/territory-questions/{question.pk}",
    )  # fmt: skip
    return "".join(client.get(each, headers=headers).content.decode() for each in pages)


@CLOSED
def test_by_its_link_each_consent_is_taken_back(world: World, is_closed: bool) -> None:
    question = agreeing(world, is_closed=is_closed)
    link, asker = address(question), signed(world.member)
    key = program_of(world.member)
    assert all(each in read(asker, question, **key) for each in (WORDS, REACH, world.company.name))
    assert (WORDS in read(Client(), question)) is is_closed
    for _ in range(2):  # pressed twice
        assert Client().post(link, {"withdraw": "publication"}).status_code == 302
        assert WORDS not in read(Client(), question)
        assert Client().post(link, {"withdraw": "name"}).status_code == 302
        told = asker.get(page(question)).context["answers"][0]
        assert (told.name, told.reach, told.organisation_id) == ("", "", None)
        assert REACH not in read(asker, question, **key)
        assert Solicitation.objects.get(organisation=world.company).answered_on is None
        assert Client().post(link, {"withdraw": "know_how"}).status_code == 302
        assert not world.company.know_how.exists()
    assert only_answer(question).words == WORDS
    assert "withdraw" not in Client().get(link).content.decode()
    assert Client().post(link, {"withdraw": "everything"}).status_code == 400
    assert Client().get(link + "?withdraw=name").status_code == 200


@CLOSED
def test_a_member_takes_it_back_on_the_page_of_the_question(
    world: World, give: Callable[..., User], is_closed: bool
) -> None:
    question = agreeing(world, is_closed=is_closed)
    member = give(Role.ORGANISATION_MEMBER, world.company)
    browser = signed(member)
    shown = browser.get(page(question))
    assert world.asker.name not in shown.text
    (own,) = shown.context["own_answers"]
    assert [str(each.consent) for each in own.agreed] == ["name", "publication", "know_how"]
    typed = {"organisation": world.company.pk, "withdraw": "name"}
    assert browser.post(f"{page(question)}retirer/", typed).status_code == 302
    answer = f"/api/v1/territory-questions/{question.pk}/withdraw"
    given = browser.post(
        answer, {"organisation": world.company.pk, "consent": "publication"},
        content_type="application/json", headers=program_of(member),
    ).json()  # fmt: skip
    assert given["own_answers"][0]["agreed"] == ["know_how"]
    assert not only_answer(question).is_named
    assert WORDS not in read(Client(), question)
    for bad, status in (({"withdraw": "x"}, 400), ({"organisation": "x"}, 404)):
        refused = browser.post(f"{page(question)}retirer/", typed | bad)
        assert refused.status_code == status


def test_nobody_else_takes_it_back(world: World, give: Callable[..., User]) -> None:
    question = agreeing(world, is_closed=True)
    typed = {"organisation": world.company.pk, "withdraw": "name"}
    others = (world.member, world.keeper, give(Role.OBSERVER, world.ti))
    for person in others:
        assert signed(person).get(page(question)).context["own_answers"] == []
        assert signed(person).post(f"{page(question)}retirer/", typed).status_code == 404
    # Nor does a member for an answer to another question, or that was not given.
    member = give(Role.ORGANISATION_MEMBER, world.company)
    unanswered = world.sent()
    for number in (unanswered.pk, 10**6):
        with pytest.raises(NotHere):
            withdraw_consent(
                acting=acting_as(member), question_id=number,
                organisation_id=world.company.pk, consent="name",
            )  # fmt: skip
    assert only_answer(question).is_named


def test_what_was_kept_of_an_answer_is_read_by_nobody_once_taken_back(world: World) -> None:
    question = agreeing(world, is_closed=True)
    Organisation.objects.filter(pk=world.company.pk).update(visibility="public")
    line = world.company.know_how.get()
    home = f"/annuaire/organisations/{world.company.pk}/"
    places = (home, f"/annuaire/savoir-faire/{line.pk}/", f"/api/v1/know-how/{line.pk}")
    assert [Client().get(each).status_code for each in places] == [200, 200, 200]
    assert LINE in Client().get(home).text
    # It was said to be not true any more, and stood there as an ended line.
    end_know_how(acting=acting_as(world.keeper), know_how_id=line.pk)
    Client().post(address(question), {"withdraw": "know_how"})
    for reader in (Client(), signed(world.keeper)):
        assert [reader.get(each).status_code for each in places] == [200, 404, 404]
        assert LINE not in reader.get(home).text
    told = HistoryEntry.objects.filter(object_type="knowhow.KnowHow")
    assert LINE not in str([*told.values_list("changes", flat=True)])
    assert "withdrawn" in told.values_list("verb", flat=True)


def test_a_line_that_stood_there_before_the_answer_is_not_taken_back(world: World) -> None:
    line = note_know_how(
        acting=acting_as(world.keeper), organisation_id=world.company.pk,
        written=KnowHowFields("makes", LINE, "public"), source=KnowHowSource.KEEPER,
    )  # fmt: skip
    question = agreeing(world, is_closed=False)
    for typed in ({"withdraw": "know_how"}, {"kind": "can", "version": "2", "act": "answer"}):
        assert Client().post(address(question), typed).status_code == 302
        line.refresh_from_db()
        assert (line.ended_on, line.version) == (None, 1)


@pytest.mark.parametrize("consent", ["name", "publication"])
def test_a_lesson_that_may_rest_on_it_is_published_no_more(world: World, consent: str) -> None:
    question = agreeing(world, is_closed=True, lesson="Voir la Méca. du Val (M. Dupont, Tournerie)")
    assert "Tournerie" in read(Client(), question)
    Client().post(address(question), {"withdraw": consent})
    assert "Tournerie" not in read(Client(), question)
    assert Client().get(page(question)).status_code == 404


def test_its_link_takes_back_as_long_as_the_answer_is_here(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    question, unanswered = agreeing(world, is_closed=True), world.sent()
    links = [address(question), address(unanswered)]
    later = time.time() + 400 * 24 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert [Client().get(link).status_code for link in links] == [200, 404]
    assert Client().post(links[0], {"withdraw": "name"}).status_code == 302
    assert not only_answer(question).is_named


def limits(company: Organisation) -> tuple[int | None, bool]:
    limit = SolicitationLimit.objects.get(organisation=company)
    return limit.a_quarter, limit.not_before is not None


def test_the_link_of_a_closed_question_makes_them_less_asked_never_more(world: World) -> None:
    link = address(agreeing(world, is_closed=True))
    browser = Client()
    shown = browser.get(link).content.decode()
    assert "ce lien permet encore d’être moins sollicitée" in shown
    assert 'value="answer"' not in shown
    steps = (
        ({"leave": "", "a_quarter": "4"}, (4, False)),
        ({"leave": "", "a_quarter": ""}, (4, False)),
        ({"leave": "quarter", "a_quarter": "2"}, (2, True)),
        ({"leave": "", "a_quarter": "2"}, (2, True)),
        ({"leave": "always", "a_quarter": ""}, (0, True)),
        ({"leave": "", "a_quarter": "9"}, (0, True)),
    )
    for typed, expected in steps:
        assert browser.post(link, typed | {"act": "limit"}).status_code == 302
        assert limits(world.company) == expected
    assert "aucune ne vous est envoyée" in browser.get(link).content.decode()


def test_more_by_the_link_of_a_closed_question_is_refused_beside_the_field(world: World) -> None:
    link = address(agreeing(world, is_closed=True))
    SolicitationLimit.objects.create(organisation=world.company, a_quarter=2)
    refused = Client().post(link, {"act": "limit", "leave": "", "a_quarter": "3"})
    assert (refused.status_code, limits(world.company)) == (400, (2, False))
    assert "a_quarter" in refused.context["limit"].errors


def test_while_a_question_is_open_its_link_says_it_both_ways(world: World) -> None:
    link = address(agreeing(world, is_closed=False))
    for times in ("2", "4"):
        Client().post(link, {"act": "limit", "leave": "", "a_quarter": times})
    assert limits(world.company) == (4, False)
