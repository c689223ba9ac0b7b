"""How far a mandate goes, and where a scope stands towards organisations."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.directory.contact_permissions import can_view_contact
from terreau.web.apps.directory.models import Contact, Mandate, Organisation
from terreau.web.apps.directory.permissions import can_view_mandate, can_view_organisation
from terreau.web.apps.directory.rules import KEEPERS
from terreau.web.apps.directory.standing import standing_of
from terreau.web.apps.territories.models import Perimeter
from terreau.web.apps.territories.reach import reach_of, within
from terreau.web.shared.visibility import Visibility, readable

pytestmark = pytest.mark.django_db


def seated(perimeter: Perimeter, visibility: Visibility, name: str = "Fonderie") -> Organisation:
    commune = perimeter.members.order_by("commune_code")[0].commune_code
    return Organisation.objects.create(
        name=name, folded_name=name.lower(), kind="company", visibility=visibility,
        seat=Perimeter.objects.get(kind="commune", code=commune), note="à rappeler",
        email="contact@exemple.fr",
    )  # fmt: skip


def test_a_territory_reaches_its_parts_and_nothing_else(ti, other_ti) -> None:
    reach = within([ti.pk])
    held = Perimeter.objects.filter(pk__in=reach.perimeter_ids)
    latest = ti.members.filter(last_vintage=ti.last_vintage)
    communes = set(latest.values_list("commune_code", flat=True))
    assert {p.code for p in held if p.kind == "commune"} == communes
    assert ti in held
    assert other_ti not in held
    for part in held.exclude(kind="commune"):
        latest = part.members.filter(last_vintage=part.last_vintage)
        assert set(latest.values_list("commune_code", flat=True)) <= communes


def test_a_nation_reaches_its_whole_country(ti) -> None:
    nation = Perimeter.objects.get(kind="nation", country="XX")
    reach = within([nation.pk])
    assert reach.holds(ti)
    assert not reach.holds(Perimeter.objects.get(kind="nation", country="FR"))


@pytest.mark.parametrize(
    ("role", "level"),
    [
        (Role.PROJECT_MANAGER, Visibility.PRIVATE),
        (Role.FACILITATOR, Visibility.PRIVATE),
        (Role.DUO_ELECTED, Visibility.PARTNERS),
        (Role.STATE_REFERENT, Visibility.PARTNERS),
        (Role.OBSERVER, Visibility.TERRITORY),
    ],
)
def test_where_a_role_stands(role, level, ti, other_ti, give) -> None:
    here, there = seated(ti, Visibility.PRIVATE), seated(other_ti, Visibility.PRIVATE)
    standing = standing_of(scope_of(give(role, ti)))
    assert (standing.towards(here), standing.towards(there)) == (level, Visibility.PUBLIC)


@pytest.mark.parametrize("level", Visibility)
def test_the_list_and_the_fields_say_the_same(level, ti, other_ti, give) -> None:
    organisation = seated(ti, level)
    own = give(Role.ORGANISATION_MEMBER, organisation)
    readers = [give(role, place) for role in (Role.PROJECT_MANAGER, Role.OBSERVER, Role.DUO_ELECTED)
               for place in (ti, other_ti)]  # fmt: skip
    for scope in [NOBODY, scope_of(own), *map(scope_of, readers)]:
        standing = standing_of(scope)
        listed = Organisation.objects.filter(
            can_view_organisation(scope), pk=organisation.pk
        ).exists()
        assert listed == bool(readable(organisation, standing.towards(organisation)))


def test_a_neighbour_reads_what_is_for_the_territory(ti, other_ti, give) -> None:
    near, far = seated(ti, Visibility.PUBLIC, "Près"), seated(other_ti, Visibility.PUBLIC, "Loin")
    organisation = seated(ti, Visibility.TERRITORY)
    seen = [
        can_view_organisation(scope_of(give(Role.ORGANISATION_MEMBER, about)))
        for about in (near, far)
    ]
    assert [Organisation.objects.filter(q, pk=organisation.pk).exists() for q in seen] == [
        True,
        False,
    ]


def test_a_field_is_never_wider_than_its_object(ti) -> None:
    organisation = seated(ti, Visibility.PARTNERS)
    organisation.field_visibility = {"email": "public", "phone": "private"}
    assert organisation.level_of("email") == Visibility.PARTNERS
    assert readable(organisation, Visibility.TERRITORY) == {}
    assert {"email", "phone", "note"} & readable(organisation, Visibility.PARTNERS).keys() == {
        "email"
    }


def test_a_mandate_that_is_over_gives_nothing(ti, give, clock) -> None:
    person = give(Role.PROJECT_MANAGER, ti, date(2026, 3, 2))
    assert scope_of(person).has_role(Role.PROJECT_MANAGER)
    clock.shift(86_400)


def test_a_mandate_is_for_one_object(ti, give) -> None:
    person = give(Role.OBSERVER, ti)
    with pytest.raises(IntegrityError), transaction.atomic():
        Mandate.objects.create(holder=person, role=Role.OBSERVER, valid_from=date(2026, 1, 1))


def test_where_one_stands_is_found_once_a_request(ti, give, django_assert_num_queries) -> None:
    person = give(Role.PROJECT_MANAGER, ti)
    scope, again = scope_of(person), scope_of(person)
    assert standing_of(scope).keeps.holds(ti)
    with django_assert_num_queries(0):
        assert standing_of(scope).keeps.holds(ti)
        assert reach_of(scope, KEEPERS).holds(ti)
        can_view_organisation(scope)
    assert scope == again
    Mandate.objects.all().delete()
    assert not standing_of(scope_of(person)).keeps.holds(ti)  # the next request
    with CaptureQueriesContext(connection) as asked:
        standing_of(again)  # one request tells nothing to another
    assert len(asked) > 0


def test_the_page_of_an_organisation_asks_few_questions(
    ti, give, signed, django_assert_max_num_queries
) -> None:
    here, browser = seated(ti, Visibility.PUBLIC), signed(give(Role.PROJECT_MANAGER, ti))
    with django_assert_max_num_queries(60):
        assert browser.get(f"/annuaire/organisations/{here.pk}/").status_code == 200


def test_who_reads_what_is_about_an_organisation_is_asked_of_its_own_row(ti, give) -> None:
    scope = scope_of(give(Role.PROJECT_MANAGER, ti))
    for about in (Mandate.objects.filter(can_view_mandate(scope)),
                  Contact.objects.filter(can_view_contact(scope))):  # fmt: skip
        assert 'IN (SELECT U0."id" FROM "directory_organisation"' not in str(about.query)
