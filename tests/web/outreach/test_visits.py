"""A visit is noted once, becomes lines and promises; those who keep that directory read it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from outreach_world import World, acting_as, signed

from terreau.core.errors import BadInput, Conflict, NotHere
from terreau.web.apps.accounts.awaiting import list_awaited
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import scope_of
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.directory.services.organisations import OrganisationFields
from terreau.web.apps.outreach.models import Promise, Visit
from terreau.web.apps.outreach.services.promising import move_promise, settle_promise
from terreau.web.apps.outreach.services.visiting import (
    VisitFields,
    VisitLines,
    change_visit,
    note_visit,
)
from terreau.web.apps.outreach.taking import Taker, declare_taker
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.retention import count_expired, purge

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate
SAID = VisitLines(("Un tourneur",), ("Fraisage 5 axes",), ("Envoyer un contact",))


def noted(person: User, company: Organisation, lines: VisitLines = SAID) -> Visit:
    written = VisitFields(TODAY(), met="Jeanne Martin", notes="Le four de Paul est en panne")
    return note_visit(acting=acting_as(person), to=company.pk, written=written, lines=lines)


def test_lines_become_what_they_are(keeper: User, company: Organisation) -> None:
    visit = noted(keeper, company)

    lines = {line.text: line for line in visit.know_how.all()}
    assert (lines["Un tourneur"].kind, lines["Fraisage 5 axes"].kind) == ("seeks", "makes")
    assert "milling" in lines["Fraisage 5 axes"].terms
    assert {(line.visibility, line.source) for line in lines.values()} == {("private", "visit")}
    promise = visit.promises.get()
    assert (promise.promised_by, promise.due_on) == (keeper, TODAY() + timedelta(days=14))
    asked = Solicitation.objects.get(organisation=company)
    assert (asked.kind, asked.answered_on) == ("visit", TODAY())


def test_a_new_company_is_private_and_in_ones_own_territory(
    keeper: User, company: Organisation, other_ti: Perimeter
) -> None:
    acting, day = acting_as(keeper), VisitFields(TODAY())
    new = OrganisationFields("Toute Neuve", "company", company.seat, visibility="private")
    assert note_visit(acting=acting, to=new, written=day, lines=SAID).organisation.name
    code = other_ti.members.values_list("commune_code", flat=True)[0]
    far = Perimeter.objects.get(kind="commune", code=code, country="XX")
    elsewhere = OrganisationFields("Ailleurs", "company", far)
    with pytest.raises(BadInput):
        note_visit(acting=acting, to=elsewhere, written=day, lines=SAID)
    assert not Organisation.objects.filter(name="Ailleurs").exists()


@pytest.mark.parametrize("role", [r for r in Role if r not in {"project_manager", "facilitator"}])
def test_nobody_else_notes_or_reads(
    role: Role, keeper: User, company: Organisation, give: object, ti: Perimeter
) -> None:
    about = company if role in {"organisation_member", "operator_agent"} else ti
    person = give(role, about)
    with pytest.raises(NotHere):
        noted(person, company)
    visit = noted(keeper, company)
    browser = signed(person)
    for page in (f"/annuaire/visites/{visit.pk}/", f"/historique/visit/{visit.pk}/"):
        assert browser.get(page).status_code == 404
    for page in ("/annuaire/visites/", "/annuaire/visites.csv"):
        text = browser.get(page).content.decode()
        assert company.name not in text
        assert "Jeanne" not in text


def test_another_territory_sees_nothing(
    keeper: User, company: Organisation, give: object, other_ti: Perimeter
) -> None:
    visit = noted(keeper, company)
    neighbour = signed(give(Role.PROJECT_MANAGER, other_ti))
    promise = visit.promises.get()
    for page in (
        f"/annuaire/visites/{visit.pk}/", f"/annuaire/visites/{visit.pk}/modifier/",
        f"/annuaire/promesses/{promise.pk}/",
        f"/annuaire/visites/{visit.pk}/lignes/{visit.know_how.first().pk}/montrer/",
    ):  # fmt: skip
        assert neighbour.get(page).status_code == 404
        assert neighbour.post(page, {"act": "kept"}).status_code in {404, 405}
    asked = neighbour.get("/annuaire/visites/entreprises/?q=meca")
    assert company.name not in asked.content.decode()


def test_who_comes_after_reads_it_and_who_left_does_not(
    keeper: User, company: Organisation, give: object, ti: Perimeter
) -> None:
    visit = noted(keeper, company)
    keeper.mandates.update(valid_to=TODAY() - timedelta(days=1))
    page = f"/annuaire/visites/{visit.pk}/"
    assert signed(keeper).get(page).status_code == 404
    assert signed(give(Role.FACILITATOR, ti)).get(page).status_code == 200


def test_what_is_said_of_people_is_in_no_history(keeper: User, company: Organisation) -> None:
    visit = noted(keeper, company)
    change_visit(
        acting=acting_as(keeper), visit_id=visit.pk, version=1,
        written=VisitFields(TODAY(), met="Louis Durand", notes="Autre"), lines=VisitLines(),
    )  # fmt: skip
    told = HistoryEntry.objects.filter(object_type__startswith="outreach.")
    kept = str(list(told.values_list("changes", flat=True)))
    assert all(word not in kept for word in ("Martin", "Durand", "Paul", "contact"))


def test_two_people_who_change_it_are_told(keeper: User, company: Organisation) -> None:
    visit = noted(keeper, company)
    page = f"/annuaire/visites/{visit.pk}/modifier/"
    typed = {"visited_on": TODAY().isoformat(), "version": "1", "notes": "La première"}
    assert signed(keeper).post(page, typed).status_code == 302
    with pytest.raises(Conflict):
        change_visit(
            acting=acting_as(keeper), visit_id=visit.pk, version=1,
            written=VisitFields(TODAY(), notes="La seconde"), lines=VisitLines(),
        )  # fmt: skip
    late = signed(keeper).post(page, typed | {"notes": "La seconde"})
    assert (late.status_code, late.context["form"]["notes"].value()) == (409, "La seconde")
    assert "La première" in late.content.decode()


@pytest.mark.parametrize(
    ("days", "lines"),
    [
        (1, SAID),
        (-731, SAID),
        (0, VisitLines(("x" * 301,))),
        (0, VisitLines(tuple(f"ligne {n}" for n in range(21)))),
        (0, VisitLines(promises=("Un jour",), due_on=TODAY() + timedelta(days=900))),
    ],
)
def test_what_is_no_note_is_refused_whole(
    days: int, lines: VisitLines, keeper: User, company: Organisation
) -> None:
    written = VisitFields(TODAY() + timedelta(days=days))
    with pytest.raises(BadInput):
        note_visit(acting=acting_as(keeper), to=company.pk, written=written, lines=lines)
    assert not (company.visits.exists())
    assert not (company.know_how.exists())
    assert not Promise.objects.filter(visit__organisation=company).exists()


def test_the_form_finds_the_company_or_asks(
    keeper: User, company: Organisation, found_in: object, ti: Perimeter
) -> None:
    browser = signed(keeper)
    typed = {"visited_on": TODAY().isoformat(), "needs": "- un four\n- un four\n"}

    def sent(**more: str) -> object:
        return browser.post("/annuaire/visites/noter/", typed | more)

    assert sent(company="mecanique du val").status_code == 302  # by its name alone
    assert company.visits.get().know_how.count() == 1
    found_in(ti, "Mécanique du Valet")
    near = sent(company="Mécanique")
    assert (near.status_code, company.visits.count()) == (400, 1)
    assert "Mécanique du Valet" in near.content.decode()
    assert "un four" in near.content.decode()
    assert sent(company="Mécanique", chosen=str(company.pk)).status_code == 302
    unknown = sent(company="Zinguerie")
    assert (unknown.status_code, "dites sa commune" in unknown.content.decode()) == (400, True)
    # The page opens on the field that is faulty, and its summary leads to it.
    faulty = re.findall(r"<(?:input|textarea)[^>]*autofocus[^>]*>", unknown.text)
    names = [re.search(r'name="(\w+)"', each)[1] for each in faulty]
    assert names == [*unknown.context["form"].errors][:1]
    assert f'href="#id_{names[0]}"' in unknown.text
    assert sent(company="Zinguerie", commune=company.seat.code).status_code == 302
    assert Organisation.objects.get(name="Zinguerie").visibility == "private"


def test_a_closed_session_loses_nothing(keeper: User, company: Organisation) -> None:
    browser = Client()
    typed = {"company": company.name, "notes": "À ne pas perdre", "visited_on": "2026-11-29"}
    browser.post("/annuaire/visites/noter/", typed)
    browser.force_login(keeper)
    assert "À ne pas perdre" in browser.get("/annuaire/visites/noter/").content.decode()


def test_a_promise_waits_until_it_is_settled(
    keeper: User, company: Organisation, give: object, ti: Perimeter
) -> None:
    promise = noted(keeper, company).promises.get()
    acting = acting_as(keeper)
    colleague = give(Role.FACILITATOR, ti)
    stranger = give(Role.OBSERVER, ti)

    def waits_for(person: User) -> bool:
        return any(promise.text in each.sentence for each in list_awaited(scope_of(person)))

    assert (waits_for(keeper), waits_for(colleague)) == (True, False)
    later = TODAY() + timedelta(days=40)
    moved = {"acting": acting, "promise_id": promise.pk, "due_on": later}
    with pytest.raises(BadInput):
        move_promise(**moved, keeper_id=stranger.pk)
    move_promise(**moved, keeper_id=colleague.pk, word="Elle les connaît")
    assert (waits_for(keeper), waits_for(colleague)) == (False, True)
    with pytest.raises(BadInput):  # without a word
        settle_promise(acting=acting, promise_id=promise.pk, state="dropped")
    settle_promise(acting=acting, promise_id=promise.pk, state="kept", word="Fait")
    assert not waits_for(colleague)
    with pytest.raises(BadInput):
        settle_promise(acting=acting, promise_id=promise.pk, state="dropped", word="Non")


def test_a_line_is_shown_with_the_agreement_of_the_company(
    keeper: User, company: Organisation
) -> None:
    visit = noted(keeper, company)
    line = visit.know_how.get(kind="makes")
    page = f"/annuaire/visites/{visit.pk}/lignes/{line.pk}/montrer/"
    assert signed(keeper).post(page, {"visibility": "territory"}).status_code == 400
    line.refresh_from_db()
    assert line.visibility == "private"
    agreed = {"visibility": "territory", "channel": "meeting"}
    assert signed(keeper).post(page, agreed).status_code == 302
    line.refresh_from_db()
    assert line.visibility == "territory"
    said = HistoryEntry.objects.filter(object_key=str(line.pk), verb="changed").latest("pk")
    assert (said.channel, said.behalf_organisation) == ("meeting", company.pk)


def test_words_about_people_go_after_three_years(keeper: User, company: Organisation) -> None:
    visit, recent = noted(keeper, company), noted(keeper, company)
    Visit.objects.filter(pk=visit.pk).update(visited_on=TODAY() - timedelta(days=1097))
    assert count_expired(timezone.now())["visit-words"] == 1
    purge(timezone.now())
    visit.refresh_from_db()
    recent.refresh_from_db()
    assert (visit.met, visit.notes, recent.met) == ("", "", "Jeanne Martin")


def test_the_list_asks_as_much_of_ten_visits_as_of_one(
    keeper: User, company: Organisation, django_assert_max_num_queries: object
) -> None:
    browser = signed(keeper)
    for _ in range(10):
        noted(keeper, company)
    with django_assert_max_num_queries(30):
        browser.get("/annuaire/visites/")
    with django_assert_max_num_queries(30):
        assert browser.get("/annuaire/visites.csv").content.decode().count("Jeanne Martin") == 10


def test_upper_apps_take_over_a_need(
    keeper: User, company: Organisation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("terreau.web.apps.outreach.taking._TAKERS", [])
    declare_taker(Taker("En faire un besoin du plan", lambda _scope, need: f"/plan/?b={need.pk}"))
    visit = noted(keeper, company)
    need = visit.know_how.get(kind="seeks")
    assert f"/plan/?b={need.pk}" in signed(keeper).get(f"/annuaire/visites/{visit.pk}/").text


def test_a_visit_is_one_press_from_home_for_who_notes_them(
    world: World, give: Callable[..., User]
) -> None:
    def begun(person: User) -> list[str]:
        return [each["url"] for each in signed(person).get("/").context["actions"]]

    note, ask = "/annuaire/visites/noter/", "/annuaire/questions/poser/"
    assert begun(world.keeper) == [note, ask]
    assert begun(world.member) == [ask]
    assert begun(give(Role.OBSERVER, world.ti)) == []
    assert f'href="{note}"' in signed(world.keeper).get("/").text
    assert Client().get("/").context["actions"] == []
