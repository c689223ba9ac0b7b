"""A question goes to those it fits, once, within bounds."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core import mail
from django.utils import timezone
from outreach_world import TEXT, World, acting_as, address, signed

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow.enums import KnowHowSource
from terreau.web.apps.knowhow.services.noting import KnowHowFields, note_know_how
from terreau.web.apps.outreach import letters
from terreau.web.apps.outreach.models import TerritoryQuestion
from terreau.web.apps.outreach.rules import MOST_ASKED, QUESTIONS_A_MONTH
from terreau.web.apps.outreach.selectors.fitting import propose
from terreau.web.apps.outreach.services.asking import (
    QuestionFields,
    send_question,
    write_question,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def test_those_who_know_are_proposed_with_why(
    world: World, found_in: Callable[..., Organisation]
) -> None:
    silent = found_in(world.ti, "Muette", email="m@exemple.fr")
    for organisation in (world.company, silent):
        note_know_how(
            acting=acting_as(world.keeper), organisation_id=organisation.pk,
            written=KnowHowFields("makes", "Anodisation en noir de profilés", "territory"),
            source=KnowHowSource.KEEPER,
        )  # fmt: skip
    found = {each.pk: each for each in propose(acting_as(world.member).scope, world.written())}
    assert found[world.company.pk].is_chosen
    assert found[world.company.pk].lines[0].reasons
    assert found[silent.pk].asking.refusal == "disagrees"
    assert world.asker.pk not in found
    sent = f"/annuaire/questions/{world.written().pk}/envoyer/"
    assert "Anodisation en noir de profilés" in signed(world.member).get(sent).content.decode()


def test_guesses_are_unticked_and_who_fits_but_is_not_to_be_asked_comes_first(
    world: World, found_in: Callable[..., Organisation]
) -> None:
    def knows(text: str, *, kind: str = "makes", **about: object) -> Organisation:
        organisation = found_in(world.ti, f"Maison {len(text)}", email="a@exemple.fr", **about)
        note_know_how(
            acting=acting_as(world.keeper), organisation_id=organisation.pk,
            written=KnowHowFields(kind, text, "territory"), source=KnowHowSource.KEEPER,
        )  # fmt: skip
        return organisation

    sure = knows("Anodisation en noir de profilés", agrees_to_contact=True)
    guess = knows("Découpe de profilés", agrees_to_contact=True)
    weak = knows("Pose de profilés")
    best = knows("Anodisation noire de profilés d’aluminium")
    seeks = knows("Anodiser en noir un profilé", kind="seeks", agrees_to_contact=True)
    page = signed(world.member).get(f"/annuaire/questions/{world.written().pk}/envoyer/")
    told = page.context
    assert {sure.pk} <= told["ticked"]
    assert guess.pk not in told["ticked"]
    assert guess.pk in {each.pk for each in told["unsure"]}
    assert seeks.pk not in {each.pk for each in [*told["candidates"], *told["left_out"]]}
    left_out = [each.pk for each in told["left_out"]]
    assert left_out.index(best.pk) < left_out.index(weak.pk)
    assert f"/annuaire/organisations/{best.pk}/" in page.text
    assert "elle peut dire oui pour cette fois" in page.text


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


def test_a_member_asks_for_their_organisation_and_reads_their_question(
    world: World, give: Callable[..., User]
) -> None:
    browser, page = signed(world.member), "/annuaire/questions/poser/"
    form = browser.get(page).context["form"]
    assert form["behalf"].value() == world.asker.pk
    assert [key for key, _name in form.fields["behalf"].choices] == [world.asker.pk]
    typed = {"text": TEXT, "territory": world.ti.pk, "around": ""}
    refused = browser.post(page, typed | {"behalf": ""})
    assert (refused.status_code, [*refused.context["form"].errors]) == (400, ["behalf"])
    assert TEXT in refused.text
    with pytest.raises(BadInput):
        write_question(acting=acting_as(world.member), written=QuestionFields(TEXT, world.ti))
    assert not TerritoryQuestion.objects.filter(text=TEXT).exists()
    sent = browser.post(page, typed | {"behalf": world.asker.pk}, follow=True)
    assert (sent.status_code, sent.context["question"].text) == (200, TEXT)
    # Who animates the territory asks in its name.
    kept = signed(world.keeper).post(page, typed, follow=True)
    assert (kept.status_code, TerritoryQuestion.objects.filter(text=TEXT)[0].organisation) == (
        200,
        None,
    )


def test_only_those_that_the_search_says_can_are_ticked(
    world: World, found_in: Callable[..., Organisation]
) -> None:
    made = {}
    for text in ("Anodisation en noir de profilés", "Profilés en noir", "Anodisation incolore"):
        made[text] = found_in(world.ti, text, email="a@exemple.fr", agrees_to_contact=True)
        note_know_how(
            acting=acting_as(world.keeper), organisation_id=made[text].pk,
            written=KnowHowFields("makes", text, "territory"), source=KnowHowSource.KEEPER,
        )  # fmt: skip
    found = {each.pk: each for each in propose(acting_as(world.member).scope, world.written())}
    chosen = [text for text, each in made.items() if found[each.pk].is_chosen]
    assert chosen == ["Anodisation en noir de profilés"]
    assert found[made["Profilés en noir"].pk].is_unsure


def test_a_letter_says_who_asks_and_where_to_reach_them(
    world: World, found_in: Callable[..., Organisation]
) -> None:
    User.objects.filter(pk=world.keeper.pk).update(name="Camille Martin")
    world.keeper.refresh_from_db()
    written = QuestionFields(TEXT, world.ti)
    question = write_question(acting=acting_as(world.keeper), written=written)
    keys = [world.company.pk]
    (letter,) = send_question(
        acting=acting_as(world.keeper), question_id=question.pk, organisation_ids=keys
    )
    assert "Camille Martin, l’équipe du territoire" in letter.body
    assert f"/annuaire/territoires/{world.ti.slug}/{world.ti.code}/" in letter.body
    assert world.keeper.email not in letter.body
    world.sent(is_named=True)
    body = mail.outbox[-1].body
    assert world.asker.name in body
    assert f"/annuaire/organisations/{world.asker.pk}/" in body
    assert world.member.email not in body
