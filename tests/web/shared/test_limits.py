"""What is costly has a budget; nobody who works with it meets its end."""

from __future__ import annotations

import sqlite3
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import django
import pytest
from django.conf import settings as django_settings
from django.test import Client
from django.urls import get_resolver
from time_machine import TimeMachineFixture

from terreau.web.shared.limits import BUDGETS, COSTLY, Budget, spend
from terreau.web.shared.refusals import AskedTooOften

CSV = "/observatoire/chiffres-imprimes/tableau.csv"


@pytest.fixture(autouse=True)
def counted(settings: Any, home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.LIMITS_COSTLY_PAGES = True
    monkeypatch.setitem(BUDGETS, "tables", Budget(at_once=2, a_minute=6))
    monkeypatch.setitem(BUDGETS, "calculations", Budget(at_once=1, a_minute=6))
    return home


def test_a_budget_is_spent_and_fills_again(clock: TimeMachineFixture) -> None:
    spend("tables", "a")
    spend("tables", "a")
    with pytest.raises(AskedTooOften) as refused:
        spend("tables", "a")
    assert refused.value.wait_seconds == 10
    spend("tables", "b")  # each has their own
    spend("calculations", "a")
    clock.shift(9)
    with pytest.raises(AskedTooOften) as refused:
        spend("tables", "a")
    assert refused.value.wait_seconds == 1
    clock.shift(1)
    spend("tables", "a")
    with pytest.raises(AskedTooOften):
        spend("tables", "a")
    clock.shift(3600)  # no more than full
    spend("tables", "a")
    spend("tables", "a")
    with pytest.raises(AskedTooOften):
        spend("tables", "a")


def rows(home: Path) -> list[tuple[bytes, float]]:
    with closing(sqlite3.connect(home / "limits.sqlite3")) as base:
        return list(base.execute("SELECT * FROM bucket"))


def test_nobody_is_written_down(counted: Path, clock: TimeMachineFixture) -> None:
    spend("tables", "203.0.113.9")
    assert b"203.0.113.9" not in (counted / "limits.sqlite3").read_bytes()
    ((key, _),) = rows(counted)
    clock.shift(24 * 3600)
    spend("tables", "203.0.113.9")
    ((tomorrow, _),) = rows(counted)  # and what is full again is gone
    assert key != tomorrow


def spend_many(home: str) -> int:
    django.setup()
    django_settings.TERREAU_HOME = home
    served = 0
    for _ in range(30):
        try:
            spend("documents", "a")
        except AskedTooOften:
            continue
        served += 1
    return served


def test_processes_share_a_budget(counted: Path) -> None:
    with ProcessPoolExecutor(3) as pool:
        served = sum(pool.map(spend_many, [str(counted)] * 3))
    full = BUDGETS["documents"].at_once
    assert full <= served <= full + 5  # some came back meanwhile


@pytest.mark.parametrize("content", [b"no database" * 200, b""])
def test_a_count_that_is_lost_fails_nothing(counted: Path, content: bytes) -> None:
    (counted / "limits.sqlite3").write_bytes(content)
    spend("calculations", "a")
    spend("calculations", "b")
    spend("calculations", "c")
    assert rows(counted)


def test_a_count_that_cannot_be_kept_fails_nothing(counted: Path) -> None:
    (counted / "limits.sqlite3").mkdir()
    for _ in range(5):
        spend("calculations", "a")


@pytest.mark.django_db
def test_a_page_says_when_to_come_back(client: Client, english: Client) -> None:
    for _ in range(2):
        assert client.get(CSV).status_code == 200
    answer = client.get(CSV)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 10
    assert "Un peu de patience" in answer.text
    assert "rien n’a été perdu" in answer.text
    assert "A little patience" in english.get(CSV).text
    assert client.get(CSV, REMOTE_ADDR="192.0.2.1").status_code == 200
    assert client.get("/").status_code == 200


@pytest.mark.django_db
def test_the_api_says_it_as_a_problem(client: Client) -> None:
    address = "/api/v1/perimeters/epci/X00000001/peers"
    assert client.get(address).status_code == 404  # in an empty installation
    answer = client.get(address)
    assert answer.status_code == 429
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["title"] == "Too Many Requests"
    assert int(answer["Retry-After"]) >= 1


@pytest.mark.django_db
def test_an_ordinary_page_writes_nothing(client: Client, counted: Path) -> None:
    client.get("/territoires/commune/XA001/")
    assert not (counted / "limits.sqlite3").exists()


@pytest.mark.django_db
def test_nothing_is_counted_where_there_is_one_person(
    client: Client, settings: Any, counted: Path
) -> None:
    settings.LIMITS_COSTLY_PAGES = False
    for _ in range(4):
        assert client.get(CSV).status_code == 200
    assert not (counted / "limits.sqlite3").exists()


def test_thirty_reports_in_a_row_are_made() -> None:
    for _ in range(30):
        spend("documents", "a")


def names(resolver: object, namespace: str = "") -> dict[str, str]:
    found = {}
    for pattern in resolver.url_patterns:
        inside = f"{namespace}{pattern.namespace}:" if getattr(pattern, "namespace", "") else ""
        if hasattr(pattern, "url_patterns"):
            found |= names(pattern, inside or namespace)
        else:
            found[f"{namespace}{pattern.name}"] = str(pattern.pattern)
    return found


def test_every_file_that_is_made_has_a_budget() -> None:
    addresses = names(get_resolver())
    assert COSTLY.keys() <= addresses.keys()
    letters = {
        "invitations",
        "requests",
        "letters",
        "mailings",
        "messages",
        "messages_to_one",
        "messages_read",
        "restitutions",
    }  # spent by services, not by addresses
    assert set(COSTLY.values()) | letters == BUDGETS.keys()
    files = (".csv", ".svg", ".png", ".<slug:suffix>")
    made = {name for name, pattern in addresses.items() if pattern.endswith(files)}
    assert len(made) >= 10
    assert made <= COSTLY.keys()
