"""What a mandate does not give: more time, more reach, another mandate, a name that is hidden."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.history_page import get_history
from terreau.web.apps.accounts.models import User
from terreau.web.apps.accounts.scope import NOBODY, OPERATOR, scope_of
from terreau.web.apps.accounts.subjects import introduced
from terreau.web.apps.directory.models import Mandate, Organisation
from terreau.web.apps.directory.rules import LONGEST_DAYS
from terreau.web.apps.directory.selectors.organisations import get_visible
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.mandates import (
    end_mandate,
    grant_mandate,
    hand_over_mandate,
)
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    change_organisation,
)
from terreau.web.apps.directory.services.requests import answer_request, ask_mandate
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db
SOON = timedelta(days=20)


@pytest.fixture
def person() -> User:
    return User.objects.create_user("nouvelle@exemple.fr", name="Nouvelle")


def own(person: User) -> Mandate:
    return Mandate.objects.get(holder=person)


def last_day(person: User) -> date | None:
    return own(person).valid_to


def test_nobody_prolongs_their_own_mandate_by_ending_it_later(ti, give, acting_as, signed) -> None:
    ends = timezone.localdate() + SOON
    observer = give(Role.OBSERVER, ti, ends)
    later = ends + timedelta(days=1)
    with pytest.raises(BadInput, match="finit déjà avant"):
        end_mandate(acting=acting_as(observer), mandate_id=own(observer).pk, reason="x", on=later)
    sent = {"reason": "x", "on": later.isoformat()}
    page = signed(observer).post(f"/annuaire/mandats/{own(observer).pk}/terminer/", sent)
    assert (page.status_code, last_day(observer)) == (400, ends)
    sooner = ends - timedelta(days=1)
    end_mandate(acting=acting_as(observer), mandate_id=own(observer).pk, reason="x", on=sooner)
    assert last_day(observer) == sooner


def test_a_manager_does_not_hand_over_later_than_their_end(ti, give, person, acting_as) -> None:
    ends = timezone.localdate() + SOON
    manager = give(Role.PROJECT_MANAGER, ti, ends)
    act = {"acting": acting_as(manager), "mandate_id": own(manager).pk, "successor": person}
    with pytest.raises(BadInput, match="finit déjà avant"):
        hand_over_mandate(last_day=ends + timedelta(days=1), **act)
    given = hand_over_mandate(last_day=ends, **act)
    # The role stays held: the successor's mandate is not bound by that of who leaves.
    assert (given.valid_to, given.valid_from) == (None, ends + timedelta(days=1))


def test_who_could_give_it_sets_a_later_end(ti, give, acting_as) -> None:
    ends = timezone.localdate() + SOON
    observer, manager = give(Role.OBSERVER, ti, ends), give(Role.PROJECT_MANAGER, ti)
    later = ends + SOON
    end_mandate(acting=acting_as(manager), mandate_id=own(observer).pk, reason="x", on=later)
    assert last_day(observer) == later
    leaving = give(Role.PROJECT_MANAGER, ti, later)
    with pytest.raises(BadInput, match="Votre propre mandat finit avant"):
        end_mandate(
            acting=acting_as(leaving), mandate_id=own(observer).pk, reason="x", on=later + SOON
        )


@pytest.mark.parametrize("day", ["9999-12-31", "2099-12-31"])
def test_a_day_years_away_is_refused_with_a_sentence(day, ti, give, person, signed, keyed) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    browser, number = signed(manager), own(manager).pk
    for address, sent in (
        (f"mandats/{number}/terminer/", {"reason": "x", "when": "day", "on": day}),
        (f"mandats/{number}/transmettre/", {"email": person.email, "last_day": day}),
        (f"territoires/territoire-industrie/{ti.code}/donner/",
         {"email": "a@b.fr", "role": "observer", "until": day}),
        (f"territoires/territoire-industrie/{ti.code}/demander/",
         {"reason": "x", "role": "facilitator", "until": day}),
    ):  # fmt: skip
        answer = browser.post(f"/annuaire/{address}", sent)
        assert (answer.status_code, "dix ans" in answer.text) == (400, True), address
    answer = keyed(manager).post(
        f"/api/v1/mandates/{number}/end", {"reason": "x", "on": day}, "application/json"
    )
    assert answer.status_code == 400


def test_ten_years_are_given(ti, person) -> None:
    last = timezone.localdate() + timedelta(days=LONGEST_DAYS)
    grant = {"acting": OPERATOR, "holder": person, "role": Role.OBSERVER, "about": ti}
    with pytest.raises(BadInput, match="dix ans"):
        grant_mandate(until=last + timedelta(days=1), **grant)
    assert grant_mandate(until=last, **grant).valid_to == last


@pytest.mark.parametrize(
    ("giver", "role"),
    [
        (Role.STATE_REFERENT, Role.PROJECT_MANAGER),
        (Role.PROJECT_MANAGER, Role.FACILITATOR),
        (Role.DELEGATION_AGENT, Role.PROJECT_MANAGER),
    ],
)
def test_nobody_gives_a_mandate_to_themselves(giver, role, ti, give, acting_as, signed) -> None:
    person = give(giver, ti)
    with pytest.raises(BadInput, match="à soi-même"):
        grant_mandate(acting=acting_as(person), holder=person, role=role, about=ti)
    answer = signed(person).post(
        f"/annuaire/territoires/territoire-industrie/{ti.code}/donner/",
        {"email": person.email.upper(), "role": role},
    )
    assert (answer.status_code, "à soi-même" in answer.text) == (400, True)
    assert {held.role for held in scope_of(person).holdings} == {giver}


def test_a_referent_does_not_take_over_what_they_end(ti, give, acting_as) -> None:
    state, manager = give(Role.STATE_REFERENT, ti), give(Role.PROJECT_MANAGER, ti)
    with pytest.raises(BadInput, match="à soi-même"):
        hand_over_mandate(
            acting=acting_as(state), mandate_id=own(manager).pk, successor=state,
            last_day=timezone.localdate(),
        )  # fmt: skip
    assert last_day(manager) is None or own(manager).holder == manager


def test_a_mandate_does_not_outlast_that_of_who_gives_it(ti, give, person, acting_as) -> None:
    ends = timezone.localdate() + SOON
    manager = give(Role.PROJECT_MANAGER, ti, ends)
    grant = {"acting": acting_as(manager), "holder": person, "about": ti}
    with pytest.raises(BadInput, match="Votre propre mandat finit avant"):
        grant_mandate(role=Role.FACILITATOR, until=ends + timedelta(days=1), **grant)
    assert grant_mandate(role=Role.FACILITATOR, **grant).valid_to == ends
    request = ask_mandate(
        acting=acting_as(person), role=Role.OBSERVER, about=ti, reason="x", until=ends + SOON
    )
    answered = answer_request(
        acting=acting_as(manager), request_id=request.pk, is_accepted=True, answer=""
    )
    assert answered.mandate is not None
    assert answered.mandate.valid_to == ends


def test_only_the_mandate_by_which_one_gives_bounds_what_is_given(ti, give, person, acting_as):
    manager = give(Role.PROJECT_MANAGER, ti)
    Mandate.objects.create(
        holder=manager, role=Role.OBSERVER, perimeter=ti, valid_from=date(2026, 1, 1),
        valid_to=timezone.localdate() + SOON,
    )  # fmt: skip
    given = grant_mandate(acting=acting_as(manager), holder=person, role=Role.FACILITATOR, about=ti)
    assert given.valid_to is None


def moved(acting, organisation: Organisation, seat: Perimeter | None) -> Organisation:
    return change_organisation(
        acting=acting, organisation_id=organisation.pk, version=organisation.version,
        written=OrganisationFields(organisation.name, organisation.kind, seat),
    )  # fmt: skip


def test_a_member_does_not_move_the_seat_to_a_territory_to_read_it(
    company, ti, other_ti, far_seat, give, acting_as
) -> None:
    """Members read what is kept to the territory where their organisation sits."""
    member = give(Role.ORGANISATION_MEMBER, company)
    kept = Organisation.objects.create(
        name="Scierie", folded_name="scierie", kind="company", seat=far_seat,
        visibility="territory", phone="06",
    )  # fmt: skip
    with pytest.raises(BadField, match="territoire"):
        moved(acting_as(member), company, far_seat)
    with pytest.raises(NotHere):
        get_visible(scope_of(member), kept.pk)
    near = ti.members.filter(last_vintage=ti.last_vintage).order_by("commune_code").last()
    seat = Perimeter.objects.get(kind="commune", code=near.commune_code)
    assert moved(acting_as(member), company, seat).seat == seat
    # Who keeps the directory there and belongs to the organisation lets it come.
    Mandate.objects.create(
        holder=member, role=Role.FACILITATOR, perimeter=other_ti, valid_from=date(2026, 1, 1)
    )
    company.refresh_from_db()
    assert moved(acting_as(member), company, far_seat).seat == far_seat


def test_a_move_out_of_every_territory_is_no_way_into_another(
    company, far_seat, give, acting_as
) -> None:
    member = give(Role.ORGANISATION_MEMBER, company)
    moved(acting_as(member), company, None)
    company.refresh_from_db()
    with pytest.raises(BadField):
        moved(acting_as(member), company, far_seat)


def test_the_history_of_a_mandate_does_not_name_a_hidden_organisation(
    company, ti, give, client, signed
) -> None:
    member, observer = give(Role.ORGANISATION_MEMBER, company), give(Role.OBSERVER, ti)
    Mandate.objects.filter(holder=member).update(is_name_public=True)
    address = f"/historique/mandate/{own(member).pk}/"
    assert signed(observer).get(address).status_code == 200
    Organisation.objects.filter(pk=company.pk).update(visibility="private")
    for reader in (client, signed(observer)):
        assert reader.get(address).status_code == 404
    assert introduced(scope_of(observer), {member.pk})[member.pk].name == ""
    assert get_history(scope_of(member), "mandate", str(own(member).pk)).title.endswith(
        company.name
    )


def test_a_name_that_everyone_read_is_read_no_more_once_the_mandate_ends(
    ti, give, acting_as, client
) -> None:
    elected = give(Role.DUO_ELECTED, ti)
    Mandate.objects.filter(holder=elected).update(is_name_public=True)
    address = f"/historique/mandate/{own(elected).pk}/"
    assert introduced(NOBODY, {elected.pk})[elected.pk].name == elected.name
    assert client.get(address).status_code == 200
    end_mandate(acting=acting_as(elected), mandate_id=own(elected).pk, reason="fini")
    assert introduced(NOBODY, {elected.pk})[elected.pk].name == ""
    assert client.get(address).status_code == 404


def test_a_key_that_only_reads_moves_nothing(company, far_seat, other_ti, give, acting_as) -> None:
    acting = acting_as(give(Role.FACILITATOR, other_ti))
    reading = replace(acting, scope=replace(acting.scope, allows=frozenset({"directory:read"})))
    with pytest.raises(NotHere):
        moved(reading, company, far_seat)


def test_a_mandate_is_handed_over_once(ti, give, person, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    handed = {"acting": acting_as(manager), "mandate_id": own(manager).pk}
    last_day = timezone.localdate() + timedelta(days=30)
    hand_over_mandate(successor=person, last_day=last_day, **handed)
    other = User.objects.create_user("autre@exemple.fr")
    for day in (last_day, last_day - timedelta(days=1)):
        with pytest.raises(BadInput, match="déjà transmis"):
            hand_over_mandate(successor=other, last_day=day, **handed)
    assert not Mandate.objects.filter(holder=other).exists()
