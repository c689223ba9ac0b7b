"""Registers written in the directory: followed, contradicted, closed, masked, gone on with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client

from terreau.core.siren import is_siren, is_siret
from terreau.web import register_entry
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import Organisation, RegisterRecord
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    add_organisation,
    change_organisation,
)
from terreau.web.apps.directory.signals import register_read
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

Give = Callable[..., User]
Stock = Any  # the files that conftest.py makes


def numbers(count: int) -> list[str]:
    """Return SIRET whose keys hold."""
    sirens = [n for n in (f"{i:09}" for i in range(500_000, 500_000 + 10 * count)) if is_siren(n)]
    return [
        next(n for n in (f"{siren}0001{key}" for key in range(10)) if is_siret(n))
        for siren in sirens
    ]


SIRETS = numbers(12)
TI = "territoire-industrie"


def read(answer: Any) -> str:
    """Return a page with ordinary spaces."""
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")  # type: ignore[no-any-return]


def change(person: User, organisation: Organisation, **values: Any) -> None:
    """Change an organisation as its page would."""
    acting = Acting(person, scope_of(person))
    now = {n: getattr(organisation, n) for n in OrganisationFields.__dataclass_fields__}
    change_organisation(
        acting=acting,
        organisation_id=organisation.pk,
        version=organisation.version,
        written=OrganisationFields(**now | values),
    )


def newest() -> RegisterRun:
    """Return the last reading: the example country has its own, which are older."""
    return RegisterRun.objects.order_by("-pk")[0]


def one(siret: str) -> Organisation:
    return Organisation.objects.get(siret=siret)


def test_a_stock_fills_the_directory_and_twice_changes_nothing(stock: Stock) -> None:
    stock.holds(SIRETS[0], "FORGE DU LAC").holds(SIRETS[1], categorieJuridiqueUniteLegale="7346")
    assert stock.run().counts == {"new": 2}
    forge = one(SIRETS[0])
    assert (forge.name, forge.naf, forge.headcount_class) == ("FORGE DU LAC", "25.11Z", "11")
    assert (forge.seat, forge.visibility, forge.kind) == (stock.seat, "public", "company")
    assert (forge.email, forge.phone) == ("", "")
    assert one(SIRETS[1]).kind == "epci"
    before = list(Organisation.objects.order_by("pk").values())
    assert stock.run().counts == {"same": 2}
    assert list(Organisation.objects.order_by("pk").values()) == before
    assert not history_of(forge).exists()
    runs = HistoryEntry.objects.filter(object_type="directory.RegisterRun")
    assert runs.count() == 2


def test_what_a_person_wrote_stays_and_both_values_are_shown(
    stock: Stock, keeper: User, signed: Callable[[User], Client]
) -> None:
    stock.holds(SIRETS[0], "FORGE DU LAC").run()
    change(keeper, one(SIRETS[0]), name="Forge Durand", website="https://forge.example")
    stock.holds(SIRETS[0], "FORGE DU LAC ET FILS", activitePrincipaleEtablissement="25.62B")
    run = stock.run()
    forge = one(SIRETS[0])
    assert (forge.name, forge.naf, forge.website) == (
        "Forge Durand",
        "25.62B",
        "https://forge.example",
    )
    told = list(run.changes.values_list("outcome", "field", "before", "after"))
    assert ("changed", "naf", "25.11Z", "25.62B") in told
    assert ("contradicted", "name", "Forge Durand", "FORGE DU LAC ET FILS") in told
    page = read(signed(keeper).get(f"/annuaire/organisations/{forge.pk}/"))
    assert "« Forge Durand » est écrit ici ; le registre dit « FORGE DU LAC ET FILS »" in page
    assert stock.run().counts == {"same": 1}


def test_two_people_are_told_of_an_import_between_them(stock: Stock, keeper: User) -> None:
    stock.holds(SIRETS[0]).run()
    read = one(SIRETS[0])
    stock.holds(SIRETS[0], activitePrincipaleEtablissement="25.62B").run()
    with pytest.raises(Exception, match="Une autre personne"):
        change(keeper, read, name="Autre")


def test_a_closed_unit_is_marked_and_stays(stock: Stock) -> None:
    stock.holds(SIRETS[0]).holds(SIRETS[1]).run()
    stock.holds(SIRETS[0], etatAdministratifEtablissement="F", dateDebut="2026-09-30")
    stock.holds(SIRETS[2], etatAdministratifEtablissement="F")
    run = stock.run()
    assert run.counts == {"closed": 1, "same": 1}
    assert one(SIRETS[0]).closed_on == date(2026, 9, 30)
    assert not Organisation.objects.filter(siret=SIRETS[2]).exists()


def test_an_organisation_known_by_its_siren_becomes_its_seat(
    stock: Stock, keeper: User, seat: Perimeter
) -> None:
    acting = Acting(keeper, scope_of(keeper))
    written = OrganisationFields("Forge typée", "company", seat, siren=SIRETS[0][:9])
    typed = add_organisation(acting=acting, written=written)
    stock.holds(SIRETS[0], "FORGE DU REGISTRE").run()
    typed.refresh_from_db()
    assert (typed.siret, typed.name, typed.naf) == (SIRETS[0], "Forge typée", "25.11Z")
    assert Organisation.objects.filter(siren=SIRETS[0][:9]).count() == 1


def everything_said(client: Client, run: RegisterRun) -> str:
    """Return all that pages, API, files and history say to a keeper."""
    organisation = Organisation.objects.get(siret=SIRETS[0])
    addresses = [
        "/annuaire/",
        "/annuaire/organisations.csv",
        f"/annuaire/organisations/{organisation.pk}/",
        f"/historique/organisation/{organisation.pk}/",
        f"/annuaire/registre/lectures/{run.pk}/",
        f"/annuaire/registre/lectures/{run.pk}/changements.csv",
        "/api/v1/organisations",
        f"/api/v1/organisations/{organisation.pk}",
        f"/api/v1/register/runs/{run.pk}",
        *(f"/annuaire/registre/lectures/{r.pk}/" for r in RegisterRun.objects.all()),
    ]
    said = ""
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        said += answer.content.decode()
    stored = [
        *RegisterRecord.objects.values_list("said", flat=True),
        *RegisterRun.objects.values_list("entries", flat=True),
        *HistoryEntry.objects.values_list("changes", flat=True),
    ]
    rows = list(RegisterChange.objects.values_list("name", "before", "after"))
    return said + json.dumps(stored) + json.dumps(rows)


@pytest.mark.parametrize(
    "shy",
    [
        {"statutDiffusionEtablissement": "P"},
        {"statutDiffusionUniteLegale": "P"},
        {"categorieJuridiqueUniteLegale": "1000"},
    ],
)
def test_what_asks_to_be_hidden_after_having_been_named_leaves_nothing(
    stock: Stock, keeper: User, signed: Callable[[User], Client], shy: dict[str, str]
) -> None:
    stock.holds(SIRETS[0], "JEANNE DUPONT COUTURE").run()
    stock.holds(SIRETS[0], "JEANNE DUPONT MODE").run()
    client = signed(keeper)
    assert "JEANNE DUPONT" in everything_said(client, RegisterRun.objects.all()[0])
    run = stock.holds(SIRETS[0], "JEANNE DUPONT MODE", **shy).run()
    assert run.counts == {"masked": 1}
    hidden = one(SIRETS[0])
    assert hidden.name == "Établissement non diffusible (25.11Z)"
    assert hidden.folded_name == folded_name(hidden.name)
    assert hidden.visibility == "private"
    assert "JEANNE" not in everything_said(client, run)
    assert Client().get(f"/annuaire/organisations/{hidden.pk}/").status_code == 404
    assert stock.run().counts == {"same": 1}
    shown = stock.holds(SIRETS[0], "COUTURE SAS").run()
    assert shown.counts == {"changed": 1}
    assert one(SIRETS[0]).name == "COUTURE SAS"


def test_a_new_hidden_unit_is_private_and_neutral(
    stock: Stock, keeper: User, signed: Callable[[User], Client]
) -> None:
    run = stock.holds(SIRETS[0], "JEANNE DUPONT", categorieJuridiqueUniteLegale="1000").run()
    assert run.counts == {"masked": 1}
    assert one(SIRETS[0]).headcount_class == ""
    assert "JEANNE" not in everything_said(signed(keeper), run)
    assert b"000050" not in Client().get("/annuaire/").content


def test_whoever_keeps_an_index_is_told_that_organisations_were_written(stock: Stock) -> None:
    told: list[int] = []

    def hear(*, run_id: int, **_: object) -> None:
        told.append(run_id)

    register_read.connect(hear)
    try:
        stock.holds(SIRETS[0], "FORGE DU LAC")
        stock.run(trial=True)
        assert told == []
        run = stock.run()
        assert told == [run.pk]
    finally:
        register_read.disconnect(hear)


def test_a_trial_writes_nothing(stock: Stock) -> None:
    stock.holds(SIRETS[0]).run()
    stock.holds(SIRETS[0], activitePrincipaleEtablissement="25.62B").holds(SIRETS[1])
    before = list(Organisation.objects.values())
    run = stock.run(trial=True)
    assert run.counts == {"changed": 1, "new": 1}
    assert list(Organisation.objects.values()) == before
    assert RegisterRecord.objects.get(organisation__siret=SIRETS[0]).said["naf"] == "25.11Z"
    assert stock.run().counts == {"changed": 1, "new": 1}


def test_a_run_killed_while_writing_goes_on(stock: Stock, monkeypatch: pytest.MonkeyPatch) -> None:
    for siret in SIRETS:
        stock.holds(siret)
    monkeypatch.setattr("terreau.web.apps.directory.services.register_writing.BATCH", 5)
    told: list[int] = []

    def killing(stage: str, done: int, total: int | None) -> None:
        if stage == "writing":
            told.append(done)
            if done == 10:
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        register_entry.import_register(
            stock.write(), (TI, stock.ti.code), [], "", trial=False, progress=killing
        )
    run = newest()
    assert (run.state, run.position) == ("interrupted", 10)
    assert Organisation.objects.filter(siret__in=SIRETS).count() == 10
    again = stock.run()
    assert again.pk == run.pk
    assert again.counts == {"new": len(SIRETS)}
    assert again.state == "done"
    assert Organisation.objects.filter(siret__in=SIRETS).count() == len(SIRETS)
    assert again.changes.count() == len(SIRETS)


def test_a_bad_file_leaves_what_was_and_says_why(stock: Stock) -> None:
    stock.holds(SIRETS[0])
    files = stock.write()
    with pytest.raises(Exception, match="Columns are missing"):
        register_entry.import_register(
            (files[1], files[0]), (TI, stock.ti.code), [], "", trial=False,
            progress=lambda *_: None,
        )  # fmt: skip
    assert newest().state == "failed"
    assert "Columns are missing" in newest().sentence


def test_refreshing_reads_again_what_was_read(stock: Stock) -> None:
    stock.holds(SIRETS[0]).run()
    stock.holds(SIRETS[0], activitePrincipaleEtablissement="25.62B").write()
    lines = register_entry.refresh_registers(lambda *_: None)
    assert "  changed: 1" in lines
    assert one(SIRETS[0]).naf == "25.62B"
