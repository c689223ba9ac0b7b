"""How often an organisation was asked this quarter, by how many territories."""

from __future__ import annotations

from datetime import date

import pytest

from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.scope import NOBODY, scope_of
from terreau.web.apps.directory.enums import OrganisationKind, SolicitationKind
from terreau.web.apps.directory.models import Organisation, Solicitation
from terreau.web.apps.directory.permissions import can_view_load
from terreau.web.apps.directory.selectors.solicitations import Load, load_of
from terreau.web.apps.directory.services.soliciting import record_solicitation
from terreau.web.apps.territories.enums import PerimeterKind
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db


@pytest.fixture
def company() -> Organisation:
    return Organisation.objects.create(
        name="Forge", folded_name="forge", kind=OrganisationKind.COMPANY
    )


def asked(company: Organisation, day: date, perimeter=None) -> None:
    Solicitation.objects.create(
        organisation=company, kind=SolicitationKind.CALL, perimeter=perimeter, asked_on=day
    )


def test_the_load_counts_the_quarter_up_to_the_day(company, ti, other_ti) -> None:
    asked(company, date(2026, 9, 30), ti)
    asked(company, date(2026, 10, 1), ti)
    asked(company, date(2026, 11, 29), other_ti)
    asked(company, date(2026, 11, 29))
    asked(company, date(2026, 11, 30), ti)
    assert load_of([company.pk], date(2026, 11, 29)) == {company.pk: Load(3, 2)}
    assert load_of([company.pk], date(2026, 11, 28))[company.pk] == Load(1, 1)
    assert load_of([company.pk], date(2027, 1, 1))[company.pk] == Load(0, 0)


def test_the_load_of_many_is_one_query(company, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        found = load_of([company.pk, 999_999], date(2026, 11, 29))
    assert found == {company.pk: Load(), 999_999: Load()}
    assert not Load(2).is_enough
    assert Load(3).is_enough


def test_what_is_asked_is_written_once_for_each(company, ti, give, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    (kept,) = record_solicitation(
        acting=acting_as(manager),
        organisation_ids=[company.pk, company.pk],
        kind=SolicitationKind.QUESTION,
        perimeter=ti,
        about="Qui anodise\nun profilé ? " + "x" * 300,
    )
    kept.refresh_from_db()
    assert (kept.asked_by, kept.perimeter, kept.answered_on) == (manager, ti, None)
    assert kept.about.startswith("Qui anodise un profilé ? x")
    assert len(kept.about) == 200


def test_the_load_is_for_members_and_partners_who_see_the_organisation(ti, give) -> None:
    seat = Perimeter.objects.filter(
        kind=PerimeterKind.COMMUNE, country="XX", code__in=ti.members.values("commune_code")
    )[0]
    company = Organisation.objects.create(
        name="Forge", folded_name="forge", kind="company", seat=seat, visibility="partners"
    )
    seen_by = {
        person.email.partition(".")[0]
        for person in [
            give(Role.ORGANISATION_MEMBER, company),
            *(give(role, ti) for role in (Role.FACILITATOR, Role.DUO_ELECTED, Role.OBSERVER)),
        ]
        if Organisation.objects.filter(can_view_load(scope_of(person)), pk=company.pk).exists()
    }
    assert seen_by == {"organisation_member", "facilitator", "duo_elected"}
    assert not Organisation.objects.filter(can_view_load(NOBODY)).exists()
