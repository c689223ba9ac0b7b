"""Organisations: found, read as far as one may, added, changed, told in their history."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest
from django.db import connection
from python_calamine import CalamineWorkbook

from terreau.core.errors import NotHere
from terreau.web.apps.accounts.enums import Channel, Role
from terreau.web.apps.accounts.history import PERSONAL, history_of
from terreau.web.apps.accounts.scope import NOBODY, Scope, scope_of
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.selectors.organisations import (
    Listed,
    count_seen,
    list_organisations,
)
from terreau.web.apps.directory.selectors.wanted import Wanted, found_by
from terreau.web.apps.directory.services.checks import BadField
from terreau.web.apps.directory.services.conflicts import VersionConflict
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    add_organisation,
    change_organisation,
)
from terreau.web.apps.directory.standing import standing_of

pytestmark = pytest.mark.django_db
LIST = "/annuaire/"


def written(seat, **fields) -> OrganisationFields:
    given = {"name": "Scierie d’Essai", "kind": "company", "seat": seat, "visibility": "public"}
    return OrganisationFields(**(given | fields))


def of(organisation) -> OrganisationFields:
    return OrganisationFields(
        **{name: getattr(organisation, name) for name in OrganisationFields.__annotations__}
    )


def names(scope: Scope, **wanted) -> set[str]:
    return {row.name for row in list_organisations(scope, Wanted(**wanted), limit=200).rows}


# ---------------------------------------------------------------- found


@pytest.mark.parametrize(
    "query", ["forge", "ESSAI forgé", "d'essai", "732 829", "732829320", "732 82"]
)
def test_an_organisation_is_found_however_it_is_written(query, company, ti, give) -> None:
    assert company.name in names(scope_of(give(Role.OBSERVER, ti)), query=query)


@pytest.mark.parametrize("query", ["scierie", "999", "732829321", "733", "7328293200002"])
def test_what_is_not_there_is_notfound_by(query, company, ti, give) -> None:
    assert company.name not in names(scope_of(give(Role.OBSERVER, ti)), query=query)


def test_an_establishment_is_found_by_the_first_digits_of_its_siret(company, ti, give) -> None:
    Organisation.objects.filter(pk=company.pk).update(siret="73282932000074")
    observer = scope_of(give(Role.OBSERVER, ti))
    assert names(observer, query="732829320 000") == {company.name}
    assert names(observer, query="732829320 001") == set()
    Organisation.objects.filter(pk=company.pk).update(siren="999999990", siret="")
    assert names(observer, query="9999") == {company.name}


def test_what_one_may_not_see_is_neither_listed_nor_counted(company, ti, give) -> None:
    wanted, observer = Wanted(query="forge d essai"), scope_of(give(Role.OBSERVER, ti))
    seen = list_organisations(observer, wanted, limit=9)
    assert (len(seen.rows), seen.total, count_seen(observer, wanted)) == (1, 1, 1)
    assert list_organisations(NOBODY, wanted, limit=9) == Listed([], 0, is_cut=False)
    assert count_seen(NOBODY, wanted) == 0


def test_the_filters_of_the_page(company, ti, other_ti, give, signed) -> None:
    browser = signed(give(Role.OBSERVER, ti))
    key = f"territoire_industrie:{ti.code}"
    assert company.name in browser.get(LIST, {"kind": "company", "territoire": key}).text
    assert company.name not in browser.get(LIST, {"kind": "school"}).text
    elsewhere = f"territoire_industrie:{other_ti.code}"
    assert company.name not in browser.get(LIST, {"territoire": elsewhere}).text
    lost = browser.get(LIST, {"territoire": "region:nulle-part"})
    assert (lost.status_code, "n’est pas appliqué" in lost.text) == (200, True)


def test_the_list_is_cut_into_pages_in_a_bounded_number_of_queries(
    seat, client, django_assert_max_num_queries
) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"Lot {n:03}", folded_name=f"lot {n:03}", kind="company", seat=seat,
                     visibility="public") for n in range(120)
    )  # fmt: skip
    with django_assert_max_num_queries(8):
        second = client.get(LIST, {"q": "lot", "page": 2})
    assert "Lot 050" in second.text
    assert "Lot 049" not in second.text
    assert "page=3" in second.text
    assert client.get(LIST, {"q": "lot", "page": "mille"}).status_code == 200


def test_many_are_counted_to_a_thousand_and_all_are_read_by_the_api(seat, client) -> None:
    Organisation.objects.bulk_create(
        Organisation(name=f"Lot {n:04}", folded_name=f"lot {n:04}", kind="company", seat=seat,
                     visibility="public") for n in range(1002)
    )  # fmt: skip
    first, last = (
        client.get("/api/v1/organisations", {"q": "lot", "limit": 3, "offset": offset}).json()
        for offset in (0, 1000)
    )
    assert [row["name"] for row in first["organisations"]] == ["Lot 0000", "Lot 0001", "Lot 0002"]
    assert [row["name"] for row in last["organisations"]] == ["Lot 1000", "Lot 1001"]
    assert all((told["total"], told["is_cut"]) == (1000, True) for told in (first, last))
    one = client.get("/api/v1/organisations", {"q": "lot 0001"}).json()
    assert (one["total"], one["is_cut"]) == (1, False)


def test_the_list_is_read_from_an_index_alone(company, ti, give) -> None:
    scope = scope_of(give(Role.PROJECT_MANAGER, ti))
    for wanted in (Wanted(), Wanted(query="forge"), Wanted(kind="company"), Wanted(territory=ti)):
        keys = found_by(standing_of(scope), wanted).values_list("pk", flat=True)[:50]
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":  # of so few rows it would read them all
                cursor.execute("SET LOCAL enable_seqscan = off")
        assert "by_name" in keys.explain() or "by_seat" in keys.explain()
    assert "by_siren" in found_by(standing_of(scope), Wanted(query="7328")).explain()


# ---------------------------------------------------------------- read


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_files_hold_the_rows_and_the_cells_of_the_page(suffix, company, ti, give, signed) -> None:
    company.name, company.field_visibility = "=cmd()", {"email": "partners"}
    company.naf = "25.62B"
    company.save()
    answer = signed(give(Role.OBSERVER, ti)).get(f"/annuaire/organisations.{suffix}?q=732829320")
    if suffix == "csv":
        rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
        assert rows[1][0] == "'=cmd()"
    else:
        sheet = CalamineWorkbook.from_filelike(io.BytesIO(answer.content)).get_sheet_by_index(0)
        rows = sheet.to_python()
        assert rows[1][0] == "=cmd()"
    assert len(rows) == 2
    assert dict(zip(rows[0], rows[1], strict=True)).items() >= {
        ("Code NAF", "25.62B"), ("Activité", "Mécanique industrielle")
    }  # fmt: skip
    assert "01 02 03 04 05" in rows[1]
    assert "forge@exemple.fr" not in rows[1]
    hidden = signed(give(Role.FACILITATOR, ti)).get("/annuaire/organisations.csv?q=732829320")
    assert "forge@exemple.fr" in hidden.content.decode()


@pytest.mark.parametrize(
    ("role", "seen"),
    [
        (Role.PROJECT_MANAGER, {"forge@exemple.fr", "01 02 03 04 05", "rappeler"}),
        (Role.DUO_ELECTED, {"forge@exemple.fr", "01 02 03 04 05"}),
        (Role.OBSERVER, {"forge@exemple.fr", "01 02 03 04 05"}),
    ],
)
def test_each_reads_what_is_theirs(role, seen, company, ti, give, signed) -> None:
    page = signed(give(role, ti)).get(f"/annuaire/organisations/{company.pk}/").text
    told = {"forge@exemple.fr", "01 02 03 04 05", "rappeler"}
    assert {each for each in told if each in page} == seen


def test_an_organisation_of_a_foreign_territory_does_not_exist(
    company, other_ti, give, signed, client
) -> None:
    browser = signed(give(Role.PROJECT_MANAGER, other_ti))
    for address in ("", "modifier/", "donner/", "demander/"):
        found = browser.get(f"/annuaire/organisations/{company.pk}/{address}")
        assert (address, found.status_code) == (address, 404)
        assert browser.post(f"/annuaire/organisations/{company.pk}/{address}").status_code in (
            404,
            405,
        )
    assert client.get(f"/annuaire/organisations/{company.pk}/").status_code == 404


# ---------------------------------------------------------------- written


def test_who_keeps_the_directory_adds_for_who_phoned(ti, seat, give, acting_as) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    added = add_organisation(
        acting=acting_as(manager), written=written(seat, email="a@b.fr"), channel=Channel.PHONE
    )
    entry = history_of(added).get()
    assert (entry.channel, entry.behalf_organisation) == ("phone", added.pk)
    assert entry.changes["email"] == ["", PERSONAL]
    assert entry.changes["name"] == ["", "Scierie d’Essai"]


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"siren": "732829321"}, "siren"),
        ({"siren": "732829320", "siret": "73282932000075"}, "siret"),
        ({"siren": "552081317", "siret": "73282932000074"}, "siret"),
        ({"name": " – "}, "name"),
        ({"visibility": "friends"}, "visibility"),
        ({"field_visibility": {"name": "private"}}, "visibility"),
    ],
)
def test_what_cannot_be_kept_names_its_field(fields, name, ti, seat, give, acting_as) -> None:
    with pytest.raises(BadField) as refusal:
        add_organisation(
            acting=acting_as(give(Role.PROJECT_MANAGER, ti)), written=written(seat, **fields)
        )
    assert refusal.value.name == name


def test_a_number_belongs_to_one_organisation(company, ti, seat, give, acting_as) -> None:
    acting = acting_as(give(Role.PROJECT_MANAGER, ti))
    with pytest.raises(BadField, match="732829320"):
        add_organisation(acting=acting, written=written(seat, siren="732829320"))
    plant = written(seat, siren="732829320", siret="73282932000074")
    add_organisation(acting=acting, written=plant)
    with pytest.raises(BadField, match="73282932000074"):
        add_organisation(acting=acting, written=plant)


def test_one_adds_and_moves_within_what_one_keeps(
    company, ti, seat, far_seat, give, acting_as
) -> None:
    manager = give(Role.PROJECT_MANAGER, ti)
    with pytest.raises(BadField) as refusal:
        add_organisation(acting=acting_as(manager), written=written(far_seat))
    assert refusal.value.name == "seat"
    moved = replace(of(company), seat=far_seat)
    change = {"organisation_id": company.pk, "version": 1, "written": moved}
    with pytest.raises(BadField):
        change_organisation(acting=acting_as(manager), **change)


@pytest.mark.parametrize("role", [Role.OBSERVER, Role.DUO_ELECTED, Role.STATE_REFERENT])
def test_who_reads_does_not_write(role, company, ti, seat, give, acting_as) -> None:
    acting = acting_as(give(role, ti))
    with pytest.raises(BadField):
        add_organisation(acting=acting, written=written(seat))
    with pytest.raises(NotHere):
        change_organisation(
            acting=acting, organisation_id=company.pk, version=1, written=of(company)
        )


def test_a_foreign_manager_changes_nothing(company, other_ti, give, acting_as) -> None:
    with pytest.raises(NotHere):
        change_organisation(
            acting=acting_as(give(Role.PROJECT_MANAGER, other_ti)), organisation_id=company.pk,
            version=1, written=replace(of(company), name="Prise"),
        )  # fmt: skip
    company.refresh_from_db()
    assert company.name == "Forge d’Essai"


def test_a_token_that_only_reads_writes_nothing(company, ti, give, acting_as) -> None:
    acting = acting_as(give(Role.PROJECT_MANAGER, ti))
    reading = replace(acting.scope, allows=frozenset({"directory:read"}))
    with pytest.raises(NotHere):
        change_organisation(
            acting=replace(acting, scope=reading), organisation_id=company.pk, version=1,
            written=of(company),
        )  # fmt: skip


def test_two_who_write_at_once_are_told_field_by_field(company, ti, give, acting_as) -> None:
    first, second = (acting_as(give(Role.PROJECT_MANAGER, ti)) for _ in range(2))
    change_organisation(
        acting=first, organisation_id=company.pk, version=1,
        written=replace(of(company), phone="09", naf="24.51Z"),
    )  # fmt: skip
    with pytest.raises(VersionConflict) as conflict:
        change_organisation(
            acting=second, organisation_id=company.pk, version=1,
            written=replace(of(company), phone="08"),
        )  # fmt: skip
    assert conflict.value.theirs == {"phone": "09"}
    assert conflict.value.newer == {"naf": "24.51Z"}
    company.refresh_from_db()
    assert (company.phone, company.version) == ("09", 2)


def test_what_changes_nothing_writes_nothing(company, ti, give, acting_as) -> None:
    same = change_organisation(
        acting=acting_as(give(Role.PROJECT_MANAGER, ti)), organisation_id=company.pk, version=1,
        written=of(company),
    )  # fmt: skip
    assert (same.version, history_of(company).count()) == (1, 0)
