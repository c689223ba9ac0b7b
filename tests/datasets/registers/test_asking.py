"""The API of the register: what it answers, and every way in which it may fail."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from terreau.core.errors import FetchFailure
from terreau.datasets.registers.answers import read_answer
from terreau.datasets.registers.asking import LIMITS, RegisterApi

pytestmark = pytest.mark.allow_hosts(["127.0.0.1"])

QUICK = replace(
    LIMITS, loopback=True, read_seconds=0.4, rate_seconds=0.4, first_wait=0.01, total_seconds=10
)
Play = Callable[[Any], None]


def result(**changed: object) -> dict[str, object]:
    siege = {
        "siret": "73282932000074", "commune": "01004", "activite_principale": "25.11Z",
        "etat_administratif": "A", "est_siege": True, "tranche_effectif_salarie": "21",
        "statut_diffusion_etablissement": "O", "liste_enseignes": ["ACME FORGE"],
    }  # fmt: skip
    return {
        "siren": "732829320", "nom_complet": "ACME (AC)", "nom_raison_sociale": "ACME",
        "nature_juridique": "5710", "statut_diffusion": "O",
        "complements": {"est_entrepreneur_individuel": False},
        "siege": siege | dict(changed.pop("siege", {})),  # type: ignore[call-overload]
        "matching_etablissements": [], "dirigeants": [{"nom": "DUPONT", "prenoms": "JEANNE"}],
    } | changed  # fmt: skip


def answers(*results: dict[str, object]) -> bytes:
    return json.dumps({"results": results, "total_results": len(results)}).encode()


class Register:
    """Plays the register."""

    def __init__(self) -> None:
        self.plays: list[Play] = []
        self.asked: list[str] = []
        self.at: list[float] = []
        self.address = ""

    def play(self, *plays: Play) -> None:
        self.plays = list(plays)


def send(status: int, body: bytes = b"", length: int | None = None, **headers: str) -> Play:
    def play(handler: Any) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return play


GOOD = send(200, answers(result()))


@pytest.fixture(scope="module")
def site() -> Iterator[Register]:
    register = Register()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            register.asked.append(self.path)
            register.at.append(time.time())
            plays = register.plays
            (plays.pop(0) if len(plays) > 1 else plays[0])(self)
            self.close_connection = True

        def log_message(self, *told: object) -> None:
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    register.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield register
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def register(site: Register) -> Register:
    site.plays, site.asked, site.at = [GOOD], [], []
    return site


@pytest.fixture
def api(register: Register, tmp_path: Path) -> RegisterApi:
    return RegisterApi(tmp_path / "answers", register.address, QUICK, rate=1000)


def test_what_is_found_is_read(api: RegisterApi, register: Register) -> None:
    found = api.search("acme & fils", communes=["01004", "01003"])
    (only,) = found.establishments
    assert (only.siret, only.name) == ("73282932000074", "ACME (ACME FORGE)")
    assert (only.commune, only.naf, only.headcount, only.is_head) == ("01004", "25.11Z", "21", True)
    assert "q=acme+%26+fils&code_commune=01003%2C01004" in register.asked[0]
    assert "minimal=true" in register.asked[0]
    assert "dirigeants" not in register.asked[0]


def test_an_answer_is_remembered_for_a_day_and_names_nobody(
    api: RegisterApi, register: Register
) -> None:
    assert api.search("acme") == api.search("acme")
    assert len(register.asked) == 1
    kept = "".join(path.read_text() for path in api.folder.glob("*.json"))
    assert "ACME" in kept
    assert "JEANNE" not in kept
    replace(api, kept_seconds=-1).search("acme")
    assert len(register.asked) == 2


def test_what_is_remembered_is_bounded(api: RegisterApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("terreau.datasets.registers.asking._MOST_KEPT", 6)
    monkeypatch.setattr("terreau.datasets.registers.asking._LEFT", 3)
    for rank in range(8):
        api.search(f"acme {rank}")
    assert len(list(api.folder.glob("*.json"))) <= 6


def test_a_damaged_memory_is_asked_again(api: RegisterApi, register: Register) -> None:
    found = api.search("acme")
    next(api.folder.glob("*.json")).write_text('{"establishments": [{"siret": 1')
    assert api.search("acme") == found
    assert len(register.asked) == 2


@pytest.mark.parametrize(
    "fault",
    [
        send(429, Retry_After="0"),
        send(500),
        send(503),
        send(200, answers(result())[:-30], length=len(answers(result()))),
        lambda handler: time.sleep(0.8),
        lambda handler: None,
    ],
)
def test_a_passing_fault_is_tried_again(api: RegisterApi, register: Register, fault: Play) -> None:
    register.play(fault, GOOD)
    assert api.search("acme").total == 1
    assert len(register.asked) == 2


def test_retry_after_is_waited_for(api: RegisterApi, register: Register) -> None:
    register.play(send(429, Retry_After="1"), GOOD)
    api.search("acme")
    assert register.at[1] - register.at[0] >= 1


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (send(429, Retry_After="3600"), "cannot be reached"),
        (send(500), "cannot be reached"),
        (send(403), "does not give"),
        (send(302, location="https://elsewhere.example/search"), "sends somewhere else"),
        (send(302, location="/search"), "sends somewhere else"),
        (send(200, b"<html>Maintenance</html>"), "cannot be understood"),
        (send(200, b"[]"), "cannot be understood"),
        (send(200, b'{"results": "none"}'), "cannot be understood"),
        (send(200, b'{"results": [1]}'), "cannot be understood"),
        (send(200, b"[" * 100_000), "cannot be understood"),
        (send(200, b"\xff\xfe"), "cannot be understood"),
        (send(200, b" " * (5 << 20)), "without end"),
    ],
)
def test_a_lasting_fault_is_one_sentence(
    api: RegisterApi, register: Register, fault: Play, said: str
) -> None:
    register.play(fault)
    with pytest.raises(FetchFailure, match=said):
        api.search("acme")
    assert len(register.asked) <= 3
    register.play(GOOD)
    assert api.search("acme").total == 1, "a fault is never remembered"


def test_nobody_there_is_one_sentence(tmp_path: Path) -> None:
    api = RegisterApi(tmp_path, "http://127.0.0.1:9", QUICK)
    with pytest.raises(FetchFailure, match="cannot be reached"):
        api.search("acme")


def test_a_private_address_is_never_asked(tmp_path: Path) -> None:
    api = RegisterApi(tmp_path, "http://127.0.0.1:9", replace(QUICK, loopback=False))
    with pytest.raises(FetchFailure, match="not protected"):
        api.search("acme")


def test_questions_keep_the_pace(api: RegisterApi) -> None:
    slow, began = replace(api, rate=10), time.time()
    for rank in range(4):
        slow.search(f"acme {rank}")
    assert time.time() - began >= 0.3


@pytest.mark.parametrize(
    "changed",
    [
        {"statut_diffusion": "P"},
        {"statut_diffusion": None},
        {"siege": {"statut_diffusion_etablissement": "P"}},
        {"nature_juridique": "1000"},
        {"nature_juridique": None},
        {"complements": {"est_entrepreneur_individuel": True}},
    ],
)
def test_persons_and_those_who_asked_are_masked(changed: dict[str, object]) -> None:
    answer = json.loads(answers(result(nom_complet="JEANNE DUPONT", **changed)))
    (only,) = read_answer(answer).establishments
    assert only.is_masked
    assert not only.name


def test_hidden_cells_and_wrong_numbers_say_nothing() -> None:
    shy = result(siege={"commune": "[NON-DIFFUSIBLE]", "liste_enseignes": None})
    wrong = result(siege={"siret": "73282932000075"})
    nothing = result(siege={}, matching_etablissements="none")
    found = read_answer(json.loads(answers(shy, wrong, nothing)))
    (only,) = found.establishments
    assert (only.commune, only.name) == ("", "ACME")


def test_a_closed_establishment_says_when(api: RegisterApi, register: Register) -> None:
    closed = {"etat_administratif": "F", "date_fermeture": "2026-03-31"}
    register.play(send(200, answers(result(siege=closed))))
    (only,) = api.find("732829320")
    assert only.closed_on == "2026-03-31"
    assert api.find("73282932000017") == []
