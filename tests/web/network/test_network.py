"""The network as pages, files and the API show it: nothing in it that its reader may not see."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from network_world import TI, organisation

from terreau.core.errors import BadInput, NotHere
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import NOBODY, Acting, scope_of
from terreau.web.apps.directory.enums import ContactRole
from terreau.web.apps.directory.models import Contact, Organisation
from terreau.web.apps.network.models import (
    Membership,
    Supply,
)
from terreau.web.apps.network.next_introduction import next_introductions
from terreau.web.apps.network.page import Wanted, network_page
from terreau.web.apps.network.seen import see_network
from terreau.web.apps.network.selectors.declared import works_with
from terreau.web.apps.network.selectors.spaces import get_space
from terreau.web.apps.network.services import declaring
from terreau.web.apps.network.ties import declare_ties, tie_sources
from terreau.web.apps.territories.models import Perimeter
from terreau.web.shared.visibility import Visibility

pytestmark = pytest.mark.django_db


def test_the_page_says_who_works_with_whom_and_what_to_do_next(reader: Client) -> None:
    page = reader.get(TI).content.decode()
    assert "organisations sont liées" in page
    assert "La prochaine mise en relation" in page
    assert "Qui appeler" in page
    assert "Bonjour, je travaille pour" in page
    assert "z = " not in page.split("D’où cela vient")[0]
    assert page.count('class="network-node') > 15


def test_the_first_sentence_says_what_was_declared(ti: Perimeter, acting: Acting) -> None:
    """As many memberships as were noted, and one more pair for one more of them."""
    said = network_page(acting.scope, ti, Wanted.of("", "", ""))
    noted = Membership.objects.count()
    assert f"{noted} adhésions, " in said.sentence
    assert "espaces de coopération et 1 mise en relation. Par là, " in said.sentence
    declaring.declare_membership(
        acting=acting,
        organisation_id=organisation("Moulin de la Lune").pk,
        association_id=organisation("Club des Industriels du Pays Inventé").pk,
        since=timezone.localdate(),
    )
    after = network_page(acting.scope, ti, Wanted.of("", "", ""))
    assert f"{noted + 1} adhésions, " in after.sentence
    assert after.lived.season.after.ties == said.lived.season.after.ties + 1


def test_partners_are_those_of_an_organisations_own_page(ti: Perimeter, acting: Acting) -> None:
    """Each partner is on the organisation's page, or in a space that the page leads to."""
    rows = network_page(acting.scope, ti, Wanted.of("", "", "")).lived.organisations
    for row in rows:
        found, own = works_with(acting.scope, int(row.key)), set()
        own |= {each.association_id for each in found.memberships}
        own |= {each.organisation_id for each in found.members}
        own |= {each.customer_id for each in found.supplies}
        own |= {each.supplier_id for each in found.supplied}
        for each in found.spaces:
            shown = get_space(acting.scope, each.space_id)
            own |= {other.organisation_id for other in shown.participations}
        for met in found.introduced:
            own |= {met.offers_id, met.seeks_id}
        assert len(own - {int(row.key)}) == int(row.partners), row


def test_who_is_cut_off_is_named(ti: Perimeter, acting: Acting) -> None:
    page = network_page(acting.scope, ti, Wanted.of("", "", ""))
    brokers = [row for row in page.lived.organisations if row.cut_off]
    assert brokers
    assert all("relais unique" in row.notes for row in brokers)
    assert any(f"Si {row.name} s’en va, " in page.sentence for row in brokers)


def test_both_are_reached_by_who_may(reader: Client, ti: Perimeter, acting: Acting) -> None:
    """A contact that agreed is shown with its telephone; where there is none, one is added."""
    page = network_page(acting.scope, ti, Wanted.of("", "", ""))
    proposal, calls = page.proposals[0]
    assert [call.contacts[0].seen["phone"] for call in calls]  # the example has both
    seeks, offers = (call.organisation for call in calls)
    assert (seeks, offers) == (proposal.seeks, proposal.offers)
    Contact.objects.filter(organisation__in=(seeks, offers)).delete()
    assert f"/organisations/{seeks.pk}/contacts/ajouter/" in reader.get(TI).content.decode()
    told = {
        "organisation": seeks, "name": "Ondine Fable", "phone": "01 99 00 12 34",
        "role": ContactRole.PILOT, "visibility": Visibility.PRIVATE,
        "asked_on": timezone.localdate(),
    }  # fmt: skip
    Contact.objects.create(**told)
    assert "Ondine Fable" not in reader.get(TI).content.decode()  # has not agreed
    Contact.objects.update(agreed_on=timezone.localdate())
    assert "01 99 00 12 34" in reader.get(TI).content.decode()


def test_names_of_the_drawing_stand_apart(ti: Perimeter, acting: Acting) -> None:
    drawing = network_page(acting.scope, ti, Wanted.of("", "", "")).lived.drawing
    assert drawing is not None
    boxes = [n.label.box(7 * len(n.name)) for n in drawing.nodes if not n.label.is_quiet]
    assert len(boxes) > 10
    for rank, (left, top, right, bottom) in enumerate(boxes):
        assert 0 <= left < right <= drawing.width
        for a, b, c, d in boxes[:rank]:
            assert right <= a or c <= left or bottom <= b or d <= top


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
    proposals = next_introductions(acting.scope, ti, network)
    assert 1 < len(proposals) <= 3
    lowered = [each.lowered for each in proposals]
    assert lowered == sorted(lowered, reverse=True)
    assert lowered[-1] > 0
    things: dict[str, set[str]] = {}
    for key, thing, _day in network.rows:
        things.setdefault(thing, set()).add(key)
    called: set[str] = set()
    for each in proposals:
        pair = {str(each.offers.pk), str(each.seeks.pk)}
        assert not any(pair <= members for members in things.values())
        assert called.isdisjoint(pair)  # each is called for one meeting alone
        called |= pair
        assert each.changes


def test_before_and_after_a_season(ti: Perimeter, acting: Acting) -> None:
    page = network_page(acting.scope, ti, Wanted.of("", "", ""))
    assert page.lived.season.after.ties > page.lived.season.before.ties
    planned = page.parts[1].network  # what is on the sheets of the plan, and nothing else
    assert {thing.partition(":")[0] for _who, thing, _day in planned.rows} == {"sheet"}


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


def test_a_source_is_of_one_nature() -> None:
    with pytest.raises(LookupError):
        declare_ties("x", "x", "dreamt", lambda asked: (), str)  # type: ignore[arg-type]
    assert {source.key for source in tie_sources("lived")} >= {
        "membership", "supply", "space", "introduction",
    }  # fmt: skip
    assert "membership" not in {source.key for source in tie_sources("planned")}


def test_queries_are_few_and_do_not_grow_with_ties(
    ti: Perimeter, acting: Acting, manager: User, django_assert_num_queries: Any
) -> None:
    with CaptureQueriesContext(connection) as first:
        page = network_page(scope_of(manager), ti, Wanted.of("", "", ""))
    assert len(first) <= 27
    assert len(page.proposals) > 1
    school = organisation("Lycée des Métiers Imaginaires")
    for each in Organisation.objects.filter(kind="company"):
        Supply.objects.create(
            supplier=each, customer=school, what="Stages", valid_from=date(2026, 1, 1)
        )
    with django_assert_num_queries(len(first)):
        network_page(scope_of(manager), ti, Wanted.of("", "", ""))
