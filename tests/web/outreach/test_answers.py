"""Each answers by a link, named or not; everyone reads what both agreed to."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from outreach_world import TEXT, World, acting_as, address, answered, only_answer, signed

from terreau.core.errors import BadInput, Conflict
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.network.ties import Asked
from terreau.web.apps.outreach.letters import PURPOSE
from terreau.web.apps.outreach.models import QuestionAnswer, TerritoryQuestion
from terreau.web.apps.outreach.own_ties import question_ties
from terreau.web.apps.outreach.services.answering import (
    limit_by_link,
)
from terreau.web.apps.outreach.services.asking import (
    QuestionFields,
    close_question,
    name_asker,
    send_question,
    write_question,
)
from terreau.web.shared.retention import purge
from terreau.web.shared.signed_link import make_link

pytestmark = pytest.mark.django_db


def test_a_link_opens_the_answer_and_get_writes_nothing(world: World) -> None:
    question = world.sent()
    browser = Client()
    for _ in range(2):
        assert browser.get(address(question)).status_code == 200
    assert not QuestionAnswer.objects.filter(asked__question=question).exists()
    typed = {"kind": "can", "words": "Oui", "version": "0", "act": "answer"}
    assert browser.post(address(question), typed).status_code == 302
    assert only_answer(question).words == "Oui"
    # Changed by the same link, until it closes.
    assert browser.post(address(question), typed | {"version": "1", "kind": "cannot"}).status_code
    assert only_answer(question).kind == "cannot"
    close_question(acting=acting_as(world.member), question_id=question.pk, ending="nobody")
    late = browser.post(address(question), typed | {"version": "2"})
    assert (late.status_code, only_answer(question).kind) == (400, "cannot")


def test_what_is_kept_is_private_unless_they_choose(world: World) -> None:
    question = world.sent()
    fresh = Client().get(address(question)).context["form"]
    # Nothing is agreed to before they tick it: named, kept, published.
    agreed = ("is_named", "keep", "may_publish")
    assert not any(fresh[name].value() for name in agreed)
    lost = {"kind": "can", "reach": "06 00 00 00 00", "version": "0", "act": "answer"}
    refused = Client().post(address(question), lost)
    assert (refused.status_code, [*refused.context["form"].errors]) == (400, ["is_named"])
    answered(question)
    changed = Client().get(address(question)).context["form"]
    assert (fresh["visibility"].value(), changed["visibility"].value()) == ("private", "private")


def test_forged_and_old_links_open_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    question = world.sent()
    good = address(question)
    asked = question.asked_organisations.get()
    forged = [
        "/annuaire/questions/repondre/x/",
        good[:-3] + "zz/",
        f"/annuaire/questions/repondre/{make_link('invitation', str(asked.pk))}/",
        f"/annuaire/questions/repondre/{make_link(PURPOSE, str(asked.pk + 999))}/",
    ]
    for page in forged:
        assert Client().get(page).status_code == 404
        assert Client().post(page, {"kind": "can", "version": "0"}).status_code == 404
    later = time.time() + 91 * 24 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert Client().get(good).status_code == 404
    assert not QuestionAnswer.objects.filter(asked__question=question).exists()


def test_after_thirty_days_nobody_answers(world: World) -> None:
    question = world.sent()
    TerritoryQuestion.objects.filter(pk=question.pk).update(
        closes_on=timezone.localdate() - timedelta(days=1)
    )
    assert Client().get(address(question)).status_code == 200
    with pytest.raises(BadInput):
        answered(question)


def test_two_colleagues_who_answer_at_once_are_told(world: World) -> None:
    question = world.sent()
    answered(question, words="La première")
    with pytest.raises(Conflict):
        answered(question, words="La seconde")
    typed = {"kind": "cannot", "words": "La seconde", "version": "0"}
    told = Client().post(address(question), typed)
    text = told.content.decode()
    assert (told.status_code, "La première" in text, "La seconde" in text) == (409, True, True)
    assert only_answer(question).words == "La première"
    assert told.context["form"]["version"].value() == "1"


def test_an_unnamed_answer_leads_to_nobody(world: World) -> None:
    question = world.sent()
    answered(question, reach="06 00 00 00 00")
    page = f"/annuaire/questions/{question.pk}/"
    shown = signed(world.member).get(page)
    answer = shown.context["answers"][0]
    assert (answer.name, answer.reach, answer.organisation_id) == ("", "", None)
    assert "06 00" not in shown.content.decode()
    # Nor does the load say that it answered.
    assert Solicitation.objects.get(organisation=world.company).answered_on is None
    # What was to be kept only with a name is not kept at all.
    assert only_answer(question).reach == ""
    answered(question, version=1, is_named=True, reach="06 00 00 00 00")
    text = signed(world.member).get(page).content.decode()
    assert world.company.name in text
    assert "06 00 00 00 00" in text
    assert Solicitation.objects.get(organisation=world.company).answered_on


def test_keepers_read_counts_and_no_answer(world: World) -> None:
    question = world.sent()
    answered(question, is_named=True, words="Nous, à la Tournerie")
    shown = signed(world.keeper).get(f"/annuaire/questions/{question.pk}/")
    assert (shown.context["question"].answers, shown.context["answers"]) == (1, [])
    assert "Tournerie" not in shown.content.decode()
    assert shown.context["asked_names"] == []


@pytest.mark.parametrize("is_published", [False, True])
@pytest.mark.parametrize("may_publish", [False, True])
def test_everyone_reads_what_both_agreed_to(
    world: World, is_published: bool, may_publish: bool
) -> None:
    question = world.sent()
    answered(question, is_named=True, may_publish=may_publish, words="Bain de 4 m", reach="chez M.")
    close_question(
        acting=acting_as(world.member), question_id=question.pk, ending="found",
        lesson="Un bain existe", is_published=is_published,
    )  # fmt: skip
    shown = Client().get(f"/annuaire/questions/{question.pk}/")
    lists = [
        Client().get(page).content.decode()
        for page in (
            "/annuaire/questions/", "/annuaire/questions.csv", "/api/v1/territory-questions",
        )
    ]  # fmt: skip
    assert ["anodiser en noir" in text for text in lists] == [is_published] * 3
    assert shown.status_code == (200 if is_published else 404)
    everything = "".join(lists) + shown.content.decode()
    assert ("Bain de 4 m" in everything) is (is_published and may_publish)
    for secret in (world.asker.name, world.company.name, "chez M."):
        assert secret not in everything
    assert Client().get(f"/historique/question/{question.pk}/").status_code == 404


def test_an_answer_is_kept_as_know_how_with_the_readers_they_chose(world: World) -> None:
    question = world.sent()
    answered(question, kept_line="Anodisation jusqu’à 4 m", visibility="partners")
    line = world.company.know_how.get()
    assert (line.source, line.visibility, line.kind) == ("answer", "partners", "makes")
    answered(question, version=1)  # it is not to be kept any more
    assert not world.company.know_how.exists()
    assert only_answer(question).know_how is None


@pytest.mark.parametrize(
    ("leave", "a_quarter", "why"),
    [("always", None, "never"), ("quarter", None, "later"), ("", 1, "enough"), ("", 5, "")],
)
def test_who_wants_peace_has_it(world: World, leave: str, a_quarter: int | None, why: str) -> None:
    asked = world.sent().asked_organisations.get()
    limit_by_link(asked_id=asked.pk, leave=leave, a_quarter=a_quarter)
    if why:
        with pytest.raises(BadInput):
            world.sent()
    else:
        world.sent()


def test_those_who_answered_are_thanked_once(world: World) -> None:
    question = world.sent()
    answered(question)
    close_question(acting=acting_as(world.member), question_id=question.pk, ending="found")
    with pytest.raises(BadInput):
        close_question(acting=acting_as(world.member), question_id=question.pk, ending="found")
    assert len([letter for letter in mail.outbox if "Merci" in letter.subject]) == 1


def test_who_asks_says_their_name_later(world: World) -> None:
    question = world.sent()
    answered(question)
    assert world.asker.name not in Client().get(address(question)).content.decode()
    name_asker(acting=acting_as(world.member), question_id=question.pk)
    assert world.asker.name in mail.outbox[-1].body
    assert world.asker.name in Client().get(address(question)).content.decode()


def test_how_to_reach_somebody_goes_after_a_year(world: World) -> None:
    answer = answered(world.sent(), is_named=True, reach="Paul, 06 00 00 00 00")
    QuestionAnswer.objects.filter(pk=answer.pk).update(
        answered_at=timezone.now() - timedelta(days=366)
    )
    purge(timezone.now())
    answer.refresh_from_db()
    assert (answer.reach, answer.words) == ("", "Jusqu’à 4 m")


def test_a_tie_is_lived_once_each_knows_the_other(world: World, give: Callable[..., User]) -> None:
    everything = Organisation.objects.filter(pk__in=[world.asker.pk, world.company.pk])
    observer = give(Role.OBSERVER, world.ti)

    def ties_of(person: User) -> set[int]:
        today = timezone.localdate()
        asked = Asked(acting_as(person).scope, everything, today)
        return {each.organisation_id for each in question_ties(asked)}

    question = world.sent()
    answered(question, is_named=True)
    assert ties_of(world.keeper) == set()  # who asks is not named
    name_asker(acting=acting_as(world.member), question_id=question.pk)
    assert ties_of(world.keeper) == {world.asker.pk, world.company.pk}
    assert ties_of(world.member) == {world.asker.pk, world.company.pk}
    assert ties_of(observer) == set()
    answered(question, version=1, is_named=False)
    assert ties_of(world.keeper) == set()


def test_a_yes_says_what_comes_next(world: World) -> None:
    written = QuestionFields(TEXT, world.ti)
    question = write_question(acting=acting_as(world.keeper), written=written)
    send_question(
        acting=acting_as(world.keeper), question_id=question.pk,
        organisation_ids=[world.company.pk],
    )  # fmt: skip
    answered(question, is_named=True)
    page = signed(world.keeper).get(f"/annuaire/questions/{question.pk}/").text
    company = world.company.pk
    for way in (
        f"/annuaire/visites/noter/?organisation={company}",
        f"/annuaire/organisations/{company}/appel/",
        f"/savoir-faire/organisations/{company}/ajouter/",
        "Comment la joindre",
    ):
        assert way in page
    # Who keeps no directory calls: there is nothing for them to note.
    own = world.sent()
    answered(own, is_named=True, reach="06 00 00 00 00")
    page = signed(world.member).get(f"/annuaire/questions/{own.pk}/").text
    assert "Appelez sans tarder" in page
    assert "visites/noter" not in page
