"""Each request has a number and leaves one line, in which there is nobody."""

from __future__ import annotations

import json
import logging
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, RequestFactory

from terreau.web.shared import request_log
from terreau.web.shared.request_log import JsonLines, RequestFilter

GIVEN = "abc-123_def.456"


def lines(home: Path) -> list[dict[str, object]]:
    files = sorted((home / "logs").glob("requests-*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def test_a_number_that_is_made(client: Client, home: Path) -> None:
    one, other = client.get("/healthz"), client.get("/healthz")
    assert len(one["X-Request-ID"]) == 32
    assert one["X-Request-ID"] != other["X-Request-ID"]
    assert [line["request_id"] for line in lines(home)] == [
        one["X-Request-ID"],
        other["X-Request-ID"],
    ]


@pytest.mark.parametrize(
    ("given", "is_trusted", "is_kept"),
    [
        (GIVEN, True, True),
        (GIVEN, False, False),
        ("short", True, False),
        ("a" * 65, True, False),
        ("<script>alert(1)", True, False),
        ("not good\n", True, False),
    ],
)
@pytest.mark.usefixtures("home")
def test_a_number_that_is_given(
    client: Client, settings: Any, given: str, *, is_trusted: bool, is_kept: bool
) -> None:
    settings.TRUSTED_PROXIES = [ip_network("127.0.0.1")] if is_trusted else []
    answer = client.get("/healthz", HTTP_X_REQUEST_ID=given)
    assert (answer["X-Request-ID"] == given) is is_kept


@pytest.mark.django_db
def test_a_line_says_the_route_and_nobody(client: Client, home: Path) -> None:
    client.get("/territoires/commune/44184/?q=Marie+Dupont", REMOTE_ADDR="203.0.113.9")
    client.get("/nulle-part/marie/")
    client.get("/static/terreau/theme.css").close()
    client.get("/api/v1/perimeters/commune/44184")
    client.generic("BREW", "/healthz")
    found = lines(home)
    assert [(line["method"], line["route"], line["status"]) for line in found] == [
        ("GET", "territoires/<slug:kind>/<str:code>/", 200),
        ("GET", "", 404),
        ("GET", "static/", 200),
        ("GET", "api/v1/perimeters/<kind>/<code>", 200),
        ("OTHER", "healthz", 405),
    ]
    for line in found:
        assert list(line) == ["at", "request_id", "method", "route", "status", "ms"]
        assert isinstance(line["ms"], float)
    written = json.dumps(found)
    assert not [word for word in ("Dupont", "203.0.113", "marie", "44184") if word in written]


@pytest.mark.usefixtures("clock")
def test_the_file_is_of_the_day_in_paris(client: Client, home: Path) -> None:
    client.get("/healthz")
    (file,) = (home / "logs").iterdir()
    assert file.name == "requests-2026-03-02.jsonl"
    assert file.stat().st_mode & 0o007 == 0, "nobody else reads it"
    assert lines(home)[0]["at"] == "2026-03-02T10:00:00.000+01:00"


def test_a_full_disk_fails_no_page(
    client: Client, home: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(request_log.os, "write", full)
    assert client.get("/healthz").status_code == 200
    assert "No space left" in caplog.text


def test_a_folder_that_is_no_folder_fails_no_page(client: Client, home: Path) -> None:
    (home / "logs").write_text("in the way")
    assert client.get("/healthz").status_code == 200


def write_many(home: str) -> None:
    for _ in range(300):
        request_log._append(Path(home), date(2026, 3, 2), json.dumps({"fill": "x" * 200}))


def test_lines_of_several_processes_do_not_mix(home: Path) -> None:
    with ProcessPoolExecutor(4) as pool:
        list(pool.map(write_many, [str(home)] * 4))
    assert lines(home) == [{"fill": "x" * 200}] * 1200


def record(**more: object) -> logging.LogRecord:
    made = logging.LogRecord("django.request", 30, "f", 1, "%s: %s", ("Not Found", "/a/b"), None)
    made.__dict__.update(more)
    return made


def test_a_record_bears_the_number_and_the_route() -> None:
    request = RequestFactory().get("/invitation/secret-token/")
    request.request_id = GIVEN
    request.resolver_match = type("Match", (), {"route": "invitation/<token>/"})()
    told = record(request=request)
    assert RequestFilter().filter(told)
    said = json.loads(JsonLines().format(told))
    assert said["request_id"] == GIVEN
    assert said["message"] == "Not Found: invitation/<token>/"
    assert list(said) == ["at", "level", "logger", "request_id", "message"]


def test_a_fault_is_one_line_of_json() -> None:
    with pytest.raises(ValueError, match="second") as raised:
        int("first\nsecond")
    told = record(exc_info=(raised.type, raised.value, raised.tb))
    RequestFilter().filter(told)
    written = JsonLines().format(told)
    assert "\n" not in written
    assert "ValueError: invalid" in json.loads(written)["exception"]
    assert json.loads(written)["request_id"] == "-"
