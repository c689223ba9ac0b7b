"""Registers written in the directory: followed, contradicted, closed, masked, gone on with."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from django.test import Client

from terreau.core.errors import FetchFailure
from terreau.core.siren import is_siren, is_siret
from terreau.datasets.registers.answers import Found, read_answer
from terreau.datasets.registers.asking import RegisterApi
from terreau.datasets.registers.stock import ESTABLISHMENT_COLUMNS, UNIT_COLUMNS
from terreau.web import register_entry
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.history import history_of
from terreau.web.apps.accounts.models import HistoryEntry, User
from terreau.web.apps.accounts.scope import Acting, scope_of
from terreau.web.apps.directory.models import (
    Organisation,
    RegisterChange,
    RegisterRecord,
    RegisterRun,
)
from terreau.web.apps.directory.rules import folded_name
from terreau.web.apps.directory.services.organisations import (
    OrganisationFields,
    add_organisation,
    change_organisation,
)
from terreau.web.apps.territories.models import Perimeter

pytestmark = pytest.mark.django_db

Give = Callable[..., User]


def numbers(count: int) -> list[str]:
    """Return SIRET whose keys hold."""
    sirens = [n for n in (f"{i:09}" for i in range(500_000, 500_000 + 10 * count)) if is_siren(n)]
    return [
        next(n for n in (f"{siren}0001{key}" for key in range(10)) if is_siret(n))
        for siren in sirens
    ]


SIRETS = numbers(12)
TI = "territoire-industrie"


class Stock:
    """Stock files of a territory, written and imported."""

    def __init__(self, folder: Path, ti: Perimeter, seat: Perimeter) -> None:
        self.folder, self.ti, self.seat = folder, ti, seat
        self.rows: dict[str, dict[str, str]] = {}
        self.units: dict[str, dict[str, str]] = {}

    def holds(self, siret: str, name: str = "", /, **cells: str) -> Stock:
        unit = {n: v for n, v in cells.items() if n in UNIT_COLUMNS}
        self.rows[siret] = {
            "siret": siret,
            "statutDiffusionEtablissement": "O",
            "trancheEffectifsEtablissement": "11",
            "dateDernierTraitementEtablissement": "2026-10-31T08:00:00",
            "etablissementSiege": "true",
            "codeCommuneEtablissement": self.seat.code,
            "dateDebut": "2026-05-01",
            "etatAdministratifEtablissement": "A",
            "activitePrincipaleEtablissement": "25.11Z",
            "nomenclatureActivitePrincipaleEtablissement": "NAFRev2",
        } | {n: v for n, v in cells.items() if n in ESTABLISHMENT_COLUMNS}
        self.units[siret[:9]] = {
            "siren": siret[:9],
            "statutDiffusionUniteLegale": "O",
            "denominationUniteLegale": name or f"ATELIER {siret[3:9]}",
            "categorieJuridiqueUniteLegale": "5710",
        } | unit
        return self

    def write(self) -> tuple[Path, Path]:
        return (
            self._file("stock", ESTABLISHMENT_COLUMNS, list(self.rows.values())),
            self._file("units", UNIT_COLUMNS, list(self.units.values())),
        )

    def _file(self, name: str, columns: tuple[str, ...], rows: list[dict[str, str]]) -> Path:
        path = self.folder / f"{name}.parquet"
        cells = {c: pa.array([row.get(c) for row in rows], pa.string()) for c in columns}
        pq.write_table(pa.table(cells), path)
        return path

    def run(self, *, trial: bool = False) -> RegisterRun:
        register_entry.import_register(
            self.write(),
            (TI, self.ti.code),
            [],
            "",
            trial=trial,
            progress=lambda *_: None,
        )
        return RegisterRun.objects.first()  # type: ignore[return-value]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep what is read of registers apart, test by test."""
    for module in ("register_requests", "register_runs"):
        place = f"terreau.web.apps.directory.services.{module}.folder_of_registers"
        monkeypatch.setattr(place, lambda: tmp_path / "registers")


@pytest.fixture
def stock(tmp_path: Path, ti: Perimeter, seat: Perimeter) -> Stock:
    return Stock(tmp_path, ti, seat)


@pytest.fixture
def keeper(give: Give, ti: Perimeter) -> User:
    return give(Role.PROJECT_MANAGER, ti)


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


def test_a_trial_writes_nothing(stock: Stock) -> None:
    stock.holds(SIRETS[0]).run()
    stock.holds(SIRETS[0], activitePrincipaleEtablissement="25.62B").holds(SIRETS[1])
    before = list(Organisation.objects.values())
    run = stock.run(trial=True)
    assert run.counts == {"changed": 1, "new": 1}
    assert list(Organisation.objects.values()) == before
    assert RegisterRecord.objects.get().said["naf"] == "25.11Z"
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
    run = RegisterRun.objects.get()
    assert (run.state, run.position) == ("interrupted", 10)
    assert Organisation.objects.filter(siret__in=SIRETS).count() == 10
    again = stock.run()
    assert again.pk == run.pk
    assert again.counts == {"new": len(SIRETS)}
    assert again.state == "done"
    assert Organisation.objects.filter(siret__in=SIRETS).count() == len(SIRETS)
    assert RegisterChange.objects.count() == len(SIRETS)


def test_a_bad_file_leaves_what_was_and_says_why(stock: Stock) -> None:
    stock.holds(SIRETS[0])
    files = stock.write()
    with pytest.raises(Exception, match="Columns are missing"):
        register_entry.import_register(
            (files[1], files[0]), (TI, stock.ti.code), [], "", trial=False,
            progress=lambda *_: None,
        )  # fmt: skip
    assert RegisterRun.objects.get().state == "failed"
    assert "Columns are missing" in RegisterRun.objects.get().sentence


def test_refreshing_reads_again_what_was_read(stock: Stock) -> None:
    stock.holds(SIRETS[0]).run()
    stock.holds(SIRETS[0], activitePrincipaleEtablissement="25.62B").write()
    lines = register_entry.refresh_registers(lambda *_: None)
    assert "  changed: 1" in lines
    assert one(SIRETS[0]).naf == "25.62B"


def answer(seat: str, siret: str = SIRETS[0], **changed: Any) -> dict[str, Any]:
    siege = {
        "siret": siret, "commune": seat, "activite_principale": "25.11Z",
        "etat_administratif": "A", "est_siege": True, "tranche_effectif_salarie": "21",
        "statut_diffusion_etablissement": "O",
    } | changed.pop("siege", {})  # fmt: skip
    return {
        "siren": siret[:9], "nom_complet": "FORGE", "nom_raison_sociale": "FORGE DU LAC",
        "nature_juridique": "5710", "statut_diffusion": "O", "siege": siege,
    } | changed  # fmt: skip


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """Return what the register answers, by a part of the question; an exception is raised."""
    settings.REGISTER_API = {}
    said: dict[str, Any] = {}

    def answered(_self: RegisterApi, address: str) -> Found:
        results = [value for part, value in said.items() if part in address]
        for each in results:
            if isinstance(each, Exception):
                raise each
        return read_answer({"results": results, "total_results": len(results)})

    monkeypatch.setattr(RegisterApi, "_answered", answered)
    return said


def test_a_keeper_searches_and_adds_in_one_press(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], seat: Perimeter
) -> None:
    told["forge"] = told[SIRETS[0]] = answer(seat.code)
    client = signed(keeper)
    page = client.get("/annuaire/registre/?q=forge")
    assert "FORGE DU LAC" in page.content.decode()
    added = client.post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]}, follow=True)
    assert "L’organisation est dans l’annuaire." in added.content.decode()
    assert one(SIRETS[0]).register_record.register == "search_api"
    assert "Déjà là" in client.get("/annuaire/registre/?q=forge").content.decode()
    client.post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]})
    assert Organisation.objects.filter(siret=SIRETS[0]).count() == 1


@pytest.mark.parametrize(
    ("number", "changed", "said"),
    [
        (SIRETS[0], {"siege": {"etat_administratif": "F"}}, "est fermé"),
        ("123", {}, "ni un SIREN ni un SIRET"),
        (SIRETS[1], {}, "ne connaît pas ce numéro"),
    ],
)
def test_what_is_not_added_is_said(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], seat: Perimeter,
    number: str, changed: dict[str, Any], said: str,
) -> None:  # fmt: skip
    told[SIRETS[0]] = answer(seat.code, **changed)
    page = signed(keeper).post("/annuaire/registre/ajouter/", {"siret": number}, follow=True)
    assert said in page.content.decode()
    assert not Organisation.objects.filter(siret__in=SIRETS).exists()


def test_another_territory_is_not_filled(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], far_seat: Perimeter
) -> None:
    told[SIRETS[0]] = answer(far_seat.code)
    page = signed(keeper).post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]}, follow=True)
    assert "n’est pas dans votre territoire" in page.content.decode()
    assert not Organisation.objects.filter(siret__in=SIRETS).exists()


def test_a_register_that_does_not_answer_loses_nothing(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], company: Organisation,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    told["q="] = FetchFailure("down")
    client = signed(keeper)
    page = client.get("/annuaire/registre/?q=forge").content.decode()
    assert "ne répond pas pour l’instant" in page
    assert "/annuaire/organisations/ajouter/?nom=forge" in page
    page = client.get(f"/annuaire/organisations/{company.pk}/rafraichir/").content.decode()
    assert "ne répond pas pour l’instant" in page
    with django_capture_on_commit_callbacks(execute=True):
        client.post("/annuaire/registre/numeros/", {"numbers": SIRETS[0]})
    run = RegisterRun.objects.get()
    assert run.state == "failed"
    told.clear()
    told[SIRETS[0]] = answer(company.seat.code if company.seat else "")
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"/annuaire/registre/lectures/{run.pk}/suite/")
    assert one(SIRETS[0]).name == "FORGE DU LAC"


def test_refreshing_shows_before_it_writes(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], company: Organisation
) -> None:
    assert company.seat is not None
    told["732829320"] = answer(company.seat.code, "73282932000074")
    client = signed(keeper)
    address = f"/annuaire/organisations/{company.pk}/rafraichir/"
    page = read(client.get(address))
    assert "73282932000074" in page
    assert "le registre dit : FORGE DU LAC" in page
    company.refresh_from_db()
    assert company.siret == ""
    client.post(address)
    company.refresh_from_db()
    assert (company.siret, company.name) == ("73282932000074", "Forge d’Essai")


def test_a_list_is_brought_and_told_line_by_line(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], seat: Perimeter,
    django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    for siret in SIRETS[:2]:
        told[siret] = answer(seat.code, siret)
    client = signed(keeper)
    text = f"{SIRETS[0]}\n{SIRETS[1]}\n{SIRETS[0]}\n{SIRETS[0][:-1]}x\n{SIRETS[5]}"
    with django_capture_on_commit_callbacks(execute=True):
        answered = client.post("/annuaire/registre/numeros/", {"numbers": text})
    page = client.get(answered["Location"]).content.decode()
    assert Organisation.objects.filter(siret__in=SIRETS).count() == 2
    assert "Ligne 3" in page
    assert "Ligne 4" in page
    assert "introuvable au registre" in page
    for suffix in ("csv", "xlsx"):
        file = client.get(f"{answered['Location']}changements.{suffix}")
        assert file.status_code == 200


def test_a_hopeless_list_stays_in_the_form(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client]
) -> None:
    text = "\n".join(["732829320"] * 10_000)
    page = signed(keeper).post("/annuaire/registre/numeros/", {"numbers": text})
    assert page.status_code == 400
    assert "Cette liste a 10000 lignes" in page.content.decode()
    assert not RegisterRun.objects.exists()


def test_the_register_is_for_keepers(
    told: dict[str, Any], keeper: User, give: Give, other_ti: Perimeter,
    signed: Callable[[User], Client], keyed: Callable[[User], Client], company: Organisation,
    seat: Perimeter,
) -> None:  # fmt: skip
    told[SIRETS[0]] = answer(seat.code)
    signed(keeper).post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]})
    run = RegisterRun.objects.get()
    stranger, observer = give(Role.PROJECT_MANAGER, other_ti), give(Role.OBSERVER, other_ti)
    for person in (stranger, observer):
        client = signed(person)
        assert client.get(f"/annuaire/registre/lectures/{run.pk}/").status_code == 404
        file = f"/annuaire/registre/lectures/{run.pk}/changements.csv"
        assert client.get(file).status_code == 404
        assert client.post(f"/annuaire/registre/lectures/{run.pk}/suite/").status_code == 404
        refresh = f"/annuaire/organisations/{company.pk}/rafraichir/"
        assert client.get(refresh).status_code == 404
        assert keyed(person).get(f"/api/v1/register/runs/{run.pk}").status_code == 404
    assert signed(observer).get("/annuaire/registre/").status_code == 404
    assert signed(observer).post("/annuaire/registre/numeros/", {}).status_code == 404
    assert keyed(observer).get("/api/v1/register/search?q=forge").status_code == 404
    assert (
        keyed(observer)
        .post("/api/v1/register/runs", {"numbers": SIRETS[0]}, content_type="application/json")
        .status_code
        == 404
    )


def test_a_program_does_the_same(
    told: dict[str, Any], keeper: User, keyed: Callable[[User], Client], seat: Perimeter
) -> None:
    told["forge"] = told[SIRETS[0]] = answer(seat.code)
    program = keyed(keeper)
    found = program.get("/api/v1/register/search?q=forge").json()
    assert found["establishments"][0]["name"] == "FORGE DU LAC"
    brought = program.post(f"/api/v1/register/establishments/{SIRETS[0]}").json()
    assert brought["counts"] == {"new": 1}
    report = program.get(f"/api/v1/register/runs/{brought['id']}").json()
    assert [row["outcome"] for row in report["changes"]] == ["new"]
    assert program.get("/api/v1/register/runs").json()[0]["id"] == brought["id"]
    number = one(SIRETS[0]).pk
    fresh = program.get(f"/api/v1/organisations/{number}/register").json()
    assert (fresh["changes"], fresh["contradicted"]) == ([], [])
    listed = program.post(
        "/api/v1/register/runs", {"numbers": SIRETS[0]}, content_type="application/json"
    )
    assert listed.status_code == 200


def test_without_its_setting_nothing_is_asked(
    keeper: User, signed: Callable[[User], Client], keyed: Callable[[User], Client]
) -> None:
    page = signed(keeper).get("/annuaire/registre/?q=forge").content.decode()
    assert "TERREAU_REGISTER_API=1" in page
    assert keyed(keeper).get("/api/v1/register/search?q=forge").status_code == 400
