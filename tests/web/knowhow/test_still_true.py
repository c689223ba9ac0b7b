"""Asked once a year by letter, answered without account; nobody is asked twice."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from know_how_world import as_

from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.scope import scope_of
from terreau.web.apps.directory.enums import SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.knowhow import tasks
from terreau.web.apps.knowhow.models import KnowHow, Unsubscription
from terreau.web.apps.knowhow.selectors.asking import link_to, list_due
from terreau.web.apps.knowhow.services import asking
from terreau.web.apps.knowhow.services.asking import ask_still_true
from terreau.web.apps.knowhow.services.noting import end_know_how
from terreau.web.shared.signed_link import make_link

pytestmark = pytest.mark.django_db


@pytest.fixture
def old(note) -> list[KnowHow]:
    """Return two lines that nobody has held for true for more than a year."""
    lines = [note("Tournage"), note("Cherche du sable", kind="seeks", visibility="partners")]
    then = timezone.now() - timedelta(days=400)
    KnowHow.objects.update(changed_at=then, noted_at=then)
    return lines


@pytest.fixture
def question(old, company) -> Solicitation:
    """Return the question of a letter that has left."""
    asked = ask_still_true(organisation_id=company.pk)
    assert asked is not None
    return asked


@pytest.fixture
def page(question) -> str:
    """Return the address that the letter holds."""
    address = r"https?://[^/]+(/annuaire/savoir-faire/toujours-vrai/\S+)"
    found = re.search(address, mail.outbox[-1].body)
    assert found is not None
    return found[1]


def due() -> list[int]:
    return list_due(timezone.localdate(), most=10)


def sent(*lines: KnowHow, **more: str) -> dict[str, str]:
    """Return what the page sends: every line as it was read, still true."""
    fields = {f"version-{line.pk}": str(line.version) for line in lines}
    fields |= {f"true-{line.pk}": "1" for line in lines}
    return fields | {f"text-{line.pk}": line.text for line in lines} | more


# ---------------------------------------------------------------- who is asked


def test_an_organisation_is_asked_once_in_one_letter(question, company) -> None:
    assert [letter.to for letter in mail.outbox] == [["forge@exemple.fr"]]
    assert "Tournage" in mail.outbox[0].body
    assert "Cherche du sable" in mail.outbox[0].body
    assert (question.kind, question.answered_on) == (SolicitationKind.STILL_TRUE, None)
    assert due() == []
    assert ask_still_true(organisation_id=company.pk) is None
    assert len(mail.outbox) == 1


def test_it_is_asked_again_after_a_year(question, company) -> None:
    Solicitation.objects.update(asked_on=timezone.localdate() - timedelta(days=365))
    assert due() == [company.pk]


@pytest.mark.parametrize(
    "spare",
    [
        lambda one: Organisation.objects.update(email=""),
        lambda one: Organisation.objects.update(closed_on=timezone.localdate()),
        lambda one: Unsubscription.objects.create(organisation=one),
        lambda one: KnowHow.objects.update(confirmed_on=timezone.localdate()),
        lambda one: KnowHow.objects.update(changed_at=timezone.now()),
        lambda one: KnowHow.objects.update(ended_on=timezone.localdate()),
        lambda one: Solicitation.objects.bulk_create(
            Solicitation(organisation=one, kind="call") for _ in range(3)
        ),
    ],
    ids=["no address", "closed", "refused", "confirmed", "changed", "ended", "asked enough"],
)
def test_who_is_not_to_be_asked_is_not(spare, old, company) -> None:
    assert due() == [company.pk]
    spare(company)
    assert due() == []
    assert ask_still_true(organisation_id=company.pk) is None
    assert mail.outbox == []


def test_without_an_address_a_contact_who_agreed_is_asked(old, company) -> None:
    Organisation.objects.update(email="")
    today = timezone.localdate()
    company.contacts.create(role="contact", name="A", email="a@exemple.fr", asked_on=today)
    assert due() == []
    company.contacts.create(role="contact", name="B", email="b@exemple.fr", agreed_on=today)
    assert ask_still_true(organisation_id=company.pk) is not None
    assert mail.outbox[0].to == ["b@exemple.fr"]


def test_the_day_is_bounded_and_goes_on_where_it_stopped(old, company, monkeypatch) -> None:
    others = [
        Organisation.objects.create(
            name=f"Lot {n}", folded_name=f"lot {n}", kind="company", email=f"l{n}@exemple.fr"
        )
        for n in range(4)
    ]
    then = timezone.now() - timedelta(days=400)
    KnowHow.objects.bulk_create(
        KnowHow(organisation=one, kind="makes", text="x", source="told", changed_at=then)
        for one in others
    )
    monkeypatch.setattr(tasks, "ASKED_A_DAY", 3)
    posted = asking.letters.ask

    def killed(*given: object) -> object:
        if len(mail.outbox) == 2:
            raise KeyboardInterrupt
        return posted(*given)

    monkeypatch.setattr(asking.letters, "ask", killed)
    with pytest.raises(KeyboardInterrupt):
        tasks.ask_what_is_due.func()
    asked = Solicitation.objects.filter(kind=SolicitationKind.STILL_TRUE)
    assert asked.count() == len(mail.outbox) == 2
    monkeypatch.setattr(asking.letters, "ask", posted)
    for count in (5, 5):
        tasks.ask_what_is_due.func()
        assert len(mail.outbox) == count
    assert len({tuple(letter.to) for letter in mail.outbox}) == 5


def test_the_daily_task_writes_to_the_example_country() -> None:
    today = timezone.localdate()
    old = KnowHow.objects.filter(
        ended_on=None, changed_at__lte=timezone.now() - timedelta(days=366)
    )
    doubted = set(old.filter(confirmed_on=None).values_list("organisation__email", flat=True))
    assert doubted - {""}
    tasks.ask_what_is_due.func()
    asked = {address for letter in mail.outbox for address in letter.to}
    assert doubted - {""} <= asked
    assert Solicitation.objects.filter(kind="still_true", asked_on=today).count() == len(asked)
    tasks.ask_what_is_due.func()
    assert len(mail.outbox) == len(asked)


# ---------------------------------------------------------------- asked at once by a keeper


def test_a_keeper_asks_at_once_and_not_twice(note, company, keeper, member, signed) -> None:
    note("Tournage")
    address = f"/annuaire/savoir-faire/organisations/{company.pk}/demander/"
    page = f"/annuaire/organisations/{company.pk}/"
    assert signed(member).post(address).status_code == 404
    browser = signed(keeper)
    assert address in browser.get(page).text
    assert "La lettre est partie" in browser.post(address, follow=True).text
    assert [letter.to for letter in mail.outbox] == [["forge@exemple.fr"]]
    asked = Solicitation.objects.get(organisation=company)
    assert (asked.asked_by, asked.perimeter is not None) == (keeper, True)
    again = browser.post(address)
    assert (again.status_code, "une fois par an" in again.text) == (400, True)
    assert "une fois par an" in browser.get(page).text
    assert address not in browser.get(page).text
    assert len(mail.outbox) == 1


def test_a_keeper_does_not_ask_who_refused(old, company, keeper, signed) -> None:
    Unsubscription.objects.create(organisation=company)
    address = f"/annuaire/savoir-faire/organisations/{company.pk}/demander/"
    answer = signed(keeper).post(address)
    assert (answer.status_code, "ne plus recevoir" in answer.text) == (400, True)
    assert mail.outbox == []


# ---------------------------------------------------------------- the page


def test_reading_writes_nothing(page, client, question) -> None:
    for method in (client.get, client.head):
        answer = method(page)
        assert (answer.status_code, dict(client.cookies)) == (200, dict(client.cookies))
    question.refresh_from_db()
    assert question.answered_on is None
    assert not KnowHow.objects.filter(confirmed_on__isnull=False).exists()
    client.post(page, {"licorne": "1"})
    question.refresh_from_db()
    assert question.answered_on is None


def test_one_press_says_that_all_is_true(page, client, old, question, keeper) -> None:
    answer = client.post(page, sent(*old, all="1"), follow=True)
    assert "Merci" in answer.text
    assert KnowHow.objects.filter(confirmed_on=timezone.localdate()).count() == 2
    question.refresh_from_db()
    assert question.answered_on == timezone.localdate()
    said = get_history(scope_of(keeper), "know_how", str(old[0].pk)).lines[0]
    assert "lettre" in said.who
    assert "courriel" in said.behalf


def test_some_are_corrected_and_some_end(page, client, old) -> None:
    tour, sand = old
    answers = sent(tour, sand, each="1") | {f"text-{tour.pk}": "Tournage jusqu’à 2 m"}
    del answers[f"true-{sand.pk}"]
    client.post(page, answers)
    tour.refresh_from_db()
    sand.refresh_from_db()
    assert (tour.text, tour.confirmed_on) == ("Tournage jusqu’à 2 m", timezone.localdate())
    assert tour.capacities.get().dimension == "length"
    assert sand.ended_on == timezone.localdate()


def test_what_is_refused_keeps_what_was_typed_and_writes_nothing(page, client, old) -> None:
    tour, sand = old
    wrong = "é" * 501
    answers = sent(tour, sand, each="1") | {f"text-{tour.pk}": wrong}
    del answers[f"true-{sand.pk}"]
    answer = client.post(page, answers)
    assert answer.status_code == 400
    assert wrong in answer.text
    assert "trop longue" in answer.text
    sand.refresh_from_db()
    assert sand.ended_on is None


def test_a_line_changed_meanwhile_is_shown_again(page, client, old) -> None:
    KnowHow.objects.filter(pk=old[0].pk).update(text="Fraisage", version=2)
    answer = client.post(page, sent(*old, all="1"))
    assert (answer.status_code, "Fraisage" in answer.text) == (400, True)
    assert not KnowHow.objects.filter(confirmed_on__isnull=False).exists()


def test_a_line_that_the_page_did_not_show_stays(page, client, old, note) -> None:
    new = note("Ajoutée depuis")
    client.post(page, sent(*old, each="1"))
    new.refresh_from_db()
    assert (new.confirmed_on, new.ended_on) == (None, None)


def test_a_link_serves_once(page, client, old) -> None:
    client.post(page, sent(*old, all="1"))
    KnowHow.objects.update(confirmed_on=None)
    entries = history_of(old[0]).count()
    again = client.post(page, sent(*old, all="1"), follow=True)
    assert "Merci" in again.text
    assert not KnowHow.objects.filter(confirmed_on__isnull=False).exists()
    assert history_of(old[0]).count() == entries


def test_who_wants_is_asked_no_more_and_may_come_back(
    page, client, old, company, member, signed
) -> None:
    answer = client.post(page, {"leave": "1"}, follow=True)
    assert "ne recevrez plus" in answer.text
    Solicitation.objects.all().delete()
    assert due() == []
    browser = signed(member)
    assert "redemander" in browser.get(f"/annuaire/organisations/{company.pk}/").text
    browser.post(f"/annuaire/savoir-faire/organisations/{company.pk}/redemander/")
    assert due() == [company.pk]


def test_a_link_that_was_not_made_here_opens_nothing(page, client, question, time_machine) -> None:
    door = "/annuaire/savoir-faire/toujours-vrai"
    assert client.get(f"{door}/{make_link('contact', str(question.pk))}/").status_code == 404
    assert client.get(page[:-4] + "abc/").status_code == 404
    assert client.get(f"{door}/{link_to(Solicitation(pk=10**6))}/").status_code == 404
    time_machine.move_to(timezone.now() + timedelta(days=91))
    assert client.get(page).status_code == 404
    assert client.post(page, {"all": "1"}).status_code == 404


def test_nothing_is_left_to_confirm(page, client, old, keeper) -> None:
    for line in old:
        end_know_how(acting=as_(keeper), know_how_id=line.pk)
    assert "rien à confirmer" in client.get(page).text


def test_the_page_sets_no_cookie_but_that_of_its_form(page) -> None:
    (visitor := Client()).get(page)
    assert {*visitor.cookies} <= {"csrftoken", "terreau_csrf"}
