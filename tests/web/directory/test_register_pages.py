"""Pages and API of the register: searched, added from, refreshed from, a list brought."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from terreau.core.errors import FetchFailure
from terreau.core.siren import is_siren, is_siret
from terreau.datasets.registers.answers import Found, read_answer
from terreau.datasets.registers.asking import RegisterApi
from terreau.web.apps.accounts.enums import Role
from terreau.web.apps.accounts.models import User
from terreau.web.apps.directory.models import Organisation
from terreau.web.apps.directory.register import RegisterChange, RegisterRun
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


def read(answer: Any) -> str:
    """Return a page with ordinary spaces."""
    return answer.content.decode().replace("\u202f", " ").replace("\xa0", " ")  # type: ignore[no-any-return]


def one(siret: str) -> Organisation:
    return Organisation.objects.get(siret=siret)


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


def test_what_a_list_told_is_forgotten_once_it_asks(
    told: dict[str, Any], keeper: User, signed: Callable[[User], Client], far_seat: Perimeter,
    seat: Perimeter,
) -> None:  # fmt: skip
    client = signed(keeper)
    told[SIRETS[0]] = answer(far_seat.code, nom_raison_sociale="JEANNE DUPONT COUTURE")
    client.post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]})
    told[SIRETS[0]] = answer(seat.code, nom_raison_sociale="JEANNE DUPONT", statut_diffusion="P")
    client.post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]})
    assert one(SIRETS[0]).visibility == "private"
    runs = RegisterRun.objects.filter(asked_by=keeper)
    said = [client.get(f"/annuaire/registre/lectures/{r.pk}/").content.decode() for r in runs]
    kept = [*RegisterChange.objects.values(), *runs.values()]
    assert len(said) == 2
    assert "JEANNE" not in "".join(said) + str(kept)


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
    run = RegisterRun.objects.order_by("-pk")[0]
    assert run.state == "failed"
    told.clear()
    told[SIRETS[0]] = answer(company.seat.code if company.seat else "")
    for _gone_on_then_confirmed in range(2):
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
    assert "Rien n’est écrit" in page
    assert page.count("FORGE DU LAC") == 2
    assert not Organisation.objects.filter(siret__in=SIRETS).exists()
    with django_capture_on_commit_callbacks(execute=True):
        client.post(f"{answered['Location']}suite/")
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
    assert not RegisterRun.objects.filter(asked_by=keeper).exists()


def test_the_register_is_for_keepers(
    told: dict[str, Any], keeper: User, give: Give, other_ti: Perimeter,
    signed: Callable[[User], Client], keyed: Callable[[User], Client], company: Organisation,
    seat: Perimeter,
) -> None:  # fmt: skip
    told[SIRETS[0]] = answer(seat.code)
    signed(keeper).post("/annuaire/registre/ajouter/", {"siret": SIRETS[0]})
    run = RegisterRun.objects.order_by("-pk")[0]
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
    assert {(row["outcome"], row["name"]) for row in report["changes"]} == {("new", "FORGE DU LAC")}
    assert program.get("/api/v1/register/runs").json()[0]["id"] == brought["id"]
    number = one(SIRETS[0]).pk
    fresh = program.get(f"/api/v1/organisations/{number}/register").json()
    assert (fresh["changes"], fresh["contradicted"]) == ([], [])
    listed = program.post(
        "/api/v1/register/runs", {"numbers": SIRETS[0]}, content_type="application/json"
    )
    assert listed.status_code == 200


def test_a_program_sees_before_it_writes(
    told: dict[str, Any], keeper: User, give: Give, other_ti: Perimeter,
    keyed: Callable[[User], Client], seat: Perimeter, django_capture_on_commit_callbacks: Any,
) -> None:  # fmt: skip
    told[SIRETS[0]] = answer(seat.code)
    program, address = keyed(keeper), "/api/v1/register/runs"
    body = {"numbers": SIRETS[0], "is_trial": True}
    with django_capture_on_commit_callbacks(execute=True):
        trial = program.post(address, body, content_type="application/json").json()
    assert trial["is_trial"]
    assert not Organisation.objects.filter(siret=SIRETS[0]).exists()
    foreign = keyed(give(Role.FACILITATOR, other_ti))
    assert foreign.post(f"{address}/{trial['id']}/confirm").status_code == 404
    with django_capture_on_commit_callbacks(execute=True):
        written = [program.post(f"{address}/{trial['id']}/confirm").json() for _ in range(2)]
    assert written[0]["id"] == written[1]["id"] != trial["id"]
    assert one(SIRETS[0]).name == "FORGE DU LAC"


def test_without_its_setting_nothing_is_asked(
    keeper: User, signed: Callable[[User], Client], keyed: Callable[[User], Client]
) -> None:
    for address in ("/annuaire/registre/?q=forge", "/annuaire/registre/numeros/"):
        page = signed(keeper).get(address).content.decode()
        assert "demandez-le à qui l’installe" in page
        assert "/annuaire/registre/fichier/" in page
        assert "TERREAU_" not in page
    page = signed(keeper).post("/annuaire/registre/numeros/", {"numbers": SIRETS[0]})
    assert page.status_code == 400
    assert SIRETS[0] in page.content.decode()
    assert "TERREAU_" not in page.content.decode()
    assert keyed(keeper).get("/api/v1/register/search?q=forge").status_code == 400
