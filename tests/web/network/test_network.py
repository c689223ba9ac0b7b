"""The network as pages, files and the API show it: nothing in it that its reader may not see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import NOBODY, Acting, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.network.models import CooperationSpace, Membership, Supply
from terreau.web.apps.network.next_introduction import next_introduction
from terreau.web.apps.network.page import Wanted, network_page
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.selectors.declared import works_with
from terreau.web.apps.network.services import declaring, spaces
from terreau.web.apps.network.ties import declare_ties, tie_sources
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db
TI = "/annuaire/reseau/territoires/territoire-industrie/2:ti-x01/"


@pytest.fixture
def ti() -> Perimeter:
    return Perimeter.objects.get(kind="territoire_industrie", code="2:ti-x01")


@pytest.fixture
def manager() -> User:
    return User.objects.get(email="cheffe.de.projet@exemple.terreau")


@pytest.fixture
def acting(manager: User) -> Acting:
    return Acting(manager, scope_of(manager))


@pytest.fixture
def reader(manager: User) -> Client:
    client = Client()
    client.force_login(manager)
    return client


def organisation(name: str) -> Organisation:
    return Organisation.objects.get(name=name)


def test_the_page_says_who_works_with_whom_and_what_to_do_next(reader: Client) -> None:
    page = reader.get(TI).content.decode()
    assert "organisations sont liées" in page
    assert "La prochaine mise en relation" in page
    assert "Appeler d’abord" in page
    assert page.count('class="network-node') > 15


def test_nobody_else_reads_the_measures(client: Client, ti: Perimeter) -> None:
    assert client.get(TI).status_code == 404
    assert client.get(f"{TI}lived/liens.graphml").status_code == 404
    assert client.get("/api/v1/perimeters/territoire_industrie/2:ti-x01/network").status_code == 404
    with pytest.raises(NotHere):
        see_network(NOBODY, ti, "lived", timezone.localdate())


def test_what_a_reader_may_not_see_is_in_nothing(ti: Perimeter, acting: Acting) -> None:
    """A private organisation of elsewhere, tied to those of the territory, is not there at all."""
    today = timezone.localdate()
    before = see_network(acting.scope, ti, "lived", today)
    away = organisation("Aciéries de l’Outre-Mont")
    assert str(away.pk) in before.organisations
    away.visibility = Visibility.PRIVATE
    away.save()
    after = see_network(acting.scope, ti, "lived", today)
    assert str(away.pk) not in after.organisations
    assert not any(key == str(away.pk) for key, _thing, _day in after.rows)
    supply = Supply.objects.get(supplier=away)
    assert f"supply:{supply.pk}" not in after.labels
    assert after.measured(is_compared=False) != before.measured(is_compared=False)
    page = network_page(acting.scope, ti, Wanted.of("", "", ""))
    assert away.name not in repr(page.lived.organisations)
    found = works_with(acting.scope, supply.customer_id)
    assert supply.pk not in {row.pk for row in found.supplied}


def test_the_introduction_is_of_two_who_answer_one_another(ti: Perimeter, acting: Acting) -> None:
    network = see_network(acting.scope, ti, "lived", timezone.localdate())
    found = next_introduction(acting.scope, ti, network)
    assert found is not None
    assert found.lowered > 0
    pair = {str(found.offers.pk), str(found.seeks.pk)}
    things: dict[str, set[str]] = {}
    for key, thing, _day in network.rows:
        things.setdefault(thing, set()).add(key)
    assert not any(pair <= members for members in things.values())


def test_before_and_after_a_season(ti: Perimeter, acting: Acting) -> None:
    page = network_page(acting.scope, ti, Wanted.of("", "", ""))
    assert page.lived.season.after.ties > page.lived.season.before.ties
    assert page.parts[1].network.rows == ()  # nothing planned is known


@pytest.mark.parametrize("asked", ["?avant=hier", "?avant=2026-01-01&apres=2020-01-01",
                                   "?apres=2999-01-01", "?groupes=taille"])  # fmt: skip
def test_a_season_that_cannot_be_is_refused_in_words(reader: Client, asked: str) -> None:
    answer = reader.get(f"{TI}{asked}")
    assert answer.status_code == 400


def test_said_twice_counts_once_and_what_ends_stays(acting: Acting) -> None:
    member, club = (
        organisation("Tissages Arachné"),
        organisation("Club des Industriels du Pays Inventé"),
    )
    since = timezone.localdate() - timedelta(days=30)
    keys = {"organisation_id": member.pk, "association_id": club.pk, "since": since}
    first = declaring.declare_membership(acting=acting, **keys)
    assert declaring.declare_membership(acting=acting, **keys).pk == first.pk
    assert first.declared_by is None  # noted by who keeps the directory
    ended = declaring.end_membership(acting=acting, membership_id=first.pk, on=timezone.localdate())
    assert ended.valid_to == timezone.localdate()
    assert Membership.objects.filter(pk=first.pk).exists()
    told = HistoryEntry.objects.filter(object_type=Membership._meta.label, object_key=str(first.pk))
    assert sorted(told.values_list("verb", flat=True)) == ["created", "ended"]


@pytest.mark.parametrize("days", [-1, 40_000])
def test_a_tie_begins_on_a_possible_day(acting: Acting, days: int) -> None:
    one, other = organisation("Tissages Arachné"), organisation("Moulin de la Lune")
    with pytest.raises(BadInput):
        declaring.declare_supply(
            acting=acting, supplier_id=one.pk, customer_id=other.pk, what="Sacs",
            since=timezone.localdate() - timedelta(days=days),
        )  # fmt: skip


def test_a_member_of_neither_declares_nothing(acting: Acting) -> None:
    one, other = organisation("Tissages Arachné"), organisation("Moulin de la Lune")
    visitor = Acting(None, NOBODY)
    with pytest.raises(NotHere):
        declaring.declare_supply(
            acting=visitor, supplier_id=one.pk, customer_id=other.pk, what="Sacs",
            since=date(2026, 1, 1),
        )  # fmt: skip


def test_a_space_is_joined_spoken_in_closed_and_opened_again(ti: Perimeter, acting: Acting) -> None:
    written = spaces.SpaceFields(name="Eau", purpose="En perdre moins", perimeter=ti)
    space = spaces.open_space(acting=acting, written=written)
    moulin = organisation("Moulin de la Lune")
    today = timezone.localdate()
    for _ in range(2):
        spaces.join_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, since=today)
    assert space.participations.count() == 1
    spaces.write_note(acting=acting, space_id=space.pk, text="Bonjour")
    with pytest.raises(BadInput):
        spaces.close_space(acting=acting, space_id=space.pk, reason=" ")
    spaces.close_space(acting=acting, space_id=space.pk, reason="But atteint")
    with pytest.raises(BadInput):
        spaces.write_note(acting=acting, space_id=space.pk, text="Encore")
    assert spaces.reopen_space(acting=acting, space_id=space.pk).is_open
    spaces.leave_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, on=today)
    assert space.participations.get().valid_to == today
    earlier = today - timedelta(days=30)
    spaces.join_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, since=earlier)
    spaces.leave_space(acting=acting, space_id=space.pk, organisation_id=moulin.pk, on=today)
    assert not space.participations.filter(valid_to=None).exists()


def test_a_private_space_does_not_exist_for_others(ti: Perimeter, client: Client) -> None:
    space = CooperationSpace.objects.create(
        name="Secret", purpose="Se taire", perimeter=ti, visibility=Visibility.PRIVATE
    )
    assert client.get(f"/annuaire/reseau/espaces/{space.pk}/").status_code == 404
    assert client.get(f"/api/v1/cooperation-spaces/{space.pk}").status_code == 404
    assert b"Secret" not in client.get("/annuaire/reseau/espaces.csv").content


def test_a_source_is_of_one_nature() -> None:
    with pytest.raises(LookupError):
        declare_ties("x", "x", "dreamt", lambda asked: ())  # type: ignore[arg-type]
    assert {source.key for source in tie_sources("lived")} >= {"membership", "supply", "space"}
    assert "membership" not in {source.key for source in tie_sources("planned")}


def test_queries_do_not_grow_with_ties(
    ti: Perimeter, acting: Acting, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(40):
        network_page(acting.scope, ti, Wanted.of("", "", ""))
