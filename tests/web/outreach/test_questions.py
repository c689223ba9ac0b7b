"""A question goes to those it fits, once, within bounds; each answers by a link, named or not."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from outreach_world import acting_as, signed

from terreau.core.errors import BadInput, Conflict, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.services.noting import KnowHowFields, note_know_how
from terreau.web.apps.network.ties import Asked
from terreau.web.apps.outreach import letters
from terreau.web.apps.outreach.letters import PURPOSE
from terreau.web.apps.outreach.models import QuestionAnswer, TerritoryQuestion
from terreau.web.apps.outreach.own_ties import question_ties
from terreau.web.apps.outreach.rules import MOST_ASKED, QUESTIONS_A_MONTH
from terreau.web.apps.outreach.selectors.fitting import propose
from terreau.web.apps.outreach.services.answering import (
    AnswerFields,
    answer_question,
    limit_by_link,
)
from terreau.web.apps.outreach.services.asking import (
    QuestionFields,
    close_question,
    name_asker,
    send_question,
    write_question,
)
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.retention import purge
from terreau.web.shared.signed_link import make_link

pytestmark = pytest.mark.django_db
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


@pytest.fixture
def world(
    keeper: User, company: Organisation, found_in: Callable[..., Organisation],
    give: Callable[..., User], ti: Perimeter,
) -> World:  # fmt: skip
    asker = found_in(ti, "Menuiserie du Lac", email="lac@exemple.fr")
    return World(keeper, give(Role.ORGANISATION_MEMBER, asker), asker, company, ti)


def address(question: TerritoryQuestion) -> str:
    asked = question.asked_organisations.get()
    return f"/annuaire/questions/repondre/{make_link(PURPOSE, str(asked.pk))}/"


def only_answer(question: TerritoryQuestion) -> QuestionAnswer:
    return QuestionAnswer.objects.get(asked__question=question)


def answered(question: TerritoryQuestion, version: int = 0, **more: object) -> QuestionAnswer:
    written = AnswerFields(**{"kind": "can", "words": "Jusqu’à 4 m"} | more)
    asked = question.asked_organisations.get()
    return answer_question(asked_id=asked.pk, version=version, written=written)


def test_those_who_know_are_proposed_with_why(
    world: World, found_in: Callable[..., Organisation]
) -> None:
    silent = found_in(world.ti, "Muette", email="m@exemple.fr")
    for organisation in (world.company, silent):
        note_know_how(
            acting=acting_as(world.keeper), organisation_id=organisation.pk,
            written=KnowHowFields("makes", "Anodisation de profilés", "territory"),
            source=KnowHowSource.KEEPER,
        )  # fmt: skip
    found = {each.pk: each for each in propose(acting_as(world.member).scope, world.written())}
    assert found[world.company.pk].is_chosen
    assert found[world.company.pk].lines[0].reasons
    assert found[silent.pk].asking.refusal == "disagrees"
    assert world.asker.pk not in found
    page = signed(world.member).get(f"/annuaire/questions/{world.written().pk}/envoyer/")
    assert "Anodisation de profilés" in page.content.decode()


def test_a_question_is_sent_once_and_counted_once(world: World) -> None:
    question = world.sent()
    assert [letter.to for letter in mail.outbox] == [["val@exemple.fr"]]
    assert address(question).rpartition("/repondre/")[0] in mail.outbox[0].body
    # An asker who is not named is in no letter.
    assert world.asker.name not in mail.outbox[0].body + mail.outbox[0].subject
    again = {"question_id": question.pk, "organisation_ids": [world.company.pk]}
    with pytest.raises(BadInput):
        send_question(acting=acting_as(world.member), **again)
    asked = Solicitation.objects.filter(organisation=world.company)
    assert (asked.count(), asked.get().perimeter, len(mail.outbox)) == (1, world.ti, 1)


def test_killed_in_the_middle_nobody_was_asked(
    world: World, found_in: Callable[..., Organisation], monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [
        found_in(world.ti, f"Atelier {n}", email=f"a{n}@exemple.fr", agrees_to_contact=True)
        for n in range(3)
    ]
    question = world.written()
    real, sent = letters.ask, []

    def dies(asked: object) -> object:
        if len(sent) == 2:
            raise KeyboardInterrupt
        sent.append(asked)
        return real(asked)

    monkeypatch.setattr(letters, "ask", dies)
    wanted = {"question_id": question.pk, "organisation_ids": [each.pk for each in others]}
    with pytest.raises(KeyboardInterrupt):
        send_question(acting=acting_as(world.member), **wanted)
    question.refresh_from_db()
    assert question.state == "draft"
    assert question.asked_organisations.count() == 0
    assert not Solicitation.objects.filter(organisation__in=others).exists()
    monkeypatch.setattr(letters, "ask", real)
    assert len(send_question(acting=acting_as(world.member), **wanted)) == 3


def test_who_is_not_to_be_asked_is_not(
    world: World, found_in: Callable[..., Organisation], other_ti: Perimeter
) -> None:
    scope, question = acting_as(world.member), world.written()

    def refused(*keys: int) -> str:
        with pytest.raises((BadInput, NotHere)) as refusal:
            send_question(acting=scope, question_id=question.pk, organisation_ids=keys)
        assert mail.outbox == []
        return refusal.typename

    silent = found_in(world.ti, "Sans accord", email="s@exemple.fr")
    hidden = found_in(
        world.ti, "Cachée", email="c@exemple.fr", agrees_to_contact=True, visibility="private"
    )
    assert refused() == "BadInput"
    assert refused(silent.pk) == "BadInput"
    assert refused(world.company.pk, hidden.pk) == "NotHere"
    assert refused(*range(10**6, 10**6 + MOST_ASKED + 1)) == "BadInput"
    for _ in range(3):
        Solicitation.objects.create(
            organisation=world.company, kind=SolicitationKind.CALL, perimeter=other_ti
        )
    assert refused(world.company.pk) == "BadInput"


def test_one_asks_so_much_a_month(world: World) -> None:
    today = timezone.localdate()
    for _ in range(QUESTIONS_A_MONTH):
        question = world.written()
        TerritoryQuestion.objects.filter(pk=question.pk).update(state="sent", sent_on=today)
    with pytest.raises(BadInput):
        world.sent()


def test_only_those_who_act_there_ask(
    world: World, give: Callable[..., User], other_ti: Perimeter
) -> None:
    for person in (give(Role.OBSERVER, world.ti), give(Role.PROJECT_MANAGER, other_ti)):
        with pytest.raises(NotHere):
            write_question(acting=acting_as(person), written=QuestionFields(TEXT, world.ti))
        assert signed(person).get(f"/annuaire/questions/{world.sent().pk}/").status_code == 404
        Solicitation.objects.all().delete()
    stranger = give(Role.OBSERVER, world.ti)
    assert signed(stranger).get("/annuaire/questions/poser/").status_code == 404


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
    line.refresh_from_db()
    assert line.ended_on
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
    assert len(mail.outbox) == 2
    assert "Merci" in mail.outbox[1].subject


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
        asked = Asked(acting_as(person).scope, everything, everything, today)
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
