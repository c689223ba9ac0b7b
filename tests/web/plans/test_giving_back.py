"""A contributor told what became of their needs: each reader of what they may read, once."""

from __future__ import annotations

import uuid
from pathlib import Path

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from know_how_world import company_in
from plans_world import committee_of, person_with
from restitution_world import answered, contact_of, every_level, need_of, send, user_of

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.erasing import erase_person
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.scope import Acting
from terreau.web.apps.directory.digests import address_digest
from terreau.web.apps.directory.mailing import Objection
from terreau.web.apps.directory.models import Contact, Mandate, Organisation, Solicitation
from terreau.web.apps.plans.models import ActionPlan, Need, Restitution
from terreau.web.apps.plans.selectors.restitution import list_contributors, told_of
from terreau.web.apps.plans.selectors.restitution_readers import addressees_of
from terreau.web.apps.plans.services.giving_back import prepare_restitution
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


def letters() -> dict[str, str]:
    """Return the text of each letter that left, by who it is to."""
    return {letter.to[0]: str(letter.body) for letter in mail.outbox}


def test_who_noted_it_and_its_contacts_are_told(
    acting: Acting, member: Acting, contact: Contact, noted_need: Need, plan: ActionPlan,
    company: Organisation,
) -> None:  # fmt: skip
    row = send(acting, plan, company, words="Merci d’être venus.")
    assert set(letters()) == {user_of(member).email, contact.email}
    for letter in mail.outbox:
        body = str(letter.body)
        assert body.index("Merci d’être venus.") < body.index("- Un tourneur")
        assert letter.reply_to == [user_of(acting).email]
        assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert (row.need_count, row.reader_count, row.told_by) == (1, 2, acting.user)
    assert "Merci" not in str(Restitution.objects.filter(pk=row.pk).values().get())
    assert history_of(row).get().changes["reader_count"] == [0, 2]
    # To give back is to ask nothing.
    assert not Solicitation.objects.filter(organisation=company).exists()


def test_a_letter_tells_what_its_reader_may_read_and_nothing_else(
    acting: Acting, member: Acting, contact: Contact, plan: ActionPlan, company: Organisation
) -> None:
    every = list(every_level(plan, company, user_of(member)))
    for _need, sheet in every:
        committee_of(plan, -2).decisions.create(sheet=sheet, text=f"Décidé de {sheet.title}")
        public = committee_of(plan, -3, is_public=True)
        public.decisions.create(sheet=sheet, text=f"Public de {sheet.title}")
    send(acting, plan, company)
    to_member, to_contact = letters()[user_of(member).email], letters()[contact.email]
    for need, sheet in every:
        level, seen = need.visibility, sheet.visibility
        assert need.title in to_member
        assert (sheet.title in to_member) is (seen in {"public", "territory"})
        assert need.verified_with in to_member
        assert (need.title in to_contact) is (level != "private")
        assert (need.verified_with in to_contact) is (level == "public")
        is_told = level != "private" and seen == "public"
        assert (sheet.title in to_contact) is is_told
        assert (f"Public de {sheet.title}" in to_contact) is is_told
        for letter in (to_member, to_contact):
            assert f"Décidé de {sheet.title}" not in letter


def test_a_hidden_sheet_changes_no_letter(
    acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan, company: Organisation
) -> None:
    def prepared() -> list[str]:
        found = prepare_restitution(
            acting=acting, plan_id=plan.pk, organisation_id=company.pk, words=""
        )
        return [version.text for version in found.versions]

    before = prepared()
    answered(noted_need, plan, title="Discrète", visibility="private")
    assert prepared() == before
    assert "n’y répond encore" in before[0]


def test_the_same_form_sent_twice_sends_once(
    acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan, company: Organisation
) -> None:
    first = send(acting, plan, company)
    assert send(acting, plan, company) == first
    assert len(mail.outbox) == 2
    again = send(acting, plan, company, key=uuid.uuid4())
    assert again != first
    assert len(mail.outbox) == 4


def test_one_form_sent_for_another_organisation_tells_both(
    acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan, company: Organisation,
    ti: Perimeter,
) -> None:  # fmt: skip
    other = company_in(ti, "Scierie d’essai")
    need_of(plan, other, "De la place")
    contact_of(other, "zoe@exemple.fr")
    assert send(acting, plan, company) != send(acting, plan, other)
    assert "zoe@exemple.fr" in letters()
    assert "tourneur" not in letters()["zoe@exemple.fr"]


@pytest.mark.parametrize("is_from_all", [True, False])
def test_who_left_the_letters_is_not_written_to(
    acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan, company: Organisation,
    ti: Perimeter, is_from_all: bool,
) -> None:  # fmt: skip
    left = None if is_from_all else ti
    Objection.objects.create(digest=address_digest(contact.email), perimeter=left)
    assert send(acting, plan, company).reader_count == 1
    assert contact.email not in letters()


def test_a_letter_is_left_in_one_press(
    acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan, company: Organisation
) -> None:
    send(acting, plan, company)
    letter = next(each for each in mail.outbox if each.to == [contact.email])
    path = "/" + letter.extra_headers["List-Unsubscribe"].strip("<>").split("/", 3)[3]
    assert path in str(letter.body)
    Client().post(path, {"List-Unsubscribe": "One-Click"})
    mail.outbox.clear()
    assert send(acting, plan, company, key=uuid.uuid4()).reader_count == 1
    assert contact.email not in letters()


def test_who_may_not_be_written_to_is_not(
    acting: Acting, member: Acting, noted_need: Need, plan: ActionPlan, company: Organisation
) -> None:
    contact_of(company, "silence@exemple.fr", agreed_on=None, asked_on=timezone.localdate())
    stranger = person_with("observer", plan.perimeter)
    need_of(plan, company, "Noté par un autre", raised_by=stranger)
    need_of(plan, company, "Noté par qui tient le plan", raised_by=acting.user)
    assert send(acting, plan, company).reader_count == 1
    assert set(letters()) == {user_of(member).email}
    # No longer a member, or gone: nobody is left to write to.
    Mandate.objects.filter(holder=member.user).update(valid_to=timezone.localdate().replace(day=1))
    person = user_of(member)
    for is_active in (True, False):
        person.is_active = is_active
        person.save()
        with pytest.raises(BadInput, match="Personne ne recevrait"):
            send(acting, plan, company, key=uuid.uuid4())
    assert Restitution.objects.filter(plan=plan).count() == 1


def test_a_contact_of_private_needs_alone_gets_no_letter(
    acting: Acting, contact: Contact, plan: ActionPlan, company: Organisation
) -> None:
    need_of(plan, company, "Un secret", visibility="private")
    with pytest.raises(BadInput, match="Personne ne recevrait"):
        send(acting, plan, company)
    assert mail.outbox == []


def test_only_keepers_give_back(
    duo: Acting, member: Acting, neighbour: Acting, contact: Contact, noted_need: Need,
    plan: ActionPlan, company: Organisation,
) -> None:  # fmt: skip
    for other in (duo, member, neighbour):
        with pytest.raises(NotHere):
            send(other, plan, company)
    assert mail.outbox == []


def test_what_is_new_since_is_marked_for_each_by_what_they_read(
    acting: Acting, member: Acting, contact: Contact, noted_need: Need, plan: ActionPlan,
    company: Organisation,
) -> None:  # fmt: skip
    sheet = answered(noted_need, plan, title="Une école", visibility="public")
    committee_of(plan, -30, is_public=True).decisions.create(sheet=sheet, text="La préparer")
    committee_of(plan, -3).decisions.create(sheet=sheet, text="En reparler")
    send(acting, plan, company)
    assert "[Nouveau]" not in "".join(letters().values())

    def is_new() -> list[bool]:
        (told,) = told_of(member.scope, list_contributors(member.scope, plan, company))
        return [fact.is_new for outcome in told.outcomes for fact in outcome.facts]

    assert is_new() == [False, False]
    mail.outbox.clear()
    send(acting, plan, company, key=uuid.uuid4())
    # A decision that they do not read hid the other: it is not news for all that.
    assert "[Nouveau]" not in "".join(letters().values())
    sheet.state = "validated"
    sheet.save()
    assert is_new() == [False, True]
    mail.outbox.clear()
    send(acting, plan, company, key=uuid.uuid4())
    assert all("[Nouveau] F1 Une école : « Validée »" in body for body in letters().values())
    assert is_new() == [False, False]


def test_words_that_look_like_a_link_are_none_in_a_letter(
    acting: Acting, contact: Contact, plan: ActionPlan, company: Organisation
) -> None:
    need = need_of(plan, company, "Voir www.piege.fr", visibility="public")
    answered(need, plan, title="https://piege.fr", visibility="public")
    send(acting, plan, company)
    assert "piege.fr" not in letters()[contact.email]


def test_a_letter_is_in_the_language_of_its_reader(
    acting: Acting, member: Acting, contact: Contact, noted_need: Need, plan: ActionPlan,
    company: Organisation,
) -> None:  # fmt: skip
    person = user_of(member)
    person.language = "en"
    person.save()
    send(acting, plan, company)
    assert "not verified yet" in letters()[person.email]
    assert "pas encore vérifié" in letters()[contact.email]


def test_who_told_is_forgotten_and_what_was_told_stays(
    acting: Acting, contact: Contact, noted_need: Need, plan: ActionPlan, company: Organisation,
    tmp_path: Path,
) -> None:  # fmt: skip
    row = send(acting, plan, company)
    person = user_of(acting)
    erase_person(acting=acting, person_id=person.pk, typed=person.email, home=tmp_path)
    row.refresh_from_db()
    assert (row.told_by, row.reader_count) == (None, 2)


def test_readers_are_counted_once(
    acting: Acting, member: Acting, noted_need: Need, plan: ActionPlan, company: Organisation
) -> None:
    contact_of(company, user_of(member).email)
    contact_of(company, "yves@exemple.fr")
    contact_of(company, "yves@exemple.fr", role="pilot")
    (contributor,) = list_contributors(acting.scope, plan, company)
    found = addressees_of(acting.scope, plan, contributor)
    assert (found.member_count, found.contact_count, found.need_count) == (1, 1, 1)
